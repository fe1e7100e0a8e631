// One switch for all code of the book; the choice stays from page to page where the browser keeps it.
document.addEventListener("DOMContentLoaded", () => {
  const KEY = "steppe-code";
  const place = document.querySelector(".article-header-buttons");
  const folds = document.querySelectorAll("div.cell > details.above-input");
  if (!place || !folds.length) return;

  const remember = (shown) => {
    try { localStorage.setItem(KEY, shown); } catch { /* a browser without memory */ }
  };
  const remembered = () => {
    try { return localStorage.getItem(KEY) === "true"; } catch { return false; }
  };

  const button = document.createElement("button");
  button.type = "button";
  button.className = "code-switch";
  const apply = (shown) => {
    folds.forEach((fold) => { fold.open = shown; });
    button.textContent = shown ? "Hide code" : "Show code";
  };
  let shown = remembered();
  button.addEventListener("click", () => {
    shown = !shown;
    remember(shown);
    apply(shown);
  });
  apply(shown);
  place.prepend(button);
});
