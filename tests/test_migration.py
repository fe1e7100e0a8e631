import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from steppe import migration

people = st.floats(1, 1e6)
weeks = st.integers(1, 120)
declines = st.floats(0, 0.95)
departures = st.floats(0, 1)


def stock(weekly, weeks, decline=0.0, departure=0.0, wave_week=0, wave=0.0):
    return migration.present(migration.arrivals(weekly, weeks, decline, wave_week, wave), departure)


@pytest.mark.parametrize(
    ("weekly", "decline", "population", "percent"),
    [(100_000, 0, 19_000_000, 27.37), (100_000, 0.5, 19_000_000, 1.05), (33_766, 0, 19_000_000, 9.24)],
)
def test_a_year_comes_out_as_computed_by_hand(weekly, decline, population, percent):
    assert 100 * stock(weekly, 52, decline) / population == pytest.approx(percent, abs=0.005)


@given(people, weeks)
def test_without_decline_or_departure_everybody_stays(weekly, weeks):
    assert stock(weekly, weeks) == pytest.approx(weekly * weeks)


@given(people, people, weeks, declines, departures)
def test_more_arrivals_never_leave_fewer_present(a, b, weeks, decline, departure):
    low, high = sorted((a, b))
    assert stock(low, weeks, decline, departure) <= stock(high, weeks, decline, departure)


@given(people, weeks, declines)
def test_a_longer_horizon_never_lowers_the_stock_when_nobody_leaves(weekly, weeks, decline):
    assert stock(weekly, weeks, decline) <= stock(weekly, weeks + 1, decline)


@given(people, weeks, declines, declines, departures)
def test_a_steeper_decline_never_leaves_more_present(weekly, weeks, d1, d2, departure):
    low, high = sorted((d1, d2))
    assert stock(weekly, weeks, high, departure) <= stock(weekly, weeks, low, departure) * (1 + 1e-12)


@given(people, weeks, declines, departures, departures)
def test_more_departures_never_leave_more_present(weekly, weeks, decline, r1, r2):
    low, high = sorted((r1, r2))
    assert stock(weekly, weeks, decline, high) <= stock(weekly, weeks, decline, low) * (1 + 1e-12)


@given(people, st.floats(0.1, 10), weeks, declines, departures)
def test_the_stock_is_linear_in_the_weekly_figure(weekly, factor, weeks, decline, departure):
    scaled = stock(factor * weekly, weeks, decline, departure)
    assert scaled == pytest.approx(factor * stock(weekly, weeks, decline, departure))
    assert scaled == pytest.approx(factor * weekly * migration.retained(weeks, decline, departure))


@given(people, people, weeks, departures, st.data())
def test_a_second_wave_adds_itself_and_nothing_else(weekly, wave, weeks, departure, data):
    week = data.draw(st.integers(0, weeks - 1))
    added = stock(weekly, weeks, 0, departure, week, wave) - stock(weekly, weeks, 0, departure)
    assert added == pytest.approx(wave * (1 - departure) ** (weeks - week), abs=1e-3)


@given(people, weeks, declines)
def test_who_leaves_within_the_week_is_never_present(weekly, weeks, decline):
    assert stock(weekly, weeks, decline, departure=1) == 0


@given(weeks, st.integers(-5, 200))
def test_a_wave_outside_the_horizon_is_refused(weeks, week):
    assume(not 0 <= week < weeks)
    with pytest.raises(ValueError, match="wave_week"):
        migration.arrivals(1, weeks, wave_week=week, wave_arrivals=1)


@pytest.mark.parametrize("decline", [-0.1, 1, 1.5])
def test_a_decline_outside_its_bounds_is_refused(decline):
    with pytest.raises(ValueError, match="decline"):
        migration.arrivals(1, 2, decline)


@pytest.mark.parametrize("departure", [-0.1, 1.1])
def test_a_departure_outside_its_bounds_is_refused(departure):
    with pytest.raises(ValueError, match="departure"):
        migration.present([1.0], departure)


def test_a_horizon_of_no_week_is_refused():
    with pytest.raises(ValueError, match="weeks"):
        migration.arrivals(1, 0)


@given(st.lists(people, min_size=1), weeks, declines, departures, people)
def test_an_array_of_weekly_figures_comes_out_as_each_of_them_alone(weekly, weeks, decline, departure, wave):
    together = stock(np.array(weekly), weeks, decline, departure, 0, wave)
    assert list(together) == [stock(each, weeks, decline, departure, 0, wave) for each in weekly]
