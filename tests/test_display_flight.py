"""Sentences on the flight say what was public and nothing beyond it."""

import pytest

from steppe import facts
from steppe.case import Case
from steppe.display import flight
from steppe.rule import judge_probability
from steppe.scenario import Scenario

FACTS = facts.load()
SENTENCES = (
    flight.under_way, flight.less_exits, flight.stopped, flight.tally, flight.how_probable, flight.then_and_now,
    flight.strictness, flight.hinge,
)  # fmt: skip


def case(**values):
    return Case(FACTS, Scenario(**values))


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("as_of", ["2022-09-21", "2022-09-25", "2022-09-28", "2022-09-30", "2022-10-05", None])
def test_every_sentence_rests_on_what_was_public(sentence, as_of):
    here = case(as_of=as_of)
    filled = sentence(here).filled
    assert all(here.facts.statements[id].known_from <= here.view.as_of for id in filled.ids if id != "essay_callup")


def test_an_estimate_is_set_beside_the_official_count_of_almost_the_same_day():
    assert "222,000, in the words of the Russian president. An estimate up to 15 October 2022 has 492,000" in str(
        flight.under_way(case())
    )
    assert str(flight.under_way(case(as_of="2022-10-25"))).startswith("No count on the way")


@pytest.mark.parametrize(("as_of", "counts"), [(None, (64, 56, 0, 8, 8, 72, 28, 0, 44)), ("2022-09-25", (0,) * 5)])
def test_every_pair_is_counted_once(as_of, counts):
    values = flight.tally(case(as_of=as_of)).filled.values
    names = ("n", "yes", "no", "open", "loose", "m", "men_yes", "men_no", "men_open")
    assert tuple(values[name] for name in names)[: len(counts)] == counts
    assert values["m"] == values["men_yes"] + values["men_no"] + values["men_open"]


def test_only_the_open_ended_count_of_the_force_keeps_the_comparison_open_for_everybody():
    assert "Without the count of the force that has no upper end it is 100% for everybody" in str(
        flight.how_probable(case())
    )


def test_the_sentence_says_whether_the_word_hangs_on_the_open_ended_count():
    assert "It hangs on that one open-ended figure." in str(flight.how_probable(case()))
    assert "It does not hang on that count." in str(flight.how_probable(case(probability_needed=0.8)))


def test_with_a_ceiling_for_one_voice_the_words_are_those_of_the_rule():
    said = flight.hinge(case()).filled.values
    assert said["words"] == said["words_now"] == "open for everybody and open for men"
    assert said["capped"] == "holds for everybody and holds for men"
    assert said["capped_now"] == "holds for everybody and open for men"
    assert said["part"]["value"] == pytest.approx(100 * 0.5 / 3.5)


@pytest.mark.parametrize(("as_of", "words"), [("2022-09-27", None), ("2022-09-28", "at least 194,000")])
def test_who_left_is_told_as_bounds(as_of, words):
    told = flight.gone(case(as_of=as_of))
    assert (told and told.text) == words
    assert flight.gone(case()).text == "from at least 190,000 to 1,000,000"


def test_one_case_in_one_region_is_set_beside_no_count():
    filled = flight.stopped(case()).filled
    assert filled.ids == ("illegal_crossing_example",)
    assert "a case and not a count" in filled.text


def test_ranges_that_meet_are_said_to_meet():
    assert "The two ranges meet; the force is from 130,000 to 190,000." in str(flight.less_exits(case()))


@pytest.mark.parametrize(("as_of", "sentences"), [("2022-09-30", 1), ("2022-10-01", 2)])
def test_then_and_now_are_one_while_nothing_came_later(as_of, sentences):
    assert str(flight.then_and_now(case(as_of=as_of))).count("On what was public") == sentences


def test_a_judge_as_lenient_as_the_sentence_says_calls_the_comparison_true_for_everybody():
    here = case()
    said = flight.strictness(here).filled.values["all"]["value"]
    found = flight.chance(flight.pairs(here, flight.everybody(here)))
    assert judge_probability(found.low, found.high, said - 1e-9) == "holds"
    assert judge_probability(found.low, found.high, said + 1e-9) == "open"
