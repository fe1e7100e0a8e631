from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steppe import facts
from steppe.case import Case
from steppe.judging import judge, parts_of, verdict_at
from steppe.suite import scenarios
from steppe.whatif import timeline

FACTS = facts.load()
HINDSIGHT = scenarios.scenario("hindsight")
PARTS = list(parts_of(FACTS))
DATED = FACTS.without({s.id for s in FACTS.statements.values() if not s.published})
DAYS = date(2022, 9, 21), date(2022, 12, 31)
STEPS = {id: timeline(FACTS, HINDSIGHT, id, *DAYS) for id in PARTS}


def verdict_on(day, id):
    return verdict_at(DATED, replace(HINDSIGHT, as_of=day.isoformat()), id, "known")


def turns(steps):
    """The steps that changed the word, each with the word before it."""
    return [(before.word, after) for before, after in pairwise(steps) if before.word != after.word]


@given(st.sampled_from(PARTS), st.dates(*DAYS))
def test_between_two_steps_nothing_changes(id, day):
    step = [s for s in STEPS[id] if s.day <= day][-1]
    assert verdict_on(day, id) == verdict_on(step.day, id)
    assert (step.word, step.found) == (verdict_on(day, id).word, verdict_on(day, id).found)


@pytest.mark.parametrize("id", PARTS)
def test_what_is_said_to_be_published_on_a_day_was_and_bears_on_the_claim(id):
    for step in STEPS[id][1:]:
        assert set(step.published) <= set(verdict_on(step.day, id).ids)
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
    undated = {s.id for s in FACTS.statements.values() if not s.published}
    for id in PARTS:
        for step in timeline(FACTS, HINDSIGHT, id, DAYS[0], FACTS.compiled):
            found = step.found.ids if step.found else ()
            assert not undated & {*step.published, *step.corrected, *step.moved_by, *found}


def test_a_correction_is_named():
    assert any(step.corrected for steps in STEPS.values() for step in steps)


def test_the_timeline_ends_where_the_scenario_does():
    early = replace(HINDSIGHT, as_of="2022-09-25")
    assert all(s.day <= date(2022, 9, 25) for id in PARTS for s in timeline(FACTS, early, id, *DAYS))


@settings(max_examples=4)
@given(st.sampled_from(scenarios.names()))
def test_the_turns_lead_from_the_word_as_knowable_to_the_word_as_known(name):
    scenario = scenarios.scenario(name)
    for id in PARTS:
        judgement = judge(Case(FACTS, scenario), id)
        word = judgement.knowable.word
        for before, step in turns(timeline(FACTS, scenario, id, judgement.claim.knowable_by, FACTS.compiled)):
            assert before == word
            word = step.word
        assert word == judgement.known.word


@pytest.mark.parametrize("name", scenarios.names())
def test_every_claim_has_a_timeline_under_every_scenario(name):
    every = [timeline(FACTS, scenarios.scenario(name), id, *DAYS) for id in PARTS]
    moved_by = {id for steps in every for step in steps for id in step.moved_by}
    assert not any(FACTS.statements[id].source.id == "essay" for id in moved_by)
