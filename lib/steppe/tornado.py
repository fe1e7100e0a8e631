"""Which statement moves a verdict most: each left out, and each as if it alone counted in its place."""

from __future__ import annotations

from dataclasses import dataclass, replace

from steppe.claims import judge_part, load_claims, part_of, vantage_case, verdict_at
from steppe.facts import Facts, kept
from steppe.parts import Part
from steppe.quantity import Quantity
from steppe.reckoning import Input
from steppe.rule import Rule, Verdict, deviation
from steppe.scenario import Scenario


@dataclass(frozen=True)
class Pull:
    """What one statement does to a verdict.

    left_out: the verdict as if it had never been published. alone: the verdict if of all that may stand
    in its place it alone counted.
    """

    id: str
    verdict: Verdict
    left_out: Verdict
    alone: Verdict

    @property
    def turns(self) -> bool:
        """Whether the word would be another, one way or the other."""
        return {self.left_out.word, self.alone.word} != {self.verdict.word}

    @property
    def reach(self) -> float:
        """How far the figure found moves at most: a share of it, or for a probability the difference."""
        return max(_apart(self.verdict.found, other.found) for other in (self.left_out, self.alone))


@kept
def tornado(facts: Facts, scenario: Scenario, id: str, vantage: str = "known") -> list[Pull]:
    """Every statement that enters the arithmetic of a claim, the one that moves the verdict most first.

    None as written: what the essay itself says cannot be left out.
    """
    if vantage == "written":
        return []
    claim = load_claims(facts)[id]
    part = part_of(vantage_case(facts, scenario, claim, vantage), claim, vantage)
    verdict = verdict_at(facts, scenario, id, vantage)
    pulls = [
        Pull(
            statement,
            verdict,
            verdict_at(facts.without({statement}), scenario, id, vantage),
            judge_part(_alone(part, statement), claim, Rule.of(scenario)),
        )
        for statement in _statements(part)
    ]
    return sorted(pulls, key=lambda p: (not p.turns, -p.reach, p.id))


def _statements(part: Part) -> list[str]:
    inputs = (input for reckoned in part.reckoned() for input in reckoned.inputs)
    return list(dict.fromkeys(id for input in inputs for q, _ in input.options for id in q.ids))


def _alone(part: Part, statement: str) -> Part:
    """The part with the figures of one statement in the place of all others there."""

    def change(input: Input) -> Input:
        own = tuple(option for option in input.options if statement in option[0].ids)
        return replace(input, options=own) if own else input

    return part.changed(change)


def _apart(a: Quantity | None, b: Quantity | None) -> float:
    if a is None or b is None:
        return 0.0 if a is b else float("inf")
    if a.unit == "probability":
        return max(abs(a.low - b.low), abs(a.high - b.high))
    return deviation(a.value, b.value)
