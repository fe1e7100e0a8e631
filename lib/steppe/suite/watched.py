"""What a piece of work reads of the facts, so that it is done again only where a change reaches it."""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cache
from typing import NamedTuple, Self

from steppe.facts import Facts, Slot, Statement


class Change(NamedTuple):
    """Facts in which a statement is another (or gone), and what it was and is, with one that it replaced."""

    facts: Facts
    id: str
    statements: tuple[Statement, ...]


@dataclass
class Trace:
    """What was read directly: statements by id, and slots (None: every statement), with the last day that counted.

    results: those of cached functions that were used, whatever these read.
    """

    ids: set[str] = field(default_factory=set)
    slots: dict[Slot | None, date] = field(default_factory=dict)
    results: set["Result"] = field(default_factory=set)

    def ask(self, slot: Slot | None, day: date) -> None:
        self.slots[slot] = max(day, self.slots.get(slot, day))

    def take(self, other: Self) -> None:
        """Takes what another read, and the results that it used, for its own."""
        self.ids |= other.ids
        self.results |= other.results
        for slot, day in other.slots.items():
            self.ask(slot, day)

    def is_touched(self, change: Change) -> bool:
        """Whether a change could make a difference to what was read, though some statement may not have been there."""
        return change.id in self.ids or any(
            s.known_from <= day and (slot is None or slot.admits(s))
            for s in change.statements
            for slot, day in self.slots.items()
        )


@dataclass(eq=False)
class Result:
    """What a function marked as `cached` came to, by which name, how, and all that it read, through others as well."""

    name: object
    value: object
    work_out: Callable
    trace: Trace


class Results:
    """Results that were worked out before, whatever for, by their names."""

    def __init__(self):
        self.known: dict[object, Result] = {}
        self._reading: dict[object, list[Result]] = defaultdict(list)

    def add(self, result: Result) -> None:
        """Adds a result, after those that it used, and to its trace what these read."""
        trace = result.trace
        for inner in list(trace.results):
            trace.take(inner.trace)
        self.known[result.name] = result
        for key in trace.ids | {slot and (slot.quantity, slot.measure) for slot in trace.slots}:
            self._reading[key].append(result)

    def touched_by(self, change: Change) -> set[Result]:
        """The results that a change could reach."""
        keys = {change.id, None, *((s.quantity, s.measure) for s in change.statements)}
        near = {result for key in keys for result in self._reading.get(key, ())}
        return {result for result in near if result.trace.is_touched(change)}


@dataclass(frozen=True, eq=False)
class WatchedFacts(Facts):
    """Facts that note what is read of them: in the last trace that is `open`, while a result is worked out in its own.

    Facts derived from them (`essay`, `without`) add to the same traces, but what they cache is none of the `results`.
    """

    whole: dict[str, Statement] | None = None
    results: Results = field(default_factory=Results)
    open: list[Trace] = field(default_factory=lambda: [Trace()])
    _traces: dict[object, Trace] = field(default_factory=dict, init=False)

    @classmethod
    def of(cls, facts: Facts, results: Results) -> Self:
        """The facts, to be watched; the results known of them already are not worked out again, others are added."""
        own = {f.name: getattr(facts, f.name) for f in fields(Facts) if f.init}
        watched = cls(**own, whole=facts.statements, results=results)
        watched._cache.update((name, result.value) for name, result in results.known.items())
        return watched

    def note(self, asked: Slot | str | None, day: date, read: Collection[str] = ()) -> None:
        trace = self.open[-1]
        trace.ids.update(read)
        if isinstance(asked, str):
            trace.ids.add(asked)
        else:
            trace.ask(asked, day)

    def cached(self, name: object, work_out):
        is_result = self.statements is self.whole and isinstance(name, tuple) and callable(name[0])
        if name not in self._cache:
            self.open.append(Trace())
            try:
                value = super().cached(name, work_out)
            finally:
                trace = self._traces[name] = self.open.pop()
            if is_result:
                self.results.add(Result(name, value, work_out, trace))
        if is_result:
            self.open[-1].results.add(self.results.known[name])
        else:
            self.open[-1].take(self._traces[name])
        return self._cache[name]

    def taken(self) -> Trace:
        """The trace of what was read so far; another is opened."""
        trace, self.open[:] = self.open[0], [Trace()]
        return trace


class Reach:
    """How far a change of the facts reaches: a result that it touches is worked out again once somebody asks.

    One that it does not touch is handed on to the changed facts. Results are those known when it is made; `outcome` of
    one that is touched is whether it is another then, or an error.
    """

    def __init__(self, results: Results, change: Change):
        self.change = change
        self.touched = results.touched_by(change)
        self.outcome = cache(self._outcome)
        same = (result for result in results.known.values() if result not in self.touched)
        change.facts._cache.update((result.name, result.value) for result in same)

    def reaches(self, trace: Trace) -> bool:
        """Whether what was traced could come out differently."""
        return trace.is_touched(self.change) or any(map(self.outcome, trace.results & self.touched))

    def _outcome(self, result: Result) -> bool | Exception:
        """Whether a result is another on the changed facts, or the error that it ends with."""
        try:
            return self.change.facts.cached(result.name, result.work_out) != result.value
        except Exception as error:  # what a statement upsets is found out here, whatever it is
            return error
