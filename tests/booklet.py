"""Small books to look at, and what a page of a book shows, loads and leads to."""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import build_book as book
from conftest import put
from nbsuite import store
from steppe.markup import folded
from steppe.suite.house import House

PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
SENTENCE = 'A bar of 100,000 "and more".'
STATEMENT = "essay_arrivals"
SCENARIO = "fade_out"
LEFT = {"net::ERR_ABORTED"}  # what was still loading when the page was left; a missing file fails in another way
LED = '<a href="00_start_here.ipynb#verdict-C05"><strong id="verdict-C05">holds</strong></a>'
ASTRAY = '<a href="99_not_there.ipynb#verdict-C01">open</a>'
LOADING = dict.fromkeys(("script", "img", "iframe", "source", "embed"), "src") | {"object": "data", "link": "href"}
FETCHED_LINKS = {"stylesheet", "icon", "preload", "prefetch", "modulepreload", "preconnect", "dns-prefetch", "manifest"}


class Page(HTMLParser):
    """What a page shows, loads and leads to."""

    def __init__(self, path: Path):
        super().__init__()
        self.path, self.images, self.loads, self.links, self.ids, self.title = path, [], [], [], [], ""
        self.inline, self.headings, self._inside = [], 0, None
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self._inside = tag
        self.headings += tag == "h1"
        self.ids += [attributes["id"]] if "id" in attributes else []
        if tag == "img":
            self.images.append(attributes)
        if tag == "a" and attributes.get("href"):
            self.links.append(attributes["href"])
        fetched = tag != "link" or FETCHED_LINKS & set(attributes.get("rel", "").split())
        if fetched and attributes.get(LOADING.get(tag)):
            self.loads.append(attributes[LOADING[tag]])
        if attributes.get("srcset"):
            self.loads += [part.split()[0] for part in attributes["srcset"].split(",")]

    def handle_data(self, data):
        if self._inside == "title" and not self.title:
            self.title = data.strip()
        if self._inside == "style":
            self.inline.append(data)

    def target(self, address: str) -> tuple[Path, str] | None:
        """The file within the book and the place in it to which a link of this page leads; None where it leads out."""
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            return None
        path = self.path.parent / unquote(parts.path) if parts.path else self.path
        return path.resolve(), unquote(parts.fragment)


def paths_of(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*.html")) if "_static" not in path.parts]


def pages_of(folder: Path) -> list[Page]:
    return [Page(path) for path in paths_of(folder)]


def kinds_of(folder: Path) -> dict[str, Path]:
    """One page of each kind, by the class of its body."""
    kinds = {}
    for path in paths_of(folder):
        found = re.search(r'<body class="([^"]*)"', path.read_text(encoding="utf-8"))
        kinds.setdefault(found[1] if found else "", path)
    return kinds


def chapter(title: str, *, alt: str | None = SENTENCE, text: str = "A step."):
    """A stored chapter with a figure, a sentence, a table and their statements."""
    figure = {
        "image/png": PICTURE, "text/plain": alt or "",
        "application/vnd.steppe.figure+json": {"alt": alt, "digest": "1", "values": {}, "statements": [STATEMENT]},
    }  # fmt: skip
    said = {
        "text/markdown": f"It is 100,000.\n\n{folded([STATEMENT])}",
        "text/plain": "It is 100,000.", "application/vnd.steppe.say+json": {"values": {}},
    }  # fmt: skip
    row = f"<table><tr><td><code>{STATEMENT}</code></td><td>{LED}</td><td>{ASTRAY}</td></tr></table>"
    about = {"image/png": {"width": 400, "height": 200} | ({"alt": alt} if alt else {})}
    cells = [
        new_markdown_cell(f"# {title}\n\nIt asks. See [the tables](../data/README.md)."),
        new_code_cell('evidence: str = "essay"', metadata={"tags": ["parameters"]}, execution_count=1),
        new_markdown_cell(text),
    ]
    for at, data in enumerate((figure, said, {"text/html": row, "text/plain": STATEMENT}), 2):
        output = new_output("display_data", data=data, metadata=about if data is figure else {})
        below = [new_output("display_data", data={"text/html": folded([STATEMENT])})] if data is figure else []
        cells.append(new_code_cell(f"step({at})", outputs=[output, *below], execution_count=at))
    return store.normalise(new_notebook(cells=cells))


def house_of(root: Path, chapters: dict) -> House:
    """A house of stored notebooks; its data are the real ones."""
    for stem, notebook in chapters.items():
        put(root / "notebooks" / f"{stem}.ipynb", notebook)
    return House(root / "notebooks", root / "references", root / "README.md")


def house_of_two(root: Path) -> House:
    return house_of(root, {"00_start_here": chapter("What is it?"), "07_tiny": chapter("How many come?")})


def rendered(house: House, folder: Path) -> Path:
    """The book of a house: its chapters as they are stored, and once more as if run under a scenario."""
    book.stage(house, book.PAGES, {SCENARIO: house.chapters()}, folder / "source")
    assert "\n".join(book.render(folder / "source", folder / "html")) == ""
    return folder / "html"


def listened_to(page) -> list[str]:
    """What the page will complain about or ask the network for; filled as it happens."""
    heard = []

    page.on("console", lambda said: heard.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("requestfailed", lambda asked: asked.failure in LEFT or heard.append(f"failed: {asked.url}"))
    page.on("request", lambda asked: asked.url.startswith(("file:", "data:")) or heard.append(f"asked for {asked.url}"))
    return heard
