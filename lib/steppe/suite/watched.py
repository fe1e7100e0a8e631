"""What a piece of work reads of the facts, so that it is done again only where a change reaches it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import NamedTuple

from steppe import claims
from steppe.facts import Facts, Slot, Statement, View
from steppe.scenario import Scenario

READERS = ("steppe.facts",)


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
class WatchedFacts(Facts):
    """Facts that keep the views taken of them."""

    views: list[View] = field(default_factory=list)
    notes: list[bool] = field(default_factory=list)

    @classmethod
    def of(cls, facts: Facts) -> WatchedFacts:
        notes: list[bool] = []
        own = {f.name: getattr(facts, f.name) for f in fields(Facts) if f.init}
        return cls(**own | {"statements": _Watched(facts.statements, notes)}, notes=notes)

    def at(self, *arguments, **named) -> View:
        self.views.append(super().at(*arguments, **named))
        return self.views[-1]


class Trace:
    """Which statements something has read, and which it would have read had they been there."""

    def __init__(self, facts: WatchedFacts):
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


class Verdicts:
    """Every claim under one scenario, judged again only where a change reaches it."""

    def __init__(self, facts: Facts, scenario: Scenario):
        self.scenario = scenario
        self._found: dict[str, tuple] = {}
        self._traces: dict[str, Trace] = {}
        for id in claims.JUDGED:
            watched = WatchedFacts.of(facts)
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
