// The filter of the page of all statements: by words as the search has them, grade and claim; how many are left is announced.
document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("form.filter"), count = form.querySelector("output");
  const rows = [...document.querySelectorAll("ul.statements > li")];
  const isAbout = (part) => !part.matches(".uses");
  const partsOf = (row) => [row.dataset.title, ...[...row.children].filter(isAbout).map((part) => part.textContent)];
  const wordsOf = (row) => partsOf(row).flatMap(tokens).map(({ word }) => word);
  const known = new Map(rows.map((row) => [row, wordsOf(row)]));
  const fields = ["words", "grade", "claim"];

  const apply = () => {
    const [words, grade, claim] = fields.map((name) => form.elements[name].value.trim());
    const wanted = tokens(typed(words)).map(({ word }) => word);
    for (const row of rows) {
      const isLeft = wanted.every((term) => known.get(row).some((word) => fits(term, word))) && (!grade || row.dataset.grade === grade)
        && (!claim || row.dataset.claims.split(" ").includes(claim));
      row.hidden = !isLeft;
    }
    for (const list of document.querySelectorAll("ul.statements")) {
      list.closest("section").hidden = !list.querySelector(":scope > li:not([hidden])");
    }
    for (const section of document.querySelectorAll("section:has(> ul.statements)")) {
      const entry = document.querySelector(`.here a[href="#${CSS.escape(section.id)}"]`);
      if (entry) entry.parentElement.hidden = section.hidden;
    }
    count.textContent = t("{n} of {all} statements", { n: rows.filter((row) => !row.hidden).length, all: rows.length });
  };
  const keep = () => {
    const address = new URL(location);
    for (const name of fields) {
      const value = form.elements[name].value.trim();
      if (value) address.searchParams.set(name, value);
      else address.searchParams.delete(name);
    }
    address.hash = "";
    history.replaceState(null, "", address);
  };

  const given = new URLSearchParams(location.search);
  for (const name of fields) form.elements[name].value = given.get(name) ?? "";
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => { apply(); keep(); });
  form.addEventListener("reset", () => setTimeout(() => { apply(); keep(); }));
  apply();
  // A row that was asked for is shown, whatever the filter says.
  const show = () => {
    const row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!row?.closest("section")?.hidden && !row?.hidden) return;
    form.reset();
  };
  addEventListener("hashchange", show);
  show();
});
