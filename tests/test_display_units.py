"""Figures, dates and ranges in words."""


from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steppe import units
from steppe.display import dates
from steppe.quantity import Quantity
from steppe.statements import is_period
from steppe.units import DisplayError


def ranged(low, value, high, unit="persons"):
    return Quantity(value, low, high, unit)


def bound(low, value, high, side, unit="persons"):
    return Quantity(value, low, high, unit, beyond=(side == "below", side == "above"))


@pytest.mark.parametrize(
    ("number", "unit", "words"),
    [
        (98000, "persons", "98,000"),
        (98000.5, "persons", "98,001"),
        (4738.6, "mi", "4,739 miles"),
        (7644, "km", "7,644 km"),
        (27.368, "percent", "27.4%"),
        (-20, "percent", "−20.0%"),
        (1.766, "ratio", "1.77"),
        (21.1015, "persons/mi", "21.1"),
        (8500, "persons/day", "8,500"),
        (32, "years", "32"),
        (14.5, "years", "14.5"),
        (11.3, "percentage points", "11.3 percentage points"),
        (250000, "KZT", "250,000 tenge"),
        (1000, "USD", "US$1,000"),
        (3.14159, "km/points", "3.14 km/points"),
    ],
)
def test_every_unit_has_its_own_rounding(number, unit, words):
    assert units.amount(number, unit) == words


def test_halves_go_away_from_zero_and_float_dust_does_not_tip_them():
    assert units.digits(0.125, "ratio") == units.digits(0.125 - 1e-14, "ratio") == "0.13"
    assert units.digits(-0.125, "ratio") == "−0.13"


def test_a_figure_too_small_for_its_decimals_keeps_one_digit():
    assert units.amount(0.00555, "percent") == "0.006%"
    assert units.amount(0.0, "percent") == "0.0%"
    assert units.digits(-0.2, "persons") == "0"


def test_nan_is_refused():
    with pytest.raises(DisplayError, match="nan"):
        units.digits(float("nan"), "persons")


@pytest.mark.parametrize(
    ("figure", "point", "range", "brief"),
    [
        (ranged(5, 5, 5), "5", "5", "5"),
        (ranged(90000, 98000, 100000), "98,000", "from 90,000 to 100,000", "90,000–100,000"),
        (ranged(200000, 200000, inf), "at least 200,000", "at least 200,000", "≥\u00a0200,000"),
        (ranged(-inf, 700, 700), "at most 700", "at most 700", "≤\u00a0700"),
        (ranged(-inf, 7, inf), "7", "any figure", "?"),
        (bound(1, 2, 3, "above"), "2", "from 1 to at least 3", "1–≥\u00a03"),
        (bound(1, 2, 3, "below"), "2", "from at most 1 to 3", "≤\u00a01–3"),
        (bound(2, 2, 2, "above"), "at least 2", "at least 2", "≥\u00a02"),
        (bound(1, 2, 3, "above", "percent"), "2.0%", "from 1.0% to at least 3.0%", "1.0–≥\u00a03.0%"),
        (ranged(4730, 5000, 7719, "km"), "5,000 km", "from 4,730 to 7,719 km", "4,730–7,719 km"),
        (ranged(27, 28, 30, "percent"), "28.0%", "from 27.0% to 30.0%", "27.0–30.0%"),
        (ranged(1.001, 1.002, 1.003, "ratio"), "1.00", "1.00", "1.00"),
    ],
)
def test_a_figure_has_a_point_a_range_and_a_short_form(figure, point, range, brief):
    assert (f"{figure}", f"{figure:range}", f"{figure:brief}") == (point, range, brief)


