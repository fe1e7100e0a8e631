"""How far a figure or a parameter may move before a word changes."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steppe import facts
from steppe.judging import parts_of, vantage_case, verdict_at
from steppe.quantity import Quantity
from steppe.scenario import VOCABULARY
from steppe.suite import scenarios
from steppe.testing import TESTS
from steppe.whatif import TOLERANCES, break_evens

FACTS = facts.load()
HINDSIGHT = scenarios.scenario("hindsight")
ALL = {id: found for id in parts_of(FACTS) if (found := break_evens(FACTS, HINDSIGHT, id))}
EVERY = [(id, b) for id, found in ALL.items() for b in found]
JUST = 1e-9


def word_at(id, row, x):
    """The word that the judge gives with one figure or one parameter of a row at another value."""
    if row.along in VOCABULARY:
        return verdict_at(FACTS, replace(HINDSIGHT, **{row.along: x}), id, "known").word
    part = parts_of(FACTS)[id]
    case = vantage_case(FACTS, HINDSIGHT, part, "known").supposing({row.along: Quantity.exact(x, row.now.unit)})
    return TESTS[id](case, part).judged(part.tolerance(HINDSIGHT)).word


def edges(row):
    """The values at which another word begins, each with the word and the side."""
    return [e for e in ((row.below, row.word_below, -1), (row.above, row.word_above, 1)) if e[0]]


@pytest.mark.parametrize(("id", "row"), EVERY, ids=[f"{id} {b.along}" for id, b in EVERY])
def test_the_word_turns_at_the_edge_and_not_before(id, row):
    assert word_at(id, row, row.now.value) == row.word
    is_whole = row.along in VOCABULARY and VOCABULARY[row.along].type is int
    for at, word, side in edges(row):
        before = at.value - side * (1 if is_whole else max(abs(at.value), 1e-3) * JUST)
        assert word != row.word
        assert word_at(id, row, at.value) == word
        assert word_at(id, row, before) == row.word


@pytest.mark.parametrize("id", list(ALL))
def test_at_the_present_value_of_a_parameter_the_word_is_that_of_the_verdict(id):
    for row in ALL[id]:
        if row.along in VOCABULARY:
            assert row.word == verdict_at(FACTS, HINDSIGHT, id, "known").word


@settings(max_examples=30)
@given(st.sampled_from(list(ALL)), st.data())
def test_between_the_edges_the_word_stays(id, data):
    row = data.draw(st.sampled_from(ALL[id]))
    if row.below and row.above and row.along not in VOCABULARY:
        x = data.draw(st.floats(row.below.value * 1.001, row.above.value * 0.999))
        assert word_at(id, row, x) == row.word


def test_citizens_would_nearly_double_if_more_had_stayed():
    arrivals = next(b for b in ALL["C09"] if b.along == "arrivals")
    assert (arrivals.word, arrivals.word_above) == ("overstated", "roughly")
    assert arrivals.now.value == 98_000 - 64_234
    assert arrivals.above.value == pytest.approx(130_000 * (2 / 1.2 - 1))


def test_a_rise_by_a_fourth_holds_to_the_week():
    weeks = next(b for b in ALL["C11"] if b.along == "horizon_weeks")
    assert (weeks.word, weeks.above.value, weeks.word_above) == ("holds", 55, "roughly")


def test_only_parameters_that_can_change_the_word_are_listed():
    assert not {b.along for b in ALL["C01"]} & VOCABULARY.keys() - set(TOLERANCES)
    assert "weekly_departure" in {b.along for b in ALL["C09"]}
    assert all(edges(row) for _, row in EVERY if row.along in VOCABULARY)


def test_a_part_that_is_weighed_or_cannot_be_tested_has_none():
    assert not {"C12", "C14", "C16"} & ALL.keys()


def test_the_stored_steps_miss_no_change_that_finer_ones_find(monkeypatch):
    found = {id: break_evens(FACTS, HINDSIGHT, id) for id in ("C01", "C05", "C11")}
    monkeypatch.setattr("steppe.whatif.STEPS", [(1.05**k - 1) / (1.05**150 - 1) for k in range(151)])
    for id, rows in found.items():
        finer = break_evens(facts.load(), HINDSIGHT, id)
        assert [(b.along, b.word_below, b.word_above) for b in finer] == [
            (b.along, b.word_below, b.word_above) for b in rows
        ]
