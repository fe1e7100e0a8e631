"""A case is the evidence as one reader takes it: a view of the facts under one scenario.

Chapters take their figures from a case by name (`case["arrivals"]`), with range and statements.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from steppe.facts import ESSAY, Facts, NotYetKnown, Slot, Statement, load
from steppe.quantity import Quantity
from steppe.reckoning import Input, Option, Reckoned, drawn_in
from steppe.reckoning import closed as closed
from steppe.scenario import VOCABULARY, Scenario, expect_known

FIRST_WEEK = "2022-09-21/2022-09-27"
WEEK = Quantity.exact(7, "day")
YEAR = Quantity.exact(365, "day")


@dataclass(frozen=True)
class Entry:
    """A slot under the name that chapters use, with what stands in where the evidence is silent.

    essay: id of the essay's own figure, which is also the figure that kindest and harshest measure from.
    neutral: the value taken where nothing is stated. parameter: the name whose passed value wins.
    """

    slot: Slot
    essay: str | None = None
    neutral: float | None = None
    parameter: str | None = None


_kazakhstan = "russian_citizens", "kazakhstan"

SLOTS: dict[str, Entry] = {
    "callup announced": Entry(Slot("callup", "announced", "reservists", "russia"), "essay_callup"),
    "callup completed": Entry(Slot("callup", "completed", "reservists", "russia"), "essay_callup"),
    "callup estimated": Entry(Slot("callup", "estimated", "reservists", "russia"), "essay_callup"),
    "entries": Entry(Slot("border_crossings", "entries", *_kazakhstan, FIRST_WEEK, days=7), "essay_arrivals"),
    "exits": Entry(Slot("border_crossings", "exits", *_kazakhstan, FIRST_WEEK, days=7), neutral=0.0),
    "ordinary": Entry(Slot("ordinary_traffic", "entries", *_kazakhstan, "../2022-09-20"), neutral=0.0),
    "border": Entry(Slot("border_length", "length", "all", "kazakhstan_russia", unit="mi"), "essay_border"),
    "population": Entry(
        Slot("population", "count", "all", "kazakhstan", "2022-07-01/2022-09-30"),
        "essay_population",
        parameter="population",
    ),
    "citizens": Entry(
        Slot("citizens_present", "present", *_kazakhstan, "2022-04-01/2022-04-30"),
        "essay_citizens",
        parameter="citizens_before",
    ),
    "applications": Entry(
        Slot("permanent_residence", "applications", *_kazakhstan, "2022-01-01/2022-03-31", days=90),
        "essay_applications",
    ),
    "usual applications": Entry(Slot("permanent_residence", "applications", *_kazakhstan, "../2021-12-31")),
    "multiple of the usual": Entry(Slot("permanent_residence", "multiple", *_kazakhstan, "2022-01-01/2022-03-31")),
    "temporary permits": Entry(Slot("temporary_residence", "permits", *_kazakhstan, "2022-01-01/2022-03-31", days=90)),
}


class Case:
    """Figures by name, under a scenario, from a view of the facts.

    `evidence` and `as_of` default to those of the scenario. `case[name]` is the chosen figure, its
    range widened to every admissible statement where the evidence is `best`.
    """

    def __init__(self, facts: Facts, scenario: Scenario, as_of: date | str | None = None, evidence: str | None = None):
        self.facts = facts
        self.scenario = scenario
        self.view = facts.at(as_of or scenario.as_of, evidence or scenario.evidence)

    def __getitem__(self, name: str) -> Quantity:
        return self._widened(self.options(name), name)

    def reckon(self, formula, *names: str) -> Quantity:
        """The formula on the chosen figures, its range over every combination of options.

        NotYetKnown where one of the figures is not public yet.
        """
        return self._widened(self.combine(formula, *names), " and ".join(names))

    def _widened(self, options: list[Option], what: str) -> Quantity:
        if not options:
            raise NotYetKnown(f"figure {what!r}: nothing public as of {self.view.as_of}; choose a later as_of")
        (chosen, _), *others = options
        return drawn_in(chosen).spanning([drawn_in(q) for q, _ in others]) if others else chosen

    def all(self, name: str) -> list[Statement]:
        """Every admissible statement of a named slot, best first."""
        return self.view.all(_entry(name).slot)

    def figures(self, slot: Slot) -> list[Option]:
        """Every admissible figure of any slot with its weight, best first.

        What one speaker says twice, or what is read in two places, is one witness with two ids. "At least"
        stays open above, unless a longer count holds it (`facts.is_ceiling`).
        """
        witnesses: dict[tuple, Option] = {}
        for s in self.view.all(slot):
            if s.has_figure:
                key = (s.said_by, s.period, s.place, s.value, s.low, s.high)
                figure = self._figure(slot, s)
                first, weight = witnesses.get(key, (figure, s.weight))
                witnesses[key] = first.spanning([figure]), weight
        return list(witnesses.values())

    def _figure(self, slot: Slot, statement: Statement) -> Quantity:
        figure = self.view.held(statement)
        return figure.to(slot.unit) if slot.unit else figure

    def statement(self, id: str) -> Statement:
        return self.view.statement(id)

    def essay(self, name: str) -> Quantity:
        """The essay's own figure for a named slot, in the unit of the slot; what is judged."""
        entry = _entry("entries" if name == "arrivals" else name)
        return entry.slot.figure(self.view.quote(entry.essay))

    def options(self, name: str) -> list[Option]:
        """The figures that may stand for a name, each with its weight, the chosen one first.

        One option under essay, kindest and harshest or where a value was passed; every admissible
        statement under best. Empty where nothing is stated and no value is neutral.
        """
        if name == "arrivals":
            return self._arrivals
        entry = _entry(name)
        passed = getattr(self.scenario, entry.parameter) if entry.parameter else None
        if passed is not None:
            return [(Quantity.exact(passed, self.essay(name).unit), 1.0)]
        claimed = self.essay(name).value if entry.essay else entry.neutral
        chosen = self.view.choose(entry.slot, claimed)
        if self.view.evidence == "best" or (chosen is None and entry.neutral is None):
            found = [o for o in self.figures(entry.slot) if o[0].ids[0] not in self.facts.only(ESSAY).statements]
        else:
            found = [(self._figure(entry.slot, chosen), chosen.weight)] if chosen else []
        if not found and entry.neutral is not None:
            unit = "persons/day" if name == "ordinary" else "persons"
            return [(Quantity.exact(entry.neutral, unit), 1.0)]
        return found

    @cached_property
    def _arrivals(self) -> list[Option]:
        """Weekly arrivals: entries, less ordinary traffic or less exits, as `flow` says; never less both."""
        if self.scenario.weekly_arrivals is not None:
            return [(Quantity.exact(self.scenario.weekly_arrivals, "persons"), 1.0)]
        if self.scenario.flow == "excess":
            return self.combine(lambda entries, ordinary: entries - ordinary * WEEK, "entries", "ordinary")
        if self.scenario.flow == "net":
            return self.combine(lambda entries, exits: entries - exits, "entries", "exits")
        return self.options("entries")

    def combine(self, formula, *names: str) -> list[Option]:
        """The formula for every combination of options, the chosen ones first."""
        return list(self.reckoned(formula, *names).options)

    def reckoned(self, formula, *names: str) -> Reckoned:
        """The formula over named figures; without one, the figure itself."""
        return Reckoned(tuple(Input.of(self.options(name), name) for name in names), formula)


def open_case(namespace: Mapping[str, object]) -> Case:
    """The case that the parameters of a notebook describe; pass `globals()`.

    Refuses, as ParameterError, a wrong type, a value out of bounds and a name that papermill injected
    although the vocabulary does not have it.
    """
    for name in _injected(namespace):
        expect_known(name)
    return Case(load(), Scenario.of({name: namespace[name] for name in VOCABULARY if name in namespace}))


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


def _entry(name: str) -> Entry:
    if name not in SLOTS:
        raise LookupError(f"figure {name!r}: expected one of arrivals, {', '.join(SLOTS)}")
    return SLOTS[name]
