import pytest

from steppe import facts
from steppe.judging import parts_of, verdict_at
from steppe.scenario import Scenario
from steppe.suite import scenarios
from steppe.whatif import left_out

FACTS = facts.load()
HINDSIGHT = scenarios.scenario("hindsight")


@pytest.mark.parametrize("id", parts_of(FACTS))
def test_every_statement_behind_a_verdict_is_left_out_once_and_those_that_turn_the_word_come_first(id):
    verdict = verdict_at(FACTS, HINDSIGHT, id, "known")
    rows = left_out(FACTS, HINDSIGHT, id)
    assert sorted(row.id for row in rows) == sorted(i for i in verdict.ids if FACTS.statements[i].source.id != "essay")
    assert [row.changes for row in rows] == sorted((row.without != verdict.word for row in rows), reverse=True)


def test_left_out_means_that_it_was_never_published():
    for row in left_out(FACTS, HINDSIGHT, "C04.2"):
        assert row.without == verdict_at(FACTS.without({row.id}), HINDSIGHT, "C04.2", "known").word


def words_without(facts, scenario, id):
    return {row.id: row.without for row in left_out(facts, scenario, id)}


def test_a_word_may_hang_on_one_statement_and_need_not():
    kept = {"callup_announced_shoigu", "essay_callup"}
    others = {s.id for s in FACTS.statements.values() if (s.quantity, s.measure) == ("callup", "announced")} - kept
    assert words_without(FACTS.without(others), HINDSIGHT, "C01") == {"callup_announced_shoigu": "open"}
    assert any(not row.changes for id in parts_of(FACTS) for row in left_out(FACTS, HINDSIGHT, id))


def test_what_is_left_of_one_origin_may_be_in_another_unit():
    assert words_without(FACTS, Scenario(as_of="2022-09-21"), "C04.1")["cia_2015"] == "holds"


def test_a_part_without_evidence_has_nothing_to_leave_out():
    assert left_out(FACTS, HINDSIGHT, "C16") == []


def test_the_essay_cannot_be_left_out_of_what_it_says():
    assert left_out(FACTS, HINDSIGHT, "C05", "written") == []
