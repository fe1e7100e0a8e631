from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steppe import facts, scenarios
from steppe.judging import judge, parts_of, verdict_at
from steppe.timeline import FIRST_DAY, LAST_DAY, changes, timeline, turns

FACTS = facts.load()
HINDSIGHT = scenarios.scenario("hindsight")
PARTS = list(parts_of(FACTS))
DATED = FACTS.without({s.id for s in FACTS.statements.values() if not s.is_dated})
STEPS = {id: timeline(FACTS, HINDSIGHT, id) for id in PARTS}


@given(st.sampled_from(PARTS), st.dates(FIRST_DAY, LAST_DAY))
def test_between_two_steps_nothing_changes(id, day):
    step = [s for s in STEPS[id] if s.day <= day][-1]
    assert verdict_at(DATED, replace(HINDSIGHT, as_of=day.isoformat()), id, "known") == step.verdict


@pytest.mark.parametrize("id", PARTS)
def test_what_is_said_to_be_published_on_a_day_was_and_bears_on_the_claim(id):
    for step in STEPS[id][1:]:
        assert set(step.published) <= set(step.verdict.ids)
        assert all(FACTS.statements[i].known_from == step.day for i in step.published)


@pytest.mark.parametrize("id", PARTS)
def test_without_what_moved_it_the_word_would_have_stayed(id):
    for before, step in turns(STEPS[id]):
        day = replace(HINDSIGHT, as_of=step.day.isoformat())
        assert before != step.word
        for i in step.moved_by:
            rest = [other for other in step.published if other not in step.moved_by]
            assert verdict_at(DATED.without({i, *rest}), day, id, "known").word != step.word


def test_a_count_at_the_border_settled_what_nobody_had_counted():
    ((before, step),) = turns(STEPS["C03.1"])
    assert (before, step.word, step.day) == ("open", "holds", date(2022, 9, 27))
    assert step.moved_by == ("kz_in_27sep",)


def test_a_page_without_a_date_falls_on_no_day():
    undated = {s.id for s in FACTS.statements.values() if not s.is_dated}
    for id in PARTS:
        for step in timeline(FACTS, HINDSIGHT, id, FIRST_DAY, FACTS.compiled):
            assert not undated & {*step.verdict.ids, *step.moved_by}


def test_a_correction_is_named():
    assert any(step.corrected for steps in STEPS.values() for step in steps)


def test_the_timeline_ends_where_the_scenario_does():
    early = replace(HINDSIGHT, as_of="2022-09-25")
    assert all(s.day <= date(2022, 9, 25) for id in PARTS for s in timeline(FACTS, early, id))


@settings(max_examples=4)
@given(st.sampled_from(scenarios.names()))
def test_the_changes_lead_from_the_word_as_knowable_to_the_word_as_known(name):
    scenario = scenarios.scenario(name)
    for id, change in changes(FACTS, scenario).items():
        judgement = judge(FACTS, scenario, id)
        assert change.words == (judgement.written.word, judgement.knowable.word, judgement.known.word)
        word = judgement.knowable.word
        for before, step in change.turns:
            assert before == word
            word = step.word
        assert word == judgement.known.word


@pytest.mark.parametrize("name", scenarios.names())
def test_every_claim_has_a_timeline_under_every_scenario(name):
    every = [timeline(FACTS, scenarios.scenario(name), id) for id in PARTS]
    moved_by = {id for steps in every for step in steps for id in step.moved_by}
    assert not any(FACTS.statements[id].source.id == "essay" for id in moved_by)
