"""Every number leads to its statements, by a card and by a link, and every statement back to where it is used."""

import re
from collections import Counter
from pathlib import Path

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe

from steppe import facts
from steppe.display import dates
from steppe.display.tables import figure_of
from steppe.markup import one_line
from steppe.suite.house import House

CHAPTER, FIRST = "notebooks/06_the_russian_community.html", 3
NUMBER = re.compile(r'<a class="figure" href="([^"]+)" data-ids="([^"]+)"')
SAID = re.compile(r'<(?:span|td)[^>]* title="([^"]+)">')
IS_ASTRAY = """() => {
  const box = (selector) => document.querySelector(selector).getBoundingClientRect();
  const card = box(".card"), number = box("a.figure[aria-expanded=true]");
  return card.left < 0 || card.right > document.documentElement.clientWidth || card.top < 0 || card.bottom > innerHeight
    || (card.bottom > number.top && card.top < number.bottom);
}"""
LACKING = "uses => uses.filter(([place, id]) => !document.getElementById(place)?.innerHTML.includes(id))"
HOLDING = """() => [...document.querySelectorAll("main a.figure")].map(
  (number) => [number.closest("figure, #opening, .cell").id, number.dataset.ids])"""


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.fixture
def page(whole_book, browser, request):
    """A chapter on a narrow phone or, with a parameter, on a screen so wide; a test fails on any error of a script."""
    width = getattr(request, "param", 320)
    context = browser.new_context(viewport={"width": width, "height": 640}, has_touch=width == 320, offline=True)
    opened, errors = context.new_page(), []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto((whole_book / CHAPTER).as_uri())
    yield opened
    context.close()
    assert errors == []


def test_every_number_with_statements_is_a_link_to_their_rows_in_every_chapter(whole_book):
    rows = set(re.findall(r' id="(\w+)"', read(whole_book / "statements.html")))
    for path in House().chapters():
        text = read(whole_book / "notebooks" / f"{path.stem}.html")
        outputs = [out.get("data", {}) for cell in nbformat.read(path, 4).cells for out in cell.get("outputs", [])]
        shown = "".join(data.get("text/html", "") + data.get("text/markdown", "") for data in outputs)
        links = NUMBER.findall(text)
        assert Counter(ids for _, ids in links) == Counter(SAID.findall(shown))
        assert all(address == f"../statements.html#{ids.split(', ')[0]}" for address, ids in links)
        assert rows >= {id for _, ids in links for id in ids.split(", ")}
        assert not re.search(rf"{SAID.pattern}|<sup\b", text)


def test_every_use_of_a_statement_leads_to_a_place_that_holds_it_and_no_number_is_left_out(page, whole_book):
    uses = set()
    for row in read(whole_book / "statements.html").split('\n<li id="')[1:]:
        uses |= {(row.partition('"')[0], *use) for use in re.findall(r'href="notebooks/(\w+)\.html#([\w-]+)"', row)}
    assert len(uses) > 1000
    for path in House().chapters():
        page.goto((whole_book / "notebooks" / f"{path.stem}.html").as_uri())
        here = {(place, id) for id, chapter, place in uses if chapter == path.stem}
        assert page.evaluate(LACKING, [list(use) for use in here]) == []
        held = {(place, id) for place, ids in page.evaluate(HOLDING) for id in ids.split(", ")}
        assert held <= here, path.stem


@pytest.mark.parametrize("page", [1280], indirect=True)
def test_a_card_opens_on_hover_can_be_entered_and_goes_by_escape_or_when_left(page):
    number, card = page.locator("p a.figure").first, page.locator(".card")
    number.hover()
    card.wait_for()
    assert page.evaluate(IS_ASTRAY) is False
    card.locator("strong").first.hover()
    page.wait_for_function("() => document.querySelector('.card:hover')")
    page.keyboard.press("Escape")
    card.wait_for(state="detached")
    page.mouse.move(0, 0)
    number.hover()
    card.wait_for()
    page.locator("h1").hover()
    card.wait_for(state="detached")
    number.click()
    page.wait_for_url("**/statements.html#*")


