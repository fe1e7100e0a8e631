"""A case is the evidence as one reader takes it: a view of the facts under one scenario."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy

from steppe.evidence import Evidence, witnesses
from steppe.facts import Facts, Slot, T
from steppe.quantity import Quantity
from steppe.scenario import Scenario


class Case:
    """A view of the facts under a scenario, and the evidence that was read from it by name.

    `inputs` holds what was read or assumed under a name, by which it can be varied.
    """

    def __init__(self, facts: Facts, scenario: Scenario):
        self.facts = facts
        self.scenario = scenario
        self.view = facts.at(scenario.as_of, scenario.evidence)
        self.inputs: dict[str, Evidence] = {}
        self._supposed: Mapping[str, Quantity] = {}
        self._cache: dict[tuple, object] = {}

    def supposing(self, figures: Mapping[str, Quantity]) -> Case:
        """The same case with one figure in the place of all that are read under each name."""
        other = copy(self)
        other.inputs, other._supposed = {}, figures
        return other

    def read(self, slot: Slot, name: str = "", one_thing: bool = False) -> Evidence:
        """The witnesses of a slot, under a `name` by which it can be varied. one_thing: as in `witnesses`."""
        is_supposed = name in self._supposed
        found = Evidence.exact(self._supposed[name]) if is_supposed else self.once(type(self).find, slot, one_thing)
        if name:
            self.inputs[name] = found
        return found

    def assume(self, name: str, figure: Quantity) -> Evidence:
        """A supposition, under a name by which it can be varied."""
        self.inputs[name] = Evidence.exact(self._supposed.get(name, figure))
        return self.inputs[name]

    def find(self, slot: Slot, one_thing: bool = False) -> Evidence:
        """The witnesses of a slot, whatever is supposed."""
        return Evidence.of(witnesses(self.view.all(slot), slot.unit, one_thing))

    def once(self, compute: Callable[..., T], *arguments: object) -> T:
        """The cached result of a function of this case that reads nothing under a name: no supposition changes it."""
        key = (compute, *arguments)
        if key not in self._cache:
            self._cache[key] = compute(self, *arguments)
        return self._cache[key]
