// The box of a verdict: its words coloured and, on a phone, a block for each vantage point in the place of a column.
document.addEventListener("DOMContentLoaded", () => {
  const narrow = matchMedia("(max-width: 40rem)"), moves = [], tables = new Map();
  const english = (word) => Object.keys(MESSAGES).find((text) => MESSAGES[text] === word) ?? word;
  const make = (tag, className, ...content) => {
    const made = Object.assign(document.createElement(tag), { className });
    made.append(...content);
    return made;
  };

  const block = (vantage) => {
    const word = make("span", "judged"), facts = make("dl");
    const box = make("div", "vantage", make("p", "", word, " ", make("span", "from", vantage)), facts);
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", vantage);
    return { box, word, facts };
  };

  for (const table of document.querySelectorAll('.output:has(> p > [id^="verdict-"]) > table')) {
    const vantages = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent);
    const blocks = make("div", "vantages");
    let part = null;
    for (const { cells: [name, ...cells] } of table.tBodies[0].rows) {
      if (!cells.length) {
        blocks.append(make("p", "part"));
        moves.push([name, blocks.lastChild]);
        part = null;
        continue;
      }
      if (!part) blocks.append(...(part = vantages.map(block)).map(({ box }) => box));
      const isWord = name.textContent === t("Verdict");
      cells.forEach((cell, at) => {
        const { word, facts } = part[at], isEmpty = cell.textContent.trim() === "–";
        if (isWord) {
          for (const each of cell.querySelectorAll("strong")) each.classList.add("word", english(each.textContent).replace(" ", "-"));
          if (isEmpty) word.append(`– ${t("not judged")}`);
          else moves.push([cell, word]);
        } else if (!isEmpty) {
          facts.append(make("dt", "", name.textContent), make("dd"));
          moves.push([cell, facts.lastChild]);
        }
      });
    }
    for (const facts of blocks.querySelectorAll("dl:empty")) facts.remove();
    table.after(blocks);
    tables.set(table, blocks);
  }

  // What stands in the cells moves, so that links and marks stay what they are.
  const arrange = (isNarrow) => {
    for (const [cell, place] of moves) {
      if (isNarrow) place.append(...cell.childNodes);
      else cell.append(...place.childNodes);
    }
    for (const [table, blocks] of tables) [table.hidden, blocks.hidden] = [isNarrow, !isNarrow];
  };
  arrange(narrow.matches);
  narrow.addEventListener("change", () => arrange(narrow.matches));
});
