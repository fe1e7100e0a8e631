"""Earlier and other arrivals on one scale: newcomers for every hundred residents."""

from __future__ import annotations

from collections.abc import Iterable

from steppe.case import closed
from steppe.display import dates
from steppe.display.places import place_name
from steppe.display.strain import labour_force
from steppe.facts import Slot, Statement
from steppe.quantity import Quantity

WORDS = {"count": "", "stock": "still registered, ", "share": ""}
CROSSINGS = {"entries": "entries, ", "exits": "exits, "}
WEEK = "Kazakhstan, one week as counted in this run"
FORCE = "Kazakhstan, of the labour force, the same week"
REGISTERED = {"poland": "ever registered, ", "georgia": "Russian citizens, "}


def shocks(case) -> dict[str, Quantity]:
    """Newcomers in per cent of those who lived there, by place and time, the other places first.

    Where several sources give one number the range holds them all; where only a share of the labour force
    was published the label says so. A place whose population is not public in the view is left out.
    """
    found: dict[str, Quantity] = {}
    for s in elsewhere(case, WORDS):
        share = share_of(case, s)
        if share is not None:
            label = label_of(s)
            found[label] = closed(found[label]).spanning([closed(share)]) if label in found else share
    return found | net_of_crossings(case)


def elsewhere(case, measures: Iterable[str] = (*WORDS, *CROSSINGS)) -> list[Statement]:
    """What was counted in other countries, place by place, in the order of the days described."""
    slots = [Slot("comparator_arrivals", measure, None, None) for measure in measures]
    found = [s for slot in slots for s in case.view.all(slot)]
    first = {place: min(s.period.start for s in found if s.place == place) for place in {s.place for s in found}}
    return sorted(found, key=lambda s: (first[s.place], s.place, s.period.end, s.id))


def share_of(case, s: Statement) -> Quantity | None:
    """A count over the population of its place, in per cent; a published share as it stands; None without a base."""
    if s.unit == "percent":
        return s.figure
    people = residents(case, s.place)
    return people and (s.figure / people).to("percent")


def residents(case, place: str) -> Quantity | None:
    """The population of a place, as published for the time of its newcomers; None before anybody did."""
    found = case.figures(Slot("population", "count", "all", place))
    return found[0][0] if found else None


def net_of_crossings(case) -> dict[str, Quantity]:
    """Entries less exits where both were counted for the same days, in per cent of the residents."""
    entries, exits = (case.view.all(Slot("comparator_arrivals", m, "all", None)) for m in ("entries", "exits"))
    return {
        f"{place_name(a)}, entries less exits, {_when(a)}": ((a.figure - b.figure) / people).to("percent")
        for a in entries
        for b in exits
        if a.place == b.place and a.period == b.period and (people := residents(case, a.place))
    }


def label_of(s: Statement) -> str:
    """`France, 1962`; `Miami, of the labour force, 1980`."""
    who = "of the labour force, " if s.who == "labour_force" else ""
    what = REGISTERED.get(s.place, "") if s.measure == "count" else (WORDS | CROSSINGS)[s.measure]
    return f"{place_name(s)}, {who}{what}{_when(s)}"


def _when(s: Statement) -> str:
    return dates.shortened(s.period.text)


def here(case) -> dict[str, Quantity]:
    """The newcomers of Kazakhstan on the same scale: a week as this run counts it, and those said to remain later."""
    people = case["population"]
    remained = case.view.all(Slot("remained", "present", "russian_citizens", "kazakhstan"))
    later = {
        f"Kazakhstan, said to remain, {_when(s)}": (s.figure / people).to("percent")
        for s in sorted(remained, key=lambda s: s.period.end)[:1] + sorted(remained, key=lambda s: s.period.end)[-1:]
    }
    force = labour_force(case)
    week = {WEEK: (case["arrivals"] / people).to("percent")}
    return week | ({FORCE: (case["arrivals"] / force).to("percent")} if force else {}) | later


def studies(case) -> list[Statement]:
    """What studies of other inflows found, the oldest first."""
    found = case.view.all(Slot("comparator_effect", "remark", None, None))
    return sorted(found, key=lambda s: (s.known_from, s.id))


def years_studied(s: Statement) -> Quantity:
    """How many years a study looked at, first and last included."""
    return Quantity.exact(s.period.end.year - s.period.start.year + 1, "years", (s.id,))
