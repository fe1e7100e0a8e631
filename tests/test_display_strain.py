"""The arithmetic of work and rent: it is what it says, and nothing answers unless an assumption says so."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steppe import facts
from steppe.case import Case
from steppe.display import strain
from steppe.display.strain_figures import plot_rent_answers, plot_wages
from steppe.facts import NotYetKnown
from steppe.quantity import Quantity
from steppe.scenario import VOCABULARY, Scenario

FACTS = facts.load()


def case(**values):
    return Case(FACTS, replace(Scenario(evidence="best", weekly_arrivals=100_000.0, population=20e6), **values))


def test_a_hundred_thousand_at_work_are_about_one_in_ninety_of_nine_million():
    added = strain.more_workers(case())
    assert (added.low, added.value) == pytest.approx((100 / 90, 100 / 90))
    assert strain.more_workers(case(months_stayed=3.0, employment_rate=0.5)).value == pytest.approx(100 / 90 / 8)


def test_households_count_by_how_large_they_are_next_to_those_of_residents():
    assert strain.more_households(case()).value == pytest.approx(0.5)
    assert strain.more_households(case(household_size_ratio=0.25)).value == pytest.approx(2.0)


def test_at_neutral_assumptions_nothing_answers():
    assert strain.wage_change(case()).value == strain.rent_change(case()).value == 0


@settings(max_examples=30)
@given(st.fixed_dictionaries({n: st.floats(VOCABULARY[n].low, VOCABULARY[n].high) for n in strain.ASSUMPTIONS}))
def test_no_assumption_within_bounds_leaves_the_range_over_the_bounds(values):
    for effect, names in ((strain.wage_change, strain.WAGES), (strain.rent_change, strain.RENTS)):
        every, here = strain.over_bounds(case(), effect, names), effect(case(**values))
        assert every.low - 1e-9 <= here.low <= here.high <= every.high + 1e-9


def test_every_assumption_says_that_it_is_one():
    assert all(VOCABULARY[name].meaning.endswith("an assumption") for name in strain.ASSUMPTIONS)


def test_the_sum_can_show_a_strain_or_nothing_and_never_a_gain():
    assert strain.over_bounds(case(), strain.wage_change, strain.WAGES).high == 0
    assert strain.over_bounds(case(), strain.rent_change, strain.RENTS).low == 0


def test_the_elasticity_needed_brings_what_was_observed():
    observed = strain.more_households(case(rent_elasticity=1.0)) * 2.5
    assert strain.elasticity_needed(case(), observed).value == pytest.approx(2.5)
    assert strain.elasticity_needed(case(), observed, weeks=5).value == pytest.approx(0.5)
    assert strain.elasticity_needed(case(weekly_arrivals=0.0), observed) is None
    assert strain.elasticity_needed(case(), None) is None


def test_the_elasticity_needed_ranges_over_how_large_households_may_be():
    needed = strain.elasticity_needed(case(), strain.more_households(case()))
    bounds = VOCABULARY["household_size_ratio"]
    assert (needed.low, needed.high) == pytest.approx((bounds.low, bounds.high))


def test_weeks_are_counted_from_the_call_up_and_the_last_day_counts():
    assert strain.weeks_to(date(2022, 9, 27)) == 1


def test_the_rate_of_people_without_work_follows_from_the_counts():
    rates = strain.unemployment(case())
    assert rates["implied"].value == pytest.approx(rates["rate"].value, abs=0.06)


def test_without_any_count_of_people_at_work_one_line_says_so():
    none = replace(FACTS, statements={id: s for id, s in FACTS.statements.items() if s.quantity != "labour"})
    with pytest.raises(NotYetKnown, match="labour, employed: nothing public"):
        strain.employed(Case(none, Scenario(evidence="best")))
    assert strain.labour_force(Case(none, Scenario(evidence="best"))) is None


def test_wages_start_at_nothing_and_rents_show_what_was_measured():
    assert plot_wages(case()).axes[0].xaxis_inverted()
    measured = strain.more_households(case()) * 10
    assert any("seen" in text.get_text() for text in plot_rent_answers(case(), {"seen": measured}).axes[0].texts)


def test_each_measured_rise_is_named_where_its_line_lies():
    rises = {"August": 12.4, "to 3 Nov": 25.0, "to peak": 56.3}
    levels = {label: Quantity.exact(rise, "percent") for label, rise in rises.items()}
    named = {said.get_text(): said for said in plot_rent_answers(case(), levels).axes[0].texts}
    for label, rise in rises.items():
        _, aside = named[f"{label}: {rise}%"].xyann
        assert abs(aside) < 1
