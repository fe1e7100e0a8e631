// The switch of scenarios: a link leads to the place that one is reading, and the open list closes by itself.
document.addEventListener("DOMContentLoaded", () => {
  const bar = document.querySelector("nav.switch");
  if (!bar) return;
  const list = bar.querySelector("details"), isChapter = document.body.classList.contains("chapter");
  const foot = () => bar.getBoundingClientRect().bottom;
  // Cells have other numbers under another scenario, which sets parameters in a cell more. A place is therefore the
  // k-th part of its kind below its heading, and how far into that part one has read.
  const kindOf = (part) => part.classList.contains("cell") ? "cell" : part.localName;
  const partsBelow = (heading) => [...heading.parentElement.querySelectorAll(":scope > *, :scope > .first-screen > *")]
    .filter((part) => !part.matches("section, nav, .first-screen, .assumes, .differs"));
  const ofKind = (heading, kind) => partsBelow(heading).filter((part) => kindOf(part) === kind);
  const headings = [...document.querySelectorAll("main section[id] > :is(h1, h2, h3, h4)")];

  const lastAbove = (parts, line) => parts.filter((part) => part.getBoundingClientRect().top <= line).pop();
  const current = () => {
    if (bar.getBoundingClientRect().top > 0) return "";
    const line = foot() + parseFloat(getComputedStyle(document.documentElement).fontSize) * 3;
    const heading = lastAbove(headings, line);
    if (!heading) return "";
    const part = lastAbove(partsBelow(heading), line);
    const { top, height } = part.getBoundingClientRect(), kind = kindOf(part);
    const read = Math.max(0, Math.min(1, (foot() - top) / (height || 1)));
    return [heading.parentElement.id, kind, ofKind(heading, kind).indexOf(part), read.toFixed(3)].join("~");
  };

  // At the place, the address names the heading, and the cell where it has a number.
  const arrive = (id, kind, index, read) => {
    const heading = headings.find((each) => each.parentElement.id === id);
    const part = heading && (ofKind(heading, kind)[index] ?? heading);
    if (!part) return;
    location.replace(`#${part.id || id}`);
    const restore = () => {
      const { top, height } = part.getBoundingClientRect();
      const below = read > 0 ? foot() - read * height : foot() + 16;
      scrollBy({ top: top - below, behavior: "instant" });
      part.tabIndex = -1; // the keyboard and a screen reader go on from here
      part.focus({ preventScroll: true });
      part.addEventListener("blur", () => part.removeAttribute("tabindex"), { once: true });
    };
    const onceLoaded = () => requestAnimationFrame(restore);
    if (document.readyState === "complete") onceLoaded();
    else addEventListener("load", onceLoaded, { once: true });
  };
  const [id, ...place] = decodeURIComponent(location.hash.slice(1)).split("~");
  if (place.length === 3) arrive(id, place[0], Number(place[1]), Number(place[2]));

  const aim = (event) => {
    const link = event.target.closest("li a");
    if (link) link.hash = isChapter ? current() : "";
  };
  for (const kind of ["pointerdown", "focusin", "click"]) bar.addEventListener(kind, aim);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !list.open) return;
    if (list.contains(document.activeElement)) list.querySelector("summary").focus();
    list.open = false;
  });
  document.addEventListener("click", (event) => { if (!list.contains(event.target)) list.open = false; });
});
