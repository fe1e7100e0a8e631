from dataclasses import replace
from math import inf
from operator import add, ge, le, sub, truediv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steppe.quantity import Quantity, QuantityError

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


@st.composite
def bounded(draw):
    """A positive quantity, some ends of which are bounds only, and one that it may as well be."""
    q = replace(draw(quantities(of=positives)), beyond=draw(st.tuples(st.booleans(), st.booleans())))
    less, more = (draw(st.floats(1, 100)) if beyond else 1.0 for beyond in q.beyond)
    return q, replace(q, low=q.low / less, high=q.high * more)


@given(bounded(), bounded(), st.sampled_from([add, sub, truediv, lambda a, b: a.spanning([b])]))
def test_an_end_that_gives_way_with_a_bound_is_a_bound_itself(one, other, formula):
    (a, wider_a), (b, wider_b) = one, other
    found, wider = formula(a, b), formula(wider_a, wider_b)
    dust = 1e-9 * max(abs(found.low), abs(found.high))
    assert found.beyond[0] or wider.low >= found.low - dust
    assert found.beyond[1] or wider.high <= found.high + dust
    assert (-a).beyond == a.beyond[::-1]


@given(quantities(of=positives), quantities(of=positives))
def test_where_no_end_is_a_bound_none_becomes_one(a, b):
    assert not any(any(q.beyond) for q in (a + b, a - b, a / b, a.spanning([b])))


def test_an_open_end_starts_where_the_figure_stands_or_where_its_range_ends():
    assert Quantity(2, 1, inf, "mi").open_ends == [(2, 1)]
    assert Quantity(2, 1, 3, "mi", beyond=(True, True)).open_ends == [(1, -1), (3, 1)]
    assert Quantity(2, 1, 3, "mi").open_ends == []


def test_division_by_a_range_that_includes_zero_is_refused():
    with pytest.raises(QuantityError, match="a range that does not include zero"):
        Quantity.exact(1, "persons") / Quantity(0, -1, 1, "mi")


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


def test_at_least_and_at_most_hold_for_equal_figures_and_refuse_what_less_and_greater_refuse():
    small, large = (Quantity.exact(value, "persons", ids) for value, ids in ((5, ("a",)), (7, ())))
    assert small <= large and large >= small and not large <= small and not small >= large
    assert small <= Quantity.exact(5, "persons") and small >= Quantity.exact(5, "persons")
    for other in (Quantity(5, 4, 6, "persons"), Quantity.exact(5, "mi"), 5, "5"):
        for compare in (ge, le):
            with pytest.raises(QuantityError, match="found"):
                compare(small, other)
