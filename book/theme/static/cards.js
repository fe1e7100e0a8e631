// A card for each number: the statements it rests on. Pointer, keyboard focus or a tap opens it; without it the
// number is a link to the page of all statements.
document.addEventListener("DOMContentLoaded", () => {
  const DELAY = { open: 250, close: 300 }, FIRST = 3, MARGIN = 8, LEAST = 140, MOST = 400;
  const root = document.documentElement;
  const page = `${root.dataset.content_root}statements.html`;
  if (!HTMLElement.prototype.showPopover) return;
  for (const link of document.querySelectorAll("a.figure")) {
    link.setAttribute("aria-haspopup", "dialog");
    link.setAttribute("aria-expanded", "false");
  }
  let card, owner, wanted, timer, loading, pointer = "mouse", isReturning = false;

  const numberAt = (target) => target instanceof Element ? target.closest("a.figure[data-ids]") : null;
  const isWithin = (target) => Boolean(owner) && (card.contains(target) || owner.contains(target));

  const load = () => loading ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = `${root.dataset.content_root}_static/statements.js`;
    script.onload = () => done(window.STATEMENTS);
    script.onerror = failed;
    document.head.append(script);
  });

  // Texts of the data become text nodes, never markup.
  const make = (tag, about, ...content) => {
    const element = Object.assign(document.createElement(tag), about);
    element.append(...content);
    return element;
  };

  const listed = (id, { grades, statements }) => {
    const s = statements[id];
    const read = [s.publisher, s.title].filter(Boolean).join(": ");
    const facts = [
      [t("Said by"), s.said_by], [t("Read in"), s.url ? make("a", { href: s.url }, read) : read],
      [t("Published"), s.published], [t("For"), s.period], [t("Grade"), `${s.grade}: ${grades[s.grade]}`],
    ];
    return make("li", {},
      make("p", { className: "stated" }, make("strong", {}, s.figure), s.read_as ? ` ${t("read as {figure}", { figure: s.read_as })}` : ""),
      make("p", {}, s.about),
      make("dl", {}, ...facts.map(([term, words]) => make("div", {}, make("dt", {}, term), " ", make("dd", {}, words)))),
      make("a", { href: `${page}#${id}`, className: "all" }, t("All about this statement")));
  };

  const filled = (link, told) => {
    const ids = [...new Set(link.dataset.ids.split(/[ ,]+/))].filter((id) => id in told.statements);
    const list = make("ol", {}, ...ids.slice(0, FIRST).map((id) => listed(id, told)));
    const count = ids.length === 1 ? t("Rests on one statement") : t("Rests on {n} statements", { n: ids.length });
    const made = make("div", { className: "card", popover: "manual" }, make("p", { className: "rests" }, count), list);
    made.setAttribute("role", "dialog");
    made.setAttribute("aria-label", t("What {figure} rests on", { figure: link.textContent.trim() }));
    if (ids.length > FIRST) {
      const more = make("button", { type: "button" }, t("and {n} more", { n: ids.length - FIRST }));
      more.addEventListener("click", () => {
        const rest = ids.slice(FIRST).map((id) => listed(id, told));
        list.append(...rest);
        rest[0].querySelector("a").focus({ preventScroll: true });
        more.remove();
        place();
      });
      made.append(more);
    }
    return made;
  };

  // Below the number where there is room, else above it: the number itself stays in sight.
  const place = () => {
    card.style.maxHeight = "";
    const box = owner.getBoundingClientRect();
    const below = innerHeight - box.bottom - 2 * MARGIN, above = box.top - 2 * MARGIN;
    const isBelow = below >= Math.min(card.scrollHeight, 2 * LEAST) || below >= above || above < LEAST;
    card.style.maxHeight = `${Math.min(Math.max(isBelow ? below : above, LEAST), MOST)}px`;
    const left = Math.max(MARGIN, Math.min(box.left, root.clientWidth - card.offsetWidth - MARGIN));
    const top = isBelow ? box.bottom + MARGIN / 2 : box.top - card.offsetHeight - MARGIN / 2;
    Object.assign(card.style, { left: `${left + scrollX}px`, top: `${top + scrollY}px` });
  };

  const close = () => {
    clearTimeout(timer);
    wanted = null;
    if (!owner) return;
    const [left, had] = [owner, card];
    owner = card = null;
    left.setAttribute("aria-expanded", "false");
    had.remove();
  };

  const open = async (link) => {
    clearTimeout(timer);
    if (owner === link) return;
    wanted = link;
    const told = await load();
    if (wanted !== link) return;
    close();
    owner = link;
    card = filled(link, told);
    link.after(card);
    card.showPopover();
    link.setAttribute("aria-expanded", "true");
    place();
  };

  const later = (what, delay) => {
    clearTimeout(timer);
    timer = setTimeout(what, delay);
  };

  document.addEventListener("pointerover", ({ target, pointerType }) => {
    if (pointerType !== "mouse") return;
    const link = numberAt(target);
    if (isWithin(target)) clearTimeout(timer);
    else if (link) later(() => open(link), DELAY.open);
    else if (owner && !isWithin(document.activeElement)) later(close, DELAY.close);
    else clearTimeout(timer);
  });
  document.addEventListener("focusin", ({ target }) => {
    const link = numberAt(target);
    if (link && !isReturning && link.matches(":focus-visible")) open(link);
    else if (!isWithin(target)) close();
  });
  document.addEventListener("pointerdown", ({ target, pointerType }) => {
    pointer = pointerType;
    if (owner && !isWithin(target)) close();
  });
  document.addEventListener("click", (event) => {
    const link = numberAt(event.target);
    if (!link || pointer === "mouse" || event.detail === 0) return;
    event.preventDefault();
    if (owner === link) close();
    else open(link);
  });
  document.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !owner) return;
    const from = owner, isInside = card.contains(document.activeElement);
    close();
    isReturning = true;
    if (isInside) from.focus();
    isReturning = false;
  });
  addEventListener("resize", () => { if (owner) place(); });
});
