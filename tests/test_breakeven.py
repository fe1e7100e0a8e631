from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steppe import facts, scenarios
from steppe.breakeven import OF_THE_RULE, Words, break_evens
from steppe.firmness import firmness
from steppe.judging import at_tolerance, parts_of, verdict_at
from steppe.scenario import VOCABULARY, Scenario

FACTS = facts.load()
HINDSIGHT = scenarios.scenario("hindsight")
ALL = {id: found for id in parts_of(FACTS) if (found := break_evens(FACTS, HINDSIGHT, id))}
EVERY = [(id, b) for id, found in ALL.items() for b in found]
JUST = 1e-9


@pytest.mark.parametrize(("id", "found"), EVERY, ids=[f"{id} {b.along}" for id, b in EVERY])
def test_the_word_turns_at_the_flip_and_not_before(id, found):
    words = Words(FACTS, HINDSIGHT, id)
    assert words.at({found.along: found.now.value}) == found.word
    for flip, side in ((found.below, -1), (found.above, 1)):
        if flip:
            whole = VOCABULARY[found.along].type is int if found.along in VOCABULARY else False
            at = flip.at.value
            before = at - side if whole else at - side * max(abs(at), 1e-3) * JUST
            assert flip.word != found.word
            assert words.at({found.along: at}) == flip.word
            assert words.at({found.along: before}) == found.word


@pytest.mark.parametrize("id", list(ALL))
def test_a_parameter_that_flips_a_claim_flips_it_in_the_real_judge(id):
    for found in ALL[id]:
        if found.along in VOCABULARY:
            assert found.word == verdict_at(FACTS, HINDSIGHT, id, "known").word
            for flip in filter(None, (found.below, found.above)):
                moved = replace(HINDSIGHT, **{found.along: flip.at.value})
                assert verdict_at(FACTS, moved, id, "known").word == flip.word


@settings(max_examples=30)
@given(st.sampled_from(list(ALL)), st.data())
def test_between_the_flips_the_word_stays(id, data):
    found = data.draw(st.sampled_from(ALL[id]))
    if found.below and found.above and found.along not in VOCABULARY:
        x = data.draw(st.floats(found.below.at.value * 1.001, found.above.at.value * 0.999))
        assert Words(FACTS, HINDSIGHT, id).at({found.along: x}) == found.word


def test_citizens_would_nearly_double_if_more_had_stayed():
    arrivals = next(b for b in ALL["C09"] if b.along == "arrivals")
    assert (arrivals.word, arrivals.above.word) == ("overstated", "roughly")
    assert arrivals.now.value == 98_000 - 64_234
    assert arrivals.above.at.value == pytest.approx(130_000 * (2 / 1.2 - 1))


def test_a_rise_by_a_fourth_holds_to_the_week():
    weeks = next(b for b in ALL["C11"] if b.along == "horizon_weeks")
    assert (weeks.word, weeks.above.at.value, weeks.above.word) == ("holds", 55, "roughly")


def test_only_parameters_that_can_flip_the_claim_are_listed():
    assert not {b.along for b in ALL["C01"]} & VOCABULARY.keys() - set(OF_THE_RULE)
    assert "weekly_departure" in {b.along for b in ALL["C09"]}


def test_the_nearest_flip_is_the_one_fewer_times_away():
    border = next(b for b in ALL["C04.1"] if b.along == "border")
    assert border.nearest == border.above


def test_a_part_that_is_weighed_or_cannot_be_tested_has_none():
    assert not {"C12", "C14", "C16"} & ALL.keys()


def test_the_word_at_two_values_is_that_of_the_real_judge():
    words = Words(FACTS, HINDSIGHT, "C09")
    for departure in (0.0, 0.5, 1.0):
        for arrivals in (50_000, 98_000):
            scenario = replace(HINDSIGHT, weekly_departure=departure, weekly_arrivals=arrivals)
            word = words.at({"arrivals": arrivals, "weekly_departure": departure})
            assert word == verdict_at(FACTS, scenario, "C09", "known").word


@pytest.mark.parametrize("id", ["C01", "C04.1", "C09", "C13.1", "C16"])
def test_the_words_beside_a_word_are_those_of_the_real_judge(id):
    beside = firmness(FACTS, HINDSIGHT, id)
    for vantage, words in beside.items():
        assert words.steelman == verdict_at(FACTS, replace(HINDSIGHT, evidence="kindest"), id, vantage).word
        assert words.double == verdict_at(FACTS, at_tolerance(HINDSIGHT, 2), id, vantage).word
        fragile = verdict_at(FACTS, HINDSIGHT, id, vantage).fragile
        assert fragile == (len({words.word, words.half, words.double}) > 1)


def test_as_written_only_the_tolerance_matters():
    for id in ("C05", "C09", "C11"):
        written = firmness(FACTS, Scenario(), id)["written"]
        assert written.word == written.steelman == written.sceptic
