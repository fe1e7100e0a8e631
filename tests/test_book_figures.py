"""Chapters in the book: question, answer, figure first; each figure with sentence, data and code; folded code."""

import io
import json
import re
from itertools import pairwise

import pytest
from PIL import Image
from playwright.sync_api import expect

from booklet import chapter, house_of, rendered
from conftest import paths
from steppe.display.figure import MIME
from steppe.suite.house import House

STEMS = [path.stem for path in House().chapters()]
SMALLEST = 9 / 72 * 160  # pixels of the smallest letters in a stored picture
PHONE = {"width": 360, "height": 740}
FIGURES = """figures => figures.map(figure => ({
    id: figure.id, alt: figure.querySelector('img').alt,
    caption: figure.querySelector('figcaption p').innerText.trim(),
    spoken: document.getElementById(figure.getAttribute('aria-labelledby')).textContent,
    data: figure.querySelector('a[download]').getAttribute('href'),
    code: document.querySelector(figure.querySelector('.beside a:last-child').getAttribute('href')).textContent,
}))"""
RESULT = r"(A sentence from (\d+ values|one value)|The box of a verdict|A table( of statements)?)"
KINDS = re.compile(
    r"(Set-up: parameters and imports|Parameters|Imports|What the scenario sets|The stamp of this run"
    rf"|The list of sources|({RESULT}: )?(\d+ lines|one line) of (pandas|matplotlib|Python)|{RESULT})( \[\d+\])?"
)


@pytest.fixture
def page(browser):
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def opened(page, book, stem: str, folder: str = "notebooks"):
    page.goto((book / folder / f"{stem}.html").as_uri())
    return page


def drawn(stem: str) -> list[dict]:
    """What the stored chapter holds for each of its figures, and the code that draws it."""
    cells = json.loads((paths.ROOT / "notebooks" / f"{stem}.ipynb").read_text(encoding="utf-8"))["cells"]
    return [
        output["data"][MIME] | {"code": "".join(cell["source"])}
        for cell in cells
        for output in cell.get("outputs", [])
        if MIME in output.get("data", {})
    ]


@pytest.mark.parametrize("stem", STEMS)
def test_each_figure_has_a_number_its_sentence_once_for_each_sense_its_data_and_its_code(whole_book, page, stem):
    shown = opened(page, whole_book, stem).locator("main figure").evaluate_all(FIGURES)
    stored = drawn(stem)
    assert sorted(figure["id"] for figure in shown) == [f"fig-{stem[:2]}-{n}" for n in range(1, len(stored) + 1)]
    for figure, bundle in zip(sorted(shown, key=lambda figure: figure["id"]), stored, strict=True):
        number = f"Figure {int(stem[:2])}.{figure['id'][-1]}"
        assert figure["alt"] == bundle["alt"]
        assert figure["caption"] == f"{number} {' '.join(bundle['alt'].split())}"
        assert figure["spoken"] == number
        rows = (whole_book / "notebooks" / figure["data"]).read_text(encoding="utf-8").splitlines()
        assert rows == bundle["data"] != []
        assert " ".join(bundle["code"].split()[:4]) in " ".join(figure["code"].split())
    assert page.locator("figcaption p > span:not([aria-hidden=true])").count() == 0


@pytest.mark.parametrize("stem", STEMS)
def test_a_chapter_opens_with_question_answer_and_figure_and_cells_keep_their_numbers(whole_book, page, stem):
    parts = opened(page, whole_book, stem).locator("main :is(h1, .answer, figure, details.fold)").evaluate_all(
        "parts => parts.map(part => part.id || part.classList[0] || part.tagName)"
    )
    assert parts[:3] == ["H1", "answer", f"fig-{stem[:2]}-1"]
    places = [int(part.removeprefix("code-")) for part in parts if part.startswith("code-")]
    explained = stem[:2] in ("00", "01")  # there the parameters have a section, which comes after the answer
    assert sum(before >= after for before, after in pairwise(places)) == explained


@pytest.mark.parametrize("folder", ["notebooks", "second_wave"])
def test_each_fold_says_what_its_code_does(whole_book, page, folder):
    for stem in STEMS:
        labels = opened(page, whole_book, stem, folder).locator("details.fold > summary").all_inner_texts()
        assert [label for label in labels if not KINDS.fullmatch(" ".join(label.split()))] == []
        assert page.get_by_text("code cell source").count() == page.get_by_label("Toggle hidden content").count() == 0
    opened(page, whole_book, "02_callup_and_flight")
    expect(page.locator("#code-9 summary")).to_have_text(re.compile(r"^23 lines of matplotlib"))


def test_the_code_of_a_figure_is_one_click_away_also_a_second_time(whole_book, page):
    opened(page, whole_book, "03_where_they_went")
    fold = page.locator("#code-21")
    link = page.locator("figure", has=page.locator("a[href='#code-21']")).get_by_role("link", name="Code")
    for _ in range(2):
        expect(fold).not_to_have_attribute("open", "")
        link.press("Enter")
        expect(fold.locator("pre")).to_be_in_viewport()
        expect(fold.locator("summary")).to_be_focused()
        fold.locator("summary").press("Enter")


