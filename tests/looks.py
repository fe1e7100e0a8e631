"""What axe-core finds on pages of the book, wide and narrow, in light and dark."""

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe

from booklet import paths_of
from steppe.suite import scenarios

ALL = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# What a width or a colour can change on a page that was read once with all rules.
CHANGING = {"runOnly": ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"]}
WIDE, NARROW = (1280, 900), (360, 740)
LOOKS = [(size, scheme) for size in (WIDE, NARROW) for scheme in ("light", "dark")]
FEW = "ul.statements > li:nth-child(n+3) { display: none }"  # all rows are alike, and axe takes its time for each
# Then two frames: what follows from the new sizes, as that a box which scrolls takes the focus, is done by then.
FOLDS = """open => {
    document.querySelectorAll("main details").forEach(fold => { fold.open = open; });
    return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))));
}"""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
AXE = "options => axe.run({resultTypes: ['violations'], ...options}).then(found => found.violations)"
# One share for a file of tests, since a worker takes a file whole.
NAMES = ["", "notebooks", "data", *(name for name in scenarios.names() if name != "essay")]
SHARES = NAMES[:6], NAMES[6:]


def findings(page, options: dict = ALL) -> list[str]:
    """What axe finds on the page as it is now."""
    found = page.evaluate(AXE, options)
    said = [f"{each['id']}: {node['target']} {node['html'][:160]}" for each in found for node in each["nodes"]]
    over = page.evaluate(TOO_WIDE)
    return [*said, f"the page is {over} px too wide"] if over > 0 else said


def look(page, path: Path, folds=(False, True), without: str = FEW, looks=LOOKS, later=CHANGING) -> dict:
    """What is found on a page at some looks: all rules at the first, with its folds closed and open, then some."""
    found = {}
    page.goto(path.as_uri())
    page.evaluate(Axe().axe_script)
    page.add_style_tag(content=without)
    for at, ((width, height), scheme) in enumerate(looks):
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for opened in folds if at == 0 else folds[-1:]:
            page.evaluate(FOLDS, opened)
            if said := findings(page, later if at else ALL):
                found[f"{path.parent.name}/{path.name}", width, scheme, opened] = said
    return found


def look_at_all(book: Path, browser, folder: str) -> dict:
    """What is found on any page of a folder of the book, with its folds open."""
    found, context = {}, browser.new_context(offline=True)
    page = context.new_page()
    paths = [path for path in paths_of(book) if path.parent == book / folder]
    assert paths, f"no page in {folder}"
    for path in paths:
        found |= look(page, path, folds=(True,))
        if path.stem == "statements":
            found |= look(page, path, folds=(False,), without="* {}", looks=LOOKS[:1])
    context.close()
    return found
