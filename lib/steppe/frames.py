"""Statements as pandas DataFrames, and columns of Quantities."""

from __future__ import annotations

import re
from datetime import date
from operator import attrgetter

import numpy as np
import pandas as pd

from steppe.evidence import Evidence, witnesses
from steppe.facts import Statement
from steppe.quantity import Quantity

NAMES = {"eu": "European Union"}
COLUMNS = (
    "quantity", "measure", "place", "who", "figure", "wording", "grade", "decides", "start", "end", "days", "period",
    "said_by", "origin", "publisher", "url", "published", "says", "note", "copies", "id",
)


@pd.api.extensions.register_series_accessor("range")
class RangeAccessor:
    """`figures.range.low` and the like: a column of Quantities as columns of numbers.

    `value` has the figures, or the middle where a source gave a range only; `low` and `high` the ends. Missing cells
    stay missing. An end that nobody knows ("at least 43,000") is put at the figure.

    >>> from steppe import Quantity
    >>> pd.Series([Quantity(98_000, 90_000, 100_000, "persons")]).range.high
    0    100000.0
    dtype: float64
    """

    def __init__(self, series: pd.Series):
        found = next((x for x in series.dropna() if not isinstance(x, Quantity)), None)
        if found is not None:
            raise AttributeError(f"Series.range: found {found!r}, expected a column of Quantities such as 'figure'")
        self._series = series
        finite = series.map(Quantity.finite, na_action="ignore")
        self.value, self.low, self.high = (
            finite.map(attrgetter(end), na_action="ignore").astype(float) for end in ("value", "low", "high")
        )

    @property
    def error(self) -> np.ndarray:
        """How far each end lies from the figure, shaped (2, n) as `Axes.errorbar` takes it."""
        return np.array([self.value - self.low, self.high - self.value])

    def to(self, unit: str) -> pd.Series:
        """The column in another unit, such as percent or mi."""
        return self._series.map(lambda q: q.to(unit), na_action="ignore")


def frame_of(statements: list[Statement], chosen: str | None = None, unit: str | None = None) -> pd.DataFrame:
    """One row for each witness behind statements that are sorted best first, in that order; remarks have a row each.

    chosen: the id of the one row that decides, which goes first; without it the rule of the verdicts says which do.
    """
    found = witnesses(statements, unit)
    deciding = Evidence.of(found).deciding
    by_id = {w.ids[0]: w for w in found}
    rows = []
    for s in sorted(statements, key=lambda s: s.id != chosen):
        w = by_id.get(s.id)
        if w or not s.has_figure:
            rows.append(row_of(s) | {
                "quantity": s.quantity.replace("_", " "), "measure": s.measure.replace("_", " "),
                "place": place_name(s.place), "who": re.sub(r"(?<=\d) (?=\d)", " to ", s.who.replace("_", " ")),
                "figure": w.figure if w else None, "copies": w.ids[1:] if w else (),
                "decides": s.id == chosen if chosen else w in deciding,
            })
    frame = pd.DataFrame(rows, columns=COLUMNS)
    # An empty table has columns of the same types, so that arithmetic on days works before anything was public.
    return frame.astype({"start": "datetime64[s]", "end": "datetime64[s]", "decides": bool})


def row_of(s: Statement) -> dict:
    """A statement by the columns of facts.csv; its figure, its days and its page beside them."""
    days = s.period.start, s.period.end
    start, end = (pd.NaT if day in (date.min, date.max) else pd.Timestamp(day) for day in days)
    return vars(s) | {
        "figure": s.figure if s.has_figure else None, "start": start, "end": end, "days": (end - start).days + 1,
        "period": s.period.text, "source": s.source.id, "publisher": s.source.publisher, "url": s.source.url,
    }


def place_name(place: str) -> str:
    """The name of a place as readers write it: `European Union` for `eu`."""
    return NAMES.get(place, place.replace("_", " ").title())
