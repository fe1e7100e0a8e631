import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steppe.testing import names

present = names["present"]

people = st.floats(1, 1e6)
weeks = st.integers(1, 120)
declines = st.floats(0, 0.95)
departures = st.floats(0, 1)


def stock(weekly, weeks, decline=0.0, departure=0.0, wave_week=0, wave=0.0):
    return present(weekly, weeks, decline, departure, wave, wave_week)


@pytest.mark.parametrize(
    ("weekly", "decline", "population", "percent"),
    [(100_000, 0, 19_000_000, 27.37), (100_000, 0.5, 19_000_000, 1.05), (33_766, 0, 19_000_000, 9.24)],
)
def test_a_year_comes_out_as_computed_by_hand(weekly, decline, population, percent):
    assert 100 * stock(weekly, 52, decline) / population == pytest.approx(percent, abs=0.005)


@given(people, weeks)
def test_without_decline_or_departure_everybody_stays(weekly, weeks):
    assert stock(weekly, weeks) == pytest.approx(weekly * weeks)


@given(people, weeks, declines)
def test_a_longer_horizon_never_lowers_the_stock_when_nobody_leaves(weekly, weeks, decline):
    assert stock(weekly, weeks, decline) <= stock(weekly, weeks + 1, decline)


@given(people, weeks, declines, declines, departures, departures)
def test_a_steeper_decline_or_more_departures_never_leave_more_present(weekly, weeks, d1, d2, r1, r2):
    (mild, steep), (few, many) = sorted((d1, d2)), sorted((r1, r2))
    most = stock(weekly, weeks, mild, few) * (1 + 1e-12)
    assert stock(weekly, weeks, steep, few) <= most and stock(weekly, weeks, mild, many) <= most


@given(people, st.floats(0.1, 10), weeks, declines, departures)
def test_the_stock_is_linear_in_the_weekly_figure(weekly, factor, weeks, decline, departure):
    scaled = stock(factor * weekly, weeks, decline, departure)
    assert scaled == pytest.approx(factor * stock(weekly, weeks, decline, departure))
    assert scaled == pytest.approx(factor * weekly * stock(1, weeks, decline, departure))


@given(people, people, weeks, departures, st.data())
def test_a_second_wave_adds_itself_and_nothing_else(weekly, wave, weeks, departure, data):
    week = data.draw(st.integers(0, weeks - 1))
    added = stock(weekly, weeks, 0, departure, week, wave) - stock(weekly, weeks, 0, departure)
    assert added == pytest.approx(wave * (1 - departure) ** (weeks - week), abs=1e-3)


@given(people, weeks, declines)
def test_who_leaves_within_the_week_is_never_present(weekly, weeks, decline):
    assert stock(weekly, weeks, decline, departure=1) == 0


@given(st.lists(people, min_size=1), weeks, declines, departures, people)
def test_an_array_of_weekly_figures_comes_out_as_each_of_them_alone(weekly, weeks, decline, departure, wave):
    together = stock(np.array(weekly), weeks, decline, departure, 0, wave)
    assert list(together) == [stock(each, weeks, decline, departure, 0, wave) for each in weekly]