def test_one_switch_shows_all_code_by_keyboard_and_is_remembered_on_other_pages(whole_book, page):
    opened(page, whole_book, STEMS[3])
    switch, folds = page.get_by_role("button", name="Show all code"), page.locator("details.fold")
    expect(switch).to_have_attribute("aria-pressed", "false")
    expect(page.locator("details.fold[open]")).to_have_count(0)
    switch.press("Enter")
    expect(switch).to_have_attribute("aria-pressed", "true")
    expect(page.locator("details.fold[open]")).to_have_count(folds.count())
    opened(page, whole_book, STEMS[5], "fade_out")
    expect(page.locator("details.fold[open]")).to_have_count(folds.count())
    switch.press("Space")
    expect(page.locator("details.fold[open]")).to_have_count(0)
    page.reload()
    expect(switch).to_have_attribute("aria-pressed", "false")
    expect(page.locator("details.fold[open]")).to_have_count(0)


def test_letters_in_pictures_stay_readable_on_a_phone_where_wide_parts_scroll_by_keyboard(whole_book, page):
    page.set_viewport_size(PHONE)
    for stem in STEMS:
        opened(page, whole_book, stem)
        shown = page.locator("main figure img").evaluate_all("all => all.map(i => i.clientWidth / i.naturalWidth)")
        assert min(shown) * SMALLEST >= 11, stem
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], stem
        first = page.locator(f"#fig-{stem[:2]}-1").get_by_role("group", name="Picture")
        first.focus()
        first.press("ArrowRight")
        page.wait_for_function("document.activeElement.scrollLeft > 0")


def test_a_phone_says_above_a_picture_that_it_is_a_part_shades_the_edge_and_shows_the_whole_at_a_key(whole_book, page):
    page.set_viewport_size(PHONE)
    figure = opened(page, whole_book, STEMS[3]).locator(f"#fig-{STEMS[3][:2]}-4")
    hint, picture = figure.get_by_text("Part of the picture"), figure.get_by_role("group", name="Picture")
    edge = "it => ['::before', '::after'].map(side => getComputedStyle(it, side).visibility)"
    assert hint.bounding_box()["y"] < picture.bounding_box()["y"]
    assert picture.evaluate(edge) == ["hidden", "visible"]
    picture.evaluate("it => { it.scrollLeft = it.scrollWidth }")
    page.wait_for_function(f"it => ({edge})(it).join() === 'visible,hidden'", arg=picture.element_handle())
    whole = figure.get_by_role("button", name="Whole picture")
    assert whole.bounding_box()["height"] >= 24
    whole.press("Enter")
    expect(whole).to_have_attribute("aria-pressed", "true")
    expect(hint).to_be_hidden()
    page.wait_for_function(f"it => ({edge})(it).join() === 'hidden,hidden'", arg=picture.element_handle())
    assert picture.evaluate("it => it.scrollWidth === it.clientWidth")
    whole.press("Space")
    expect(hint).to_be_visible()


BOXES = """isPhone => [...document.querySelectorAll('.output:has(> p > [id^="verdict-"])')].map(box => {
    const shown = [...box.querySelectorAll(isPhone ? ".vantage" : "tbody tr")].filter(it => it.checkVisibility());
    const words = [...box.querySelectorAll(".word")].filter(it => it.getClientRects().length !== 1).length;
    return [shown.length > 0, words, box.scrollWidth - box.clientWidth];
})"""


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_a_box_of_a_verdict_has_a_block_for_each_vantage_point_on_a_phone_and_keeps_its_words(whole_book, page, width):
    page.set_viewport_size({"width": width, "height": 740})
    boxes = 0
    for stem in STEMS:
        found = opened(page, whole_book, stem).evaluate(BOXES, width < 640)
        assert found == [[True, 0, 0]] * len(found), stem
        boxes += len(found)
    assert boxes
    said = "all => all.map(box => box.textContent)"
    opened(page, whole_book, STEMS[3])
    stored = page.locator(".vantages .figure, table .figure").evaluate_all(said)
    page.set_viewport_size({"width": 1600 - width, "height": 740})
    page.wait_for_function("document.querySelector('.vantages').hidden === (innerWidth > 640)")
    assert sorted(page.locator(".vantages .figure, table .figure").evaluate_all(said)) == sorted(stored)


@pytest.mark.parametrize(("scheme", "is_dark"), [("dark", True), ("light", False)])
def test_a_picture_has_a_ground_that_suits_the_page(whole_book, page, scheme, is_dark):
    page.emulate_media(color_scheme=scheme)
    picture = opened(page, whole_book, STEMS[2]).locator("main figure img").first.screenshot()
    light = Image.open(io.BytesIO(picture)).convert("L").getpixel((8, 8))
    assert (light < 60) if is_dark else (light > 245)


def test_words_of_the_data_in_a_sentence_stay_words_in_its_caption(page, tmp_path):
    words = '<b onclick="alert(1)">One</b> & "two"</figcaption>'
    book = rendered(house_of(tmp_path, {"01_what": chapter("What?", alt=words)}), tmp_path)
    figure = opened(page, book, "01_what").locator("#fig-01-1")
    expect(figure.get_by_role("img")).to_have_attribute("alt", words)
    expect(figure.locator("figcaption p").first).to_have_text(f"Figure 1.1 {words}")
    expect(figure.locator("b")).to_have_count(0)
