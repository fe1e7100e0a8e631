"""Scenarios in the book: the switch under a title, the marks of what differs, the page of each scenario."""

import json
import re
from html import unescape

import nbformat
import pytest
from playwright.sync_api import expect

import marks
from nbsuite import store
from nbsuite.notebooks import own_cells
from steppe import paths
from steppe.scenario import DEFAULT
from steppe.suite import scenarios
from steppe.suite.house import House
from steppe.suite.verdicts import HEADINGS, VANTAGES

NAMES = scenarios.names()
OTHERS = scenarios.others()
CHAPTERS = [path.stem for path in House().chapters()]
FOLDERS = {name: "notebooks" if name == DEFAULT else name for name in NAMES}
SWITCH = re.compile(r'</h1>\s*<nav class="switch" aria-label="Scenario">.*?</nav>', re.S)
LINK = re.compile(r'<a href="([^"]*)"( aria-current="true")?>')
NEIGHBOUR = re.compile(r'rel="(?:prev|next)" href="([^"]+)"')
PART, WORD = re.compile(r"#verdict-([\w.]+)"), re.compile(r'class="word ([\w-]+)"')
CLASSES = {"-": "none", "not testable": "not-testable"}
READ = "05_who_lives_there"
SIGNS = re.compile(r"[\s.,:\\]+")


def said(notebook) -> list[dict]:
    """The outputs of the cells, in order, without the stamp, which names the scenario, and the labels of figures."""
    cells = [cell for cell in own_cells(notebook) if cell.cell_type == "code" and not cell.source.startswith("stamp(")]
    outputs = [output.get("data", {}) for cell in cells for output in cell.outputs]
    return [data for data in outputs if data.get("text/html") != marks.REDRAWN]


def bare(data: dict, without: str = "$^") -> str:
    """The words of a sentence or a table, without their statements, tags, stops and what Markdown escapes."""
    text = data.get("text/markdown", data.get("text/html", "")).partition("<details>")[0]
    return SIGNS.sub("", unescape(re.sub(r"<[^>]+>", "", re.sub(without, "", text))))


@pytest.mark.parametrize("scenario", OTHERS)
def test_without_its_marks_a_text_is_the_essays_and_without_the_old_words_its_own(scenario):
    for chapter in CHAPTERS:
        essay = store.as_reference(nbformat.read(paths.NOTEBOOKS / f"{chapter}.ipynb", 4))
        plain = nbformat.read(House().references / scenario / f"{chapter}.ipynb", 4)
        marked = nbformat.from_dict(plain)
        found, redrawn = marks.mark(marked, essay), 0
        for now, own, old in zip(said(marked), said(plain), said(essay), strict=True):
            assert bare(now, r'<del.*?</del>|<p class="differs">.*?</p>') == bare(own)
            is_marked = any(sign in str(now) for sign in ("<mark", "<del", 'class="differs"'))
            assert is_marked == (bare(own) != bare(old))
            if "text/markdown" in now and "text/html" not in old:
                assert bare(now, "<mark.*?</mark>|instead of ") == bare(old)
            redrawn += own.get(marks.FIGURE, {}).get("digest") != old.get(marks.FIGURE, {}).get("digest")
        assert found["figures"] >= redrawn
        assert len(found["sentences"]) == str(said(marked)).count('id="moved-')


def test_marks_nest_with_the_numbers_and_name_the_old_figure():
    texts = ('Now <span title="b">900</span> of 5.', 'Now <span title="a">1,000</span> of 5.')
    outputs = [nbformat.v4.new_output("display_data", data={"text/markdown": text}) for text in texts]
    chapters = [nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("say()", outputs=[o])]) for o in outputs]
    assert [each["essay"] for each in marks.mark(*chapters)["sentences"]] == ["Now 1,000 of 5."]
    number, old = '<span title="b">900</span>', '<del><i class="unseen">instead of </i>1,000</del>'
    assert outputs[0].data["text/markdown"] == f'Now <mark id="moved-1">{number}</mark> {old} of 5.'


def test_the_switch_stands_directly_under_the_title_and_leads_to_the_same_chapter_and_headings(whole_book):
    for chapter in CHAPTERS:
        ids = set()
        for name, folder in FOLDERS.items():
            text = (whole_book / folder / f"{chapter}.html").read_text(encoding="utf-8")
            links = LINK.findall(SWITCH.search(text)[0].partition("</ul>")[0])
            leads_to = {each: f"../{FOLDERS[each]}/{chapter}.html" for each in NAMES} | {name: "#"}
            assert links == [(leads_to[each], ' aria-current="true"' * (each == name)) for each in NAMES]
            ids.add(tuple(re.findall(r'<section id="([^"]+)">\s*<h[1-4]', text)))
            assert scenarios.describe(name) in unescape(text)
            counted = len(re.findall(r'id="moved-\d+"', text))
            told = re.search(r'<p class="differs">(.*?)</p>', text)
            marked = any(sign in text for sign in ("<mark", "<del", ' class="differs">Rows', ' class="differs">This'))
            assert told is None or ("Nothing in this chapter differs" not in told[1]) == marked
            if name != DEFAULT:
                assert counted == 0 or f"{counted} sentence" in told[1]
                assert not any(address.startswith("..") for address in NEIGHBOUR.findall(text))
        assert len(ids) == 1, f"{chapter}: headings differ"


