"""Text of the tables that would be code, a link or a formula is text in a chapter that was run and in a built book."""

import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from conftest import copied, csv_rows, put_csv
from nbsuite import notebooks
from steppe.markup import one_line
from steppe.paths import ROOT
from steppe.suite.house import House

CHAPTER = "08_gain_or_strain.ipynb"
SCENARIO = "hindsight"
EVIL = [
    "<script>window.hit = 1</script>",
    '<img src=x onerror="window.hit = 1">',
    "[here](javascript:window.hit=1)",
    "![here](javascript:window.hit=1)",
    r"$\href{javascript:window.hit=1}{x}$ and $y$",
    r"\(x\) \\(y\\) \[z\] $$z$$ \begin{equation}e\end{equation}",
    "`</code><svg onload=window.hit=1>`",
    "\"'></td></table><iframe srcdoc='<script>parent.hit=1</script>'>",
    "<javascript:window.hit=1> &lt;script&gt;window.hit=1&lt;/script&gt;",
    "{download}`../../conf.py` <!-- --> ``` *a* | b | #",
]
ABSENT = "[myst.xref_missing]"  # a link to a chapter that is left out here
ADDRESS = "https://evil.example/'onmouseover='window.hit=1'?a=&lt;script&gt;$x$"
POISONED = {
    "facts.csv": ("says", "said_by", "note"),
    "sources.csv": ("publisher", "title"),
    "claims.csv": ("paraphrase", "test", "readings_because", "reason", "note"),
    "weighed.csv": ("because",),
    "survivors.csv": ("reason",),
}
SPARED = "from nbsuite.surroundings import spare; spare()"
CONVERT = f"{SPARED}; from nbconvert import HTMLExporter as E; import sys; print(E().from_filename(sys.argv[1])[0])"
BUILD = f"""
{SPARED}
import sys
from pathlib import Path
sys.path.append({str(ROOT / "tools")!r})
import build_book as book
from steppe.suite.house import House
folder = Path(sys.argv[1])
house = House(notebooks=folder / "runs" / "{SCENARIO}")
book.stage(house, book.PAGES, {{"{SCENARIO}": house.chapters()}}, folder / "source")
print("\\n".join(book.render(folder / "source", folder / "html")), end="")
"""


def poison(path: Path, columns: tuple[str, ...]) -> None:
    """Puts one of EVIL behind the text of every filled cell of some columns, each in its turn."""
    header, *rows = csv_rows(path)
    for at, row in enumerate(rows):
        for column in columns:
            place = header.index(column)
            evil = EVIL[(at + place) % len(EVIL)]
            if row[place]:
                row[place] += f" {evil.replace('{', '').replace('}', '') if column == 'paraphrase' else evil}"
        if path.name == "sources.csv":
            row[header.index("url")] = f"{ADDRESS}&n={at}"
    put_csv(path, [header, *rows])


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory) -> Path:
    """A copy of the suite whose tables are poisoned, a chapter run in it, and a book of it."""
    folder = tmp_path_factory.mktemp("poisoned")
    copied(folder, "lib", "data", "book", "tools")
    shutil.copy(ROOT / "CITATION.cff", folder)
    for original in (House().ratchet, ROOT / "notebooks" / CHAPTER):
        (folder / original.parent.name).mkdir()
        shutil.copy(original, folder / original.parent.name)
    for name, columns in POISONED.items():
        poison(folder / "data" / name, columns)
    python(folder, "-m", "steppe", "run", "--scenario", SCENARIO)
    complaints = python(folder, "-c", BUILD, str(folder)).splitlines()
    assert [said for said in complaints if ABSENT not in said and not said.startswith("book: ")] == []
    return folder


def python(folder: Path, *words: str) -> str:
    about = {"cwd": folder, "env": os.environ | {"PYTHONPATH": str(folder / "lib")}, "encoding": "utf-8"}
    run = subprocess.run([sys.executable, *words], **about, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-3000:]
    return run.stdout


