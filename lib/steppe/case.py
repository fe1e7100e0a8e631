"""A claim, and a case for it: the evidence as one reader takes it, a view of the facts under one scenario."""

from collections.abc import Mapping
from copy import copy
from datetime import date
from functools import cache
from typing import NamedTuple, Self

from steppe.evidence import Evidence, witnesses
from steppe.facts import Facts, Slot
from steppe.quantity import Quantity
from steppe.scenario import Scenario


class Claim(NamedTuple):
    """What the essay asserts, in our words, its figures filled in from the essay's statements: a claim or a part.

    hedge: flat, hedged or None. verdict: `not testable`, or None where the part is tested. periods: the days that the
    evidence of each side is about. readings: those that decide, where there are several, and `readings_because` why.
    rivals: places that a rank names. line: where a word of size is drawn. reason: why it is not tested, or not judged.
    """

    id: str
    paraphrase: str
    kind: str | None
    chapter: str | None
    hedge: str | None
    test: str | None
    knowable_by: date | None
    periods: tuple[str, ...]
    readings: tuple[str, ...]
    readings_because: str | None
    rivals: tuple[str, ...]
    line: float | None
    verdict: str | None
    reason: str | None
    note: str | None

    @property
    def claim(self) -> str:
        """The id of the claim; that of a part without its number."""
        return self.id.partition(".")[0]

    @property
    def is_judged(self) -> bool:
        return self.id.startswith("C")

    def tolerance(self, scenario: Scenario) -> float:
        """How far off a figure may be, as the essay hedged it or not."""
        return scenario.tolerance_hedged if self.hedge == "hedged" else scenario.tolerance_flat


class Case:
    """The facts, a scenario, and the view of the facts under it."""

    def __init__(self, facts: Facts, scenario: Scenario):
        self.facts = facts
        self.scenario = scenario
        self.view = facts.at(scenario.as_of, scenario.evidence)

    def chosen(self, found: Evidence, stated: Quantity | None) -> Evidence:
        """Under kindest and harshest the one witness nearest to what is stated, or farthest from it; else all."""
        if self.view.evidence not in ("kindest", "harshest") or not stated or not found:
            return found
        choose = min if self.view.evidence == "kindest" else max
        return Evidence((choose(found, key=lambda w: abs(w.figure.value - stated.value)),))


class ClaimCase(Case):
    """A case as the test of a claim reads it: `case.read(Slot("height", "built", "all", "lighthouse"))`.

    `inputs` holds what was read or assumed under a name, by which it can be varied.
    """

    def __init__(self, facts: Facts, scenario: Scenario):
        super().__init__(facts, scenario)
        self.inputs: dict[str, Evidence] = {}
        self._supposed: Mapping[str, Quantity] = {}
        # What a function of this case comes to that reads nothing under a name: no supposition changes it.
        self.once = cache(lambda compute, *arguments: compute(self, *arguments))

    def supposing(self, figures: Mapping[str, Quantity]) -> Self:
        """The same case with one figure in the place of all that are read under each name."""
        other = copy(self)
        other.inputs, other._supposed = {}, figures
        return other

    def essay(self, id: str) -> Quantity:
        """A figure of the essay by the id of its statement: what is judged."""
        return self.view.quote(id).figure

    def assume(self, name: str, figure: Quantity) -> Evidence:
        """A supposition, under a name by which it can be varied."""
        self.inputs[name] = Evidence.exact(self._supposed.get(name, figure))
        return self.inputs[name]

    def read(self, slot: Slot, name: str = "", one_thing: bool = False, essay: str | None = None) -> Evidence:
        """The witnesses of a slot, under a `name` by which it can be varied: by default its quantity.

        essay: the id of the essay's figure of the same thing; under kindest and harshest the one witness nearest to
        it, or farthest from it, decides. one_thing: as in `witnesses`. Empty where nothing is stated.
        """
        name = name or (slot if isinstance(slot, str) else slot.quantity)
        if name in self._supposed:
            return self.assume(name, self._supposed[name])
        self.inputs[name] = self.once(type(self).found, slot, one_thing, essay)
        return self.inputs[name]

    def found(self, slot: Slot, one_thing: bool = False, essay: str | None = None) -> Evidence:
        """The witnesses of a slot, as `read` gives them, but under no name."""
        found = Evidence.of(witnesses(self.view.all(slot), slot.unit, one_thing))
        return self.chosen(found, self.essay(essay)) if essay else found
