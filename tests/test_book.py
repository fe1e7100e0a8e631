"""The rendered book: whole, described, self-contained, readable offline."""

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from conftest import contents, put
from steppe import facts, paths, units
from steppe.display import dates
from steppe.judging import load_claims
from steppe.markup import folded
from steppe.suite import book, ratchet, scenarios, staging, store
from steppe.suite.house import House

PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
SENTENCE = 'A bar of 100,000 "and more".'
STATEMENT = "essay_arrivals"
SCENARIO = "fade_out"
LED = '<a href="00_start_here.ipynb#verdict-C05"><strong id="verdict-C05">holds</strong></a>'
ASTRAY = '<a href="99_not_there.ipynb#verdict-C01">open</a>'
ONE_PAGE = "# A page\n\n```{toctree}\n:glob:\n\nnotebooks/*\ndata/README\n```\n"
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
LOADING = dict.fromkeys(("script", "img", "iframe", "source", "embed"), "src") | {"object": "data", "link": "href"}
FETCHED_LINKS = {"stylesheet", "icon", "preload", "prefetch", "modulepreload", "preconnect", "dns-prefetch", "manifest"}
ELSEWHERE = re.compile(r"""(?:@import\s+|url\()\s*["']?(?:https?:)?//[^)\s]+""")


class Page(HTMLParser):
    """What a page shows, loads and leads to."""

    def __init__(self, path: Path):
        super().__init__()
        self.path, self.images, self.loads, self.links, self.ids, self.title = path, [], [], [], set(), ""
        self.inline, self._inside = [], None
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self._inside = tag
        self.ids |= {attributes["id"]} if "id" in attributes else set()
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
        if self._inside == "title":
            self.title += data
            self._inside = None
        if self._inside == "style":
            self.inline.append(data)


def pages_of(folder: Path) -> list[Page]:
    return [Page(path) for path in sorted(folder.rglob("*.html")) if "_static" not in path.parts]


def chapter(title: str, *, alt: str | None = SENTENCE, text: str = "A step."):
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


@pytest.fixture(scope="module")
def little_house(tmp_path_factory) -> House:
    chapters = {"00_start_here": chapter("What is it?"), "07_tiny": chapter("How many come?")}
    return house_of(tmp_path_factory.mktemp("house"), chapters)


def rendered(house: House, folder: Path) -> Path:
    """The book of a house: its chapters as they are stored, and once more as if run under a scenario."""
    staging.stage(house, book.PAGES, {SCENARIO: house.chapters()}, folder / "source")
    assert "\n".join(book.render(folder / "source", folder / "html")) == ""
    return folder / "html"


@pytest.fixture(scope="module")
def little_book(little_house, tmp_path_factory) -> Path:
    return rendered(little_house, tmp_path_factory.mktemp("little"))


@pytest.fixture(scope="module")
def stored_book(tmp_path_factory) -> Path:
    return rendered(House(), tmp_path_factory.mktemp("stored"))


@pytest.fixture(scope="module", params=["little", "stored", "whole"])
def any_book(request) -> Path:
    if request.param != "whole":
        return request.getfixturevalue(f"{request.param}_book")
    built = paths.ROOT / "build" / "book"
    if not (built / "index.html").is_file():
        pytest.skip("build/book is not there; `make book` builds it")
    return built


def test_every_image_of_the_stored_chapters_carries_its_own_sentence(stored_book):
    for path in House().chapters():
        outputs = [out for cell in nbformat.read(path, 4).cells for out in cell.get("outputs", []) if "data" in out]
        sentences = [out.data["text/plain"] for out in outputs if "image/png" in out.data]
        shown = [image["alt"] for image in Page(stored_book / "notebooks" / f"{path.stem}.html").images]
        assert shown == sentences


def test_no_image_is_described_by_its_file_name(any_book):
    for page in pages_of(any_book):
        for image in page.images:
            assert " " in image["alt"].strip(), page.path
            assert not image["alt"].endswith((".png", ".svg", ".jpg")), page.path


