"""The explorer of the book: the numbers and words of the library, worked out in a browser, offline."""

import json
import os
import random
import re
import shlex
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect

from conftest import HANG
from nbsuite.errors import ParameterError
from steppe import paths
from steppe.facts import load
from steppe.judging import VANTAGES, verdict_at
from steppe.scenario import VOCABULARY, Scenario
from steppe.suite import scenarios
from steppe.testing import names
from steppe.whatif import break_evens

PARTS = ("C05", "C09", "C11")
present = names["present"]
SETTINGS = int(os.environ.get("EXPLORER_SETTINGS", "200"))
SLIDERS = {"arrivals": "weekly_arrivals", "weekly arrivals": "weekly_arrivals", "citizens": "citizens_before"}
JUDGED = """([settings, parts, vantages]) => settings.map(passed => {
  const s = {...explorer.DEFAULT, ...passed}, figure = q => q && [q.value, q.low, q.high, ...q.beyond];
  const told = r => [[r.word, r.fragile, r.contested, r.missing, r.sides, r.ids, r.rests], figure(r.found)];
  const judged = () => parts.flatMap(id => vantages.map(vantage => told(explorer.judge(id, s, vantage))));
  return explorer.refused(s) || [explorer.path(s).at(-1), ...judged()];
})"""
TURNS = """([id, name, s, low, high]) => explorer.stretches(id, name, {...explorer.DEFAULT, ...s}, low, high)
  .map(each => [each.from, each.to, each.word])"""
# Weekly arrivals, weekly decline, and the rise in percent of 19,000,000 after 52 weeks, worked by hand.
BY_HAND = [(100_000, 0, 27.37), (100_000, 0.5, 1.05), (33_766, 0, 9.24)]
AT_THE_EDGE = [
    {"weekly_decline": 0.999}, {"weekly_departure": 1.0}, {"weekly_departure": 0.0}, {"horizon_weeks": 1},
    {"second_wave_week": 51, "second_wave_arrivals": 1e7, "weekly_departure": 0.5}, {"second_wave_week": 52},
    {"tolerance_hedged": 0.001}, {"tolerance_hedged": 0.25}, {"weekly_arrivals": 0.0}, {"population": 1e6},
    {"as_of": "2022-09-21"}, {"as_of": "2100-12-31"}, {"citizens_before": 1.0}, {"horizon_weeks": 260},
    {"weekly_decline": 1.0}, {"horizon_weeks": 0}, {"horizon_weeks": 1.5}, {"tolerance_hedged": 0.0},
    {"population": 999_999.0}, {"weekly_departure": -0.1}, {"as_of": "2022-02-30"}, {"flow": "nett"},
]  # fmt: skip


@pytest.fixture
def explorer(whole_book, browser):
    """Opens the explorer at an address, as a reader without network does who has a phone."""
    context, complaints = browser.new_context(viewport={"width": 360, "height": 740}, offline=True, has_touch=True), []

    def opened(address: str = "", width: int = 360):
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 740})
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto((whole_book / "explorer.html").as_uri() + address)
        return page

    yield opened
    context.close()
    assert not complaints


def any_setting(dice: random.Random) -> dict:
    """Some of the parameters, each within its bounds or at them."""
    s = {"horizon_weeks": dice.choice([1, 52, dice.randint(1, 260)])}
    for name, p in VOCABULARY.items():
        if p.choices:
            s[name] = dice.choice([p.neutral, *p.choices])
        elif name == "as_of" and dice.random() < 0.5:
            s[name] = (date(2022, 9, 21) + timedelta(dice.randrange(1500))).isoformat()
        elif p.type is float and dice.random() < 0.4:
            s[name] = dice.choice([float(p.low), float(p.high), p.low + (p.high - p.low) * dice.random() ** 4])
    return s | ({"second_wave_week": dice.choice([s["horizon_weeks"] - 1, dice.randint(0, 259)])} if s["flow"] else {})


def by_library(facts, passed: dict):
    try:
        s = Scenario.of(passed)
    except ParameterError as error:
        return re.sub(r"(?<=\d)\.0(?=,)", "", str(error).partition("; did")[0])  # JavaScript writes 1.0 as 1
    rate, wave = (
        100_000 if s.weekly_arrivals is None else s.weekly_arrivals,
        (s.second_wave_arrivals, s.second_wave_week),
    )
    judged = [present(rate, s.horizon_weeks, s.weekly_decline, s.weekly_departure, *wave)]
    for v in (verdict_at(facts, s, part, vantage) for part in PARTS for vantage in VANTAGES):
        sides = [[*v.pro], [*v.contra]] if v.word == "mixed" else []
        rests = [*v.found.ids] if v.found else []
        q = v.found and [v.found.value, v.found.low, v.found.high, *v.found.beyond]
        judged.append([[v.word, v.fragile, [*v.contested], [*v.missing], sides, [*v.ids], rests], q])
    return judged


