"""`make pdf`: the built book as one PDF, with page numbers, a table of contents and links that stay inside.

Chromium prints one long page made of the pages of the book; explorer and scenarios need a screen and are left out.
So are the solutions of exercises, since a PDF is what a class is given; hints are printed open.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from html import escape
from pathlib import Path

ROOT = Path(__file__).parent.parent
BOOK = ROOT / "build" / "book"
PDF = ROOT / "build" / "steppe-count.pdf"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
AFTER = ("method", "statements", "glossary")
ADDRESS = re.compile(r"""(?<![-\w])(href|src)="([^"]*)\"""")
NAMED = re.compile(r"""(?<![-\w])(id|for|aria-labelledby|aria-describedby|aria-controls)="([^"]+)\"""")
SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)
STYLE = re.compile(r'<link [^>]*rel="stylesheet"[^>]*>')
HINT = re.compile(r"<details>(?=<summary>Hint \d\d\.\d+</summary>)")
SOLUTION = re.compile(r"<details><summary>Solution \d\d\.\d+</summary>.*?</details>", re.DOTALL)
OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*:|//")
LOOKS = """
.part { break-before: page; } .part:first-of-type { break-before: auto; }
nav.toc { break-before: page; display: block !important; }
.toc ol { list-style: none; padding: 0; } .toc li { margin: .5rem 0; }
"""
NUMBERS = """<div style="width: 100%; font: 8pt Georgia, serif; padding: 0 16mm; display: flex;
justify-content: space-between; color: #444"><span>Steppe Count</span><span class="pageNumber"></span></div>"""


class Missing(Exception):
    """What is needed is not there."""


def pages(book: Path) -> list[Path]:
    """The pages of the PDF in their order."""
    after = [path for name in AFTER if (path := book / f"{name}.html").is_file()]
    return [book / "index.html", *sorted(book.glob("notebooks/*.html")), *after]


def combined(book: Path) -> str:
    """One page made of many. Ids carry the name of their page, and links between these pages lead to them."""
    paths = pages(book)
    texts = {path.resolve(): path.read_text(encoding="utf-8") for path in paths}
    styles, parts, entries = {}, [], []
    for path, text in texts.items():
        for tag in STYLE.findall(text):
            styles[ADDRESS.sub(lambda found, path=path: _leading(found, path, texts, book), tag)] = None
        main = SCRIPT.sub("", re.search(r"<main\b[^>]*>(.*)</main>", text, re.DOTALL)[1])
        main = HINT.sub("<details open>", SOLUTION.sub("", main))
        main = NAMED.sub(lambda found, path=path: _named(found, path), main)
        main = ADDRESS.sub(lambda found, path=path: _leading(found, path, texts, book), main)
        kind = re.search(r'<body class="([^"]*)"', text)[1]
        title = re.sub(r"<[^>]*>", "", re.search(r"<h1\b[^>]*>(.*?)</h1>", main, re.DOTALL)[1]).strip()
        parts.append(f'<section class="part {kind}" id="{_place(path)}">{main}</section>')
        entries.append(f'<li><a href="#{_place(path)}">{title}</a></li>')
    contents = f'<nav class="toc" aria-label="Contents"><h2>Contents</h2><ol>{"".join(entries[1:])}</ol></nav>'
    head = f'<meta charset="utf-8"><title>Steppe Count</title>{"".join(styles)}<style>{LOOKS}</style>'
    body = f"<main>{parts[0]}{contents}{''.join(parts[1:])}</main>"
    return f'<!DOCTYPE html><html lang="en" data-theme="light"><head>{head}</head><body>{body}</body></html>'


def _place(path: Path) -> str:
    return f"{path.parent.name}-{path.stem}"


def _named(found: re.Match, path: Path) -> str:
    names = " ".join(f"{_place(path)}-{name}" for name in found[2].split())
    return f'{found[1]}="{names}"'


def _leading(found: re.Match, path: Path, texts: dict[Path, str], book: Path) -> str:
    """An address as it is in the combined page: a place in it, or outside the book. What is not in it is no link."""
    address = found[2]
    if OUTSIDE.match(address):
        return found[0]
    file, _, place = address.partition("#")
    target = (path.parent / file.partition("?")[0]).resolve() if file else path
    if target in texts:
        return f'{found[1]}="#{_place(target)}{"-" + place if place else ""}"'
    return f'{found[1]}="{escape(target.as_uri())}"' if found[1] == "src" or STYLE.match(found.string) else ""


def printed(book: Path, pdf: Path) -> None:
    """Writes the PDF. Raises `Missing` where there is no book, or no Chromium to print it."""
    if not (book / "index.html").is_file():
        raise Missing(f"no book in {book}; `make book` builds it")
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        raise Missing(f"no Chromium to print with; looked for {', '.join(BROWSERS)}")
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory(prefix="steppe-") as folder, sync_playwright() as playwright:
        whole, fresh = Path(folder) / "book.html", Path(folder) / "book.pdf"
        whole.write_text(combined(book), encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_context(offline=True).new_page()
        page.goto(whole.as_uri())
        page.pdf(path=fresh, format="A4", prefer_css_page_size=False, display_header_footer=True, outline=True,
                 tagged=True, print_background=True, header_template="<span></span>", footer_template=NUMBERS,
                 margin={"top": "18mm", "bottom": "20mm", "left": "16mm", "right": "16mm"})  # fmt: skip
        browser.close()
        pdf.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(fresh, pdf)


def main(book: Path = BOOK, pdf: Path = PDF) -> int:
    """Prints where the PDF is and returns the exit status."""
    try:
        printed(book, pdf)
    except Missing as missing:
        print(f"pdf: {missing}", file=sys.stderr)
        return 2
    print(f"pdf: {pdf}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
