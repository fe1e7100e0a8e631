"""Floors among the counts elsewhere: what left the rank of C03 open, and what came to hold it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steppe import facts, scenarios
from steppe.case import Case
from steppe.claims import ESSAY_DATE, judge
from steppe.display import floors
from steppe.scenario import Scenario

FACTS = facts.load()


def case(facts=FACTS, **values):
    return Case(facts, Scenario(evidence="best", **values))


@pytest.mark.parametrize("name", scenarios.names())
@pytest.mark.parametrize("as_of", [None, "2022-09-27", "2022-10-05"])
def test_the_rank_as_knowable_is_open_where_more_is_open_above_than_the_rule_bears(name, as_of):
    scenario = scenarios.scenario(name)
    here = Case(FACTS, scenario, as_of or scenario.as_of)
    then = Case(FACTS, scenario, ESSAY_DATE)
    too_open = floors.open_share(then).value > floors.bearable_share(here).value
    assert (judge(FACTS, scenario, "C03").knowable.word == "open") == too_open
    said = floors.on_the_day(here).text
    assert all(f"{place} " in said for place in ("Finland", "Georgia"))


@pytest.mark.parametrize("floor", ["fi_in_week", "ge_in_ap"])
def test_without_either_floor_the_rank_as_knowable_would_hold(floor):
    assert judge(FACTS.without({floor}), Scenario(evidence="best"), "C03").knowable.word == "holds"


@given(st.sampled_from(floors.loose_floors(case(as_of="2022-09-30"))))
def test_a_floor_that_stands_for_so_many_times_its_figure_is_level_with_the_lowest_kazakh_count(floor):
    here = case(as_of="2022-09-30")
    reached = floors.to_draw_level(here, floor).value * floor.figure.value
    assert reached == pytest.approx(floors.lowest_kazakh(here).value)


def test_the_agency_added_up_its_floors_as_figures():
    said = floors.on_the_day(case()).text
    assert "AP, which gave them, put them together with the Kazakh count: at least 194,000; " in said
    assert said.endswith("read at their figures they make 194,000.")


def test_a_sum_that_nobody_printed_is_not_told():
    assert "put them together" not in floors.on_the_day(case(FACTS.without({"fled_ap_194k"}))).text


def test_where_no_floor_is_loose_the_sentence_says_so():
    said = floors.on_the_day(case(FACTS.without({"fi_in_week", "ge_in_ap"}))).text
    assert said == "On 30 September 2022 none of the counts elsewhere was open above."


def test_a_longer_count_holds_a_floor_from_the_day_of_its_publication():
    assert "Held by a longer count by 3 October 2022: none of them." in floors.held_since(case(as_of="2022-10-03")).text
    assert "Finland, at 60,000 at most. " in floors.held_since(case(as_of="2022-10-04")).text


def test_the_word_changed_on_the_day_of_that_count_and_not_before():
    assert "reads: never." in floors.held_since(case(as_of="2022-10-03")).text
    assert "holds from 4 October 2022" in floors.held_since(case()).text