def test_it_says_what_the_library_says_on_random_settings_on_the_scenarios_and_at_every_edge(explorer):
    facts, asked = load(), AT_THE_EDGE + [scenarios.load(name) for name in scenarios.names()]
    asked += map(any_setting, [random.Random(SETTINGS)] * SETTINGS)
    for passed, here in zip(asked, explorer().evaluate(JUDGED, [asked, PARTS, VANTAGES]), strict=True):
        there = by_library(facts, passed)
        if isinstance(there, str):
            assert here == there
            continue
        assert here[0] == pytest.approx(there[0], rel=1e-9), passed
        assert [told for told, _ in here[1:]] == [told for told, _ in there[1:]], passed
        for (_, figure), (_, found) in zip(here[1:], there[1:], strict=True):
            assert figure == (found and pytest.approx(found, rel=1e-9)), passed


@pytest.mark.parametrize(("arrivals", "decline", "rise"), BY_HAND)
def test_it_gives_what_was_worked_by_hand(explorer, arrivals, decline, rise):
    page = explorer(f"#weekly_arrivals={arrivals}&weekly_decline={decline}&population=19000000")
    expect(page.locator(".summary [data-claim=C11] .found")).to_have_text(f"{rise:.1f}%")
    assert round(page.evaluate("explorer.judge('C11', explorer.addressed(location.hash)[0]).found.value"), 2) == rise


@pytest.mark.parametrize("passed", [{}, {"evidence": "best", "flow": "net"}, {"weekly_decline": 0.05}])
def test_words_turn_where_the_library_finds_that_they_do(explorer, passed):
    page, facts, compared = explorer(), load(), 0
    for part in PARTS:
        for row in break_evens(facts, Scenario.of(passed), part):
            name = SLIDERS.get(row.along, row.along)
            ends = (row.below, row.word_below, -2, 1), (row.above, row.word_above, 1, 0)
            for end, word, place, edge in [each for each in ends if each[0] and name in VOCABULARY]:
                found = page.evaluate(TURNS, [part, name, passed, *sorted([row.now.value, end.value])])
                assert [found[place][edge], found[place][2]] == [pytest.approx(end.value, rel=1e-6), word], (part, name)
                compared += 1
    assert compared > 8


def test_from_overstated_in_the_chapter_to_a_slider_that_makes_it_hold(explorer, whole_book):
    page = explorer()
    page.goto((whole_book / "notebooks" / "06_the_russian_community.html").as_uri())
    link = page.get_by_role("link", name="Move the assumptions behind C09")
    assert link.bounding_box()["y"] > page.locator("#opening img").bounding_box()["y"], "question, answer, figure first"
    link.click()
    card, summary = page.locator("#C09"), page.locator(".summary [data-claim=C09] .word")
    expect(summary).to_have_text(re.compile("overstated"))
    expect(card).to_be_in_viewport()
    card.get_by_role("button", name=re.compile(r"Weekly arrivals who stay: .* or more \(evidence: ")).click()
    expect(summary).to_have_text(re.compile("holds"))
    expect(page.get_by_role("slider", name="Weekly arrivals")).to_be_focused()
    expect(summary).to_be_in_viewport()
    for _ in range(60):
        page.keyboard.press("ArrowRight")
    expect(summary).to_have_text(re.compile("roughly"))
    expect(page.locator("[data-name=weekly_arrivals] .turns")).to_contain_text(re.compile("C09 turns to .*holds at "))


def test_the_address_keeps_the_settings_and_what_it_has_wrong_is_named(explorer):
    page = explorer("#weekly_decline=0.5&horizon=3&horizon_weeks=abc&tolerance_hedged=9&flow=nett&%E0%A4%A=1")
    told = page.locator(".message")
    for word in ("'horizon'", "'abc', expected a whole number", "0.001 to 0.25", "'nett', expected one of gross"):
        expect(told).to_contain_text(word)
    expect(page.get_by_label("Weekly decline, exact", exact=True)).to_have_value("50")
    expect(page.get_by_label("Horizon, exact", exact=True)).to_have_value("52")
    page.get_by_label("What an arrival is", exact=True).select_option("net")
    expect(told).to_be_hidden()
    page.evaluate("location.hash = '#flow=net&claim=C09'")
    page.get_by_label("Whose evidence", exact=True).select_option("best")
    page.wait_for_url("**#evidence=best&flow=net&claim=C09")
    page.reload()
    expect(page.locator("#C09")).to_be_in_viewport()
    assert page.url.endswith("#evidence=best&flow=net&claim=C09")
    expect(page.get_by_label("What an arrival is", exact=True)).to_have_value("net")
    page.get_by_label("Scenario", exact=True).select_option("fade_out")
    page.wait_for_url("**#evidence=best&weekly_decline=0.5&claim=C09")
    expect(page.locator(".path svg")).to_have_attribute("aria-label", re.compile("after week 52: 1.0% of a population"))


def finger(page):
    """Moves a finger on the screen: how, "Start", "Move", "End", and where."""
    session = page.context.new_cdp_session(page)

    def moved(how: str, x: float = 0, y: float = 0):
        points = [] if how == "End" else [{"x": x, "y": y}]
        session.send("Input.dispatchTouchEvent", {"type": f"touch{how}", "touchPoints": points})

    return moved


