"""What a piece of work reads of the facts, so that it is done again only where a change reaches it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import NamedTuple

from nbsuite.errors import DataError
from steppe import judging
from steppe.facts import Facts, Slot, Statement, View
from steppe.quantity import Quantity
from steppe.rule import Verdict
from steppe.scenario import Scenario

LISTED = "a table of every statement"


class Change(NamedTuple):
    """Facts in which a statement is another (or gone), and what it was and is, with one that it replaced."""

    facts: Facts
    id: str
    statements: tuple[Statement, ...]


@dataclass
class Notes:
    """What is read while something is worked out: the views taken, and the cached results used, by name."""

    views: list[View] = field(default_factory=list)
    results: set[object] = field(default_factory=set)

    def take(self, other: Notes) -> None:
        self.views += other.views
        self.results |= other.results


@dataclass(frozen=True, eq=False)
class WatchedFacts(Facts):
    """Facts that note what is read of them through views, in all and for each result that is cached.

    Facts derived from them (`essay`, `without`) add to the same notes, but their results are nobody else's.
    """

    whole: dict[str, Statement] | None = None
    open: list[Notes] = field(default_factory=lambda: [Notes()])
    found: dict[object, tuple[Notes, Callable]] = field(default_factory=dict, init=False)

    @classmethod
    def of(cls, facts: Facts, known: Mapping[object, object]) -> WatchedFacts:
        """The facts, to be watched; the results known of them already, by name, are not worked out again."""
        own = {f.name: getattr(facts, f.name) for f in fields(Facts) if f.init}
        watched = cls(**own, whole=facts.statements)
        watched._cache.update(known)
        return watched

    def at(self, *arguments, **named) -> View:
        view = super().at(*arguments, **named)
        self.open[-1].views.append(view)
        return view

    def cached(self, name: object, work_out):
        if name not in self._cache:
            self.open.append(Notes())
            try:
                super().cached(name, work_out)
            finally:
                self.found[name] = self.open.pop(), work_out
        if self.statements is self.whole and _is_of_a_function(name):
            self.open[-1].results.add(name)
        else:
            self.open[-1].take(self.found[name][0])
        return self._cache[name]

    def results(self) -> Iterator[Result]:
        """What functions marked as `cached` have worked out so far."""
        for name, (notes, work_out) in self.found.items():
            if _is_of_a_function(name) and name in self._cache:
                yield Result(name, self._cache[name], Trace(notes), work_out)


def _is_of_a_function(name: object) -> bool:
    return isinstance(name, tuple) and callable(name[0])


class Trace:
    """Which statements were read, or would have been read had they been there, and which results were used."""

    def __init__(self, notes: Notes):
        self.results = notes.results
        self.ids = {id for view in notes.views for id in view.read}
        self.listed = max((view.as_of for view in notes.views if view.is_listed), default=date.min)
        self.slots: dict[tuple[str, str], dict[Slot, date]] = {}
        for view in notes.views:
            for asked in view.asked:
                if isinstance(asked, Slot):
                    days = self.slots.setdefault((asked.quantity, asked.measure), {})
                    days[asked] = max(view.as_of, days.get(asked, view.as_of))
                else:
                    self.ids.add(asked)

    def index(self) -> Iterator[object]:
        """What it can be found by, where a statement changes: ids, quantities with measures, and tables of all."""
        yield from (*self.ids, *self.slots, *[LISTED] * (self.listed > date.min))

    def is_touched(self, change: Change, tables: bool = True) -> bool:
        """Whether a change could make a difference to what was read directly, not through a result.

        tables: whether a table of every statement counts as reading them.
        """
        if change.id in self.ids:
            return True
        for s in change.statements:
            if tables and s.known_from <= self.listed:
                return True
            for slot, day in self.slots.get((s.quantity, s.measure), {}).items():
                if s.known_from <= day and slot.admits(s):
                    return True
        return False


class Result(NamedTuple):
    """What a function marked as `cached` worked out, by which name, what it read, and how to do it again."""

    name: object
    value: object
    trace: Trace
    work_out: Callable


class Results:
    """Results that were worked out before, whatever for, in the order in which they were finished: inner ones first."""

    def __init__(self):
        self.known: list[Result] = []
        self.values: dict[object, object] = {}
        self._numbers: dict[object, int] = {}
        self._used_by: list[set[int]] = []
        self._reading: dict[object, set[int]] = defaultdict(set)

    def take(self, facts: WatchedFacts) -> Trace:
        """Takes over what was worked out; returns the trace of what used it."""
        for result in facts.results():
            if result.name not in self._numbers:
                number = self._numbers[result.name] = len(self.known)
                self.values[result.name] = result.value
                self.known.append(result._replace(trace=self._numbered(result.trace)))
                self._used_by.append(set())
                for inner in result.trace.results:
                    self._used_by[inner].add(number)
                for key in result.trace.index():
                    self._reading[key].add(number)
        return self._numbered(Trace(facts.open[0]))

    def resting_on(self, change: Change) -> set[int]:
        """The numbers of the results that a change could reach, directly or through others."""
        keys = {change.id, LISTED, *((s.quantity, s.measure) for s in change.statements)}
        near = set().union(*(self._reading.get(key, ()) for key in keys))
        reached, waiting = set(), [number for number in near if self.known[number].trace.is_touched(change)]
        while waiting:
            number = waiting.pop()
            if number not in reached:
                reached.add(number)
                waiting += self._used_by[number]
        return reached

    def read_by(self, trace: Trace) -> set[str]:
        """The statements read, directly or through results."""
        return trace.ids.union(*(self.read_by(self.known[number].trace) for number in trace.results))

    def _numbered(self, trace: Trace) -> Trace:
        trace.results = {self._numbers[name] for name in trace.results if name in self._numbers}
        return trace


class Reach:
    """How far a change of the facts reaches, found out result by result and only where somebody asks.

    A result that it reaches is worked out again on the changed facts. One that it does not reach, or that comes out as
    before, is handed on to them, and what rests on it alone is not reached. Results are those known when it is made.
    """

    def __init__(self, results: Results, change: Change):
        self.change = change
        self._known = results.known
        self._open = results.resting_on(change)
        self._others: set[int] = set()
        same = dict(results.values)
        for number in self._open:
            del same[results.known[number].name]
        change.facts._cache.update(same)

    def reaches(self, trace: Trace, tables: bool = True) -> bool:
        """Whether what was traced could come out differently. tables: as in `Trace.is_touched`."""
        if trace.is_touched(self.change, tables) or not self._others.isdisjoint(trace.results):
            return True
        return any(map(self._is_other, trace.results & self._open))

    def hand_on(self, trace: Trace) -> None:
        """Gives the changed facts the results that a trace used, as far as they are what they were."""
        for number in trace.results & self._open:
            self._is_other(number)

    def _is_other(self, number: int) -> bool:
        if number not in self._open:
            return number in self._others
        name, value, trace, work_out = self._known[number]
        self.hand_on(trace)
        try:
            differs = self.reaches(trace) and self.change.facts.cached(name, work_out) != value
        except Exception:  # the cell that asks for it will find out
            differs = True
        self._open.discard(number)
        if differs:
            self._others.add(number)
        else:
            self.change.facts.cached(name, lambda _: value)
        return differs


class Verdicts:
    """Every part of a claim under one scenario, judged again only where a change reaches it."""

    def __init__(self, facts: Facts, scenario: Scenario, results: Results):
        self._scenario = scenario
        self._found: dict[str, tuple] = {}
        self._traces: dict[str, Trace] = {}
        for id in judging.parts_of(facts):
            watched = WatchedFacts.of(facts, results.values)
            self._found[id] = _told(watched, scenario, id)
            self._traces[id] = results.take(watched)
        self._read = {id: results.read_by(trace) for id, trace in self._traces.items()}

    def bearing(self, id: str) -> list[str]:
        """The claims that read a statement."""
        return [claim for claim, read in self._read.items() if id in read]

    def moved(self, reach: Reach) -> Iterator[tuple[str, bool]]:
        """The claims whose word or figure found is another, from one vantage point at least.

        With each, whether there is a verdict still: False where judging stops with an error. DataError where
        another table refuses the facts.
        """
        for id, trace in self._traces.items():
            if reach.reaches(trace):
                reach.hand_on(trace)
                try:
                    told = _told(reach.change.facts, self._scenario, id)
                except DataError:
                    raise
                except Exception:  # what a statement upsets is found out here, whatever it is
                    yield id, False
                    continue
                if told != self._found[id]:
                    yield id, True


def _told(facts: Facts, scenario: Scenario, id: str) -> tuple:
    """What a reader is told from each vantage point: word, marks, figures and names, but not the statements."""
    return tuple(_shown(judging.verdict_at(facts, scenario, id, vantage)) for vantage in judging.VANTAGES)


def _shown(v: Verdict) -> tuple:
    rivals = [(name, _ends(q)) for name, q in v.rivals.items()]
    readings = [(name, _shown(reading)) for name, reading in v.readings.items()]
    return v.word, v.marks, v.contested, v.pro, v.contra, v.missing, _ends(v.found), rivals, readings


def _ends(q: Quantity | None) -> tuple[float, ...]:
    return (q.value, q.low, q.high) if q else ()
