"""A weekly figure carried forward: the same sum as the verdict, in figures and in words."""

from dataclasses import replace

import pytest

from steppe import facts, scenarios
from steppe.case import Case
from steppe.claims import judge
from steppe.display import supposition
from steppe.quantity import Quantity
from steppe.scenario import Scenario

FACTS = facts.load()
STATED = Quantity.exact(25, "percent")


def case(**values):
    return Case(FACTS, replace(Scenario(), **values))


@pytest.mark.parametrize("name", scenarios.names())
def test_the_last_week_over_the_population_is_the_rise(name):
    here = Case(FACTS, scenarios.scenario(name))
    _, present = supposition.present_by_week(here)[-1]
    rise, expected = (present / here["population"]).to("percent"), supposition.rise_of(here)
    assert (rise.value, rise.low, rise.high) == pytest.approx((expected.value, expected.low, expected.high))


@pytest.mark.parametrize("values", [{}, {"weekly_decline": 0.5}, {"weekly_departure": 0.1}])
def test_a_weekly_figure_that_was_passed_is_the_one_that_is_judged(values):
    here = case(evidence="best", weekly_arrivals=5e4, **values)
    rise, judged = supposition.rise_of(here), judge(FACTS, here.scenario, "C11").known.found
    assert (rise.value, rise.low, rise.high) == pytest.approx((judged.value, judged.low, judged.high))
    assert supposition.whose_supposition(here) == "this run's own"


@pytest.mark.parametrize("values", [{}, {"flow": "net"}, {"evidence": "best"}, {"population": 2e7}])
def test_what_is_counted_leaves_the_supposition_the_essays(values):
    assert supposition.whose_supposition(case(**values)) == "the essay's"


@pytest.mark.parametrize(
    "values", [{}, {"weekly_departure": 0.1}, {"weekly_decline": 0.5}, {"second_wave_arrivals": 2e5}]
)
def test_the_weekly_figure_needed_brings_exactly_the_rise_stated(values):
    needed = supposition.weekly_needed(case(**values), STATED)
    assert supposition.rise_of(case(**values, weekly_arrivals=needed.value)).value == pytest.approx(25)


@pytest.mark.parametrize("values", [{"weekly_departure": 1.0}, {"second_wave_arrivals": 9e6}])
def test_no_weekly_figure_is_needed_where_none_would_do(values):
    assert supposition.weekly_needed(case(**values), STATED) is None


def test_a_run_that_supposes_what_a_scenario_supposes_bears_its_name():
    assert supposition.this_run(case(tolerance_flat=0.1)) == "essay"
    assert supposition.this_run(case(weekly_arrivals=5e4)) == "this run"


def test_a_run_of_its_own_stands_before_the_scenarios():
    rows = supposition.rise_by_scenario(case(weekly_arrivals=5e4))
    assert list(rows) == ["this run", *scenarios.names()]
    assert rows["essay"].value == pytest.approx(100 * 5.2 / 19)


def test_a_passed_figure_is_said_to_have_no_statement_behind_it():
    assert "no statement behind it" in supposition.resting_on(case(weekly_arrivals=5e4))
    assert "behind them" in supposition.resting_on(case(weekly_arrivals=5e4, population=2e7))
    assert supposition.resting_on(case()) == "On the essay's own figures"


def test_the_essay_is_no_witness_before_its_day():
    assert "best evidence" in supposition.resting_on(case(as_of="2022-09-28"))


def test_births_less_deaths_are_as_registered_and_not_known_before_anybody_published_them():
    assert supposition.natural_increase(case(as_of="2022-09-30")) is None
    registered = supposition.natural_increase(case())
    assert (registered.low, registered.high) == (257_742, 268_800)
    assert not any(id.startswith("cia_") for id in registered.ids)


def test_births_less_deaths_by_a_rate_stand_in_only_before_any_count():
    before = case(as_of="2022-12-31")
    assert supposition.natural_increase(before) == supposition.increase_by_rate(before)
    assert supposition.increase_by_rate(case()).ids == ("essay_population", "natural_increase_rate_2022_jan_oct")


def test_other_notions_of_the_usual_are_told_where_the_run_takes_off_the_days():
    assert "from −11,742 to 70,778" in supposition.other_notions(case(evidence="best", flow="excess")).text
    for here in (case(), case(flow="excess", weekly_arrivals=5e4)):
        assert supposition.other_notions(here).text == ""


def test_a_single_week_is_said_in_the_singular():
    assert supposition.carried_forward(case(horizon_weeks=1)).startswith("over 1 week,")


def test_before_any_count_the_rate_supposed_is_said_to_stand_in():
    early = case(as_of="2022-09-21", flow="net")
    here = early.supposing({"arrivals": early.view.quote("essay_rate").figure})
    assert supposition.resting_on(here).startswith("On what the essay supposes")
    assert supposition.arrivals_in_words(here) == "arrivals"
