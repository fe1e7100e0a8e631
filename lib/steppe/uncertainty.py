"""How probable it is that a claim holds, by sampling, and what that hangs on.

A draw takes one source for each figure, by weight, then a value within its two-sided range, uniformly;
sources that disagree stay apart. A one-sided figure may be that or any more (or any less), and a claim
that can be read in several ways may be meant in any of them: these are not sampled but give a lower and
an upper probability. Every number drawn at random comes once from each of as many equal stretches as there are
draws (a Latin hypercube), so that ten thousand draws show in whole per cent what more would show. The rule's
analytic `probability_greater` is the same thing for a single pair.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count

import numpy as np

from steppe.claims import load_claims, part_of, tolerance_of, vantage_case
from steppe.facts import Facts, kept
from steppe.parts import Comparison, Figure, Joined, Part, Remarks, Typed, named_inputs
from steppe.quantity import Quantity
from steppe.reckoning import Input, Reckoned
from steppe.rule import Rule, conjunction, readings, within
from steppe.scenario import Scenario

SEED = 20220930
DRAWS = 10_000


@dataclass(frozen=True)
class Stretch:
    """What a figure may be in each draw: arrays of shape (draws,), `low` = `high` unless it is one-sided."""

    low: np.ndarray
    high: np.ndarray

    def __add__(self, other: Stretch | Quantity | float) -> Stretch:
        other = _stretch(other)
        return Stretch(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Stretch | Quantity | float) -> Stretch:
        other = _stretch(other)
        return Stretch(self.low - other.high, self.high - other.low)

    def __mul__(self, other: Stretch | Quantity | float) -> Stretch:
        return _corners(np.multiply, self, _stretch(other))

    def __truediv__(self, other: Stretch | Quantity | float) -> Stretch:
        return _corners(np.divide, self, _stretch(other))


def _stretch(number: Stretch | Quantity | float) -> Stretch:
    if isinstance(number, Stretch):
        return number
    low, high = (number.low, number.high) if isinstance(number, Quantity) else (number, number)
    return Stretch(np.float64(low), np.float64(high))


def _corners(operator: Callable, a: Stretch, b: Stretch) -> Stretch:
    """The least and the most of the four corners; where a bound is open, zero times it is zero."""
    with np.errstate(invalid="ignore"):
        corners = [operator(x, y) for x in (a.low, a.high) for y in (b.low, b.high)]
    corners = [np.where(np.isnan(corner), 0.0, corner) for corner in corners]
    return Stretch(np.minimum.reduce(corners), np.maximum.reduce(corners))


@dataclass(frozen=True)
class Truth:
    """Whether something is so in each draw: for certain, and possibly; arrays of shape (draws,)."""

    surely: np.ndarray
    possibly: np.ndarray

    @property
    def middle(self) -> np.ndarray:
        return (self.surely + self.possibly.astype(float)) / 2

    def chance(self, among: np.ndarray | slice = slice(None)) -> Quantity:
        """The share of the draws: a lower and an upper probability."""
        low, high = float(self.surely[among].mean()), float(self.possibly[among].mean())
        return Quantity((low + high) / 2, low, high, "probability")


@dataclass(frozen=True)
class Choice:
    """One source for a figure, by its statements, and the probability where it is the one chosen."""

    ids: tuple[str, ...]
    figure: Quantity
    holds: Quantity
    supported: Quantity


@dataclass(frozen=True)
class Dependence:
    """A figure for which there are several sources, with the probability given each of them."""

    name: str
    choices: tuple[Choice, ...]

    @property
    def spread(self) -> float:
        """How far the probability moves from one source to another; `roughly` counts half."""
        middles = [(choice.holds.value + choice.supported.value) / 2 for choice in self.choices]
        return max(middles) - min(middles)


@dataclass(frozen=True)
class Reading:
    """One way to read a claim, by the figure that it goes by."""

    name: str
    holds: Quantity
    supported: Quantity


@dataclass(frozen=True)
class Chances:
    """The probability that a claim holds, and that it is supported: holds or roughly.

    `depends` lists the figures with several sources, the one that matters most first, `readings` the ways
    to read the claim. `by_source` is the share of the variance of the outcome (`roughly` counts half) that
    the choice of sources explains, the rest being ranges; None where nothing varies, or where an open bound leaves
    the outcome of some draws open.
    """

    holds: Quantity
    supported: Quantity
    depends: tuple[Dependence, ...]
    readings: tuple[Reading, ...]
    by_source: float | None


@kept
def chances(
    facts: Facts, scenario: Scenario, id: str, vantage: str = "known", draws: int = DRAWS, seed: int = SEED
) -> Chances | None:
    """The probability that a claim holds from one vantage point; None where no arithmetic decides alone.

    The same seed gives the same figures, to the last digit.
    """
    claim = load_claims(facts)[id]
    part = part_of(vantage_case(facts, scenario, claim, vantage), claim, vantage)
    return part and sample(part, tolerance_of(claim, Rule.of(scenario)), draws, seed)


def sample(part: Part, tolerance: float, draws: int = DRAWS, seed: int = SEED) -> Chances | None:
    """The probability that a part holds, with a figure `tolerance` off at most, or supported, with twice that."""
    if not _is_computed(part):
        return None
    world = _World(draws, seed)
    holds, supported = (world.truth(part, times * tolerance) for times in (1, 2))
    depends = [
        Dependence(
            input.name,
            tuple(
                Choice(figure.ids, figure, holds.chance(among), supported.chance(among))
                for at, (figure, _) in enumerate(input.options)
                if (among := world.chosen[_key(input)] == at).any()
            ),
        )
        for input in named_inputs(part).values()
        if len(input.options) > 1
    ]
    by_spread = tuple(sorted(depends, key=lambda d: -d.spread))
    ways = [
        Reading(name, *(world.truth(way, times * tolerance).chance() for times in (1, 2)))
        for name, way in _readings(part)
    ]
    is_open = any((truth.surely != truth.possibly).any() for truth in (holds, supported))
    by_source = None if is_open else world.share_by_source((holds.middle + supported.middle) / 2)
    return Chances(holds.chance(), supported.chance(), by_spread, tuple(ways), by_source)


def _readings(part: Part) -> list[tuple[str, Part]]:
    """The ways to read a part, each under the name of the figure that the others do not have."""
    if not isinstance(part, Joined):
        return []
    if part.join is not readings or len(part.parts) < 2:
        return [way for each in part.parts for way in _readings(each)]
    names = [named_inputs(way).keys() for way in part.parts]
    shared = set.intersection(*map(set, names))
    return [(next(n for n in own if n not in shared), way) for own, way in zip(names, part.parts, strict=True)]


def _is_computed(part: Part) -> bool:
    """Whether there is a figure or a comparison with evidence in it, and no word but a computed one."""
    if isinstance(part, Joined):
        return all(map(_is_computed, part.parts))
    if isinstance(part, (Remarks, Typed)):
        return False
    return any(reckoned.options for reckoned in part.reckoned()) if isinstance(part, Figure) else part.found is not None


def _key(input: Input) -> object:
    """By what an input is known again: its name and figures; without a name it is its own."""
    return input if input.name else id(input)


def _evenly(draws: int, seed: int) -> Iterator[np.ndarray]:
    """Random numbers from 0 to 1, one from each of as many equal stretches as there are draws; shape (draws,).

    The same seed gives the same arrays one after the other; those drawn before are not drawn again.
    """
    random, drawn = _stream(draws, seed)
    for at in count():
        if at == len(drawn):
            drawn.append((random.permutation(draws) + random.random(draws)) / draws)
        yield drawn[at]


@cache
def _stream(draws: int, seed: int) -> tuple[np.random.Generator, list[np.ndarray]]:
    return np.random.Generator(np.random.PCG64(seed)), []


class _World:
    """Draws of a source for every input, the same wherever it enters, and of a value within its range."""

    def __init__(self, draws: int, seed: int):
        self.draws = draws
        self._evenly = _evenly(draws, seed)
        self.chosen: dict[object, np.ndarray] = {}
        self._drawn: dict[object, Stretch] = {}

    def choose(self, key: object, weights: list[float]) -> np.ndarray:
        """Which source of a figure, or which contest, is chosen in each draw, by weight; shape (draws,)."""
        if key not in self.chosen:
            edges = np.cumsum(weights)
            self.chosen[key] = np.searchsorted(edges[:-1] / edges[-1], next(self._evenly), side="right")
        return self.chosen[key]

    def draw(self, input: Input) -> Stretch:
        key = _key(input)
        if key not in self._drawn:
            choice = self.choose(key, [weight for _, weight in input.options])
            low, high = (np.array([getattr(q, end) for q, _ in input.options])[choice] for end in ("low", "high"))
            two_sided = np.isfinite(low) & np.isfinite(high)
            width = np.where(two_sided, high, 0) - np.where(two_sided, low, 0)
            value = low + next(self._evenly) * width
            self._drawn[key] = Stretch(np.where(two_sided, value, low), np.where(two_sided, value, high))
        return self._drawn[key]

    def reckon(self, reckoned: Reckoned) -> Stretch:
        values = map(self.draw, reckoned.inputs)
        return reckoned.formula(*values) if reckoned.formula else next(values)

    def truth(self, part: Part, tolerance: float) -> Truth:
        if isinstance(part, Figure):
            found, (low, high) = self.reckon(part.found), within(part.stated.value, tolerance)
            return Truth((found.low >= low) & (found.high <= high), (found.high >= low) & (found.low <= high))
        if isinstance(part, Comparison):
            return self._contest(part)
        truths = [self.truth(each, tolerance) for each in part.parts]
        surely = np.logical_and.reduce([t.surely for t in truths])
        together = np.logical_and if part.join is conjunction else np.logical_or
        return Truth(surely, together.reduce([t.possibly for t in truths]))

    def _contest(self, part: Comparison) -> Truth:
        contests = [pair for pair in part.contests if pair[0].options and pair[1].options]
        weights = [np.prod([sum(w for _, w in side.options) for side in pair]) for pair in contests]
        chosen = self.choose(id(part), weights)
        surely, possibly = np.zeros((2, self.draws), dtype=bool)
        for at, (first, second) in enumerate(contests):
            a, b, here = self.reckon(first), self.reckon(second), chosen == at
            surely |= here & (a.low > b.high)
            possibly |= here & (a.high > b.low)
        return Truth(surely, possibly)

    def share_by_source(self, outcome: np.ndarray) -> float | None:
        """Variance of the mean outcome over all choices of source, as a share of the variance of the outcome."""
        if not outcome.var():
            return None
        together = np.zeros(self.draws, dtype=np.int64)
        for choice in self.chosen.values():
            together = together * (choice.max() + 1) + choice
        _, group = np.unique(together, return_inverse=True)
        size = np.bincount(group)
        mean = np.bincount(group, outcome) / size
        return float((size * (mean - outcome.mean()) ** 2).sum() / self.draws / outcome.var())
