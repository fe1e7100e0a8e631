"""The reader's own parameters, and the scenarios side by side."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steppe import facts, scenarios
from steppe.case import Case
from steppe.claims import judge_all
from steppe.display import lab, scenario_matrix
from steppe.scenario import VOCABULARY, ParameterError, Scenario

FACTS = facts.load()
CASE = Case(FACTS, Scenario())
NUMBERS = sorted(name for name, p in VOCABULARY.items() if p.type is float)
CLAIMS = ("C05", "C09", "C11")


@given(st.sampled_from(NUMBERS), st.data())
def test_a_typed_number_within_its_bounds_becomes_the_readers_scenario(name, data):
    value = data.draw(st.floats(VOCABULARY[name].low, VOCABULARY[name].high))
    assert getattr(lab.own_scenario(CASE, {name: repr(value)}), name) == value


@given(st.sampled_from(NUMBERS), st.text(min_size=1))
def test_whatever_is_typed_is_taken_or_refused_in_one_line(name, text):
    refusal = ""
    try:
        lab.own_scenario(CASE, {name: text})
    except ParameterError as error:
        refusal = str(error)
    assert "\n" not in refusal


def test_an_empty_field_leaves_the_scenario_as_it_is():
    assert lab.own_scenario(CASE, dict.fromkeys(NUMBERS, " ")) == CASE.scenario


def test_the_comparison_names_every_part_whose_word_changes_and_no_other():
    own = replace(CASE.scenario, weekly_arrivals=50_000.0)
    before, after = judge_all(FACTS, CASE.scenario), judge_all(FACTS, own)
    changed = [id for id in before if before[id].known.word != after[id].known.word]
    (below,) = lab.compared(CASE, own, CLAIMS).below
    assert changed and below.text == f"Changed: {', '.join(changed)}."


def test_the_same_values_change_no_verdict():
    (below,) = lab.compared(CASE, CASE.scenario, CLAIMS).below
    assert lab.UNCHANGED in below.text


@pytest.fixture
def panel():
    return lab.panel(CASE, ("weekly_arrivals", "flow"), CLAIMS)


def test_a_value_typed_into_the_panel_moves_the_verdicts(panel):
    arrivals, _, refused, said = panel.children
    before = said.value
    arrivals.value = "50000"
    assert (refused.value, said.value != before) == ("", True)


def test_a_refused_value_is_told_and_leaves_the_verdicts_alone(panel):
    arrivals, _, refused, said = panel.children
    before = said.value
    arrivals.value = "<b>many</b>"
    assert said.value == before
    assert "parameter weekly_arrivals: found" in refused.value
    assert "<b>" not in refused.value


@pytest.mark.parametrize("name", scenarios.names())
def test_a_scenario_of_the_files_has_a_column_of_its_own_and_no_second_one(name):
    case = Case(FACTS, replace(scenarios.scenario(name), interactive=True))
    assert list(scenario_matrix.matrices(case)) == scenarios.names()


def test_parameters_of_no_file_get_the_last_column():
    case = Case(FACTS, Scenario(weekly_arrivals=50_000.0))
    assert list(scenario_matrix.matrices(case)) == [*scenarios.names(), scenario_matrix.OWN]
    assert "C05" in scenario_matrix.unsettled(scenario_matrix.matrices(case))
