"""Run chapters cell by cell in this process, and again only as far as a change of the facts reaches."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Self

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

    before, after: the names that it found, and those that it bound. behind: the numbers of the earlier cells that it
    rests on. makes_view: whether it bound a view of the facts.
    """

    number: int
    source: str
    tags: frozenset[str]
    body: object
    last: object | None
    binds: frozenset[str]
    loads: frozenset[str]
    shown: tuple[str, object] | None = None
    trace: Trace = field(default_factory=Trace)
    before: dict[str, object] = field(default_factory=dict)
    after: dict[str, object] = field(default_factory=dict)
    behind: frozenset[int] = frozenset()
    makes_view: bool = False

    @classmethod
    def of(cls, number: int, node, name: str) -> Self:
        """The code cell of a notebook with this number; name: what stands in tracebacks."""
        tree = ast.parse(node.source)
        is_shown = tree.body and isinstance(tree.body[-1], ast.Expr) and not node.source.rstrip().endswith(";")
        last = tree.body.pop() if is_shown else None
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
    tables: whether a cell that reads a table of every statement counts as reading each of them.
    """

    def __init__(
        self, path: Path, values: Mapping, facts: Facts, results: Results | None = None, tables: bool = True
    ):
        self.name = path.name.partition("_")[0]
        self.results = results or Results()
        self._values = values
        self._namespace: dict[str, object] = {"__name__": "__main__"}
        nodes = [node for node in notebooks.read(path).cells if node.cell_type == "code"]
        self.cells = [Cell.of(at, node, f"{path.name}, code cell {at}") for at, node in enumerate(nodes)]
        watched, self._trace = WatchedFacts.of(facts, self.results), Trace()
        with given(watched):
            for cell in self.cells:
                cell.before, cell.behind = dict(self._namespace), frozenset(self._behind(cell))
                cell.shown, cell.after = self._run(cell, {})
                cell.makes_view = any(isinstance(value, LIVE) for value in cell.after.values())
                cell.trace = watched.taken()
                if not tables:
                    cell.trace.slots.pop(None, None)
                self._trace.take(cell.trace)
        showing = [cell for cell in self.cells if cell.last and LISTING not in cell.tags]
        needed = {number for cell in showing for number in (cell.number, *cell.behind)}
        self._needed = [cell for cell in self.cells if cell.number in needed]

    def _behind(self, cell: Cell) -> Iterator[int]:
        wanted = set(cell.loads)
        for earlier in reversed(self.cells[: cell.number]):
            if not wanted.isdisjoint(earlier.binds):
                wanted |= earlier.loads
                yield earlier.number

    def _run(self, cell: Cell, names: Mapping[str, object]) -> tuple[tuple[str, object] | None, dict[str, object]]:
        """What a cell shows, with these names in the place of those that it found, and what it binds.

        Functions of the notebook keep their one set of globals.
        """
        self._namespace.clear()
        self._namespace.update(cell.before | names)
        shown = cell.observe(cell.run(self._namespace, self._values))
        return shown, {name: self._namespace[name] for name in cell.binds if name in self._namespace}

    def moved(self, reach: Reach) -> Iterator[Moved]:
        """The cells in which something moves, but for those tagged as slow.

        An error comes at the very end; what does not rest on it counts.
        """
        if reach.reaches(self._trace):
            with given(reach.change.facts):
                yield from self._again(reach)

    def _again(self, reach: Reach) -> Iterator[Moved]:
        names: dict[str, object] = {}  # that were bound again
        changed: set[str] = set()  # those of them that became another
        stopped: list[int] = []
        for cell in self._needed:
            if not cell.behind.isdisjoint(stopped):
                continue
            is_reached = not changed.isdisjoint(cell.loads) or reach.reaches(cell.trace)
            bound: dict[str, object] = {}
            if cell.makes_view or (is_reached and SLOW not in cell.tags):
                try:
                    shown, bound = self._run(cell, names)
                except Exception:  # whatever it is, the notebook would stop here
                    stopped.append(cell.number)
                    continue
                if shown != cell.shown:
                    yield Moved(self.name, cell.number, (shown or cell.shown)[0])
            names = {name: value for name, value in names.items() if name not in cell.binds} | bound
            changed -= cell.binds
            changed.update(name for name, value in bound.items() if not _same(value, cell.after.get(name)))
        if stopped and LISTING not in self.cells[stopped[0]].tags:
            yield Moved(self.name, stopped[0], RAISED)


def _same(a: object, b: object) -> bool:
    """Whether two values are alike; what cannot be compared is not. Cases and views are: what reads them is traced."""
    if a is b or isinstance(a, LIVE):
        return True
    try:
        return type(a) is type(b) and bool(a.equals(b) if hasattr(a, "equals") else a == b)
    except Exception:  # a dict of tables refuses to say
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
