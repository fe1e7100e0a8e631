"""Run chapters cell by cell in this process, and again only as far as a change of the facts reaches."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import process_time
from typing import NamedTuple

from pandas.core.generic import NDFrame

from nbsuite import notebooks
from steppe.case import Case
from steppe.display.template import MIME as SAY
from steppe.facts import Facts, View, given
from steppe.suite.house import LISTING, SLOW
from steppe.suite.names import names_of
from steppe.suite.watched import Reach, Results, Trace, WatchedFacts

FIGURE, WORDS, RAISED = "figure", "words", "raised"
LIVE = (Case, Facts, View)


@dataclass
class Cell:
    """A code cell: its two halves compiled, the names it binds and reads, what it showed and read.

    before, after: the names that it found, and those that it bound. behind: the earlier cells that it rests on, in
    order. may_show: whether it ends in an expression that is no listing.
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
    behind: tuple[Cell, ...] = ()
    makes_view: bool = False
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

    @property
    def may_show(self) -> bool:
        return bool(self.last) and LISTING not in self.tags

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
        return None if LISTING in self.tags else observed(shown)


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
    """

    def __init__(self, path: Path, values: Mapping, facts: Facts, results: Results | None = None):
        self.name = path.name.partition("_")[0]
        self.values = values
        nodes = [node for node in notebooks.read(path).cells if node.cell_type == "code"]
        self.cells = [Cell.of(at, node, f"{path.name}, code cell {at}") for at, node in enumerate(nodes)]
        self._namespace: dict[str, object] = {"__name__": "__main__"}
        self.results = results or Results()
        for cell in self.cells:
            self._trace(cell, facts)
        self._showing = sorted((cell for cell in self.cells if cell.may_show), key=lambda cell: cell.seconds)
        needed = {each.number: each.trace for cell in self._showing for each in (*cell.behind, cell)}
        self._reading = [trace for trace in needed.values() if trace.results or any(trace.index())]

    def _trace(self, cell: Cell, facts: Facts) -> None:
        """Runs a cell for the first time, on facts that are watched for this cell alone."""
        watched, space = WatchedFacts.of(facts, self.results.values), self._namespace
        cell.before, cell.behind = dict(space), tuple(self._behind(cell))[::-1]
        with given(watched):
            for view in cell.behind:
                if view.makes_view:
                    self._resume(view.before)
                    view.run(space, self.values)
                    cell.before |= _taken(space, view.binds)
            self._resume(cell.before)
            start = process_time()
            cell.shown = cell.observe(cell.run(space, self.values))
            cell.seconds = process_time() - start
        cell.trace = self.results.take(watched)
        cell.after = _taken(space, cell.binds)
        cell.makes_view = any(isinstance(value, LIVE) for value in cell.after.values())

    def _behind(self, cell: Cell) -> Iterator[Cell]:
        wanted = set(cell.loads)
        for earlier in reversed(self.cells[: cell.number]):
            if not wanted.isdisjoint(earlier.binds):
                wanted |= earlier.loads
                yield earlier

    def _resume(self, namespace: Mapping[str, object]) -> None:
        """Makes the names what they were; functions of the notebook keep their one set of globals."""
        self._namespace.clear()
        self._namespace.update(namespace)

    def reached(self, reach: Reach, tables: bool = True) -> bool:
        """Whether a change reaches a cell that may show something, or one that such a cell rests on.

        tables: whether a cell that reads a table of every statement counts as reading each of them.
        """
        directly = any(trace.is_touched(reach.change, tables) for trace in self._reading)
        return directly or any(reach.reaches(trace, tables) for trace in self._reading)

    def moved(self, reach: Reach, tables: bool = True, likely: Collection[int] = ()) -> Iterator[Moved]:
        """The cells in which something moves: the `likely` ones first, then the quickest. tables: as in `reached`.

        Cells tagged as slow are left out. An error comes at the very end; what does not rest on it counts.
        """
        again = _Again(self, reach, tables)
        with given(reach.change.facts):
            for cell in sorted(self._showing, key=lambda cell: cell.number not in likely):
                yield from again.moved(cell)
        first = min(again.stopped, default=None)
        if first is not None and LISTING not in self.cells[first].tags:
            yield Moved(self.name, first, RAISED)

    def run(self, cell: Cell, names: Mapping[str, object]) -> tuple[object, dict[str, object]]:
        """What a cell shows, with these names in the place of those that it found, and what it binds."""
        self._resume(cell.before | names)
        shown = cell.observe(cell.run(self._namespace, self.values))
        return shown, _taken(self._namespace, cell.binds)


class _Again:
    """The cells of a chapter that run again after a change, each once, where another rests on it.

    stopped: the numbers of those that raised.
    """

    def __init__(self, chapter: Chapter, reach: Reach, tables: bool):
        self.stopped: set[int] = set()
        self._chapter = chapter
        self._reach = reach
        self._tables = tables
        self._bound: dict[int, dict[str, object]] = {}
        self._changed: dict[int, set[str]] = {}
        self._reads: dict[int, bool] = {}

    def moved(self, cell: Cell) -> Iterator[Moved]:
        """The cell and those behind it that have not run yet, where they show something else than before."""
        path = (*cell.behind, cell)
        if any(map(self._is_read, path)):
            for each in path:
                if each.number in self.stopped:
                    return
                if each.number not in self._bound:
                    yield from self._run(each)

    def _is_read(self, cell: Cell) -> bool:
        if cell.number not in self._reads:
            self._reads[cell.number] = self._reach.reaches(cell.trace, self._tables)
        return self._reads[cell.number]

    def _run(self, cell: Cell) -> Iterator[Moved]:
        names: dict[str, object] = {}
        changed: set[str] = set()
        for earlier in cell.behind:
            bound = self._bound[earlier.number]
            names = {name: value for name, value in names.items() if name not in earlier.binds} | bound
            changed = changed - earlier.binds | self._changed[earlier.number]
        is_reached = self._is_read(cell) or not changed.isdisjoint(cell.loads)
        self._bound[cell.number], self._changed[cell.number] = {}, set()
        if cell.makes_view or (is_reached and SLOW not in cell.tags):
            self._reach.hand_on(cell.trace)
            try:
                shown, bound = self._chapter.run(cell, names)
            except Exception:  # whatever it is, the notebook would stop here
                self.stopped.add(cell.number)
                return
            self._bound[cell.number] = bound
            changed = (name for name, value in bound.items() if not _same(value, cell.after.get(name)))
            self._changed[cell.number] = set(changed)
            if shown != cell.shown:
                yield Moved(self._chapter.name, cell.number, (shown or cell.shown)[0])


def _taken(namespace: Mapping[str, object], names: Iterable[str]) -> dict[str, object]:
    return {name: namespace[name] for name in names if name in namespace}


def _same(a: object, b: object) -> bool:
    """Whether two values are alike; what cannot be compared is not. Cases and views are: what reads them is traced."""
    if a is b or isinstance(a, LIVE):
        return True
    if type(a) is type(b) and hasattr(a, "equals"):
        return a.equals(b)  # DataFrame, Series, Index
    if isinstance(a, dict) and isinstance(b, dict):
        return list(a) == list(b) and all(map(_same, a.values(), b.values()))
    try:
        return type(a) is type(b) and bool(a == b)
    except Exception:  # pandas and numpy refuse to say
        return False


def observed(shown: object) -> tuple[str, object] | None:
    """The kind of a displayed object and what in it must move when a statement it hangs on does.

    Of a figure the data drawn; of a sentence or a box the values bound to it; of a table the figures
    computed in it. None for all else: a listing of the evidence, which shows a statement and proves nothing
    by it. Objects are known by their protocol, not by their class.
    """
    drawn = getattr(shown, "digest", None)
    if drawn is not None:
        return FIGURE, drawn
    computed = getattr(shown, "computed", None)
    if any(figures for row in computed or () for figures in row):
        return WORDS, computed
    bundle = getattr(shown, "_repr_mimebundle_", dict)()
    bound = (bundle[0] if isinstance(bundle, tuple) else bundle).get(SAY)
    return (WORDS, _without_ids(bound["values"])) if bound else None


def _without_ids(values: object) -> object:
    """Bound values without the names of the statements behind them."""
    if isinstance(values, dict):
        return {name: _without_ids(value) for name, value in values.items() if name != "ids"}
    return [_without_ids(value) for value in values] if isinstance(values, list) else values
