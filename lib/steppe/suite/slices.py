"""Run chapters cell by cell in this process, and again only as far as a change of the facts reaches."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import process_time
from typing import NamedTuple

from steppe.case import Case
from steppe.facts import Facts, View, given
from steppe.suite import notebooks
from steppe.suite.names import names_of
from steppe.suite.observed import observed
from steppe.suite.watched import Change, Results, Trace, WatchedFacts

LIVE = (Case, Facts, View)
RAISED = "raised"


@dataclass
class Cell:
    """A code cell: its two halves compiled, the names it binds and reads, what it showed and read."""

    number: int
    source: str
    is_parameters: bool
    is_listing: bool
    is_slow: bool
    body: object
    last: object | None
    binds: frozenset[str]
    loads: frozenset[str]
    shown: tuple[str, object] | None = None
    trace: Trace | None = None
    before: dict[str, object] = field(default_factory=dict)
    after: dict[str, object] = field(default_factory=dict)
    makes_view: bool = False
    is_needed: bool = False
    seconds: float = 0.0

    @classmethod
    def of(cls, number: int, node, name: str) -> Cell:
        tree = ast.parse(node.source)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        if node.source.rstrip().endswith(";"):
            tree.body.append(last)
            last = None
        tags = node.metadata.get("tags", [])
        return cls(
            number,
            node.source,
            notebooks.PARAMETERS in tags,
            notebooks.LISTING in tags,
            notebooks.SLOW in tags,
            compile(tree, name, "exec"),
            last and compile(ast.Expression(last.value), name, "eval"),
            *names_of(node.source),
        )

    def run(self, namespace: dict[str, object], values: Mapping[str, object]) -> object:
        """What the cell shows; the values of a scenario stand in for those of the parameters cell."""
        exec(self.body, namespace)
        shown = eval(self.last, namespace) if self.last else None
        if self.is_parameters:
            namespace.update((name, value) for name, value in values.items() if name in self.binds)
        return shown

    def observe(self, shown: object) -> tuple[str, object] | None:
        return None if self.is_listing else observed(shown)


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
        self._results = Results()
        for cell in self.cells:
            self._trace(cell, facts)
        self._mark_needed()

    def _mark_needed(self) -> None:
        """Marks the cells that may show something, if only after a change, and those whose names such a cell reads."""
        wanted: set[str] = set()
        for cell in reversed(self.cells):
            cell.is_needed = bool(cell.last and not cell.is_listing) or not wanted.isdisjoint(cell.binds)
            wanted -= cell.binds
            if cell.is_needed:
                wanted |= cell.loads

    def _trace(self, cell: Cell, facts: Facts) -> None:
        """Runs a cell for the first time, on facts that are watched for this cell alone."""
        watched, space = WatchedFacts.of(facts, self._results.known), self._namespace
        cell.before = dict(space)
        with given(watched):
            for earlier in self.cells[: cell.number]:
                if earlier.makes_view:
                    self._resume(earlier.before)
                    earlier.run(space, self.values)
                    cell.before |= _taken(space, earlier.binds)
            self._resume(cell.before)
            start = process_time()
            cell.shown = cell.observe(cell.run(space, self.values))
            cell.seconds = process_time() - start
        cell.trace = self._results.take(watched)
        cell.after = _taken(space, cell.binds)
        cell.makes_view = any(isinstance(value, LIVE) for value in cell.after.values())

    def _resume(self, namespace: Mapping[str, object]) -> None:
        """Makes the names what they were; functions of the notebook keep their one set of globals."""
        self._namespace.clear()
        self._namespace.update(namespace)

    def reached(self, change: Change) -> set[int]:
        """The cells that matter and that a change reaches directly; the facts get what those need and is as before."""
        changed = self._results.under(change)
        reached = [cell for cell in self.cells if cell.is_needed and changed.reaches(cell.trace)]
        for cell in reached:
            changed.hand_on(cell.trace)
        return {cell.number for cell in reached}

    def moved(self, change: Change, reached: Collection[int] | None = None) -> Iterator[Moved]:
        """The cells in which something moves: those that leave names in order, then the others, the quickest first.

        An error is told at the very end. Cells tagged as slow get no look. reached: the cells that the change
        reaches, where that has been found out.
        """
        touched = self.reached(change) if reached is None else reached
        if not touched:
            return
        other: dict[str, object] = {}
        changed: set[str] = set()
        later: list[tuple[Cell, dict[str, object]]] = []
        stopped: list[Cell] = []
        with given(change.facts):
            for cell in self.cells:
                reached = cell.number in touched or not changed.isdisjoint(cell.loads)
                if not (cell.makes_view or (reached and cell.is_needed and not cell.is_slow)):
                    for name in cell.binds:
                        other.pop(name, None)
                    changed -= cell.binds
                    continue
                if not cell.binds:
                    later.append((cell, cell.before | other))
                    continue
                self._resume(cell.before | other)
                try:
                    moved = self._moved(cell)
                except Exception:  # whatever it is, the notebook would stop here
                    stopped.append(cell)
                    break
                if moved:
                    yield moved
                now = _taken(self._namespace, cell.binds)
                other |= now
                differs = {name for name, value in now.items() if not _same(value, cell.after.get(name))}
                changed = (changed - cell.binds) | differs
            for cell, names in sorted(later, key=lambda kept: kept[0].seconds):
                self._resume(names)
                try:
                    moved = self._moved(cell)
                except Exception:
                    stopped.append(cell)
                    continue
                if moved:
                    yield moved
        first = min(stopped, key=lambda cell: cell.number, default=None)
        if first and not first.is_listing:
            yield Moved(self.name, first.number, RAISED)

    def _moved(self, cell: Cell) -> Moved | None:
        """Whether a cell, run in the namespace as it is, shows something else than before."""
        shown = cell.observe(cell.run(self._namespace, self.values))
        return Moved(self.name, cell.number, (shown or cell.shown)[0]) if shown != cell.shown else None


def _taken(namespace: Mapping[str, object], names: Iterable[str]) -> dict[str, object]:
    return {name: namespace[name] for name in names if name in namespace}


def _same(a: object, b: object) -> bool:
    """Whether two values of a name are alike; what cannot be compared is not. Cases and views always are:
    what reads them is traced."""
    if a is b or isinstance(a, LIVE):
        return True
    if type(a) is type(b) and hasattr(a, "equals"):
        return a.equals(b)  # DataFrame, Series, Index
    try:
        return type(a) is type(b) and bool(a == b)
    except Exception:  # pandas and numpy refuse to say
        return False


