import pytest

from steppe import facts, scenarios
from steppe.judging import parts_of, verdict_at
from steppe.left_out import leave_one_out
from steppe.scenario import Scenario

FACTS = facts.load()
HINDSIGHT = scenarios.scenario("hindsight")


@pytest.mark.parametrize("id", parts_of(FACTS))
def test_every_statement_behind_a_verdict_is_left_out_once_and_those_that_turn_the_word_come_first(id):
    verdict = verdict_at(FACTS, HINDSIGHT, id, "known")
    without = leave_one_out(FACTS, HINDSIGHT, id)
    assert set(without) == {i for i in verdict.ids if FACTS.statements[i].source.id != "essay"}
    stays = [v.word == verdict.word for v in without.values()]
    assert stays == sorted(stays)


def test_left_out_means_that_it_was_never_published():
    for id, verdict in leave_one_out(FACTS, HINDSIGHT, "C04.2").items():
        assert verdict == verdict_at(FACTS.without({id}), HINDSIGHT, "C04.2", "known")


def test_a_word_may_hang_on_one_statement_and_need_not():
    assert leave_one_out(FACTS, HINDSIGHT, "C01")["callup_announced_shoigu"].word == "open"
    assert {v.word for v in leave_one_out(FACTS, HINDSIGHT, "C03.1").values()} == {"holds"}


def test_what_is_left_of_one_origin_may_be_in_another_unit():
    without = leave_one_out(FACTS, Scenario(as_of="2022-09-21"), "C04.1")
    assert without["cia_2015"].word == "holds"


def test_a_part_without_evidence_has_nothing_to_leave_out():
    assert leave_one_out(FACTS, HINDSIGHT, "C16") == {}


def test_the_essay_cannot_be_left_out_of_what_it_says():
    assert leave_one_out(FACTS, HINDSIGHT, "C05", "written") == {}
