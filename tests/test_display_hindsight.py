"""What later print changed."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steppe import facts
from steppe.case import Case
from steppe.claims import ESSAY_DATE, judge, judge_all, parts_of
from steppe.display import hindsight
from steppe.left_out import leave_one_out
from steppe.scenario import Scenario

FACTS = facts.load()
PARTS = list(parts_of(FACTS))


def case(**values):
    return Case(FACTS, Scenario(evidence="best", **values))


@pytest.mark.parametrize("id", PARTS)
def test_a_course_begins_as_knowable_and_ends_as_known(id):
    steps = hindsight.course(case(), id)
    judgement = judge(FACTS, Scenario(evidence="best"), id)
    assert steps[-1].verdict.word == judgement.known.word
    assert steps[0].verdict.word == judgement.knowable.word or judgement.claim.knowable_by != ESSAY_DATE


@given(st.dates(date(2022, 10, 1), date(2026, 11, 22)))
def test_no_course_runs_beyond_the_last_day_of_evidence(day):
    steps = hindsight.course(case(as_of=day.isoformat()), "C01")
    assert steps[-1].day <= day


def test_the_table_names_the_day_and_the_voice_that_changed_a_word_and_has_the_figures_found():
    table = hindsight.tabled(case()).set_index("Part")
    assert table.loc["C14", "The word changed"].startswith("mixed from 24 August 2025, with ")
    assert table.loc["C01", "The word changed"] == "never"
    for id, judgement in judge_all(FACTS, case().scenario).items():
        assert table.loc[id, "found since"] == judgement.known.found


def test_a_word_that_only_undated_pages_brought_has_no_day():
    late = replace(FACTS.statements["argentina_chile_2022"], published=None, known_from=FACTS.compiled)
    own = Case(replace(FACTS, statements=FACTS.statements | {late.id: late}), Scenario(evidence="best"))
    assert hindsight.changes_of(own, "C04.2") == "holds with pages without a date"


def test_the_kinds_of_hindsight_share_out_all_parts():
    kinds = hindsight.settled(judge_all(FACTS, Scenario()))
    assert sorted(id for ids in kinds.values() for id in ids) == sorted(PARTS)


def test_a_part_settled_on_one_day_alone_is_not_on_the_other():
    judgements = judge_all(FACTS, Scenario(as_of="2022-09-25"))
    kinds = hindsight.settled(judgements)
    assert "C03.1" in kinds["settled on the day of the essay alone"]
    for id in kinds["settled on the day of the essay alone"]:
        words = judgements[id].known.word, judgements[id].knowable.word
        assert [word in hindsight.UNSETTLED for word in words] == [True, False]


def test_how_firm_a_word_is_counts_the_statements_that_would_turn_it_left_out_alone():
    id, since, turned, of = hindsight.firmness(case(), ["C13.2"]).iloc[0]
    without = leave_one_out(FACTS, Scenario(evidence="best"), id)
    assert (since, of) == ("31 December 2023", len(without))
    assert turned == sum(verdict.word != "mixed" for verdict in without.values()) > 0


def test_where_no_word_changed_the_table_says_so():
    assert list(hindsight.firmness(case(as_of="2022-09-30"), [])["Part"]) == ["none"]
