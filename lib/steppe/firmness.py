"""How firm a word is: the same claim by kinder and harsher evidence, at half and at double the tolerance."""

from __future__ import annotations

from dataclasses import dataclass, replace

from steppe.facts import Facts
from steppe.judging import VANTAGES, at_tolerance, verdict_at
from steppe.scenario import Scenario


@dataclass(frozen=True)
class Firmness:
    """The word of a part from one vantage point, and the words beside it.

    steelman, sceptic: by the published figures nearest to and farthest from the essay's.
    half, double: at half and at double the tolerance.
    """

    word: str
    steelman: str
    sceptic: str
    half: str
    double: str


def firmness(facts: Facts, scenario: Scenario, id: str) -> dict[str, Firmness]:
    """One part, by vantage point, under a scenario and the four variations of it."""
    beside = [replace(scenario, evidence=choice) for choice in ("kindest", "harshest")]
    beside += [at_tolerance(scenario, factor) for factor in (0.5, 2)]
    return {
        vantage: Firmness(*(verdict_at(facts, each, id, vantage).word for each in (scenario, *beside)))
        for vantage in VANTAGES
    }

