"""Entries in average weeks of longer stretches, here and elsewhere, beside the week of the call-up."""

from __future__ import annotations

from steppe.case import WEEK, YEAR
from steppe.display import dates
from steppe.display.census import others
from steppe.display.community import ONCE, crossings
from steppe.display.flows import RUSSIANS
from steppe.display.places import per_day, place_name
from steppe.facts import Period
from steppe.quantity import RATIO, Quantity

IN_THE_PANDEMIC = "2021-01/2021-09"
BEFORE = ("2019", IN_THE_PANDEMIC, "2022-02-24/2022-04-11", "2022-07", "2022-08")
STRETCHES = (*BEFORE, "2022-09", "2022", "2024-01/2024-09")
THE_MONTH = "2022-09"


def average_weeks(case) -> dict[str, Quantity]:
    """Entries in an average week of longer stretches, and in the first week after the call-up: label -> persons.

    A level said of some years is that of a year, or of a first quarter where its days end with one.
    """
    weeks = {}
    for s in others(case, crossings("level", *RUSSIANS)):
        is_quarter = s.period.end.month == 3
        label = f"week of a {'first quarter' if is_quarter else 'year'}, {dates.shortened(s.period.text)}"
        weeks[label] = s.figure / (YEAR / 4 if is_quarter else YEAR) * WEEK
    for period in STRETCHES:
        for s in others(case, crossings("entries", *RUSSIANS, period, Period.parse(period).days)):
            when = " (pandemic)" if period == IN_THE_PANDEMIC else ""
            weeks.setdefault(f"week of {dates.shortened(period)}{when}", per_day(s) * WEEK)
    if october := implied_october(case):
        weeks["Oct 2022, by the fall announced"] = october / Quantity.exact(Period.parse("2022-10").days, "day") * WEEK
    for s in others(case, crossings("entries", *RUSSIANS, "2022-09-21/2022-09-27", 7))[:1]:
        weeks["week of the call-up"] = s.figure
    for s in others(case, crossings("entries", None, None, THE_MONTH, 28)):
        if s.place != "kazakhstan":
            weeks.setdefault(f"{place_name(s)}, Sep 2022", per_day(s) * WEEK)
    return weeks


def implied_october(case) -> Quantity | None:
    """Entries in October 2022 by the month before and the fall that was announced; persons, None before that."""
    month = others(case, crossings("entries", *RUSSIANS, THE_MONTH, 28))
    fall = others(case, crossings("change", *RUSSIANS))
    return month[0].figure * (ONCE + fall[0].figure.to(RATIO)) if month and fall else None
