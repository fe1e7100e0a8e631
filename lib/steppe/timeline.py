"""The verdicts as the days went by: what was published, what it moved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from steppe.facts import ESSAY, Facts, kept
from steppe.judging import Judgement, judge_all, verdict_at
from steppe.scenario import Scenario
from steppe.verdicts import Verdict

FIRST_DAY, LAST_DAY = date(2022, 9, 21), date(2022, 12, 31)


@dataclass(frozen=True)
class Step:
    """The verdict from one day on, until the next step.

    published: the statements that bear on the part and were first public that day. corrected: those
    that no longer stand. moved_by: what of that day's publications was enough for the new word; empty
    where the word stayed.
    """

    day: date
    verdict: Verdict
    published: tuple[str, ...] = ()
    corrected: tuple[str, ...] = ()
    moved_by: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        return self.verdict.word


@dataclass(frozen=True)
class Change:
    """One part from the three vantage points, and the steps by which its word moved from knowable to known."""

    judgement: Judgement
    turns: tuple[tuple[str, Step], ...]

    @property
    def words(self) -> tuple[str, str, str]:
        """As written, as knowable, as known."""
        return self.judgement.written.word, self.judgement.knowable.word, self.judgement.known.word


@kept
def timeline(facts: Facts, scenario: Scenario, id: str, first: date = FIRST_DAY, last: date = LAST_DAY) -> list[Step]:
    """The verdict on a part with `as_of` moved from `first` to `last`, no further than that of the scenario.

    The first step is the state on `first`; a later one is a day on which something that bears on the
    part came out or was corrected. Pages without a date are left out: nobody knows on which day they came.
    """
    if scenario.as_of:
        last = min(last, date.fromisoformat(scenario.as_of))
    facts = facts.keep("dated", lambda all: all.without({s.id for s in all.statements.values() if not s.is_dated}))
    days = {s.known_from for s in facts.statements.values() if first < s.known_from <= last}
    verdicts = [(day, _verdict(facts, scenario, id, day)) for day in sorted(days)]
    steps = [Step(first, _verdict(facts, scenario, id, first))]
    for day, verdict in verdicts:
        before = steps[-1].verdict
        if verdict != before:
            published = tuple(i for i in verdict.ids if facts.statements[i].known_from == day)
            corrected = tuple(i for i in before.ids if i not in verdict.ids)
            movers = _movers(facts, scenario, id, day, published) if verdict.word != before.word else ()
            steps.append(Step(day, verdict, published, corrected, movers))
    return steps


def turns(steps: Iterable[Step]) -> list[tuple[str, Step]]:
    """The steps that changed the word, each with the word before it."""
    return [(before.word, after) for before, after in pairwise(steps) if before.word != after.word]


def changes(facts: Facts, scenario: Scenario) -> dict[str, Change]:
    """For every part the words from the three vantage points and what moved the word after it was knowable."""
    return {
        id: Change(j, tuple(turns(timeline(facts, scenario, id, j.claim.knowable_by, facts.compiled))))
        for id, j in judge_all(facts, scenario).items()
    }


def _verdict(facts: Facts, scenario: Scenario, id: str, day: date) -> Verdict:
    return verdict_at(facts, replace(scenario, as_of=day.isoformat()), id, "known")


def _movers(facts: Facts, scenario: Scenario, id: str, day: date, published: tuple[str, ...]) -> tuple[str, ...]:
    """As few of the day's publications as give the day's word; those that the verdict names are kept before others."""
    word = _verdict(facts, scenario, id, day).word
    evidence = (s for s in facts.statements.values() if s.source.id != ESSAY)
    others = [s.id for s in evidence if s.known_from == day and s.id not in published]
    spared: set[str] = set()
    for candidate in (*others, *reversed(published)):
        if _verdict(facts.without(spared | {candidate}), scenario, id, day).word == word:
            spared.add(candidate)
    return tuple(i for i in (*published, *others) if i not in spared)
