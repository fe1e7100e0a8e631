"""Pairs of figures: the same sum as the verdict, and shares that bring the two numbers level."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steppe import facts, scenarios
from steppe.case import Case
from steppe.claims import judge
from steppe.display import pairs
from steppe.display.callup import force, spanned
from steppe.display.figure import show
from steppe.display.pair_figures import plot_pairs
from steppe.display.told import plot_told
from steppe.quantity import Quantity
from steppe.rule import judge_probability, readings
from steppe.scenario import Scenario

FACTS = facts.load()
DAYS = ["2022-09-21", "2022-09-25", "2022-09-28", "2022-09-30", "2022-10-05", "2022-10-31", None]


def case(as_of=None):
    return Case(FACTS, Scenario(as_of=as_of))


def both(here):
    return [pairs.pairs(here, people(here)) for people in (pairs.everybody, pairs.men)]


@pytest.mark.parametrize("name", scenarios.names())
def test_the_pairs_drawn_come_to_the_probability_of_the_verdict(name):
    here = Case(FACTS, scenarios.scenario(name))
    drawn, judged = pairs.chance(both(here)[0]), judge(FACTS, here.scenario, "C02").known.found
    assert (drawn.low, drawn.high) == pytest.approx((judged.low, judged.high))
    assert set(drawn.ids) == set(judged.ids)


@pytest.mark.parametrize("as_of", DAYS)
@pytest.mark.parametrize("needed", [0.6, 0.85, 0.9])
def test_the_two_panels_read_together_give_the_word_of_the_verdict(as_of, needed):
    here = Case(FACTS, Scenario(as_of=as_of, probability_needed=needed))
    found = [chance for chance in map(pairs.chance, both(here)) if chance]
    words = [judge_probability(chance.low, chance.high, needed) for chance in found] or ["open"]
    assert readings(words) == judge(FACTS, here.scenario, "C02").known.word


def test_every_pair_says_one_thing():
    for found in both(case()):
        said = [len(pairs.says(found, 0.9, word)) for word in ("holds", "open", "contradicted")]
        assert sum(said) == len(found)


def test_before_a_share_was_public_only_what_was_told_of_men_is_paired():
    told = [q.ids for q, _ in pairs.men(case("2022-10-30"))]
    assert told == [("fled_fsb_261k_men",)]
    assert len(pairs.men(case("2022-10-31"))) == 1 + len(pairs.everybody(case("2022-10-31")))


def test_two_bounds_that_touch_prove_nothing():
    ((_, _, chance),) = [found for found in pairs.own_pairs(case()) if found[0].said_by == "Business Insider"]
    assert (chance.low, chance.high) == (0, 1)


@given(st.floats(1e3, 1e8))
def test_the_share_needed_brings_those_who_left_level_with_the_force(people):
    here = case()
    level = Quantity.exact(people, "persons") * pairs.share_needed(here, Quantity.exact(people, "persons")).to("ratio")
    against = spanned(force(here))
    assert (level.low, level.high) == pytest.approx((against.low, against.high))


def test_the_band_of_men_takes_in_every_share_of_entries_and_none_of_entries_less_exits():
    shares, band = pairs.shares_of_men(case()), pairs.men_among_entries(case())
    for label, q in shares.items():
        assert (band.low <= q.low and q.high <= band.high) == (label != pairs.NET)
    assert pairs.men_among_entries(case("2022-09-30")) is None



def test_men_are_a_larger_share_of_those_who_had_not_left_again():
    entered, young, stayed = pairs.shares_of_men(case()).values()
    assert young.value < entered.value < stayed.value
    assert stayed.value == pytest.approx(100 * (265_939 - 174_893) / (420_000 - 310_000))


@pytest.mark.parametrize(
    ("as_of", "words"),
    [(None, "Men of 18 to 60, of entries: 63.3%, short of that."), ("2022-09-30", "No share of men"),
     ("2022-09-25", "No sum of the first week")],
)  # fmt: skip
def test_where_the_answer_turns_is_told_as_far_as_was_public(as_of, words):
    assert words in str(pairs.turning(case(as_of)))


def test_a_share_of_entries_less_exits_is_taken_of_the_sums_less_exits():
    values = pairs.turning(case()).filled.values
    share = (265_939 - 174_893) / (420_000 - 310_000)
    assert values["net_men"]["low"] == pytest.approx((190_000 - 64_234) * share)
    assert values["net_men"]["high"] == pytest.approx((200_000 - 40_000) * share)
    assert "where_c" not in values


def test_every_share_in_the_figure_is_of_entries():
    needed, published = pairs.turn(case()).values()
    assert needed
    assert [row.label for row in published] == ["18 to 60, of entries", "18 to 45, of entries"]


def test_a_ceiling_closes_only_what_was_open():
    ceiling = Quantity(160_000, 150_000, 170_000, "persons")
    here = case()
    before = pairs.pairs(here, pairs.everybody(here))
    after = pairs.capped(before, ceiling)
    assert {pair.force.high for pair, old in zip(after, before, strict=True) if old.force.high == inf} == {170_000}
    assert [pair for pair in before if pair.force.high < inf] == [
        new for new, old in zip(after, before, strict=True) if old.force.high < inf
    ]


def test_what_was_still_abroad_is_a_share_of_each_figure_of_those_who_left():
    shares = {s.id: share for s, share in pairs.still_abroad(case())}
    assert shares["fled_2022_alfabank"].low == pytest.approx(100 * 65 / 110)
    assert pairs.still_abroad(case("2024-07-01")) == []


@pytest.mark.parametrize("as_of", DAYS)
def test_the_figures_are_drawn_on_any_day(as_of):
    here = case(as_of)
    everybody, men = both(here)
    assert show(plot_pairs(here, {"Everybody": everybody, "Men": men}, 0.9), "A figure.").digest
    if pairs.everybody(here):
        assert show(plot_told(pairs.turn(here)), "A figure.").digest


def test_a_field_shows_its_probability_and_what_bounds_would_say():
    here = case()
    figure = plot_pairs(here, {"Men": pairs.pairs(here, pairs.men(here))}, 0.9)
    texts = [text.get_text() for text in figure.axes[0].texts]
    assert texts.count("0–1 ▼") == 5 * 8
    assert texts.count("1") == 4 * 7
