// Light or dark, the contents folded where there is little room, and what is wider than the screen: tables and boxes.
document.addEventListener("DOMContentLoaded", () => {
  const root = document.documentElement;
  const button = document.querySelector("button.theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => root.dataset.theme ? root.dataset.theme === "dark" : system.matches;
  const label = () => {
    button.textContent = isDark() ? t("Light") : t("Dark");
    button.setAttribute("aria-label", isDark() ? t("Light colours") : t("Dark colours"));
  };
  button.hidden = false;
  label();
  system.addEventListener("change", label);
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    try { localStorage.setItem("theme", root.dataset.theme); } catch { /* a browser without storage */ }
    label();
  });

  const contents = document.querySelector("nav.chapters details");
  matchMedia("(min-width: 62rem)").addEventListener("change", (wide) => { contents.open = wide.matches; });

  const shade = (box) => {
    const after = box.scrollWidth - box.clientWidth - box.scrollLeft;
    box.dataset.more = [box.scrollLeft > 1 ? "before" : "", after > 1 ? "after" : ""].join(" ");
  };
  const scrolling = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const scrolls = target.scrollWidth > target.clientWidth + 1;
      if (scrolls && !target.hasAttribute("role")) {
        target.setAttribute("role", "group");
        target.setAttribute("aria-label", target.matches("pre") ? t("Code") : t("Table"));
      }
      if (scrolls) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
      shade(target);
    }
  });
  for (const box of document.querySelectorAll(".scrolls, .output, pre")) {
    scrolling.observe(box);
    box.addEventListener("scroll", () => shade(box), { passive: true });
  }

  // In a narrow table dates and figures stay on a line, and long notes take the room that they need.
  for (const cell of document.querySelectorAll('main :is(.output:not(:has(> p > [id^="verdict-"])), .scrolls) td')) {
    const { length } = cell.textContent;
    cell.classList.toggle("brief", length < 25 && /\d/.test(cell.textContent));
    cell.classList.toggle("long", length > 60);
  }
});
