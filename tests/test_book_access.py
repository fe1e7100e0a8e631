"""The book for everybody: axe-core finds nothing, the keyboard reaches everything, and large type and small screens do.

One page of each kind is looked at; every page of the book in test_book_every_page_1 and _2.
"""

import pytest
from playwright.sync_api import expect

from booklet import SCENARIO, kinds_of, paths_of
from looks import ALL, NARROW, SHARES, TOO_WIDE, WIDE, look
from steppe import paths
from steppe.classroom import exercises

# The lengths that WCAG 1.4.12 asks for.
SPACED = """* {
    line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important;
} p { margin-bottom: 2em !important; }"""
CUT_OFF = """() => [...document.querySelectorAll("main *, header *, nav *")].filter(e => {
    const style = getComputedStyle(e), hides = ["hidden", "clip"].includes(style.overflowX);
    return hides && e.clientWidth > 1 && e.scrollWidth > e.clientWidth + 1 && e.checkVisibility();
}).map(e => e.outerHTML.slice(0, 120))"""
FOCUSED = """() => {
    const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
    const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    const outline = style.outlineStyle !== "none" && style.outlineWidth !== "0px";
    return {name: e.outerHTML.slice(0, 120), seen, outline};
}"""
MOVING = """() => [...document.querySelectorAll("*")].filter(e => {
    const style = getComputedStyle(e), none = times => times.split(",").every(time => parseFloat(time) === 0);
    return !none(style.transitionDuration) || style.animationName !== "none" || style.scrollBehavior === "smooth";
}).map(e => e.outerHTML.slice(0, 120))"""


@pytest.fixture
def page(browser):
    context = browser.new_context(offline=True)
    page = context.new_page()
    yield page
    context.close()


@pytest.fixture(scope="module")
def kinds(whole_book):
    """A page of each kind; of the chapters one with an exercise, a formula and many figures, and one of a scenario."""
    chapters = {name: whole_book / name / "06_the_russian_community.html" for name in ("notebooks", SCENARIO)}
    return kinds_of(whole_book) | chapters


def test_axe_finds_nothing_on_a_page_of_each_kind(kinds, page):
    found = {}
    for path in kinds.values():
        found |= look(page, path, later=ALL)
    assert found == {}


def test_nothing_moves_for_those_who_asked_for_less_motion(kinds, page):
    page.emulate_media(reduced_motion="reduce")
    for path in kinds.values():
        page.goto(path.as_uri())
        assert page.evaluate(MOVING) == [], path


def test_at_200_percent_and_with_wide_spacing_nothing_is_cut_off_or_scrolls_the_page(kinds, page):
    page.set_viewport_size({"width": WIDE[0] // 2, "height": WIDE[1] // 2})
    for path in kinds.values():
        page.goto(path.as_uri())
        for style in ("* {}", SPACED):
            page.add_style_tag(content=style)
            assert page.evaluate(TOO_WIDE) <= 0, (path, style)
            assert page.evaluate(CUT_OFF) == [], (path, style)


def test_focus_is_seen_on_every_stop_of_the_keyboard_and_none_holds_it(kinds, page):
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    for kind, path in kinds.items():
        page.goto(path.as_uri())
        stops = []
        for _ in range(40):
            page.keyboard.press("Tab")
            stop = page.evaluate(FOCUSED)
            if stop["name"].startswith("<body"):  # behind the last
                break
            assert stop["seen"] and stop["outline"], (kind, stop)
            stops.append(stop["name"])
        assert len(set(stops)) > 10, (kind, stops)


def test_the_first_stop_skips_to_the_text(kinds, page):
    for path in kinds.values():
        page.goto(path.as_uri())
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()


def tab_to(page, place) -> None:
    """Presses Tab until a place has the focus."""
    for _ in range(400):
        page.keyboard.press("Tab")
        if place.evaluate("e => e === document.activeElement"):
            return
    pytest.fail(f"Tab does not reach {place}")


def test_hints_and_solutions_are_folded_until_somebody_opens_them_by_keyboard_too(whole_book, page):
    page.goto((whole_book / "notebooks" / "07_a_year_at_this_rate.html").as_uri())
    folds = page.locator("main section > details:not([class])")
    own = list(exercises.of_chapter(paths.NOTEBOOKS / "07_a_year_at_this_rate.ipynb"))
    assert folds.locator("> summary").all_inner_texts() == [
        f"{fold} {exercise.id}" for exercise in own for fold in ("Hint", "Solution")
    ]
    for fold in folds.all():
        inside = fold.locator("> :not(summary)").first
        expect(inside).to_be_hidden()
        fold.locator("> summary").focus()
        page.keyboard.press("Enter")
        expect(inside).to_be_visible()


def test_from_the_front_page_to_a_source_and_back_by_keyboard_only(whole_book, page):
    page.goto((whole_book / "index.html").as_uri())
    tab_to(page, page.locator("main a[href*='06_the_russian_community']").first)
    page.keyboard.press("Enter")
    expect(page.locator("body.chapter")).to_be_visible()
    chapter = page.url
    number = page.locator("main a.figure").first
    tab_to(page, number)
    source = page.locator(".card dd a").first
    expect(source).to_be_visible()
    tab_to(page, source)
    assert source.get_attribute("href").startswith("https://")
    page.keyboard.press("Escape")
    expect(source).to_be_hidden()
    expect(number).to_be_focused()
    page.go_back()
    expect(page.locator("body.front")).to_be_visible()
    assert page.url != chapter


def test_contents_are_closed_on_a_phone_open_beside_the_text_and_mark_the_page(whole_book, page):
    for (width, height), open_ in ((NARROW, False), (WIDE, True)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto((whole_book / "notebooks" / "06_the_russian_community.html").as_uri())
        here = page.locator("nav.chapters [aria-current=page]")
        expect(here).to_be_visible() if open_ else expect(here).to_be_hidden()
        assert here.text_content().split()[0] == "6"
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    expect(here).to_be_hidden()


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_without_a_script_the_contents_are_closed_and_open_by_their_heading(whole_book, browser, size):
    context = browser.new_context(java_script_enabled=False, viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    page.goto((whole_book / "index.html").as_uri())
    link = page.locator("nav.chapters a").first
    expect(link).to_be_hidden()
    page.locator("nav.chapters summary").click()
    expect(link).to_be_visible()
    context.close()


def test_the_choice_of_light_or_dark_stays(kinds, page):
    page.emulate_media(color_scheme="light")
    paper = "getComputedStyle(document.body).backgroundColor"
    page.goto(kinds["front"].as_uri())
    light = page.evaluate(paper)
    page.get_by_role("button", name="Dark colours").click()
    dark = page.evaluate(paper)
    page.goto(kinds["method"].as_uri())
    assert page.evaluate(paper) == dark != light
    page.get_by_role("button", name="Light colours").click()
    assert page.evaluate(paper) == light


def test_every_folder_of_the_book_is_in_one_share_of_the_pages_that_axe_looks_at(whole_book):
    folders = {path.parent.relative_to(whole_book).as_posix() for path in paths_of(whole_book)}
    assert sorted(folder.replace(".", "") for folder in folders) == sorted([*SHARES[0], *SHARES[1]])
