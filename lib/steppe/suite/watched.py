"""What a piece of work reads of the facts, so that it is done again only where a change reaches it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import NamedTuple

from steppe import judging
from steppe.facts import ESSAY, Facts, Slot, Statement, View
from steppe.quantity import Quantity
from steppe.scenario import Scenario
from steppe.tables import DataError
from steppe.verdicts import Verdict

# Core modules that go through all statements to make views, or to find the days on which to judge.
READERS = ("steppe.facts", "steppe.whatif")


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


@dataclass
class _Notes:
    """What is read while something is worked out.

    The views taken, the pages of which everything was taken, the kept results used, and whether all
    statements were gone through.
    """

    views: list[View] = field(default_factory=list)
    pages: set[str] = field(default_factory=set)
    results: set[object] = field(default_factory=set)
    everything: bool = False

    def take(self, other: _Notes) -> None:
        self.views += other.views
        self.pages |= other.pages
        self.results |= other.results
        self.everything |= other.everything


class _Watched(dict):
    """The statements by id; notes who goes through all of them other than to make a view."""

    def __init__(self, statements: Mapping[str, Statement], open_: list[_Notes]):
        super().__init__(statements)
        self._open = open_

    def _note(self):
        if sys._getframe(2).f_globals.get("__name__") not in READERS:
            self._open[-1].everything = True

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
class WatchedFacts(Facts):
    """Facts that note what is read of them, in all and for each result that is kept.

    Facts derived from them (`only`, `without`) add to the same notes, but their results are nobody else's.
    """

    open: list[_Notes] = field(default_factory=lambda: [_Notes()])
    found: dict[object, tuple[_Notes, Callable]] = field(default_factory=dict, init=False)

    @classmethod
    def of(cls, facts: Facts, known: Iterable[Result] = ()) -> WatchedFacts:
        """The facts, to be watched; what is known of them already is not worked out again."""
        own = {f.name: getattr(facts, f.name) for f in fields(Facts) if f.init}
        open_ = [_Notes()]
        watched = cls(**own | {"statements": _Watched(facts.statements, open_)}, open=open_)
        watched._kept.update((result.name, result.value) for result in known)
        return watched

    @property
    def notes(self) -> _Notes:
        """What was read outside all results."""
        return self.open[0]

    def at(self, *arguments, **named) -> View:
        view = super().at(*arguments, **named)
        self.open[-1].views.append(view)
        return view

    def only(self, source: str) -> Facts:
        if source != ESSAY:
            self.open[-1].pages.add(source)
        return super().only(source)

    def keep(self, name: object, work_out):
        if name not in self._kept:
            self.open.append(_Notes())
            try:
                super().keep(name, work_out)
            finally:
                self.found[name] = self.open.pop(), work_out
        if isinstance(self.statements, _Watched) and isinstance(name, tuple) and callable(name[0]):
            self.open[-1].results.add(name)
        else:
            self.open[-1].take(self.found[name][0])
        return self._kept[name]

    def results(self) -> Iterator[Result]:
        """What functions marked as `kept` have worked out so far."""
        for name, (notes, work_out) in self.found.items():
            if isinstance(name, tuple) and callable(name[0]) and name in self._kept:
                yield Result(name, self._kept[name], Trace(notes), work_out)


class Trace:
    """Which statements something has read, which it would have read had they been there, and which results."""

    def __init__(self, notes: _Notes):
        self.all = notes.everything
        self.pages = notes.pages
        self.results = notes.results
        self.ids = {id for view in notes.views for id in view.read}
        self.slots: dict[tuple[str, str], dict[Slot, date]] = {}
        for view in notes.views:
            for asked in view.asked:
                if isinstance(asked, Slot):
                    days = self.slots.setdefault((asked.quantity, asked.measure), {})
                    days[asked] = max(view.as_of, days.get(asked, view.as_of))
                else:
                    self.ids.add(asked)

    def is_touched(self, change: Change) -> bool:
        """Whether a change could make a difference to what was read directly, not through a result."""
        return (
            self.all
            or change.id in self.ids
            or any(map(self._would_read, change.statements))
        )

    def _would_read(self, s: Statement) -> bool:
        """Whether a statement was asked for on a day on which it was public, or everything on its page was."""
        slots = self.slots.get((s.quantity, s.measure), {})
        return s.source.id in self.pages or any(s.known_from <= day and slot.admits(s) for slot, day in slots.items())


class Result(NamedTuple):
    """What a function marked as `kept` worked out, by which name, what it read, and how to do it again."""

    name: object
    value: object
    trace: Trace
    work_out: Callable


class Results:
    """Results that were worked out before, in the order in which they were finished, and so the inner ones first."""

    def __init__(self):
        self.known: list[Result] = []
        self._numbers: dict[object, int] = {}

    def take(self, facts: WatchedFacts) -> Trace:
        """Takes over what was worked out; returns the trace of what used it."""
        for result in facts.results():
            if result.name not in self._numbers:
                self._numbers[result.name] = len(self.known)
                self.known.append(result._replace(trace=self._numbered(result.trace)))
        return self._numbered(Trace(facts.notes))

    def under(self, change: Change) -> Changed:
        return Changed(self.known, change)

    def _numbered(self, trace: Trace) -> Trace:
        trace.results = {self._numbers[name] for name in trace.results if name in self._numbers}
        return trace


class Changed:
    """What a change reaches, told result by result.

    A result that it cannot reach is handed on to the changed facts. Another is worked out on them, and
    where it comes out as before, whatever rests on it alone is not reached.
    """

    def __init__(self, known: list[Result], change: Change):
        self._known, self._change = known, change
        self._differs: dict[int, bool] = {}
        self._doubtful: set[int] = set()
        self._handed_on: set[int] = set()
        for number, result in enumerate(known):
            if result.trace.is_touched(change) or not self._doubtful.isdisjoint(result.trace.results):
                self._doubtful.add(number)

    def reaches(self, trace: Trace) -> bool:
        """Whether what was traced could come out differently."""
        return trace.is_touched(self._change) or any(map(self._is_other, trace.results & self._doubtful))

    def hand_on(self, trace: Trace) -> None:
        """Gives the changed facts the results that the change cannot reach, as far as the trace used them."""
        for number in trace.results - self._doubtful - self._handed_on:
            name, value, _, _ = self._known[number]
            self._change.facts.keep(name, lambda _, value=value: value)
            self._handed_on.add(number)

    def _is_other(self, number: int) -> bool:
        if number not in self._differs:
            name, value, trace, work_out = self._known[number]
            self.hand_on(trace)
            try:
                self._differs[number] = self.reaches(trace) and self._change.facts.keep(name, work_out) != value
            except Exception:  # the cell that asks for it will find out
                self._differs[number] = True
            if not self._differs[number]:
                self._change.facts.keep(name, lambda _: value)
        return self._differs[number]


class Verdicts:
    """Every part of a claim under one scenario, judged again only where a change reaches it."""

    def __init__(self, facts: Facts, scenario: Scenario):
        self.scenario = scenario
        self._results = Results()
        self._found: dict[str, tuple] = {}
        self._traces: dict[str, Trace] = {}
        self._read: dict[str, set[str]] = {}
        for id in judging.parts_of(facts):
            watched = WatchedFacts.of(facts)
            self._found[id] = _told(watched, scenario, id)
            self._traces[id] = self._results.take(watched)
            self._read[id] = {read for result in watched.results() for read in result.trace.ids}

    def bearing(self, id: str) -> list[str]:
        """The claims that read a statement."""
        return [claim for claim, read in self._read.items() if id in read]

    def moved(self, change: Change) -> Iterator[tuple[str, bool]]:
        """The claims whose word or figure found is another, from one vantage point at least.

        With each, whether there is a verdict still: False where judging stops with an error. DataError where
        another table refuses the facts.
        """
        changed = self._results.under(change)
        for id, trace in self._traces.items():
            if changed.reaches(trace):
                changed.hand_on(trace)
                try:
                    told = _told(change.facts, self.scenario, id)
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