@pytest.mark.parametrize(
    ("figure", "low", "high", "to"),
    [
        (ranged(4730, 5000, 7719, "km"), "4,730 km", "7,719 km", "4,730 to 7,719 km"),
        (ranged(27, 28, 30, "percent"), "27.0%", "30.0%", "27.0% to 30.0%"),
        (bound(1, 2, 3, "above"), "1", "at least 3", "1 to at least 3"),
        (bound(1, 2, 3, "below"), "at most 1", "3", "at most 1 to 3"),
        (ranged(200, 300, inf), "200", "any figure", "at least 200"),
        (ranged(-inf, 600, 700), "any figure", "700", "at most 700"),
    ],
)
def test_the_ends_of_a_range_alone_and_together(figure, low, high, to):
    assert (f"{figure:low}", f"{figure:high}", f"{figure:to}") == (low, high, to)


def test_both_puts_the_range_first_and_names_it_once():
    assert f"{ranged(90000, 98000, 100000):both}" == "90,000 to 100,000 (98,000)"
    assert f"{ranged(4730, 5000, 7719, 'km'):both}" == "4,730 to 7,719 km (5,000)"
    assert f"{ranged(27, 28, 30, 'percent'):both}" == "27.0% to 30.0% (28.0%)"
    assert f"{ranged(90000, 98000, inf):both}" == "at least 90,000 (98,000)"
    assert f"{ranged(5, 5, 5):both}" == "5"
    assert f"{ranged(200, 200, inf):both}" == f"{ranged(199.7, 200.2, inf):both}" == "at least 200"


def test_the_short_form_with_its_figure_says_the_same():
    assert f"{ranged(90000, 98000, 100000):compact}" == "90,000–100,000 (98,000)"
    assert f"{ranged(200, 200, inf):compact}" == "≥\u00a0200"


def test_a_figure_that_stands_alone_names_its_unit_once():
    assert units.named("5", "persons/mi") == "5 persons per mile"
    assert units.named("5 km", "km") == "5 km"


@given(st.floats(-1e6, 1e6), st.sampled_from(sorted(units.UNITS)))
def test_rounding_is_off_by_half_a_step_at_most(number, unit):
    shown = float(units.digits(number, unit).replace(",", "").replace("−", "-"))
    assert abs(shown - number) <= 0.5001 * 10 ** -units.UNITS[unit].decimals


@given(st.floats(-1e15, 1e15))
def test_twelve_significant_digits_travel_and_dust_stays_behind(number):
    assert units.canonical(number) == pytest.approx(number, rel=1e-11)
    assert units.canonical(units.canonical(number)) == units.canonical(number)


def test_an_open_bound_travels_as_null():
    assert units.canonical(inf) is units.canonical(-inf) is None


@pytest.mark.parametrize(
    ("day", "words", "short"),
    [
        ("2022-09-30", "30 September 2022", "30 Sep 2022"),
        ("2022-09", "September 2022", "Sep 2022"),
        ("2022", "2022", "2022"),
        ("2022-09-21/2022-09-27", "21 to 27 September 2022", "21 to 27 Sep 2022"),
        ("2022-09-21/2022-10-04", "21 September to 4 October 2022", "21 Sep to 4 Oct 2022"),
        ("2021-12-31/2022-01-02", "31 December 2021 to 2 January 2022", "31 Dec 2021 to 2 Jan 2022"),
        ("2022-01/2022-03", "January to March 2022", "Jan to Mar 2022"),
        ("1989/1999", "1989 to 1999", "1989 to 1999"),
        ("../2022-09-20", "up to 20 September 2022", "up to 20 Sep 2022"),
        ("1991/..", "from 1991", "from 1991"),
    ],
)
def test_dates_are_said_the_british_way(day, words, short):
    assert is_period(day)
    assert (dates.in_words(day), dates.words_for(day)) == (words, short)


@pytest.mark.parametrize("text", ["CNN", "20.2", "30 September", "2022-9-1", "..", "../.."])
def test_other_text_is_no_date_and_stays_as_it_is(text):
    assert not is_period(text)
    assert dates.in_words(text) == dates.words_for(text) == text
