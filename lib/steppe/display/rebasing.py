"""The population of Kazakhstan around the census of 2021: one country, several bases, and steps between them."""

from __future__ import annotations

from dataclasses import replace

from steppe.case import closed
from steppe.display.census import others, spread
from steppe.display.composition import KAZAKHSTAN, by_day
from steppe.display.headcounts import OLD_BASE, POPULATION, in_thousands, totals
from steppe.facts import Slot, Statement
from steppe.quantity import Quantity

ZOOM = "2021-07-01/2025-12-31"
OLD, CENSUS, NEW = "office, old base", "census of 2021", "office, new base"
CENSUS_DAY = "2021-09-01"
FOREIGN = ("World Bank", "CIA World Factbook")
ABROAD = ("World Bank", "CIA")
YEARS = ("2022", "2023")
NEW_YEAR = {"2022": ("2022-01-01", "2023-01-01"), "2023": ("2023-01-01", "2023-12-31")}


def series(case) -> dict[str, list[Statement]]:
    """The population since the summer of 2021 by who counts and on which base, each in the order of the days."""
    found: dict[str, list[Statement]] = {}
    for s in others(case, replace(POPULATION, period=ZOOM)):
        found.setdefault(_line(s), []).append(s)
    order = sorted(found, key=lambda label: (label.partition(",")[0] in ABROAD, label))
    return {label: sorted(found[label], key=lambda s: s.period.start) for label in order}


def _line(s: Statement) -> str:
    if s.said_by in FOREIGN:
        return f"{s.said_by.removesuffix(' World Factbook')}, printed {s.published[:4]}"
    if s.period.text == CENSUS_DAY:
        return CENSUS
    return OLD if s.id in OLD_BASE else NEW


def rebased(case) -> tuple[str, Quantity, Quantity] | None:
    """The first day with a figure on either base, and the two figures, persons; None where no day has both."""
    old, new = (by_day(series(case).get(label, [])) for label in (OLD, NEW))
    return next(((day, old[day], new[day]) for day in old if day in new), None)


def years(case) -> list[dict[str, object]]:
    """The years after the rebasing: growth, births, deaths, what is left, and the registered balance of moves.

    Keys: year, printed (growth as somebody printed it), growth (from one count to the next, else as printed),
    births, deaths, natural, left, registered; persons, or None where nothing is public.
    """
    rows = [_year(case, year) for year in YEARS]
    return [row for row in rows if any(q for key, q in row.items() if key != "year")]


def _year(case, year: str) -> dict[str, object]:
    new = by_day(series(case).get(NEW, []))
    first, last = (new.get(day) for day in NEW_YEAR[year])
    printed = _first(case, Slot("population", "change", "all", KAZAKHSTAN, year))
    growth = last - first if first and last else printed
    births, deaths = (_first(case, Slot(what, "count", "all", KAZAKHSTAN, year)) for what in ("births", "deaths"))
    stated = _first(case, Slot("natural_increase", "count", "all", KAZAKHSTAN, year))
    natural = [q for q in (births - deaths if births and deaths else None, stated) if q]
    increase = natural[0].spanning(natural[1:]) if natural else None
    return {
        "year": year, "printed": printed, "growth": growth, "births": births, "deaths": deaths, "natural": increase,
        "left": growth - increase if growth and increase else None,
        "registered": _first(case, Slot("registered_migration", "net", "all", KAZAKHSTAN, year)),
    }


def _first(case, slot: Slot) -> Quantity | None:
    found = others(case, slot)
    return closed(spread(found)) if found else None


def rates(case) -> dict[str, Quantity]:
    """Births, deaths and their balance in 2022 by the rates of an almanac, persons; empty before they are public."""
    people = totals(case).get("2022")
    births, deaths = (_first(case, Slot(what, "rate", "all", KAZAKHSTAN, "2022")) for what in ("births", "deaths"))
    if not (people and births and deaths):
        return {}
    born, died = (in_thousands(people * rate.to("ratio")) for rate in (births, deaths))
    return {"births": born, "deaths": died, "natural": born - died}
