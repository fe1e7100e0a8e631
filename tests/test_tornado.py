from dataclasses import replace

import pytest

from steppe import facts, scenarios
from steppe.claims import JUDGED, verdict_at
from steppe.tornado import tornado

FACTS = facts.load()
HINDSIGHT = scenarios.scenario("hindsight")
PULLS = {id: tornado(FACTS, HINDSIGHT, id) for id in JUDGED}


@pytest.mark.parametrize("id", JUDGED)
def test_only_statements_under_the_verdict_pull_at_it(id):
    assert {p.id for p in PULLS[id]} <= set(verdict_at(FACTS, HINDSIGHT, id, "known").ids)
    assert len({p.id for p in PULLS[id]}) == len(PULLS[id])


@pytest.mark.parametrize("id", JUDGED)
def test_what_turns_the_word_comes_first_then_what_reaches_farthest(id):
    order = [(not p.turns, -p.reach) for p in PULLS[id]]
    assert order == sorted(order)


def test_left_out_means_that_it_was_never_published():
    for pull in PULLS["C04"]:
        fewer = replace(FACTS, statements={i: s for i, s in FACTS.statements.items() if i != pull.id})
        assert pull.left_out == verdict_at(fewer, HINDSIGHT, "C04", "known")


def test_alone_means_that_its_figure_is_the_only_one_in_its_place():
    for pull in PULLS["C09"]:
        if FACTS.statements[pull.id].quantity == "border_crossings":
            assert pull.alone.found.value == 1 + FACTS.statements[pull.id].figure.value / 130_000


def test_a_claim_without_arithmetic_has_no_pulls():
    assert PULLS["C16"] == PULLS["C12"] == []


def test_the_essay_cannot_be_left_out_of_what_it_says():
    assert tornado(FACTS, HINDSIGHT, "C05", "written") == []
