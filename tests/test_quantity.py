from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steppe.quantity import Quantity

numbers = st.floats(-1e9, 1e9)
positives = st.floats(1e-3, 1e9)


@st.composite
def quantities(draw, unit="persons", of=numbers):
    low, value, high = sorted(draw(st.tuples(of, of, of)))
    return Quantity(value, low, high, unit, (draw(st.sampled_from("abc")),))


@given(quantities(), quantities())
def test_sums_and_differences_enclose_what_their_ends_allow(a, b):
    assert (a + b).low == a.low + b.low and (a + b).high == a.high + b.high
    assert (a - b).low == a.low - b.high and (a - b).high == a.high - b.low


@given(quantities(of=positives), quantities("mi", positives))
def test_a_quotient_encloses_its_value_and_joins_the_units(a, b):
    quotient = a / b
    assert quotient.low <= quotient.value <= quotient.high
    assert quotient.unit == "persons/mi"
    back = quotient * b
    assert back.unit == "persons"
    assert back.value == pytest.approx(a.value)


@given(quantities(), quantities())
def test_arithmetic_remembers_every_statement_once(a, b):
    assert (a + b).ids == tuple(dict.fromkeys(a.ids + b.ids))


@given(quantities(of=positives), quantities(of=positives))
def test_like_over_like_is_a_ratio(a, b):
    assert (a / b).unit == "ratio"
    assert (a / b).to("percent").value == pytest.approx(100 * a.value / b.value)


def test_persons_plus_miles_is_refused():
    with pytest.raises(ValueError, match=r"persons \+ mi"):
        Quantity.exact(1, "persons") + Quantity.exact(1, "mi")


def test_persons_times_miles_is_refused():
    with pytest.raises(ValueError, match="persons times mi"):
        Quantity.exact(1, "persons") * Quantity.exact(1, "mi")


def test_division_by_a_range_that_includes_zero_is_refused():
    with pytest.raises(ZeroDivisionError):
        Quantity.exact(1, "persons") / Quantity(0, -1, 1, "mi")


def test_a_value_outside_its_range_is_refused():
    with pytest.raises(ValueError, match="low <= value <= high"):
        Quantity(3, 0, 2, "persons")


@given(quantities("km"))
def test_miles_and_kilometres_turn_into_each_other(length):
    assert length.to("mi").to("km").value == pytest.approx(length.value)


def test_an_open_bound_stays_open():
    at_least = Quantity(5, 5, inf, "persons")
    assert (at_least + Quantity.exact(1, "persons")).high == inf
    assert (Quantity.exact(10, "persons") / at_least).low == 0
    assert (at_least * 0).high == 0


@given(st.lists(quantities(), min_size=1, max_size=5))
def test_a_spread_covers_every_figure_it_is_given(figures):
    first, *others = figures
    spread = first.spanning(others)
    assert spread.value == first.value
    assert all(spread.low <= q.low and q.high <= spread.high for q in figures)
    assert {id for q in figures for id in q.ids} == set(spread.ids)
