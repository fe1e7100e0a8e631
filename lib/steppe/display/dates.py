"""Days, months, years and stretches of them in British English."""

from __future__ import annotations

import re
from datetime import date

from steppe.typed import MONTHS

_ISO = r"\d{4}(?:-\d\d(?:-\d\d)?)?"
_END = rf"(?:{_ISO}|\.\.)"
_PERIOD = re.compile(rf"{_ISO}|{_END}/{_END}")


def is_period(text: str) -> bool:
    """True for an ISO day, month or year, or a stretch `a/b` with at most one open end."""
    return bool(_PERIOD.fullmatch(text)) and text != "../.."


def in_words(day: date | str | None) -> str:
    """`2022-09-30` as `30 September 2022`, `2022-09` as `September 2022`, a stretch with `to`, nothing as `undated`."""
    if day is None:
        return "undated"
    text = f"{day:%Y-%m-%d}" if isinstance(day, date) else day  # a timestamp of pandas is a date, too
    first, _, last = text.partition("/")
    if not last or first == last:
        return _moment(first)
    if first == "..":
        return f"up to {_moment(last)}"
    if last == "..":
        return f"from {_moment(first)}"
    start, end = _moment(first).split(), _moment(last).split()
    while len(first) == len(last) and start[-1] == end[len(start) - 1]:
        start.pop()  # what both ends share is said once
    return " ".join([*start, "to", *end])


def words_for(day: date | str | None) -> str:
    """A day, month, year or period in words, with months of three letters: for labels and tables.

    >>> words_for("2022-09-21/2022-09-27")
    '21 to 27 Sep 2022'
    """
    return re.sub(rf"\b({MONTHS})\b", lambda month: month[0][:3], in_words(day))


def _moment(text: str) -> str:
    year, month, day, *_ = [*text.split("-"), "", ""]
    return " ".join(filter(None, [day.lstrip("0"), month and MONTHS.split("|")[int(month) - 1], year]))
