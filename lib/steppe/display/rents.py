"""Rents in Kazakh cities: how they moved around the call-up, and which cities a source names as near the border."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

from steppe.case import closed
from steppe.display.places import place_name
from steppe.display.template import Filled, phrase
from steppe.facts import Slot, Statement
from steppe.quantity import Quantity

ONE = Quantity.exact(1, "ratio")
SINCE_SEPTEMBER = "2022-09-01/2022-11-03"
SINCE_PEAK = "2022-10-01/2022-11-03"
TO_APRIL = "2022-04/2023-04"
LATE_SEPTEMBER = "2022-09-28"


def changes(case, period: str | None = None, place: str | None = None) -> list[Statement]:
    """Changes of rent in per cent: those of exactly one period, or of all."""
    found = case.view.all(Slot("rent_change", "change", "all", place))
    return [s for s in found if period in (None, s.period.text)]


def by_city(statements: list[Statement]) -> dict[str, Statement]:
    """The best statement for each city, without the country as a whole and groups of cities."""
    cities: dict[str, Statement] = {}
    for s in statements:
        if s.place not in ("kazakhstan", "border_cities", "border_regions"):
            cities.setdefault(place_name(s), s)
    return cities


def near_border(case) -> frozenset[str]:
    """The cities that a portal for flats counts among those at the border; empty before it said so.

    Nothing here measures a distance: the evidence has no coordinates of cities.
    """
    named = " ".join(s.note or "" for s in changes(case, place="border_cities"))
    slots = [Slot(f"rent_{measure}", measure, None, None) for measure in ("change", "level")]
    every = {place_name(s) for slot in slots for s in case.view.all(slot)}
    return frozenset(city for city in every if city in named)


def late_september(case) -> list[Statement]:
    """What was said in the first days of the rise, whatever its measure; the greatest first."""
    multiples = case.view.all(Slot("rent_change", "multiple", "all", None))
    september = [s for s in changes(case) if s.period.text in (f"../{LATE_SEPTEMBER}", "2022-09")]
    return sorted(multiples + september, key=lambda s: (-as_rise(s).value, s.id))


def as_rise(statement: Statement) -> Quantity:
    """A change in per cent; a multiple counts as what it adds."""
    q = statement.figure
    return q if q.unit == "percent" else (q - ONE).to("percent")


def august(case, base: str) -> Statement | None:
    """The official rise of August 2022, against the month or the year before (`2022-07`, `2021-08`)."""
    return next((s for s in changes(case, f"{base}/2022-08", "kazakhstan")), None)


def peaks(case) -> dict[str, Quantity]:
    """Asking rents at the peak of early October over those of 1 September, in per cent.

    Known only for places with both a rise since September and a fall since the peak.
    """
    rises = {place_name(s): s.figure for s in changes(case, SINCE_SEPTEMBER)}
    falls = {place_name(s): s.figure for s in changes(case, SINCE_PEAK)}
    return {
        place: ((ONE + rise.to("ratio")) / (ONE + falls[place].to("ratio")) - ONE).to("percent")
        for place, rise in rises.items()
        if place in falls
    }


def spanned(figures: Iterable[Quantity]) -> Quantity | None:
    """From the least to the greatest of several figures; None for none."""
    first, *others = [closed(q) for q in figures] or [None]
    return first and first.spanning(others)


def parted(near: Collection[Quantity], far: Collection[Quantity]) -> Filled:
    """In words, whether each fall near the border was deeper than any other one."""
    if not near or not far:
        return phrase("no comparison yet")
    apart = max(q.high for q in near) < min(q.low for q in far)
    return phrase(
        "each of the {near} cities named as near the border fell by more than any of the {far} others" if apart
        else "the {near} cities named as near the border and the {far} others overlap",
        near=len(near), far=len(far),
    )


def wages(case, measure: str) -> Quantity | None:
    """Monthly wages, `mean` or `median`, over every statement about 2022, in tenge.

    The figure is that of the shortest time around the day of the rents, where one is public.
    """
    found, about = case.view.all(Slot("wage", "level", measure, "kazakhstan")), date.fromisoformat(LATE_SEPTEMBER)
    found.sort(key=lambda s: (not s.period.start <= about <= s.period.end, s.period.days))
    return spanned(s.figure for s in found)


def tenge_for_dollar(case) -> Quantity | None:
    """Tenge for one dollar, over every published rate: of a day and of the year; None before any."""
    return spanned(q for q, _ in case.figures(Slot("exchange_rate", "level", "usd", "kazakhstan")))


def one_room(case) -> dict[str, Statement]:
    """Asking rents of one room at the end of September 2022, by city, the dearest first."""
    found = case.view.all(Slot("rent_level", "level", "one_room", None))
    return {place_name(s): s for s in sorted(found, key=lambda s: (-s.figure.value, s.id))}


def in_per_cent(part: Quantity, whole: Quantity | None) -> Quantity | None:
    """A part of a whole in per cent; None where the whole is not known."""
    return whole and (part / whole).to("percent")


def almaty_in_tenge(case) -> Quantity | None:
    """Mean asking rents in Almaty, stated in dollars, at every published rate; None before both are public."""
    rate, found = tenge_for_dollar(case), case.figures(Slot("rent_level", "level", "all", "almaty"))
    return replace(rate, unit="KZT/USD") * found[0][0] if rate and found else None


def to_april(case) -> dict[str, Quantity | None]:
    """The year to April 2023 in per cent: as printed for the country and the cities, and as the levels imply."""
    printed = {place_name(s): s.figure for s in changes(case, TO_APRIL)}
    levels = {s.period.text: s.figure for s in case.view.all(Slot("rent_level", "level", "all", "kazakhstan"))}
    before, after = levels.get("2022-04"), levels.get("2023-04")
    implied = (after / before - ONE).to("percent") if before and after else None
    cities = {city.lower(): printed.get(city) for city in ("Almaty", "Petropavlovsk")}
    return {"printed": printed.get("Kazakhstan"), "implied": implied, "before": before, "after": after, **cities}
