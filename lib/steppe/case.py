"""A case is the evidence as one reader takes it: a view of the facts under one scenario."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from copy import copy
from datetime import date

from steppe.evidence import Evidence, witnesses
from steppe.facts import Facts, Slot
from steppe.quantity import Quantity
from steppe.scenario import VOCABULARY, Scenario, expect_known


class Case:
    """A view of the facts under a scenario, and the evidence that was read from it by name.

    `evidence` and `as_of` default to those of the scenario. `inputs` holds what was read under a name, for those who
    vary it.
    """

    def __init__(self, facts: Facts, scenario: Scenario, as_of: date | str | None = None, evidence: str | None = None):
        self.facts = facts
        self.scenario = scenario
        self.view = facts.at(as_of or scenario.as_of, evidence or scenario.evidence)
        self.inputs: dict[str, Evidence] = {}
        self._supposed: Mapping[str, Quantity] = {}
        self._found: dict[tuple, Evidence] = {}

    def supposing(self, figures: Mapping[str, Quantity]) -> Case:
        """The same case with one figure in the place of all that stand under each name."""
        other = copy(self)
        other.inputs, other._supposed = {}, figures
        return other

    def read(self, slot: Slot, name: str = "", one_thing: bool = False) -> Evidence:
        """The witnesses of a slot, under a `name` by which it can be varied. one_thing: as in `witnesses`."""
        return self._noted(name, (slot, one_thing), lambda: self._of(slot, one_thing))

    def once(self, work_out, *arguments):
        """What a function of this case comes to that reads nothing under a name, so that no supposition changes it."""
        return self._kept((work_out, *arguments), lambda: work_out(self, *arguments))

    def assume(self, name: str, figure: Quantity) -> Evidence:
        """A supposition, under a name by which it can be varied."""
        self.inputs[name] = Evidence.exact(self._supposed.get(name, figure))
        return self.inputs[name]

    def _noted(self, name: str, key: tuple, find: Callable[[], Evidence]) -> Evidence:
        """What is supposed or found under a name, which it can be varied by."""
        found = Evidence.exact(self._supposed[name]) if name in self._supposed else self._kept(key, find)
        if name:
            self.inputs[name] = found
        return found

    def _kept(self, key: tuple, find: Callable):
        if key not in self._found:
            self._found[key] = find()
        return self._found[key]

    def _of(self, slot: Slot, one_thing: bool = False) -> Evidence:
        return Evidence.of(witnesses(self.view.all(slot), slot.unit, one_thing))


def parameters_of(namespace: Mapping[str, object]) -> Scenario:
    """The scenario that the names of a notebook describe.

    Raises ParameterError for a wrong type, a value out of bounds and a name that papermill injected although the
    vocabulary does not have it.
    """
    for name in _injected(namespace):
        expect_known(name)
    return Scenario.of({name: namespace[name] for name in VOCABULARY if name in namespace})


def _injected(namespace: Mapping[str, object]) -> list[str]:
    """The names assigned in cells that papermill injects; it marks them with their first line."""
    cells = [cell for cell in namespace.get("In", []) if cell.startswith("# Parameters\n")]
    return [
        target.id
        for cell in cells
        for node in ast.parse(cell).body
        if isinstance(node, ast.Assign)
        for target in node.targets
    ]
