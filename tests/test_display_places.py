"""Counts of several countries side by side: published ones only, and like with like."""

from operator import sub

import pytest

from steppe import facts, scenarios
from steppe.case import Case
from steppe.display import place_figures, places
from steppe.display.figure import show
from steppe.facts import ESSAY, Slot
from steppe.quantity import Quantity
from steppe.scenario import Scenario

FACTS = facts.load()
WEEK = Slot("border_crossings", "exits", "russian_citizens", None, "2022-09-17/2022-09-30", days=6)


def persons(low, high=None):
    return Quantity(low, low, high or low, "persons")


@pytest.mark.parametrize("name", scenarios.names())
def test_the_essay_is_no_witness_to_its_own_week(name):
    case = Case(FACTS, scenarios.scenario(name))
    counts = places.first_week(case)
    assert not any(s.source.id == ESSAY for s in counts)
    assert "essay_arrivals" not in places.by_place(case.all("entries"))["Kazakhstan"].ids


@pytest.mark.parametrize("name", scenarios.names())
def test_entries_less_exits_are_those_of_one_office_under_every_scenario(name):
    case = Case(FACTS, scenarios.scenario(name))
    net = places.counted_alike(places.first_week(case), case.view.all(WEEK), sub)["Kazakhstan"]
    assert (net.value, net.low, net.high) == (33_766, 33_766, 58_000)


def test_the_count_that_the_evidence_chooses_comes_first():
    assert places.first_week(Case(FACTS, Scenario(evidence="kindest")))[0].id == "kz_in_27sep_cnn"


@pytest.mark.parametrize(
    ("figure", "words"), [(persons(3), "more than"), (persons(1), "fewer than"), (persons(1, 3), "about as many as")]
)
def test_counts_are_compared_in_words(figure, words):
    assert places.compared(figure, persons(2)) == words


def test_a_count_worded_as_more_than_ends_in_an_arrow():
    counts = places.first_week(Case(FACTS, Scenario(evidence="best")))
    closed = [s for s in counts if s.value is not None]
    drawn = [arrows(place_figures.plot_counts(each)) for each in (counts, closed)]
    assert drawn == [len(counts) - len(closed), 0]
    assert show(place_figures.plot_counts(counts), "Counts.").digest


def test_nobody_is_ranked_twice_where_one_place_lies_inside_another():
    week = {"Kazakhstan": persons(3), "Finland": persons(1), "European Union": persons(2)}
    assert list(places.apart(week)) == ["Kazakhstan", "European Union"]
    assert list(places.apart({"Finland": persons(1)})) == ["Finland"]


def test_a_range_that_ends_in_a_floor_ends_in_an_arrow_beside_its_yardstick():
    floor = Quantity(2, 1, 3, "persons", beyond=(False, True))
    drawn = [place_figures.plot_yardsticks({"Entries": {"Georgia": q}}, "Georgia") for q in (floor, persons(1, 3))]
    assert list(map(arrows, drawn)) == [1, 0]


def arrows(figure):
    return sum(bool(getattr(text, "arrow_patch", None)) for axes in figure.axes for text in axes.texts)
