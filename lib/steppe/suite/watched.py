"""What a piece of work reads of the facts, so that it is done again only where a change reaches it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import NamedTuple

from steppe import claims
from steppe.facts import Facts, Slot, Statement, View
from steppe.scenario import Scenario
from steppe.tables import DataError

READERS = ("steppe.facts", "steppe.timeline")


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


@dataclass
class _Notes:
    """What is read while something is worked out: the views taken, and whether all statements were gone through."""

    views: list[View] = field(default_factory=list)
    everything: bool = False

    def take(self, other: _Notes) -> None:
        self.views += other.views
        self.everything |= other.everything


@dataclass(frozen=True, eq=False)
class WatchedFacts(Facts):
    """Facts that note what is read of them, in all and for each result that is kept."""

    open: list[_Notes] = field(default_factory=lambda: [_Notes()])
    notes: dict[object, _Notes] = field(default_factory=dict, init=False)

    @classmethod
    def of(cls, facts: Facts) -> WatchedFacts:
        own = {f.name: getattr(facts, f.name) for f in fields(Facts) if f.init}
        open_ = [_Notes()]
        return cls(**own | {"statements": _Watched(facts.statements, open_)}, open=open_)

    def at(self, *arguments, **named) -> View:
        view = super().at(*arguments, **named)
        self.open[-1].views.append(view)
        return view

    def keep(self, name: object, work_out):
        if name not in self._kept:
            self.open.append(_Notes())
            try:
                super().keep(name, work_out)
            finally:
                self.notes[name] = self.open.pop()
        self.open[-1].take(self.notes[name])
        return self._kept[name]

    def results(self) -> Iterator[tuple[object, object, Trace]]:
        """What functions marked as `kept` have worked out so far, each with its trace."""
        for name, notes in self.notes.items():
            if isinstance(name, tuple) and callable(name[0]):
                yield name, self._kept[name], Trace(notes)


class Trace:
    """Which statements something has read, and which it would have read had they been there."""

    def __init__(self, notes: _Notes):
        self.all = notes.everything
        self.ids = {id for view in notes.views for id in view.read}
        self.slots: dict[tuple[str, str], list[Slot]] = {}
        for asked in {asked for view in notes.views for asked in view.asked}:
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


class Results:
    """Results that were worked out before, to be handed on to changed facts where the change does not reach them."""

    def __init__(self):
        self._found: dict[object, object] = {}
        self._traces: dict[object, Trace] = {}

    def take(self, facts: WatchedFacts) -> None:
        for name, result, trace in facts.results():
            self._found.setdefault(name, result)
            self._traces.setdefault(name, trace)

    def hand_on(self, change: Change) -> None:
        for name, trace in self._traces.items():
            if not trace.is_touched(change):
                change.facts.keep(name, lambda _, name=name: self._found[name])


class Verdicts:
    """Every claim under one scenario, judged again only where a change reaches it."""

    def __init__(self, facts: Facts, scenario: Scenario):
        self.scenario = scenario
        self._found: dict[str, tuple] = {}
        self._traces: dict[str, Trace] = {}
        for id in claims.JUDGED:
            watched = WatchedFacts.of(facts)
            self._found[id] = _told(watched, scenario, id)
            self._traces[id] = Trace(watched.open[0])

    def bearing(self, id: str) -> list[str]:
        """The claims that read a statement."""
        return [claim for claim, trace in self._traces.items() if id in trace.ids]

    def moved(self, change: Change) -> Iterator[str]:
        """The claims whose word or figure found is another, from one vantage point at least."""
        for id, trace in self._traces.items():
            if trace.is_touched(change) and _told(change.facts, self.scenario, id) != self._found[id]:
                yield id


def _told(facts: Facts, scenario: Scenario, id: str) -> tuple | str:
    """The word and the figure found from each vantage point; an error where there is no verdict any more.

    DataError where another table refuses the facts.
    """
    try:
        judgement = claims.judge(facts, scenario, id)
    except DataError:
        raise
    except Exception as error:  # what a statement upsets is found out here, whatever it is
        return type(error).__name__
    verdicts = [judgement.at(vantage) for vantage in claims.VANTAGES]
    return tuple((v.word, v.found and (v.found.value, v.found.low, v.found.high)) for v in verdicts)
