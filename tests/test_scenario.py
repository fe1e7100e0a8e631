from dataclasses import fields
from datetime import date
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbsuite.errors import ParameterError
from steppe.opened import open_facts
from steppe.scenario import EARLIEST, LATEST, VOCABULARY, Scenario
from steppe.suite import scenarios


def test_the_scenario_has_one_field_for_every_name_of_the_vocabulary():
    assert [f.name for f in fields(Scenario)] == list(VOCABULARY)
    assert all(f.default == VOCABULARY[f.name].neutral for f in fields(Scenario))


def test_every_parameter_says_what_it_means_and_in_which_unit():
    assert all(p.meaning and p.unit for p in VOCABULARY.values())
    assert all(p.choices or p.type is bool or p.name == "as_of" or p.low < p.high for p in VOCABULARY.values())


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"weekly_arival": 1}, "did you mean 'weekly_arrivals'?"),
        ({"qqqq": 1}, "expected one of as_of"),
        ({"weekly_arrivals": "50,000"}, "found '50,000', expected a number"),
        ({"weekly_arrivals": True}, "found True, expected a number"),
        ({"weekly_arrivals": -1}, "found -1, expected 0 to 10,000,000"),
        ({"weekly_arrivals": nan}, "found nan"),
        ({"weekly_arrivals": inf}, "found inf"),
        ({"horizon_weeks": 5.5}, "found 5.5, expected a whole number"),
        ({"horizon_weeks": 0}, "expected 1 to 260"),
        ({"horizon_weeks": None}, "found None, expected a whole number"),
        ({"flow": "nett"}, "did you mean 'net'?"),
        ({"flow": 3}, "expected a text"),
        ({"evidence": "worst"}, "expected one of essay, best, kindest, harshest"),
        ({"as_of": "30.9.2022"}, "expected a date such as 2022-09-30"),
        ({"as_of": "20220930"}, "expected a date such as 2022-09-30"),
        ({"as_of": "1999-01-01"}, f"expected a date such as 2022-09-30, from {EARLIEST} to {LATEST}"),
        ({"weekly_decline": 1}, "expected 0 to 0.999"),
        ({"second_wave_week": 10, "horizon_weeks": 10}, "expected less than horizon_weeks (10)"),
    ],
)
def test_a_value_that_is_not_right_is_refused_in_one_line(values, found):
    with pytest.raises(ParameterError) as error:
        Scenario.of(values)
    assert found in str(error.value)
    assert "\n" not in str(error.value)


junk = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.integers()), st.dates())


@given(st.dictionaries(st.one_of(st.sampled_from(sorted(VOCABULARY)), st.text()), junk, max_size=4))
def test_whatever_is_passed_is_either_a_valid_scenario_or_one_line_of_refusal(values):
    refusal, scenario = "", None
    try:
        scenario = Scenario.of(values)
    except ParameterError as error:
        refusal = str(error)
    assert "\n" not in refusal
    for name, parameter in VOCABULARY.items():
        value = getattr(scenario, name, None)
        if isinstance(value, float | int) and not isinstance(value, bool):
            assert parameter.low <= value <= parameter.high
        if name == "as_of" and value is not None:
            assert EARLIEST <= value <= LATEST
            assert date.fromisoformat(value)


def test_the_nine_scenarios_are_there_ordered_by_evidence_and_by_what_they_set():
    nine = [
        "essay", "knowable", "hindsight", "excess", "net_of_exits", "fade_out", "second_wave", "steelman", "sceptic",
    ]  # fmt: skip
    assert [name for name in scenarios.names() if name in nine] == nine


@pytest.mark.parametrize("name", scenarios.names())
def test_every_scenario_file_is_valid_and_says_its_purpose_in_one_line(name):
    assert scenarios.scenario(name)
    assert scenarios.describe(name).endswith(".")


def test_the_essay_is_the_default_of_every_parameter():
    assert scenarios.scenario("essay") == Scenario()


def test_the_shipped_scenarios_set_what_is_chosen_or_assumed_and_no_figure_the_evidence_knows():
    known_by_evidence = {"weekly_arrivals", "population", "citizens_before"}
    shipped = [
        "essay", "knowable", "hindsight", "excess", "net_of_exits", "fade_out", "second_wave", "steelman", "sceptic",
    ]  # fmt: skip
    assert [name for name in scenarios.names() if name in shipped] == shipped
    assert all(not known_by_evidence & set(scenarios.load(name)) for name in shipped)


def test_a_notebook_refuses_a_name_that_papermill_let_through():
    namespace = {"In": ["", "flow = 'net'", "# Parameters\nweekly_arival = 5\n"], "flow": "net", "weekly_arival": 5}
    with pytest.raises(ParameterError, match="did you mean 'weekly_arrivals'"):
        open_facts(namespace)


def test_a_notebook_leaves_the_names_of_its_reader_alone():
    namespace = {"In": ["", "weekly = 5", "# Parameters\nflow = 'net'\n"], "flow": "net", "weekly": 5}
    assert open_facts(namespace).scenario.flow == "net"


def test_a_refusal_shows_in_a_notebook_without_a_traceback():
    with pytest.raises(ParameterError) as error:
        open_facts({"flow": "nett"})
    (line,) = error.value._render_traceback_()
    assert line.startswith("ParameterError: parameter flow")
