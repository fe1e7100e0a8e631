// On a phone a picture keeps its size and scrolls; a button shows all of it, as wide as the screen.
document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("figure button.whole")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const isWhole = button.closest("figure").classList.toggle("is-whole");
      button.setAttribute("aria-pressed", String(isWhole));
    });
  }
});