def test_no_other_page_leads_on_into_a_scenario(whole_book):
    for page in whole_book.glob("*.html"):
        assert not re.search("|".join(f"{name}/" for name in OTHERS), str(NEIGHBOUR.findall(page.read_text("utf-8"))))


def opened(browser, path, width: int, **settings):
    page = browser.new_context(viewport={"width": width, "height": 800}, offline=True, **settings).new_page()
    page.goto(path.as_uri())
    return page


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("at", ["h2", "p", ".cell:has(> .cell_output)"])
def test_the_switch_stays_in_sight_and_keeps_the_place_that_one_reads(whole_book, browser, width, at):
    page = opened(browser, whole_book / "notebooks" / f"{READ}.html", width)
    place = page.locator("main section[id]", has=page.locator("> h2")).nth(3).get_attribute("id")
    part = page.locator(f"#{place} > {at}").last
    own, said = part.get_attribute("id"), part.evaluate("it => it.querySelector('summary')?.firstChild.data")
    above = page.locator("nav.switch").bounding_box()["height"] + 20
    to = "(it, above) => scrollTo({top: it.getBoundingClientRect().top + scrollY - above, behavior: 'instant'})"
    part.evaluate(to, above)
    page.wait_for_function("document.querySelector('nav.switch').getBoundingClientRect().top < 1")
    if width == 320:
        assert page.locator("nav.switch").bounding_box()["height"] < 50
        expect(page.locator("nav.switch summary")).to_have_text("Scenario: Essay")
        page.locator("nav.switch summary").click()
    page.locator("nav.switch").get_by_role("link", name="Sceptic").click()
    fragment = f"cell-{int(own.removeprefix('cell-')) + 1}" if own else place  # a cell more sets the parameters
    page.wait_for_url(f"**/sceptic/{READ}.html#{fragment}")
    page.wait_for_function("document.querySelector('nav.switch').getBoundingClientRect().top === 0")
    assert part.evaluate("it => it.querySelector('summary')?.firstChild.data") == said
    foot = page.locator("nav.switch").evaluate("it => it.getBoundingClientRect().bottom")
    top = "it => it.getBoundingClientRect().top"
    stands = f"([it, foot]) => ({top})(it) >= foot - 2 && ({top})(it) < 160"
    page.wait_for_function(stands, arg=[part.element_handle(), foot])
    expect(part).to_be_focused()
    page.keyboard.press("Tab")
    follows = "it => document.activeElement.compareDocumentPosition(it) & (2 | 8)"
    assert part.evaluate(follows), "the focus goes on from the place"


def test_the_switch_works_by_keyboard_and_without_a_script(whole_book, browser):
    page = opened(browser, whole_book / "notebooks" / f"{READ}.html", 360)
    summary = page.locator("nav.switch summary")
    summary.press("Enter")
    expect(page.get_by_role("link", name="Knowable")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Knowable")).to_be_hidden()
    expect(summary).to_be_focused()
    for width in (360, 1280):
        page = opened(browser, whole_book / "notebooks" / f"{READ}.html", width, java_script_enabled=False)
        if width == 360:
            page.locator("nav.switch summary").click()
        page.locator("nav.switch").get_by_role("link", name="Net of exits").click()
        page.wait_for_url(f"**/net_of_exits/{READ}.html")


@pytest.mark.parametrize("scenario", OTHERS)
def test_the_page_of_a_scenario_lists_the_verdicts_that_differ_and_then_all_of_them(whole_book, scenario):
    rows = json.loads((paths.DATA / "verdicts.json").read_text(encoding="utf-8"))["verdicts"]
    word = {
        (row["scenario"], row["part"], row["vantage"]): CLASSES.get(row["verdict"], row["verdict"]) for row in rows
    }
    stands = dict.fromkeys((row["part"], row["vantage"]) for row in rows)
    differ = [each for each in stands if word[scenario, *each] != word[DEFAULT, *each]]
    first, everything = ((whole_book / scenario / "index.html").read_text("utf-8").split("<h2 ")[n] for n in (1, 4))
    assert first.startswith('id="verdicts"')
    shown = [
        (part[1], VANTAGES[HEADINGS.index(heading)], *words)
        for part, lines in ((PART.search(item), item.split("<p>")[2:]) for item in first.split("<li>")[1:])
        for heading, words in ((line.partition(":")[0], WORD.findall(line)) for line in lines)
    ]
    assert shown == [(*each, word[DEFAULT, *each], word[scenario, *each]) for each in differ]
    assert WORD.findall(everything) == [word[scenario, *each] for each in stands]
