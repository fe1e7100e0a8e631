from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steppe import facts, scenarios
from steppe.claims import JUDGED, judge, verdict_at
from steppe.timeline import FIRST_DAY, LAST_DAY, changes, timeline, turns

FACTS = facts.load()
HINDSIGHT = scenarios.scenario("hindsight")
STEPS = {id: timeline(FACTS, HINDSIGHT, id) for id in JUDGED}


@given(st.sampled_from(JUDGED), st.dates(FIRST_DAY, LAST_DAY))
def test_between_two_steps_nothing_changes(id, day):
    step = [s for s in STEPS[id] if s.day <= day][-1]
    assert verdict_at(FACTS, replace(HINDSIGHT, as_of=day.isoformat()), id, "known") == step.verdict


@pytest.mark.parametrize("id", JUDGED)
def test_what_is_said_to_be_published_on_a_day_was_and_bears_on_the_claim(id):
    for step in STEPS[id][1:]:
        assert set(step.published) <= set(step.verdict.ids)
        assert all(FACTS.statements[i].known_from == step.day for i in step.published)


@pytest.mark.parametrize("id", JUDGED)
def test_without_what_moved_it_the_word_would_have_stayed(id):
    for before, step in turns(STEPS[id]):
        day = replace(HINDSIGHT, as_of=step.day.isoformat())
        assert before != step.word
        for i in step.moved_by:
            rest = [other for other in step.published if other not in step.moved_by]
            assert verdict_at(FACTS.without({i, *rest}), day, id, "known").word != step.word


def test_an_independent_count_opened_what_had_been_announced():
    ((before, step),) = turns(STEPS["C01"])
    assert (before, step.word, step.day) == ("holds", "open", date(2022, 10, 24))
    assert step.moved_by == ("callup_est_mediazona_oct",)


def test_a_correction_is_named():
    assert any(step.corrected for step in STEPS["C08"])


def test_the_timeline_ends_where_the_scenario_does():
    early = replace(HINDSIGHT, as_of="2022-09-25")
    assert all(s.day <= date(2022, 9, 25) for id in JUDGED for s in timeline(FACTS, early, id))


@settings(max_examples=9)
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
    every = [timeline(FACTS, scenarios.scenario(name), id) for id in JUDGED]
    moved_by = {id for steps in every for step in steps for id in step.moved_by}
    assert not any(FACTS.statements[id].source.id == "essay" for id in moved_by)
