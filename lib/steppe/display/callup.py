"""What was told of the call-up, of the force of February 2022 and of those who left Russia."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import product

from steppe.case import Case, closed
from steppe.display import dates
from steppe.display.told import Told, told
from steppe.facts import ESSAY, Slot, Statement
from steppe.quantity import Quantity

FORTNIGHT = "2022-09-19/2022-10-06"
FIRST_WEEK = "2022-09-19/2022-09-30"
MEN = "men_18_60", "men_18_45"
CALLUP = {
    "announced": "Announced",
    "ceiling": "Permitted, by a point of the decree that was withheld",
    "interim": "Called up so far, as told on the way",
    "completed": "Called up, as told at the end",
    "estimated": "Called up, as estimated by others",
}


def heard(case: Case, *slots: Slot) -> list[Statement]:
    """Every statement of these slots in turn, the best first; the essay's own are what is judged."""
    return [s for slot in slots for s in case.view.all(slot) if s.source.id != ESSAY]


def spanned(statements: Iterable[Statement]) -> Quantity | None:
    """The first figure, its range widened to all; None for none. "At least" counts at its figure."""
    figures = [closed(s.figure) for s in statements if s.has_figure]
    return figures[0].spanning(figures) if figures else None


def speaker(s: Statement) -> str:
    """Who said it, and the last day that it describes: `Mediazona, to 15 Oct 2022`."""
    first, _, last = s.period.text.partition("/")
    return f"{s.said_by}, {f'to {dates.shortened(last)}' if last else dates.shortened(first)}"


def _by_day(statements: Iterable[Statement]) -> list[Told]:
    return [told(speaker(s), s) for s in sorted(statements, key=lambda s: (s.period.end, s.id))]


def callup(case: Case, measure: str) -> list[Statement]:
    """Statements on the call-up. measure: a key of CALLUP."""
    return heard(case, Slot("callup", measure, "reservists", "russia"))


def called_up(case: Case) -> dict[str, list[Told]]:
    """The call-up by kind of figure, each kind in the order of the days described."""
    return {title: _by_day(callup(case, measure)) for measure, title in CALLUP.items()}


def read_as(case: Case) -> list[tuple[str, Statement]]:
    """Every figure that may stand for the call-up, with the kind it is read as.

    One that runs on after the last day of the counts reported at the end says that its time is longer.
    """
    last = max((s.period.end for s in callup(case, "completed")), default=date.max)
    kinds = [(kind, s) for kind in ("announced", "completed", "estimated") for s in callup(case, kind)]
    return [(f"{kind}, longer period" if s.period.end > last else kind, s) for kind, s in kinds]


def tolerated(stated: Quantity, tolerance: float) -> list[Quantity]:
    """What the rule lets pass for a stated figure: as holding, and as roughly right."""
    factors = [1 + times * tolerance for times in (1, 2)]
    return [Quantity(stated.value, stated.value / f, stated.value * f, stated.unit, stated.ids) for f in factors]


def force(case: Case, measure: str = "strength", who: str | None = "all") -> list[Statement]:
    """Statements on the force of February 2022."""
    return heard(case, Slot("invasion_force", measure, who, "ukraine"))


def without_separatists(case: Case) -> list[tuple[Statement, Quantity]]:
    """Every published range of the whole force, less what was said of the separatists in it; persons."""
    ranges = [s for s in force(case) if s.low is not None and s.high is not None]
    return [(a, a.figure - b.figure) for a, b in product(ranges, force(case, who="separatists"))]


def forces(case: Case) -> dict[str, list[Told]]:
    """The force by what is counted in it."""
    less = [told(f"{s.said_by}, less separatists", q) for s, q in without_separatists(case)]
    return {
        "Near Ukraine in February 2022, everybody": _by_day(force(case)),
        "Separatists, and the range without them": _by_day(force(case, who="separatists")) + less,
        "Ground troops alone": _by_day(force(case, who="ground_troops")),
        "Expected in advance": _by_day(force(case, "planned")),
        "Quoted afterwards, as a ceiling": _by_day(force(case, "ceiling")),
    }


def left(case: Case, measure: str, who: str = "all", period: str | None = FORTNIGHT) -> list[Statement]:
    """Statements on those who left Russia; by default in the first fortnight."""
    return heard(case, Slot("left_russia", measure, who, "abroad", period))


def departures(case: Case) -> dict[str, list[Told]]:
    """Those who left in the first fortnight, by how they were counted."""
    return {
        "Entries abroad, added up": _by_day(left(case, "entries")),
        "Exits, from unnamed sources": _by_day(left(case, "exits") + left(case, "remark")),
        "Exits of men, from an unnamed source": _by_day(left(case, "exits", "men")),
    }


def sums_of_the_week(case: Case) -> list[Statement]:
    """Entries abroad added up over the first week: the sums that end in September 2022."""
    return left(case, "entries", period=FIRST_WEEK)


def less_kazakh_exits(case: Case) -> Quantity | None:
    """The sums of the first week less the exits counted in Kazakhstan alone; None where either is unknown."""
    sums, exits = sums_of_the_week(case), [s for s in case.all("exits") if s.source.id != ESSAY]
    differences = [closed(a.figure) - closed(b.figure) for a, b in product(sums, exits)]
    return differences[0].spanning(differences) if differences else None


def published(case: Case) -> dict[str, list[Statement]]:
    """Every statement of the chapter by topic, for a picture of when each was published."""
    topics = {
        "the call-up": [Slot("callup", measure, None, None) for measure in CALLUP],
        "the force": [
            Slot("invasion_force", measure, None, None)
            for measure in ("strength", "planned", "ceiling", "share", "remark")
        ],
        "who left, first fortnight": [
            Slot("left_russia", measure, None, None, FORTNIGHT) for measure in ("entries", "exits", "remark")
        ],
        "the British statement": [Slot("uk_statement", "remark", None, None)],
        "men at the Kazakh border": [
            Slot("border_crossings", measure, who, "kazakhstan") for measure in ("entries", "exits") for who in MEN
        ],
        "stopped at the border": [Slot("detentions", "count", None, None)],
        "who left, 2022 or since": [Slot("left_russia", measure, None, None) for measure in ("net", "present")],
        "who came back": [Slot("returned", measure, None, None) for measure in ("share", "count", "remark")],
    }
    return {topic: heard(case, *slots) for topic, slots in topics.items()}
