// A button beside every text that is there to be copied; without a clipboard the text is selected for Ctrl+C.
document.addEventListener("DOMContentLoaded", () => {
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  said.className = "unseen";
  document.body.append(said);

  for (const text of document.querySelectorAll("pre.copy")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = t("Copy");
    button.setAttribute("aria-label", t("Copy {what}", { what: text.dataset.what }));
    text.before(button);
    button.addEventListener("click", async () => {
      let done = true;
      try {
        await navigator.clipboard.writeText(text.textContent);
      } catch {
        getSelection().selectAllChildren(text);
        done = document.execCommand("copy");
      }
      button.textContent = done ? t("Copied") : t("Selected: press Ctrl+C or ⌘C");
      said.textContent = button.textContent;
      button.addEventListener("blur", () => { button.textContent = t("Copy"); said.textContent = ""; }, { once: true });
    });
  }
});