def test_a_broken_link_and_an_undescribed_image_are_errors(tmp_path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "index.md").write_text(ONE_PAGE, encoding="utf-8")
    house = house_of(tmp_path, {"01_bad": chapter("What?", alt=None, text="See [nowhere](99_nowhere.ipynb).")})
    staging.stage(house, tmp_path / "pages", {}, tmp_path / "source")
    complaints = "\n".join(book.render(tmp_path / "source", tmp_path / "html"))
    assert "image without alternative text" in complaints
    assert "99_nowhere.ipynb" in complaints
    assert str(tmp_path) not in complaints


def test_the_one_suppressed_warning_is_that_of_unknown_types():
    settings = (book.PAGES / "conf.py").read_text(encoding="utf-8")
    assert re.findall(r"suppress_warnings = (.+)", settings) == ['["mystnb.unknown_mime_type"]']
    assert 'nb_execution_mode = "off"' in settings


def test_nothing_is_loaded_from_elsewhere(any_book):
    for page in pages_of(any_book):
        for address in page.loads:
            parts = urlsplit(address)
            assert not parts.netloc, (page.path, address)
            assert parts.scheme == "data" or (page.path.parent / unquote(parts.path)).is_file(), (page.path, address)
        assert not ELSEWHERE.search(" ".join(page.inline)), page.path
    for sheet in any_book.rglob("*.css"):
        assert not ELSEWHERE.search(sheet.read_text(encoding="utf-8")), sheet


def test_every_link_within_the_book_leads_somewhere(any_book):
    pages = {page.path.resolve(): page for page in pages_of(any_book)}
    for page in pages.values():
        for address in page.links:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            target = (page.path.parent / unquote(parts.path)).resolve() if parts.path else page.path.resolve()
            assert target.is_file(), (page.path, address)
            if parts.fragment and target in pages:
                assert unquote(parts.fragment) in pages[target].ids, (page.path, address)


def test_no_two_pages_share_a_title_and_each_names_the_licences(any_book):
    pages = pages_of(any_book)
    assert len({page.title.strip() for page in pages}) == len(pages)
    for page in pages:
        assert "© OpenStreetMap contributors, ODbL 1.0" in page.path.read_text(encoding="utf-8"), page.path


def test_every_statement_has_a_row_every_mention_leads_to_it_and_every_word_of_the_matrix_to_its_chapter(little_book):
    assert set(facts.load().statements) <= Page(little_book / "statements.html").ids
    for folder in ("notebooks", SCENARIO):
        links = Page(little_book / folder / "07_tiny.html").links
        assert links.count(f"../statements.html#{STATEMENT}") == 3
        assert "00_start_here.html#verdict-C05" in links
        assert not any("99_not_there" in address for address in links)




def test_the_page_on_method_shows_the_tables_of_the_library(little_book):
    text = (little_book / "method.html").read_text(encoding="utf-8")
    for unit in units.UNITS.values():
        assert f"<td>{unit.axis}</td>" in text
    score = units.amount(ratchet.read(House().ratchet)["mutation score"], "percent")
    closed = dates.in_words(facts.load().compiled)
    for shown in ("more than", "30 September 2022", closed, "net_of_exits", score):
        assert shown in text
    assert text.count("<table>") == 10
    assert "method.html" in Page(little_book / "index.html").links


def test_a_chapter_under_a_scenario_leads_back_and_to_a_page_of_what_is_set_and_what_changes(little_book):
    page = Page(little_book / SCENARIO / "07_tiny.html")
    assert page.title.startswith("How many come? · fade out")
    assert scenarios.describe(SCENARIO) in page.path.read_text(encoding="utf-8")
    assert {"../notebooks/07_tiny.html", "index.html", "../data/README.html"} <= set(page.links)
    text = (little_book / SCENARIO / "index.html").read_text(encoding="utf-8")
    assert scenarios.describe(SCENARIO) in text
    for name, value in scenarios.scenario(SCENARIO).differences().items():
        assert name in text
        assert str(value) in text
    assert all(id in text for id in load_claims(facts.load()) if id.startswith("C"))


def test_code_is_folded_behind_a_line_that_names_the_set_up(little_book):
    text = (little_book / "notebooks" / "07_tiny.html").read_text(encoding="utf-8")
    assert text.count("above-input") == text.count('class="cell_input') == 4
    assert text.count("The parameters") == 2


