// Folded code: one switch for the page, remembered over pages; a link to a cell opens it.
document.addEventListener("DOMContentLoaded", () => {
  const folds = [...document.querySelectorAll("details.fold")];
  const button = document.querySelector("button.code-switch");
  const show = (all) => {
    folds.forEach((fold) => { fold.open = all; });
    button?.setAttribute("aria-pressed", String(all));
  };
  let wanted = false;
  try { wanted = localStorage.getItem("code") === "shown"; } catch { /* no storage */ }
  if (button && folds.length) {
    button.hidden = false;
    if (wanted) show(true);
    button.addEventListener("click", () => {
      const all = button.getAttribute("aria-pressed") !== "true";
      show(all);
      try { localStorage.setItem("code", all ? "shown" : "folded"); } catch { /* no storage */ }
    });
  }

  const follow = () => {
    const target = document.getElementById(location.hash.slice(1));
    const fold = target?.closest("details.fold");
    if (!fold) return;
    fold.open = true;
    fold.scrollIntoView();
    fold.querySelector("summary").focus({ preventScroll: true });
  };
  addEventListener("hashchange", follow);
  // A second click on the same link changes no address.
  document.querySelectorAll('a[href^="#code-"]').forEach((link) => link.addEventListener("click", () => setTimeout(follow)));
  follow();
});
