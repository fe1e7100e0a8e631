"""Rents by city, those who left, and arrivals elsewhere: computed from statements and silent before them."""

from dataclasses import replace

import pytest

from steppe import facts
from steppe.case import Case
from steppe.display import leavers, rents, shocks
from steppe.display.rent_figures import plot_falls, plot_late_september, plot_rents
from steppe.quantity import Quantity
from steppe.scenario import Scenario

FACTS = facts.load()
KNOWN, EARLY = (Case(FACTS, Scenario(evidence="best", as_of=day)) for day in (None, "2022-09-27"))


def test_what_rose_to_the_peak_and_fell_from_it_is_what_was_left_in_november():
    since = {s.place.title(): s.figure.value for s in rents.changes(KNOWN, rents.SINCE_SEPTEMBER)}
    falls = {s.place.title(): s.figure.value for s in rents.changes(KNOWN, rents.SINCE_PEAK)}
    peaks = rents.peaks(KNOWN)
    assert set(peaks) == {"Almaty", "Astana", "Kazakhstan"}
    for place, top in peaks.items():
        assert (1 + top.value / 100) * (1 + falls[place] / 100) == pytest.approx(1 + since[place] / 100)


def test_a_city_is_near_the_border_where_a_source_says_so_and_nowhere_before():
    assert rents.near_border(KNOWN) == {"Uralsk", "Aktobe", "Kostanay", "Petropavlovsk", "Pavlodar"}
    assert rents.near_border(EARLY) == frozenset()


def test_a_multiple_counts_as_what_it_adds():
    (newspaper,) = [s for s in rents.late_september(KNOWN) if s.unit == "ratio"]
    assert (rents.as_rise(newspaper).low, rents.as_rise(newspaper).high) == pytest.approx((200, 300))


@pytest.mark.parametrize(
    ("near", "far", "words"),
    [
        ((-40, -32, -30), (-20, -10), "each of the 3 cities named as near the border fell by more than any of the 2"),
        ((-40, -15), (-20, -10), "overlap"),
        ((), (-20, -10), "no comparison"),
    ],
)
def test_groups_are_parted_only_where_they_do_not_overlap(near, far, words):
    made = [[Quantity.exact(fall, "percent") for fall in falls] for falls in (near, far)]
    assert words in rents.parted(*made).text


def test_pay_is_that_of_the_quarter_in_which_the_day_of_the_rents_lies():
    quarter, every = KNOWN.statement("mean_wage_2022q3").figure, rents.wages(KNOWN, "mean")
    assert every.value == quarter.value
    assert every.low < every.value < every.high


def test_the_printed_year_and_the_levels_are_kept_apart():
    year = rents.to_april(KNOWN)
    assert year["printed"].value == 27.6
    assert year["implied"].value == pytest.approx(100 * (4654 / 3561 - 1))
    assert rents.to_april(EARLY)["printed"] is None


def test_dollars_become_tenge_at_every_published_rate():
    tenge = rents.almaty_in_tenge(KNOWN)
    assert tenge.unit == "KZT"
    assert (tenge.low, tenge.high) == pytest.approx((418 * 460.165, 628 * 477.73))


@pytest.mark.parametrize("plot", [plot_falls, plot_late_september])
def test_a_figure_without_statements_says_so(plot):
    bare = replace(FACTS, statements={id: s for id, s in FACTS.statements.items() if s.quantity != "rent_change"})
    (text,) = plot(Case(bare, Scenario(evidence="best"))).axes[0].texts
    assert text.get_text() == "nothing published yet"


def test_the_path_of_rents_has_its_august_even_before_its_autumn():
    words = [text.get_text() for text in plot_rents(EARLY, {}).axes[0].texts]
    assert any("August alone" in text for text in words)
    assert any("nothing published yet" in text for text in words)


def test_a_place_without_a_public_population_is_left_out():
    assert set(shocks.shocks(EARLY)) == {"Miami, of the labour force, 1980", "Israel, 1990 to 1994"}
    every = shocks.shocks(KNOWN)
    assert every["France, 1962"].value == pytest.approx(100 * 900_000 / 48_389_516)
    both = every["Poland, ever registered, 9 Jun 2022"]
    assert both.high / both.low == pytest.approx(1_352_364 / 1_152_364)


def test_every_comparator_statement_is_drawn():
    drawn = {id for q in shocks.shocks(KNOWN).values() for id in q.ids}
    assert {s.id for s in FACTS.statements.values() if s.quantity == "comparator_arrivals"} <= drawn


def test_every_share_of_the_leavers_has_a_label_of_its_own():
    told = [
        s.id for s in FACTS.statements.values()
        if s.quantity in ("degree_share", "leaver_profile") and s.measure == "share"
    ]  # fmt: skip
    assert {s.id for s in leavers.labelled(KNOWN).values()} == set(told)


def test_what_has_no_line_to_be_held_against_is_no_share_of_degrees():
    half = [s.id for s in leavers.labelled(KNOWN).values() if s.quantity == "degree_share"]
    assert half == ["highed_okrussians", "highed_rerussia"]


def test_developers_are_told_with_the_days_over_which_they_were_counted():
    assert "February 2021 to November 2022" in leavers.specialists(KNOWN)["developers"].text


def test_the_firms_said_to_have_moved_are_more_than_a_ministry_counted_later():
    firms = leavers.firms(KNOWN)
    assert firms["already"].low > firms["late"].value > firms["early"].value
    assert firms["active"].value == 19_300


def test_before_anything_is_public_every_figure_is_missing_and_none_is_zero():
    for found in (leavers.firms(EARLY), {"times": leavers.specialists(EARLY)["times"]}):
        assert set(found.values()) == {None}
    assert leavers.lead_of_russian(EARLY)["census"] is None