@pytest.mark.parametrize("page", [1280], indirect=True)
def test_by_keyboard_a_number_opens_its_card_tab_leads_to_the_source_and_escape_back(page):
    def is_at(selector: str) -> bool:
        return page.evaluate("s => document.activeElement.matches(s)", selector)

    while not is_at("a.figure"):
        page.keyboard.press("Tab")
    page.locator(".card").wait_for()
    number = page.locator("a.figure[aria-expanded=true]").element_handle()
    source = facts.load().statements[number.get_attribute("data-ids").split(", ")[0]].source
    page.keyboard.press("Tab")
    assert is_at(".card dd a")
    assert page.evaluate("document.activeElement.href") == source.url
    page.keyboard.press("Escape")
    assert number.evaluate("number => number === document.activeElement && number.ariaExpanded") == "false"
    assert page.locator(".card").count() == 0
    page.keyboard.press("Tab")
    assert number.evaluate("number => number !== document.activeElement && !document.activeElement.closest('.card')")


def test_a_tap_opens_a_card_inside_320_pixels_that_tells_what_the_table_says(page):
    statements, address, card = facts.load().statements, page.url, page.locator(".card")
    numbers = page.locator("main a.figure:visible")
    for at in range(0, numbers.count(), 12):
        number = numbers.nth(at)
        number.tap()
        card.wait_for()
        assert page.evaluate(IS_ASTRAY) is False
        ids = list(dict.fromkeys(number.get_attribute("data-ids").split(", ")))
        if len(ids) > FIRST:
            assert card.locator("li").count() == FIRST
            card.get_by_role("button", name=f"and {len(ids) - FIRST} more").tap()
        told = card.locator("li").all_text_contents()
        for id, text in zip(ids, told, strict=True):
            s = statements[id]
            said = dates.in_words(s.period.text), s.said_by, s.source.publisher, dates.in_words(s.published), s.grade
            assert all(one_line(each) in one_line(text) for each in (figure_of(s), *said)), id
        links = [link.get_attribute("href") for link in card.locator("a.all").all()]
        assert links == [f"../statements.html#{id}" for id in ids]
        assert not Axe().run(page, context=".card").response["violations"]
        page.locator("h1").tap()
        card.wait_for(state="detached")
    assert page.url == address


@pytest.mark.parametrize("words", ["98000", "98 000", "98,000", "тасс", "РБК", "Сколько россиян", "Kazakhstan 98,000"])
def test_the_filter_of_the_statements_reads_words_as_the_search_does(page, whole_book, words):
    page.goto(f"{(whole_book / 'search.html').as_uri()}?q={words}")
    more = page.get_by_role("button", name="Show all")
    if more.is_visible():
        more.click()
    places = [link.get_attribute("href") for link in page.locator("#results h2 a").all()]
    found = {place.partition("#")[2] for place in places if place.startswith("statements.html#")}
    page.goto(f"{(whole_book / 'statements.html').as_uri()}?words={words}")
    rows = page.locator("ul.statements > li:visible").all()
    assert {row.get_attribute("id") for row in rows} == found != set()


def test_statements_are_filtered_by_words_grade_and_claim_and_a_row_that_is_asked_for_is_shown(page, whole_book):
    statements, address = facts.load().statements, (whole_book / "statements.html").as_uri()
    page.goto(f"{address}?words=georgia")
    rows, count = page.locator("ul.statements > li:visible"), page.locator("form.filter output")
    some = rows.count()
    assert count.inner_text() == f"{some} of {len(statements)} statements"
    assert 0 < some < len(statements)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.get_by_label("Grade").select_option("A")
    assert {statements[row.get_attribute("id")].grade for row in rows.all()} == {"A"}
    assert page.url == f"{address}?words=georgia&grade=A"
    page.get_by_label("Claim").select_option("C07")
    assert count.inner_text() == f"{rows.count()} of {len(statements)} statements"
    page.goto(f"{address}?words=nothing+of+the+kind#essay_arrivals")
    assert page.locator("#essay_arrivals").is_visible()