@pytest.fixture(scope="module")
def pages(poisoned) -> list[Path]:
    """The chapter that was run as a plain page, and the pages of the book."""
    (run,) = poisoned.glob("runs/*/*.ipynb")
    plain = poisoned / f"{run.parent.name}_{run.stem}.html"
    plain.write_text(python(poisoned, "-c", CONVERT, str(run)), encoding="utf-8")
    return [plain, *(p for p in sorted((poisoned / "html").rglob("*.html")) if "_static" not in p.parts)]


def formulas():
    """The formulas that the chapters themselves set, as they are written."""
    cells = (cell for path in House().chapters() for cell in notebooks.read(path).cells)
    written = [cell.source for cell in cells if cell.cell_type == "markdown"]
    return {found[0] for source in written for found in re.finditer(r"\$\$?[^$]+\$\$?", source)}


OURS = re.compile("|".join(sorted(map(re.escape, formulas()), key=len, reverse=True)))
SCRIPT = "script:not([src], [type$=json])"
INJECTED = f"{SCRIPT}, iframe, [onerror], [onload], [onmouseover], a[href^='javascript:' i], img[src='x']"


class Found(HTMLParser):
    """What in a page would run, lead or be set as a formula, and how often the poison stands there as text."""

    def __init__(self, page: Path):
        super().__init__()
        self.bad, self.told, self._inside = [], 0, []
        self._sets_formulas = "MathJax" in page.read_text(encoding="utf-8")  # the book sets its own when built
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        self._inside.append(tag)
        self._is_data = tag == "script" and (dict(attrs).get("type") or "").endswith("json")  # which no browser runs
        for name, value in attrs:
            address = "".join((value or "").split()).lower()
            leads_to_code = name in ("href", "src") and address.startswith("javascript")
            if leads_to_code or name.startswith("on") or name == "srcdoc" or (name, value) == ("src", "x"):
                self.bad.append((tag, name, value))

    def handle_endtag(self, tag):
        if tag in self._inside:
            del self._inside[len(self._inside) - 1 - self._inside[::-1].index(tag) :]

    def handle_data(self, data):
        if "script" in self._inside:
            if not self._is_data and ("window.hit" in data or "parent.hit" in data):
                self.bad.append(("script", "", data[:80]))
        elif not {"pre", "code", "style"} & set(self._inside):
            self.told += "window.hit" in data
            if self._sets_formulas and data not in ("$", "\\") and set("$\\") & set(OURS.sub(" ", data)):
                self.bad.append((*self._inside[-2:], data[:120]))


def test_no_text_of_the_tables_is_code_or_a_link_or_a_formula(pages):
    found = {page: Found(page) for page in pages}
    assert {page.name: each.bad for page, each in found.items() if each.bad} == {}
    telling = [page.name for page, each in found.items() if each.told]
    assert {"statements.html", "index.html", f"{SCENARIO}_{CHAPTER[:-6]}.html"} <= set(telling)
    assert sum(each.told for each in found.values()) > 500


def test_a_browser_runs_none_of_it(pages, browser):
    context = browser.new_context(offline=True)
    page = context.new_page()
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for path in pages:
        page.goto(path.as_uri())
        page.wait_for_load_state()
        assert page.evaluate("window.hit") is None, path
        texts = page.evaluate("s => [...document.querySelectorAll(s)].map(e => e.outerHTML)", INJECTED)
        assert not [text for text in texts if ".hit" in text], path
        assert page.locator("mjx-container, .MathJax").count() == 0, path
        assert not [text for text in page.locator("math").all_text_contents() if "hit" in text], path
    assert dialogs == []
    context.close()


def test_a_card_shows_it_as_text(poisoned, browser):
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto((poisoned / "html" / SCENARIO / CHAPTER).with_suffix(".html").as_uri())
    lengths = page.locator("a.figure").evaluate_all("numbers => numbers.map(number => number.dataset.ids.length)")
    page.locator("a.figure").nth(lengths.index(max(lengths))).hover()
    page.locator(".card button").click()
    told = one_line(page.locator(".card").text_content())
    assert [evil for evil in EVIL if evil not in told] == []
    assert page.evaluate("window.hit") is None
    assert page.locator(".card").locator(INJECTED).count() == 0
    context.close()
