"""A case is the evidence as one reader takes it: a view of the facts under one scenario.

Chapters take their figures from a case by name (`case["arrivals"]`), with range and statements.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date
from operator import sub

from steppe.evidence import Evidence, combine, witnesses
from steppe.facts import ESSAY, Facts, NotYetKnown, Slot, Statement
from steppe.quantity import Quantity
from steppe.scenario import NEUTRAL_FLOW, VOCABULARY, Scenario, expect_known

FIRST_WEEK = "2022-09-21/2022-09-27"
WEEK = Quantity.exact(7, "day")
YEAR = Quantity.exact(365, "day")


@dataclass(frozen=True)
class Entry:
    """A slot under the name that chapters use, with what stands in where the evidence is silent.

    essay: id of the essay's own figure, which is also the figure that kindest and harshest measure from.
    neutral: the value taken where nothing is stated. parameter: the name whose passed value wins.
    is_stock: whether it is read at the last day only.
    """

    slot: Slot
    essay: str | None = None
    neutral: float | None = None
    parameter: str | None = None
    is_stock: bool = False


_kazakhstan = "russian_citizens", "kazakhstan"

SLOTS: dict[str, Entry] = {
    "callup announced": Entry(Slot("callup", "announced", "reservists", "russia"), "essay_callup"),
    "callup completed": Entry(Slot("callup", "completed", "reservists", "russia"), "essay_callup"),
    "callup estimated": Entry(Slot("callup", "estimated", "reservists", "russia"), "essay_callup"),
    "entries": Entry(Slot("border_crossings", "entries", *_kazakhstan, FIRST_WEEK, days=7), "essay_arrivals"),
    "exits": Entry(Slot("border_crossings", "exits", *_kazakhstan, FIRST_WEEK, days=7), neutral=0.0),
    "ordinary": Entry(Slot("ordinary_traffic", "entries", *_kazakhstan, "../2022-09-20"), neutral=0.0),
    "multiple of ordinary": Entry(Slot("traffic_multiple", "multiple", *_kazakhstan, "2022-09-21/2022-09-28")),
    "border": Entry(Slot("border_length", "length", "all", "kazakhstan_russia", unit="mi"), "essay_border"),
    "population": Entry(
        Slot("population", "count", "all", "kazakhstan", "2022-07-01/2022-09-30"),
        "essay_population",
        parameter="population",
        is_stock=True,
    ),
    "citizens": Entry(
        Slot("citizens_present", "present", *_kazakhstan, "2022-01-01/2022-09-20"),
        "essay_citizens",
        parameter="citizens_before",
        is_stock=True,
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

    `evidence` and `as_of` default to those of the scenario. `case[name]` is the first deciding figure, its range
    widened to every other that decides. `inputs` holds what was read by name, for those who vary it.
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

    def __getitem__(self, name: str) -> Quantity:
        return self._figure_of(self.arrivals() if name == "arrivals" else self.read(name), name)

    def reckon(self, formula, *names: str) -> Quantity:
        """The formula on the named figures, its range over every pairing of what decides.

        NotYetKnown where one of the figures is not public yet.
        """
        return self._figure_of(self.combine(formula, *names), " and ".join(names))

    def combine(self, formula, *names: str) -> Evidence:
        """The formula at every pairing of the named figures; without a formula, the one figure itself."""
        inputs = [self.arrivals() if name == "arrivals" else self.read(name) for name in names]
        return combine(formula, *inputs) if formula else inputs[0]

    def _figure_of(self, found: Evidence, what: str) -> Quantity:
        if not found:
            raise NotYetKnown(f"figure {what!r}: nothing public as of {self.view.as_of}; choose a later as_of")
        return found.figure

    def all(self, name: str) -> list[Statement]:
        """Every admissible statement of a named slot, best first."""
        return self.view.all(_entry(name).slot)

    def figures(self, slot: Slot) -> list[Quantity]:
        """The figure of every witness of any slot, those that decide first."""
        return [w.figure for w in self.read(slot)]

    def statement(self, id: str) -> Statement:
        return self.view.statement(id)

    def essay(self, name: str) -> Quantity:
        """The essay's own figure for a named slot, in the unit of the slot; what is judged."""
        entry = _entry("entries" if name == "arrivals" else name)
        return entry.slot.figure(self.view.quote(entry.essay))

    def read(self, slot: str | Slot, name: str = "", one_thing: bool = False) -> Evidence:
        """The witnesses of a named slot, or of any, under a `name` by which it can be varied.

        One of them alone decides under essay, kindest and harshest, for a name that the essay gives a figure of, and
        where a value was passed. one_thing: as in `witnesses`. Empty where nothing is stated and no value is neutral.
        """
        name = slot if isinstance(slot, str) else name
        key = slot, one_thing
        if name in self._supposed:
            found = Evidence.exact(self._supposed[name])
        else:
            if key not in self._found:
                self._found[key] = self._named(name) if isinstance(slot, str) else self._of(slot, one_thing)
            found = self._found[key]
        if name:
            self.inputs[name] = found
        return found

    def once(self, work_out, *arguments):
        """What a function of this case comes to that reads nothing under a name, so that no supposition changes it."""
        key = work_out, *arguments
        if key not in self._found:
            self._found[key] = work_out(self, *arguments)
        return self._found[key]

    def assume(self, name: str, figure: Quantity) -> Evidence:
        """A supposition, under a name by which it can be varied."""
        self.inputs[name] = Evidence.exact(self._supposed.get(name, figure))
        return self.inputs[name]

    def _of(self, slot: Slot, one_thing: bool = False) -> Evidence:
        return Evidence.of(witnesses(self.view.all(slot), slot.unit, one_thing))

    def _named(self, name: str) -> Evidence:
        entry = _entry(name)
        passed = getattr(self.scenario, entry.parameter) if entry.parameter else None
        if passed is not None:
            return Evidence.exact(Quantity.exact(passed, self.essay(name).unit))
        found = self._of(entry.slot)
        is_essay = self.view.evidence == ESSAY
        ours = Evidence(tuple(w for w in found if is_essay and w.ids[0] in self.facts.only(ESSAY).statements))
        if entry.is_stock and found and not ours:
            last = max(found, key=lambda w: self.facts.statements[w.ids[0]].period.end)
            found = Evidence.of(w for w in found if w.thing == last.thing)
        claimed = self.essay(name).value if entry.essay else entry.neutral
        if is_essay:
            found = ours if ours or entry.neutral is not None else found
        elif self.view.evidence != "best" and claimed is not None and found:
            choose = min if self.view.evidence == "kindest" else max
            found = Evidence((choose(found, key=lambda w: abs(w.figure.value - claimed)),))
        if not found and entry.neutral is not None:
            unit = "persons/day" if name == "ordinary" else "persons"
            return Evidence.exact(Quantity.exact(entry.neutral, unit))
        return found

    def arrivals(self, flow: str | None = None) -> Evidence:
        """Weekly arrivals: entries, less ordinary traffic or less exits, as `flow` says; never less both.

        Without a flow the one that the scenario sets, else every entry.
        """
        flow = flow or self.scenario.flow or NEUTRAL_FLOW
        if "arrivals" in self._supposed:
            found = Evidence.exact(self._supposed["arrivals"])
        elif self.scenario.weekly_arrivals is not None:
            found = Evidence.exact(Quantity.exact(self.scenario.weekly_arrivals, "persons"))
        elif flow == "excess":
            entries = self.read("entries")
            found = combine(_less_usual, entries, self.read("ordinary"), of_one_origin=True)
            found += combine(_above_usual, entries, self.read("multiple of ordinary"), of_one_origin=True)
        elif flow == "net":
            found = combine(sub, self.read("entries"), self.read("exits"), of_one_origin=True)
        else:
            found = self.read("entries")
        self.inputs.setdefault("arrivals", found)
        return found


def _above_usual(entries: Quantity, multiple: Quantity) -> Quantity:
    return entries - entries / multiple


def _less_usual(entries: Quantity, usual: Quantity) -> Quantity:
    return entries - usual * WEEK


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


def _entry(name: str) -> Entry:
    if name not in SLOTS:
        raise LookupError(f"figure {name!r}: expected one of arrivals, {', '.join(SLOTS)}")
    return SLOTS[name]
