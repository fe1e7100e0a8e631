"""The book on paper: one PDF with page numbers and links that work, and single pages that print without their frame."""

import importlib
import re
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from booklet import paths_of
from steppe import paths

OBJECT = re.compile(rb"^(\d+) 0 obj\n(.*?)^endobj", re.DOTALL | re.MULTILINE)
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
SHOWN = re.compile(rb"/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)> Tj")
RANGE = re.compile(rb"<(\w{4})> <(\w{4})> <(\w{4})>")

PICTURE = """() => {
    const [root, body, ground, image] = ["html", "body", ".picture", ".picture img"]
        .map(part => getComputedStyle(document.querySelector(part)));
    const paper = body.backgroundColor;
    return {filter: image.filter, ground: ground.backgroundColor, paper, scheme: root.colorScheme};
}"""


class Pdf:
    """As much of a PDF that Chromium has written as is needed to read its pages."""

    def __init__(self, path: Path):
        self.bytes = path.read_bytes()
        self.objects = {found[1]: found[2] for found in OBJECT.finditer(self.bytes)}
        self.pages = [content for content in self.objects.values() if b"/Type /Page\n" in content]

    def text(self, page: bytes) -> str:
        """The text of a page; a font tells which letters its glyphs are."""
        fonts = {name: self.letters(number) for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", page)}
        letters, text = {}, ""
        for font, glyphs in SHOWN.findall(self.stream(re.search(rb"/Contents (\d+) 0 R", page)[1])):
            letters = fonts.get(font, letters)
            text += "".join(letters.get(int(glyphs[at : at + 4], 16), "") for at in range(0, len(glyphs), 4))
        return text

    def letters(self, font: bytes) -> dict[int, str]:
        table = self.stream(re.search(rb"/ToUnicode (\d+) 0 R", self.objects[font])[1])
        pairs = re.findall(rb"^<(\w{4})> <(\w{4})>$", table, re.M)
        ones = {int(glyph, 16): chr(int(code, 16)) for glyph, code in pairs}
        for first, last, code in RANGE.findall(table):
            ones |= {n: chr(int(code, 16) + n - int(first, 16)) for n in range(int(first, 16), int(last, 16) + 1)}
        return ones

    def stream(self, number: bytes) -> bytes:
        return zlib.decompress(STREAM.search(self.objects[number])[1])


@pytest.fixture(scope="module")
def tool():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(paths.ROOT / "tools"))
        yield importlib.import_module("pdf")


@pytest.fixture(scope="module")
def pdf(browser, whole_book, tmp_path_factory) -> Pdf:
    path = tmp_path_factory.mktemp("pdf") / "book.pdf"
    subprocess.run([sys.executable, paths.ROOT / "tools" / "pdf.py", whole_book, path], check=True)
    return Pdf(path)


def test_every_page_of_the_pdf_but_the_first_bears_its_number(pdf):
    assert len(pdf.pages) > 50
    texts = [pdf.text(page) for page in pdf.pages]
    wrong = [at for at, text in enumerate(texts, 1) if not text.endswith(f"Steppe Count{at}")]
    assert wrong == []


def test_every_link_leads_to_a_place_in_the_pdf_or_out_of_the_book(pdf):
    targets = set(re.findall(rb"/Dest /([^\s/>\]]+)", pdf.bytes))
    names = set(re.findall(rb"^/([^\s/]+) \[\d+ 0 R /XYZ", pdf.bytes, re.M))
    assert len(targets) > 500
    assert targets <= names
    addresses = re.findall(rb"/URI \(([^)]*)\)", pdf.bytes)
    assert addresses
    assert [address for address in addresses if not address.startswith((b"http://", b"https://"))] == []
    assert b"/Outlines" in pdf.bytes and b"/StructTreeRoot" in pdf.bytes


def test_the_pdf_has_the_chapters_and_the_evidence_but_not_what_needs_a_screen(tool, whole_book):
    names = [path.relative_to(whole_book).as_posix() for path in tool.pages(whole_book)]
    assert names[0] == "index.html" and {"method.html", "statements.html", "glossary.html"} <= set(names)
    chapters = [path for path in paths_of(whole_book) if path.parent.name == "notebooks"]
    assert [whole_book / name for name in names if name.startswith("notebooks/")] == chapters
    assert not {"explorer.html", "scenarios.html", "search.html"} & set(names)


def test_exercises_are_in_the_pdf_with_hints_to_read_and_without_solutions(tool, whole_book):
    page = tool.combined(whole_book)
    ids = re.findall(r"<strong>Exercise (\d\d\.\d+)</strong>", page)
    assert len(ids) >= 40
    assert re.findall(r"<details open><summary>Hint (\d\d\.\d+)</summary>", page) == ids
    assert "<summary>Solution" not in page and "Usual wrong answers" not in page


@pytest.mark.parametrize("lacking", ["book", "Chromium"])
def test_what_is_missing_is_said_plainly(tool, tmp_path, monkeypatch, capsys, lacking):
    (tmp_path / "book").mkdir()
    if lacking == "Chromium":
        (tmp_path / "book" / "index.html").touch()
        monkeypatch.setattr(tool.shutil, "which", lambda name: None)
    assert tool.main(tmp_path / "book", tmp_path / "book.pdf") == 2
    assert re.fullmatch(rf"pdf: no {lacking} .+\n", capsys.readouterr().err)
    assert not (tmp_path / "book.pdf").exists()


@pytest.mark.parametrize(("scheme", "chosen"), [("dark", ""), ("dark", "dark"), ("light", "dark")])
def test_a_printed_page_has_no_frame_light_colours_and_its_folds_as_they_were(whole_book, browser, scheme, chosen):
    context = browser.new_context(offline=True, color_scheme=scheme)
    page = context.new_page()
    page.goto((whole_book / "notebooks" / "06_the_russian_community.html").as_uri())
    first, second, *_ = page.locator("main .cell details:not(details details)").all()
    first.evaluate("fold => { fold.open = true; }")
    second.evaluate("fold => { fold.open = false; }")
    page.evaluate("chosen => { document.documentElement.dataset.theme = chosen; }", chosen)
    assert page.evaluate(PICTURE)["filter"] != "none", "on a screen, dark as chosen"
    page.emulate_media(media="print")
    for frame in page.locator("header.site, nav, form, .here, .switch, .tools, button").all():
        assert not frame.is_visible(), frame
    white = "rgb(255, 255, 255)"
    assert page.evaluate(PICTURE) == {"filter": "none", "ground": white, "paper": white, "scheme": "light"}
    assert first.locator("> :not(summary)").first.is_visible()
    assert not second.locator("> :not(summary)").first.is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('main img')).breakInside") == "avoid"
    context.close()