def test_a_swipe_that_starts_on_a_slider_scrolls_and_changes_nothing(explorer):
    page = explorer()
    slider, at = page.get_by_role("slider", name="Weekly decline"), page.evaluate("explorer.DEFAULT.weekly_decline")
    slider.scroll_into_view_if_needed()
    box, before = slider.bounding_box(), page.evaluate("scrollY")
    x, y, moved = box["x"] + 0.7 * box["width"], box["y"] + box["height"] / 2, finger(page)
    page.evaluate("addEventListener('input', () => { window.wasMoved = true; })")
    moved("Start", x, y)
    page.wait_for_function("window.wasMoved")
    for step in range(1, 12):
        moved("Move", x, y - 20 * step)
    moved("End")
    page.wait_for_function("before => scrollY > before + 50", arg=before)
    expect(slider).to_have_value(str(at))
    assert "weekly_decline" not in page.url
    assert "weekly_decline" not in page.locator("code.command").inner_text()


@pytest.mark.parametrize("name", ["Weekly arrivals", "Population of Kazakhstan", "Weekly decline"])
def test_the_slider_stays_under_the_finger(explorer, name):
    page = explorer()
    slider = page.get_by_role("slider", name=name)
    page.locator(".strip").last.wait_for()
    slider.scroll_into_view_if_needed()
    box, moved, heights = slider.bounding_box(), finger(page), set()
    x, y = box["x"] + box["width"] / 4, box["y"] + box["height"] / 2
    moved("Start", x, y)
    for step in range(12):
        moved("Move", x + step * box["width"] / 18, y)
        heights.add(page.evaluate("document.querySelector('.controls').offsetTop"))
        assert slider.bounding_box()["y"] == pytest.approx(box["y"], abs=1), step
    moved("End")
    page.wait_for_function("location.hash && document.querySelector('.turns').childElementCount")
    heights.add(page.evaluate("document.querySelector('.controls').offsetTop"))
    assert slider.bounding_box()["y"] == pytest.approx(box["y"], abs=1)
    assert len(heights) > 1, "nothing above the slider grew or shrank"


@pytest.mark.parametrize("width", [320, 360])
def test_on_a_narrow_screen_the_longest_words_fit_and_every_target_is_large_enough(explorer, width):
    page = explorer("#weekly_arrivals=1000&evidence=harshest", width)
    page.locator(".strip").last.wait_for()
    words = page.locator(".summary .word")
    words.evaluate_all("words => words.forEach(word => { word.lastChild.data = ' contradicted'; })")
    boxes = [word.bounding_box() for word in words.all()]
    ends = [end for box in boxes for end in (box["x"], box["x"] + box["width"])]
    assert all(ends[at] + 2 <= ends[at + 1] for at in (1, 3)) and ends[-1] <= width
    # A list is as wide as its longest option, unless it is held by its frame and cuts it.
    cut = "lists => lists.filter(each => each.offsetWidth >= each.parentElement.clientWidth).map(each => each.id)"
    assert not page.locator(".control select").evaluate_all(cut)
    targets = page.locator(".explore :is(a, button, input, select, summary):visible")
    assert not [(box, each) for each in targets.all() if min((box := each.bounding_box())["width"], box["height"]) < 24]


def test_what_the_library_refuses_is_refused_in_its_words_and_without_a_number(explorer):
    page = explorer("#second_wave_week=52")
    with pytest.raises(ParameterError) as refused:
        Scenario.of({"second_wave_week": 52})
    expect(page.locator(".message")).to_contain_text(str(refused.value))
    assert not re.search(r"\d", str(page.locator(".summary .found, .number, figcaption").all_inner_texts()))
    page.get_by_label("Horizon, exact", exact=True).fill("53")
    expect(page.locator(".message")).to_be_hidden()
    expect(page.locator(".summary .found").last).to_have_text(re.compile(r"\d%"))


def test_the_command_gives_the_same_numbers(explorer, tmp_path):
    page = explorer("#evidence=best&flow=gross&weekly_arrivals=91000&weekly_departure=0.01&as_of=2022-10-31")
    line = shlex.split(page.locator("code.command").inner_text())
    assert line[:3] == [".venv/bin/papermill", "notebooks/10_scenario_lab.ipynb", "out.ipynb"]
    (tmp_path / "notebooks").symlink_to(paths.NOTEBOOKS)
    papermill = Path(sys.executable).with_name("papermill")
    subprocess.run([papermill, *line[1:]], check=True, capture_output=True, timeout=HANG, cwd=tmp_path)
    outputs = [o for cell in nbformat.read(tmp_path / "out.ipynb", 4).cells for o in cell.get("outputs", [])]
    said = json.dumps([o["data"] for o in outputs if "data" in o], ensure_ascii=False)
    for part in PARTS:
        here = page.evaluate("id => explorer.judge(id, explorer.addressed(location.hash)[0])", part)
        assert f"{part}: {here['word']}" in said
        # Chapter 10 has the figures of two parts in sentences, that of C05 as a mark in a picture only.
        assert part == "C05" or f'"value": {here["found"]["value"]:.9g}' in said, part
