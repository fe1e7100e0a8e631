"""Which statement moves a verdict: each left out in turn, as if it had never been published."""

from __future__ import annotations

from steppe.facts import ESSAY, Facts, kept
from steppe.judging import verdict_at
from steppe.scenario import Scenario
from steppe.verdicts import Verdict


@kept
def leave_one_out(facts: Facts, scenario: Scenario, id: str, vantage: str = "known") -> dict[str, Verdict]:
    """The verdict on a part without each statement behind it, by statement; those that change the word come first.

    What the essay itself states cannot be left out.
    """
    verdict = verdict_at(facts, scenario, id, vantage)
    without = {
        statement: verdict_at(facts.without({statement}), scenario, id, vantage)
        for statement in verdict.ids
        if facts.statements[statement].source.id != ESSAY
    }
    return dict(sorted(without.items(), key=lambda item: (item[1].word == verdict.word, item[0])))
