"""What it would take for another word: each figure and each parameter moved until the verdict flips."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import exp, isclose

from steppe.case import Case
from steppe.facts import Facts, kept
from steppe.judging import assertion_of, load_claims, tolerance_of, vantage_case
from steppe.quantity import Quantity
from steppe.rule import deviation
from steppe.scenario import VOCABULARY, Scenario
from steppe.verdicts import Flip

OF_THE_RULE = ("tolerance_flat", "tolerance_hedged")
NEARLY = 1e-12
FIRST_STEP, GROWTH, STEPS = 0.002, 1.06, 100
FINENESS = 200


@dataclass(frozen=True)
class BreakEven:
    """How far one figure or one parameter may move before the word changes.

    now: its present value. word: the word there, with that one value in the place of all that the
    sources give. below, above: the nearest flips on either side; None where none was found.
    """

    along: str
    now: Quantity
    word: str
    below: Flip | None
    above: Flip | None

    @property
    def nearest(self) -> Flip | None:
        """The flip that is fewer times away."""
        flips = [flip for flip in (self.below, self.above) if flip]
        return min(flips, key=lambda flip: deviation(flip.at.value, self.now.value), default=None)


@kept
def break_evens(facts: Facts, scenario: Scenario, id: str) -> list[BreakEven]:
    """As known: one for each figure that goes into a part and each parameter that can flip it; none without figures.

    Found by stepping away from the present value, in ever longer steps for figures, then by bisection;
    a flip and a flip back within one step would be missed.
    """
    if load_claims(facts)[id].verdict:
        return []
    return [*_along_figures(facts, scenario, id), *_along_parameters(facts, scenario, id)]


def _along_figures(facts: Facts, scenario: Scenario, id: str) -> Iterator[BreakEven]:
    words = Words(facts, scenario, id)
    for name, now in words.figures().items():

        def word(x: float, name: str = name) -> str:
            return words.at({name: x})

        def stepped(sign: int, start: float = now.value) -> list[float]:
            return [start * exp(sign * FIRST_STEP * (GROWTH**k - 1) / (GROWTH - 1)) for k in range(STEPS + 1)]

        sides = (_flip(word, stepped(sign), now.unit) for sign in (-1, 1))
        yield BreakEven(name, now, word(now.value), *sides)


def _along_parameters(facts: Facts, scenario: Scenario, id: str) -> Iterator[BreakEven]:
    words = Words(facts, scenario, id)
    for name, parameter in VOCABULARY.items():
        now = getattr(scenario, name)
        if parameter.type not in (int, float) or now is None:
            continue
        if not words.depend_on(name):
            continue
        whole = parameter.type is int

        def word(x: float, name: str = name) -> str:
            return words.at({name: x})

        def stepped(end: float, start: float = now, whole: bool = whole) -> list[float]:
            if whole:
                return list(range(start, int(end) + (1 if end > start else -1), 1 if end > start else -1))
            return [start + (end - start) * (k / FINENESS) ** 2 for k in range(FINENESS + 1)]

        sides = [_flip(word, stepped(end), parameter.unit, whole) for end in words.bounds(name)]
        if any(sides):
            yield BreakEven(name, Quantity.exact(now, parameter.unit), word(now), *sides)


def _flip(word: Callable[[float], str], steps: Sequence[float], unit: str, whole: bool = False) -> Flip | None:
    """The first value along the steps with another word, found to the last digits."""
    here = word(steps[0])
    last = steps[0]
    for step in steps[1:]:
        if word(step) != here:
            break
        last = step
    else:
        return None
    while not whole and not isclose(last, step, rel_tol=NEARLY, abs_tol=NEARLY * abs(steps[1] - steps[0])):
        middle = (last + step) / 2
        last, step = (middle, step) if word(middle) == here else (last, middle)
    return Flip(Quantity.exact(step, unit), word(step))


class Words:
    """The word of one part, as known, at any values of its figures and of the parameters."""

    def __init__(self, facts: Facts, scenario: Scenario, id: str):
        self._facts = facts
        self._scenario = scenario
        self._part = load_claims(facts)[id]
        self._cases: dict[tuple, Case] = {}

    def figures(self) -> dict[str, Quantity]:
        """The figures that go in, each at its first deciding value."""
        case = self._under({})
        assertion_of(case, self._part)
        return {
            name: Quantity.exact(found.figure.value, found.figure.unit, found.deciding[0].figure.ids)
            for name, found in case.inputs.items() if found
        }

    def at(self, values: dict[str, float]) -> str:
        """The word with each value in the place of the figure or the parameter of its name."""
        named = {name: Quantity.exact(x, self._units[name]) for name, x in values.items() if name not in VOCABULARY}
        parameters = {name: x for name, x in values.items() if name in VOCABULARY}
        case = self._under(parameters).supposing(named)
        scenario = replace(self._scenario, **parameters)
        return assertion_of(case, self._part).judged(tolerance_of(self._part, scenario)).word

    @cached_property
    def _units(self) -> dict[str, str]:
        return {name: figure.unit for name, figure in self.figures().items()}

    def bounds(self, name: str) -> tuple[float, float]:
        """How far a parameter may be moved while the others stay: a second wave comes before the horizon."""
        low, high = VOCABULARY[name].low, VOCABULARY[name].high
        if name == "horizon_weeks":
            return max(low, self._scenario.second_wave_week + 1), high
        return low, min(high, self._scenario.horizon_weeks - 1) if name == "second_wave_week" else high

    def depend_on(self, name: str) -> bool:
        """Whether a tolerance is that of the part; whether another parameter moves a figure at a bound or half-way."""
        if name in OF_THE_RULE:
            return name == f"tolerance_{self._part.hedge}"
        low, high = self.bounds(name)
        values = (getattr(self._scenario, name), low, (low + high) // 2, high)
        first, *others = (assertion_of(self._under({name: x}), self._part) for x in values)
        return any(other != first for other in others)

    def _under(self, parameters: dict[str, float]) -> Case:
        key = tuple((name, x) for name, x in sorted(parameters.items()) if name not in OF_THE_RULE)
        if key not in self._cases:
            self._cases[key] = vantage_case(self._facts, replace(self._scenario, **dict(key)), self._part, "known")
        return self._cases[key]
