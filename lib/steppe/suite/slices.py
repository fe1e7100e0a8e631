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
from steppe.suite.observed import observed
from steppe.suite.watched import Change, Trace, WatchedFacts

LISTING = "listing"
LIVE = (Case, Facts, View)
RAISED = "raised"
PATIENCE = 5.0


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
            number,
            node.source,
            notebooks.PARAMETERS in tags,
            LISTING in tags,
            compile(tree, name, "exec"),
            last and compile(ast.Expression(last.value), name, "eval"),
            *_names(node.source),
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
        watched, space = WatchedFacts.of(facts), self._namespace
        cell.before = dict(space)
        with given(watched):
            for earlier in self.cells[: cell.number]:
                if earlier.makes_view:
                    self._resume(earlier.before)
                    earlier.run(space, self.values)
                    cell.before |= _taken(space, earlier.binds)
            self._resume(cell.before)
            watched.views[:] = [view for view in watched.views if not view.asked]
            start = process_time()
            cell.shown = cell.observe(cell.run(space, self.values))
            cell.seconds = process_time() - start
        cell.trace = Trace(watched)
        cell.after = _taken(space, cell.binds)
        cell.makes_view = any(isinstance(value, LIVE) for value in cell.after.values())

    def _resume(self, namespace: Mapping[str, object]) -> None:
        """Makes the names what they were; functions of the notebook keep their one set of globals."""
        self._namespace.clear()
        self._namespace.update(namespace)

    def is_touched(self, change: Change) -> bool:
        """Whether a change reaches any cell directly."""
        return any(cell.trace.is_touched(change) for cell in self.cells)

    def moved(self, change: Change, known: Collection[int] = ()) -> Iterator[Moved]:
        """The cells in which something moves, in order.

        known: cells that need no look any more. A cell that took more than PATIENCE seconds gets none.
        """
        touched = {cell.number for cell in self.cells if cell.trace.is_touched(change)}
        if not touched:
            return
        other: dict[str, object] = {}
        changed: set[str] = set()
        with given(change.facts):
            for cell in self.cells:
                reached = cell.number in touched or not changed.isdisjoint(cell.loads)
                if not (cell.makes_view or (reached and self._is_worth_it(cell, known))):
                    for name in cell.binds:
                        other.pop(name, None)
                    changed -= cell.binds
                    continue
                self._resume(cell.before | other)
                try:
                    shown = cell.observe(cell.run(self._namespace, self.values))
                except Exception:  # whatever it is, the notebook would stop here
                    if not cell.is_listing and cell.number not in known:
                        yield Moved(self.name, cell.number, RAISED)
                    return
                if shown != cell.shown and cell.number not in known:
                    yield Moved(self.name, cell.number, (shown or cell.shown)[0])
                now = _taken(self._namespace, cell.binds)
                other |= now
                differs = {name for name, value in now.items() if not _same(value, cell.after.get(name))}
                changed = (changed - cell.binds) | differs

    def _is_worth_it(self, cell: Cell, known: Collection[int]) -> bool:
        """Whether a cell can show a difference, or hand one on, in time."""
        shows = cell.shown is not None and cell.number not in known
        return (shows or bool(cell.binds)) and cell.seconds <= PATIENCE


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


