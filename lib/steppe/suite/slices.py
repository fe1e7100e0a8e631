"""Run chapters cell by cell in this process, and again only as far as a change of the facts reaches."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import process_time
from typing import NamedTuple

from pandas.core.generic import NDFrame

from steppe.case import Case
from steppe.facts import Facts, View, given
from steppe.suite import notebooks
from steppe.suite.names import names_of
from steppe.suite.observed import observed
from steppe.suite.watched import Change, Reach, Results, Trace, WatchedFacts

LIVE = (Case, Facts, View)
RAISED = "raised"


@dataclass
class Cell:
    """A code cell: its two halves compiled, the names it binds and reads, what it showed and read.

    before, after: the names that it found, and those that it bound. views: the earlier cells that make the cases or
    views it rests on. is_needed: whether it may show something, or a cell that may reads a name of it.
    """

    number: int
    source: str
    tags: frozenset[str]
    body: object
    last: object | None
    binds: frozenset[str]
    loads: frozenset[str]
    shown: tuple[str, object] | None = None
    trace: Trace | None = None
    before: dict[str, object] = field(default_factory=dict)
    after: dict[str, object] = field(default_factory=dict)
    views: frozenset[int] = frozenset()
    makes_view: bool = False
    is_needed: bool = False
    seconds: float = 0.0

    @classmethod
    def of(cls, number: int, node, name: str) -> Cell:
        """The code cell of a notebook with this number; name: what stands in tracebacks."""
        tree = ast.parse(node.source)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        if node.source.rstrip().endswith(";"):
            tree.body.append(last)
            last = None
        halves = compile(tree, name, "exec"), last and compile(ast.Expression(last.value), name, "eval")
        return cls(number, node.source, frozenset(node.metadata.get("tags", [])), *halves, *names_of(node.source))

    def run(self, namespace: dict[str, object], values: Mapping[str, object]) -> object:
        """What the cell shows; the values of a scenario stand in for those of the parameters cell.

        A table that it may change in place is copied first, so that it can run again on what it found.
        """
        for name in self.binds & self.loads & namespace.keys():
            if isinstance(namespace[name], NDFrame):
                namespace[name] = namespace[name].copy()
        exec(self.body, namespace)
        shown = eval(self.last, namespace) if self.last else None
        if notebooks.PARAMETERS in self.tags:
            namespace.update((name, value) for name, value in values.items() if name in self.binds)
        return shown

    def observe(self, shown: object) -> tuple[str, object] | None:
        return None if notebooks.LISTING in self.tags else observed(shown)


class Moved(NamedTuple):
    """A cell in which something moved: its place among the code cells, figure, words or raised."""

    chapter: str
    cell: int
    kind: str

    @property
    def is_seen(self) -> bool:
        """Whether it shows something else; an error does not count."""
        return self.kind != RAISED


class Chapter:
    """A notebook under one scenario as it runs, and what moves in it when the facts change.

    No kernel and no picture: cells run here, one after the other, in a namespace of their own. Where a
    statement changes, only the cells that read it run again, and those that read a name which thereby
    became another. A name that holds a case or a view is made anew for every change.

    values: the parameters of the scenario. results: what is worked out already, which other chapters may share.
    tables: whether a cell that reads a table of every statement counts as reading each of them.
    """

    def __init__(self, path: Path, values: Mapping, facts: Facts, results: Results | None = None, tables: bool = True):
        self.name = path.name.partition("_")[0]
        self.values = values
        nodes = [node for node in notebooks.read(path).cells if node.cell_type == "code"]
        self.cells = [Cell.of(at, node, f"{path.name}, code cell {at}") for at, node in enumerate(nodes)]
        self._namespace: dict[str, object] = {"__name__": "__main__"}
        self._results = results or Results()
        self._tables = tables
        for cell in self.cells:
            self._trace(cell, facts)
        wanted: set[str] = set()
        for cell in reversed(self.cells):
            cell.is_needed = bool(cell.last and notebooks.LISTING not in cell.tags) or not wanted.isdisjoint(cell.binds)
            wanted -= cell.binds
            if cell.is_needed:
                wanted |= cell.loads

    def _trace(self, cell: Cell, facts: Facts) -> None:
        """Runs a cell for the first time, on facts that are watched for this cell alone."""
        watched, space = WatchedFacts.of(facts, self._results.values), self._namespace
        cell.before, cell.views = dict(space), frozenset(self._views(cell))
        with given(watched):
            for number in sorted(cell.views):
                self._resume(self.cells[number].before)
                self.cells[number].run(space, self.values)
                cell.before |= _taken(space, self.cells[number].binds)
            self._resume(cell.before)
            start = process_time()
            cell.shown = cell.observe(cell.run(space, self.values))
            cell.seconds = process_time() - start
        cell.trace = self._results.take(watched)
        cell.after = _taken(space, cell.binds)
        cell.makes_view = any(isinstance(value, LIVE) for value in cell.after.values())

    def _views(self, cell: Cell) -> Iterator[int]:
        wanted = set(cell.loads)
        for earlier in reversed(self.cells[: cell.number]):
            if not wanted.isdisjoint(earlier.binds):
                wanted |= earlier.loads
                if earlier.makes_view:
                    yield earlier.number

    def _resume(self, namespace: Mapping[str, object]) -> None:
        """Makes the names what they were; functions of the notebook keep their one set of globals."""
        self._namespace.clear()
        self._namespace.update(namespace)

    def reach(self, change: Change) -> Reach:
        """How far a change reaches, to ask of this chapter or of others that share its results."""
        return Reach(self._results, change)

    def reached(self, reach: Reach) -> set[int]:
        """The cells that may show something, or whose names such a cell reads, and that a change reaches directly."""
        return {cell.number for cell in self.cells if cell.is_needed and reach.reaches(cell.trace, self._tables)}

    def moved(self, reach: Reach) -> Iterator[Moved]:
        """The cells in which something moves: those that leave names in order, then the others, the quickest first.

        An error comes at the very end. Cells tagged as slow are left out.
        """
        touched = self.reached(reach)
        views = self._views_behind(touched)
        names: dict[str, object] = {}
        changed: set[str] = set()
        later: list[tuple[Cell, dict[str, object]]] = []
        stopped: list[Cell] = []
        with given(reach.change.facts):
            for cell in self.cells if touched else ():
                is_reached = cell.number in touched or not changed.isdisjoint(cell.loads)
                runs = cell.number in views or (is_reached and cell.is_needed and notebooks.SLOW not in cell.tags)
                if runs and not cell.binds:
                    later.append((cell, cell.before | names))
                elif runs:
                    yield from self._moved(cell, cell.before | names, reach, stopped)
                    if stopped:
                        break
                bound = _taken(self._namespace, cell.binds) if runs else {}
                names = {name: value for name, value in names.items() if name not in cell.binds} | bound
                changed -= cell.binds
                changed |= {name for name, value in bound.items() if not _same(value, cell.after.get(name))}
            for cell, before in sorted(later, key=lambda waiting: waiting[0].seconds):
                yield from self._moved(cell, before, reach, stopped)
        first = min(stopped, key=lambda cell: cell.number, default=None)
        if first and notebooks.LISTING not in first.tags:
            yield Moved(self.name, first.number, RAISED)

    def _views_behind(self, touched: Collection[int]) -> set[int]:
        """The cells that make the cases and views of whatever may run again."""
        changed: set[str] = set()
        views: set[int] = set()
        for cell in self.cells:
            if cell.number in touched or not changed.isdisjoint(cell.loads):
                changed |= cell.binds
                views |= cell.views
        return views

    def _moved(self, cell: Cell, before: Mapping, reach: Reach, stopped: list[Cell]) -> Iterator[Moved]:
        """The cell, where it shows something else than before. One that raises is added to those `stopped`."""
        self._resume(before)
        reach.hand_on(cell.trace)
        try:
            shown = cell.observe(cell.run(self._namespace, self.values))
        except Exception:  # whatever it is, the notebook would stop here
            stopped.append(cell)
            return
        if shown != cell.shown:
            yield Moved(self.name, cell.number, (shown or cell.shown)[0])


def _taken(namespace: Mapping[str, object], names: Iterable[str]) -> dict[str, object]:
    return {name: namespace[name] for name in names if name in namespace}


def _same(a: object, b: object) -> bool:
    """Whether two values are alike; what cannot be compared is not. Cases and views are: what reads them is traced."""
    if a is b or isinstance(a, LIVE):
        return True
    if type(a) is type(b) and hasattr(a, "equals"):
        return a.equals(b)  # DataFrame, Series, Index
    try:
        return type(a) is type(b) and bool(a == b)
    except Exception:  # pandas and numpy refuse to say
        return False
