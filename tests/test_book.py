"""The rendered book: whole, described, self-contained, readable offline."""

import re
from collections import Counter
from urllib.parse import parse_qsl

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

import build_book as book
from booklet import (
    SCENARIO,
    STATEMENT,
    Page,
    chapter,
    house_of,
    house_of_two,
    listened_to,
    pages_of,
)
from conftest import contents
from steppe import facts
from steppe.judging import load_claims
from steppe.scenario import VOCABULARY
from steppe.suite import scenarios
from steppe.suite.house import House

ONE_PAGE = "# A page\n\n```{toctree}\n:glob:\n\nnotebooks/*\ndata/README\n```\n"
NARROWEST = {"width": 320, "height": 640}
LARGEST_FOLDER, LARGEST_FIRST_PAGE = 25_000_000, 300_000  # bytes
ELSEWHERE = re.compile(r"""(?:@import\s+|url\()\s*["']?(?:https?:)?//[^)\s]+""")
TOO_WIDE = """() => {
    const page = document.documentElement, last = page.clientWidth;
    if (page.scrollWidth <= last) return [];
    const out = [...document.body.querySelectorAll("*")].filter(e => e.getBoundingClientRect().right > last + 1);
    return [page.scrollWidth, ...out.slice(0, 3).map(e => e.outerHTML.slice(0, 120))];
}"""
MISSING = "() => [...document.images].filter(i => i.complete && !i.naturalWidth).map(i => i.src)"


@pytest.fixture(scope="module")
def little_house(tmp_path_factory) -> House:
    return house_of_two(tmp_path_factory.mktemp("house"))


@pytest.fixture(scope="module", params=["little", "whole"])
def any_book(request):
    return request.getfixturevalue(f"{request.param}_book")


def test_every_image_of_the_stored_chapters_carries_its_own_sentence(whole_book):
    for path in House().chapters():
        outputs = [out for cell in nbformat.read(path, 4).cells for out in cell.get("outputs", []) if "data" in out]
        sentences = [out.data["text/plain"] for out in outputs if "image/png" in out.data]
        shown = [image["alt"] for image in Page(whole_book / "notebooks" / f"{path.stem}.html").images]
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
    book.stage(house, tmp_path / "pages", {}, tmp_path / "source")
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
            target = page.target(address)
            assert address.startswith("data:") if target is None else target[0].is_file(), (page.path, address)
        assert not ELSEWHERE.search(" ".join(page.inline)), page.path
    for sheet in any_book.rglob("*.css"):
        assert not ELSEWHERE.search(sheet.read_text(encoding="utf-8")), sheet


def test_every_link_within_the_book_leads_somewhere(whole_book):
    pages = {page.path.resolve(): page for page in pages_of(whole_book)}
    places = {path: set(page.ids) for path, page in pages.items()}
    for page in pages.values():
        for target, place in filter(None, map(page.target, page.links)):
            assert target.is_file(), (page.path, target)
            if target.name == "explorer.html" and "=" in place:  # settings, which the explorer reads
                assert set(dict(parse_qsl(place, strict_parsing=True))) <= {*VOCABULARY, "claim"}, (page.path, place)
                continue
            assert not place or target not in places or place in places[target], (page.path, target, place)


def test_every_page_has_a_title_of_its_own_one_heading_ids_that_differ_and_the_licences(any_book):
    pages = pages_of(any_book)
    assert len({page.title for page in pages} - {""}) == len(pages)
    for page in pages:
        assert page.headings == 1, page.path
        assert [id for id, count in Counter(page.ids).items() if count > 1] == [], page.path
        assert "© OpenStreetMap contributors, ODbL 1.0" in page.path.read_text(encoding="utf-8"), page.path


def test_folder_and_first_page_are_small(whole_book):
    sizes = {name: len(content) for name, content in contents(whole_book).items()}
    assert sum(sizes.values()) <= LARGEST_FOLDER, sorted(sizes, key=sizes.get)[-10:]
    first = Page(whole_book / "index.html")
    loaded = {first.path.resolve(), *(target[0] for address in first.loads if (target := first.target(address)))}
    pictures = {first.target(image["src"])[0] for image in first.images if first.target(image["src"])}
    assert sum(path.stat().st_size for path in loaded - pictures) <= LARGEST_FIRST_PAGE


def test_every_statement_has_a_row_every_mention_leads_to_it_and_every_word_of_the_matrix_to_its_chapter(little_book):
    assert set(facts.load().statements) <= set(Page(little_book / "statements.html").ids)
    for folder in ("notebooks", SCENARIO):
        links = Page(little_book / folder / "07_tiny.html").links
        assert links.count(f"../statements.html#{STATEMENT}") == 3
        assert "00_start_here.html#verdict-C05" in links
        assert not any("99_not_there" in address for address in links)


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


def test_staging_repeats_itself_and_leaves_the_originals_alone(little_house, tmp_path):
    before = contents(little_house.root)
    for name in ("one", "two"):
        book.stage(little_house, book.PAGES, {SCENARIO: little_house.chapters()}, tmp_path / name)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert contents(little_house.root) == before


def test_a_chapter_without_a_title_is_refused(tmp_path):
    house = house_of(tmp_path, {"01_bare": new_notebook(cells=[new_markdown_cell("No heading.")])})
    with pytest.raises(ValueError, match=r"01_bare\.ipynb: found no title"):
        book.stage(house, book.PAGES, {}, tmp_path / "source")


def test_every_page_opens_offline_in_a_browser_without_a_complaint_and_none_scrolls_sideways(any_book, browser):
    context = browser.new_context(offline=True, viewport=NARROWEST)
    page = context.new_page()
    complaints = listened_to(page)
    for each in pages_of(any_book):
        page.goto(each.path.as_uri())
        assert page.evaluate(TOO_WIDE) == [], each.path
        assert page.evaluate(MISSING) == [], each.path
        assert complaints == [], each.path
    context.close()
