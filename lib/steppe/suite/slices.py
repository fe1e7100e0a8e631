"""Run chapters cell by cell in this process, and again only as far as a change of the facts reaches."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from steppe import claims
from steppe.case import Case
from steppe.facts import Facts, Slot, Statement, View, given
from steppe.scenario import Scenario
from steppe.suite import notebooks
from steppe.suite.observed import observed

LISTING = "listing"
LIVE = (Case, Facts, View)
READERS = ("steppe.facts", "steppe.case", "steppe.claims")
RAISED = "raised"


class Change(NamedTuple):
    """Facts in which a statement is another (or gone), and what it was and is."""

    facts: Facts
    id: str
    statements: tuple[Statement, ...]


def change(before: Facts, after: Facts, id: str) -> Change:
    """The change of one statement. One that it replaced may come back, so that it is part of the change."""
    old, new = before.statements[id], after.statements.get(id)
    replaced = before.statements.get(old.replaces)
    return Change(after, id, tuple(s for s in (old, new, replaced) if s))


# --- what was read ---------------------------------------------------------------------------------


class _Watched(dict):
    """The statements by id; notes who goes through all of them other than to make a view."""

    def __init__(self, statements: Mapping[str, Statement], notes: list):
        super().__init__(statements)
        self._notes = notes

    def _note(self):
        if sys._getframe(2).f_globals.get("__name__") not in READERS:
            self._notes.append(True)

    def __iter__(self):
        self._note()
        return super().__iter__()

    def keys(self):
        self._note()
        return super().keys()

    def values(self):
        self._note()
        return super().values()

    def items(self):
        self._note()
        return super().items()


@dataclass(frozen=True, eq=False)
class _WatchedFacts(Facts):
    """Facts that keep the views taken of them."""

    views: list[View] = field(default_factory=list)
    notes: list[bool] = field(default_factory=list)

    @classmethod
    def of(cls, facts: Facts) -> _WatchedFacts:
        notes: list[bool] = []
        own = {f.name: getattr(facts, f.name) for f in fields(Facts) if f.init}
        return cls(**own | {"statements": _Watched(facts.statements, notes)}, notes=notes)

    def at(self, *arguments, **named) -> View:
        self.views.append(super().at(*arguments, **named))
        return self.views[-1]


class Trace:
    """Which statements something has read, and which it would have read had they been there."""

    def __init__(self, facts: _WatchedFacts):
        self.all = bool(facts.notes)
        self.ids = {id for view in facts.views for id in view.read}
        self.slots: dict[tuple[str, str], list[Slot]] = {}
        for asked in {asked for view in facts.views for asked in view.asked}:
            if isinstance(asked, Slot):
                self.slots.setdefault((asked.quantity, asked.measure), []).append(asked)
            else:
                self.ids.add(asked)

    def is_touched(self, change: Change) -> bool:
        """Whether a change could make a difference to what was traced."""
        return (
            self.all
            or change.id in self.ids
            or any(slot.admits(s) for s in change.statements for slot in self.slots.get((s.quantity, s.measure), ()))
        )


# --- claims ----------------------------------------------------------------------------------------


class Verdicts:
    """Every claim under one scenario, judged again only where a change reaches it."""

    def __init__(self, facts: Facts, scenario: Scenario):
        self.scenario = scenario
        self._found: dict[str, tuple] = {}
        self._traces: dict[str, Trace] = {}
        for id in claims.JUDGED:
            watched = _WatchedFacts.of(facts)
            self._found[id] = _told(watched, scenario, id)
            self._traces[id] = Trace(watched)

    def bearing(self, id: str) -> list[str]:
        """The claims that read a statement."""
        return [claim for claim, trace in self._traces.items() if id in trace.ids]

    def moved(self, change: Change) -> Iterator[str]:
        """The claims whose word or figure found is another, from one vantage point at least."""
        for id, trace in self._traces.items():
            if trace.is_touched(change) and _told(change.facts, self.scenario, id) != self._found[id]:
                yield id


def _told(facts: Facts, scenario: Scenario, id: str) -> tuple | str:
    """The word and the figure found from each vantage point; an error where there is no verdict any more."""
    try:
        judgement = claims.judge(facts, scenario, id)
    except Exception as error:  # what a statement upsets is found out here, whatever it is
        return type(error).__name__
    verdicts = [judgement.at(vantage) for vantage in claims.VANTAGES]
    return tuple((v.word, v.found and (v.found.value, v.found.low, v.found.high)) for v in verdicts)


# --- chapters --------------------------------------------------------------------------------------


@dataclass
class Cell:
    """A code cell: its two halves compiled, the names it binds and reads, what it showed and read."""

    number: int
    source: str
    is_parameters: bool
    is_listing: bool
    body: object
    last: object | None
    binds: frozenset[str]
    loads: frozenset[str]
    seconds: float = 0.0
    shown: tuple[str, object] | None = None
    trace: Trace | None = None
    before: dict[str, object] = field(default_factory=dict)
    after: dict[str, object] = field(default_factory=dict)
    makes_view: bool = False

    @classmethod
    def of(cls, number: int, node, name: str) -> Cell:
        tree = ast.parse(node.source)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        if node.source.rstrip().endswith(";"):
            tree.body.append(last)
            last = None
        tags = node.metadata.get("tags", [])
        return cls(
            number, node.source, notebooks.PARAMETERS in tags, LISTING in tags,
            compile(tree, name, "exec"), last and compile(ast.Expression(last.value), name, "eval"), *_names(node.source),
        )  # fmt: skip

    def run(self, namespace: dict[str, object], values: Mapping[str, object]) -> object:
        """What the cell shows; the values of a scenario stand in for those of the parameters cell."""
        exec(self.body, namespace)
        shown = eval(self.last, namespace) if self.last else None
        if self.is_parameters:
            namespace.update((name, value) for name, value in values.items() if name in self.binds)
        return shown

    def observe(self, shown: object) -> tuple[str, object] | None:
        return None if self.is_listing else observed(shown)


def _names(source: str) -> tuple[frozenset[str], frozenset[str]]:
    """The names that a cell binds and those that it reads, both rather too many than too few."""
    binds, loads = set(), set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name):
            (loads if isinstance(node.ctx, ast.Load) else binds).add(node.id)
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            loads.add(node.target.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            binds.add(node.name)
        elif isinstance(node, ast.alias):
            binds.add((node.asname or node.name).partition(".")[0])
    return frozenset(binds), frozenset(loads)


class Moved(NamedTuple):
    """A cell in which something moved: its place among the code cells, figure, words or raised."""

    chapter: str
    cell: int
    kind: str


class Chapter:
    """A notebook under one scenario as it runs, and what moves in it when the facts change.

    No kernel and no picture: cells run here, one after the other, in a namespace of their own. Where a
    statement changes, only the cells that read it run again, and those that read a name which thereby
    became another. A name that holds a case or a view is made anew for every change.
    """

    def __init__(self, path: Path, values: Mapping[str, object], facts: Facts):
        self.name = path.name.partition("_")[0]
        self.values = values
        nodes = [node for node in notebooks.read(path).cells if node.cell_type == "code"]
        self.cells = [Cell.of(at, node, f"{path.name}, code cell {at}") for at, node in enumerate(nodes)]
        self._namespace: dict[str, object] = {"__name__": "__main__"}
        for cell in self.cells:
            self._trace(cell, facts)

    def _trace(self, cell: Cell, facts: Facts) -> None:
        """Runs a cell for the first time, on facts that are watched for this cell alone."""
        watched, space = _WatchedFacts.of(facts), self._namespace
        cell.before = dict(space)
        with given(watched):
            for earlier in self.cells[: cell.number]:
                if earlier.makes_view:
                    self._resume(earlier.before)
                    earlier.run(space, self.values)
                    cell.before |= _taken(space, earlier.binds)
            self._resume(cell.before)
            watched.views[:] = [view for view in watched.views if not view.asked]
            start = perf_counter()
            cell.shown = cell.observe(cell.run(space, self.values))
            cell.seconds = perf_counter() - start
        cell.trace = Trace(watched)
        cell.after = _taken(space, cell.binds)
        cell.makes_view = any(isinstance(value, LIVE) for value in cell.after.values())

    def _resume(self, namespace: Mapping[str, object]) -> None:
        """Makes the names what they were; functions of the notebook keep their one set of globals."""
        self._namespace.clear()
        self._namespace.update(namespace)

    def seconds(self, change: Change) -> float:
        """How long the cells took that a change reaches directly."""
        return sum(cell.seconds for cell in self.cells if cell.trace.is_touched(change))

    def moved(self, change: Change, patience: float = float("inf"), everything: bool = False) -> Iterator[Moved]:
        """The cells in which something moves, in order; those that took longer than `patience` are left out.

        everything: runs every cell, whether the change reaches it or not.
        """
        touched = {cell.number for cell in self.cells if everything or cell.trace.is_touched(change)}
        if not touched:
            return
        other: dict[str, object] = {}
        changed: set[str] = set()
        with given(change.facts):
            for cell in self.cells:
                reached = cell.number in touched or not changed.isdisjoint(cell.loads)
                if not (cell.makes_view or reached and self._matters(cell)) or cell.seconds > patience:
                    for name in cell.binds:
                        other.pop(name, None)
                    changed -= cell.binds
                    continue
                self._resume(cell.before | other)
                try:
                    shown = cell.observe(cell.run(self._namespace, self.values))
                except Exception:  # whatever it is, the notebook would stop here
                    if not cell.is_listing:
                        yield Moved(self.name, cell.number, RAISED)
                    return
                if shown != cell.shown:
                    yield Moved(self.name, cell.number, (shown or cell.shown)[0])
                now = _taken(self._namespace, cell.binds)
                other |= now
                differs = {name for name, value in now.items() if not _same(value, cell.after.get(name))}
                changed = (changed - cell.binds) | differs

    def _matters(self, cell: Cell) -> bool:
        """Whether a cell can show a difference or hand one on."""
        return cell.shown is not None or bool(cell.binds) or not cell.is_listing and cell.last is not None


def _taken(namespace: Mapping[str, object], names: Iterable[str]) -> dict[str, object]:
    return {name: namespace[name] for name in names if name in namespace}


def _same(a: object, b: object) -> bool:
    """Whether two values of a name are alike; what cannot be compared is not. Cases and views always are:
    what reads them is traced."""
    if a is b or isinstance(a, LIVE):
        return True
    try:
        return type(a) is type(b) and bool(a == b)
    except Exception:  # pandas and numpy refuse to say
        return False