def test_staging_repeats_itself_and_leaves_the_originals_alone(little_house, tmp_path):
    before = contents(little_house.root)
    for name in ("one", "two"):
        staging.stage(little_house, book.PAGES, {SCENARIO: little_house.chapters()}, tmp_path / name)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert contents(little_house.root) == before


def test_a_chapter_without_a_title_is_refused(tmp_path):
    house = house_of(tmp_path, {"01_bare": new_notebook(cells=[new_markdown_cell("No heading.")])})
    with pytest.raises(ValueError, match=r"01_bare\.ipynb: found no title"):
        staging.stage(house, book.PAGES, {}, tmp_path / "source")


def test_a_finished_book_takes_the_place_of_the_old_one_and_a_failed_one_leaves_it(
    little_house, tmp_path, monkeypatch, capsys
):
    house = House(shutil.copytree(little_house.notebooks, tmp_path / "notebooks"), readme=tmp_path / "README.md")
    first_page = tmp_path / "build" / "book" / "index.html"

    def rendered(text, *complaints):
        def render(source, html):
            assert (source / "notebooks" / "07_tiny.ipynb").is_file()
            html.mkdir()
            (html / "index.html").write_text(text, encoding="utf-8")
            return list(complaints)

        monkeypatch.setattr(book, "render", render)
        return book.build(house)

    monkeypatch.setattr(book, "others", list)
    assert rendered("one") == 0
    assert rendered("two") == 0
    assert capsys.readouterr().out.splitlines()[-1] == f"book: {first_page}"
    assert rendered("three", "a broken link") == 1
    assert "a broken link" in capsys.readouterr().err
    assert first_page.read_text(encoding="utf-8") == "two"
    assert [path.name for path in first_page.parents[1].iterdir()] == ["book"]


def listened_to(page) -> list[str]:
    """What the page will complain about or ask the network for; filled as it happens."""
    heard = []

    page.on("console", lambda said: heard.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("requestfailed", lambda request: heard.append(f"failed: {request.url}"))
    page.on("request", lambda asked: asked.url.startswith(("file:", "data:")) or heard.append(f"asked for {asked.url}"))
    return heard


def test_the_book_opens_offline_in_a_browser_without_a_complaint(any_book, browser, tmp_path):
    context = browser.new_context(offline=True)
    page = context.new_page()
    complaints = listened_to(page)
    chapters = sorted(any_book.glob("notebooks/*.html"))
    others = [any_book / name for name in ("index.html", "statements.html", "scenarios.html", f"{SCENARIO}/index.html")]
    for path in chapters + others:
        page.goto(path.as_uri())
        page.wait_for_load_state()
        for size, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            page.screenshot(path=tmp_path / f"{path.stem}_{size}.png")
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{path.name} is {wide} pixels wider than the {size}"
        missing = page.evaluate("[...document.images].filter(i => i.complete && !i.naturalWidth).map(i => i.src)")
        assert missing == []
    assert complaints == []
    context.close()


def test_one_switch_opens_all_code_and_the_choice_stays(little_book, browser):
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto((little_book / "notebooks" / "07_tiny.html").as_uri())
    code = page.locator("div.cell_input")
    assert not any(cell.is_visible() for cell in code.all())
    page.get_by_role("button", name="Show code").click()
    assert all(cell.is_visible() for cell in code.all())
    page.goto((little_book / SCENARIO / "07_tiny.html").as_uri())
    assert all(cell.is_visible() for cell in code.all())
    page.get_by_role("button", name="Hide code").click()
    assert not any(cell.is_visible() for cell in code.all())
    context.close()


@pytest.mark.parametrize("word", ["Frontex", "dictionary", STATEMENT])
def test_search_works_offline_and_sees_the_tables(little_book, browser, word):
    context = browser.new_context(offline=True)
    page = context.new_page()
    complaints = listened_to(page)
    page.goto(f"{(little_book / 'search.html').as_uri()}?q={word}")
    page.wait_for_selector("#search-results li")
    found = [link.get_attribute("href") for link in page.locator("#search-results a").all()]
    assert any(address.startswith(("statements.html", "data/README.html")) for address in found)
    assert complaints == []
    context.close()
