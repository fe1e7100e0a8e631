"""Statements: who said what about which quantity, when, and where it was read."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, cached_property
from math import inf

from steppe.quantity import Quantity

ESSAY = "essay"
# The columns that a figure put in these words fills, the most exact wording first; a range may also have a value.
COLUMNS = {
    "exact": "value", "about": "value", "more than": "low", "almost": "high", "range": "low and high", "up to": "high",
    "at least": "low",
}
WORDINGS = tuple(COLUMNS)
BOUNDS = ("up to", "at least")
ABOUT_WIDTH = 0.05
ROUNDING_LIMIT = 0.10
NEAR = timedelta(2)


@dataclass(frozen=True)
class Period:
    """The days a statement describes, both ends included."""

    start: date
    end: date
    text: str

    @classmethod
    @cache
    def parse(cls, text: str) -> Period:
        """Reads a day, month or year, `a/b`, `../b` or `a/..`; raises ValueError for anything else."""
        first, _, last = text.partition("/")
        start = date.min if first == ".." else _first_day(first)
        end = date.max if last == ".." else _last_day(last or first)
        if start > end:
            raise ValueError(text)
        return cls(start, end, text)

    def beside(self, other: Period) -> str:
        """Whether the days are the `same` as those of another period, `longer` or `shorter`; else an empty text.

        Stretches that start on one day and end within NEAR of each other are of the same days.
        """
        if self.start == other.start and abs(self.end - other.end) <= NEAR:
            return "same"
        if self.start <= other.start and self.end >= other.end - NEAR:
            return "longer"
        return "shorter" if self.start >= other.start and self.end <= other.end + NEAR else ""

    @property
    def is_month(self) -> bool:
        return (self.start.day, self.end) == (1, _last_day(f"{self.start:%Y-%m}"))

    def within(self, other: Period) -> bool:
        return other.start <= self.start and self.end <= other.end

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


@dataclass(frozen=True)
class Source:
    """A page on which statements were read."""

    id: str
    publisher: str
    title: str | None
    url: str | None
    licence: str | None


@dataclass(frozen=True)
class Statement:
    """One published statement about one quantity; the columns are those of `facts.csv`.

    `origin` is who counted or said it first. `known_from` is the last day of the published day, month or
    year, or the day on which the evidence was closed where the page has no date.
    """

    id: str
    quantity: str
    measure: str
    who: str
    place: str
    period: Period
    value: float | None
    low: float | None
    high: float | None
    wording: str | None
    says: str | None
    unit: str | None
    published: str | None
    said_by: str
    origin: str
    source: Source
    replaces: str | None
    grade: str
    note: str | None
    known_from: date

    @property
    def is_dated(self) -> bool:
        """Whether the page, or what it prints, has a date; an undated page is read on the closing day only."""
        return self.published is not None

    @property
    def has_figure(self) -> bool:
        return self.unit is not None

    @property
    def is_bound(self) -> bool:
        """Whether only one end of the figure was stated: "at least", "up to"."""
        return self.wording in BOUNDS or (self.wording is None and self.has_figure and self.value is None)

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody gave the figure by name; the origin of such a row says so."""
        return self.origin.startswith("anonymous")

    @cached_property
    def figure(self) -> Quantity:
        """The figure with the width that its wording gives it.

        `about`: ABOUT_WIDTH to either side. `more than`: up to the next unit of the last significant digit, away from
        zero, and at most ROUNDING_LIMIT beyond. `almost`: the same on the near side. `at least` and `up to` are
        open to one side, with the stated end as their value; so are one-sided figures of the essay.
        """
        ends = [x for x in (self.low, self.high) if x is not None]
        value = self.value if self.value is not None else sum(ends) / len(ends)
        low, high = self._ends(value)
        return Quantity(value, low, high, self.unit, (self.id,), has_point=self.value is not None or len(ends) < 2)

    def _ends(self, value: float) -> tuple[float, float]:
        if self.wording in ("more than", "almost"):
            step = min(_last_unit(value), ROUNDING_LIMIT * abs(value))
            is_upward = (value > 0) is (self.wording == "more than")
            return (value, value + step) if is_upward else (value - step, value)
        if self.wording == "about":
            return value - ABOUT_WIDTH * abs(value), value + ABOUT_WIDTH * abs(value)
        least, most = (-inf, inf) if self.value is None else (value, value)
        return least if self.low is None else self.low, most if self.high is None else self.high


def _last_unit(figure: float) -> float:
    """One unit of the last significant digit: 1,000 for 43,000 and 0.1 for 2.5."""
    return 10.0 ** Decimal(f"{figure:.15g}").normalize().as_tuple().exponent


@dataclass(frozen=True)
class Slot:
    """What statements that may be compared have in common. None for `who` or `place` admits any.

    `period` admits statements about days inside it; `days` is the shortest stretch that counts;
    `unit` turns every figure into one unit.
    """

    quantity: str
    measure: str
    who: str | None
    place: str | None
    period: str | None = None
    days: int = 1
    unit: str | None = None

    def admits(self, statement: Statement) -> bool:
        """Whether a statement is about what the slot is about."""
        return (
            statement.quantity == self.quantity
            and statement.measure == self.measure
            and self.who in (None, statement.who)
            and self.place in (None, statement.place)
            and (self.period is None or statement.period.within(Period.parse(self.period)))
            and statement.period.days >= self.days
        )


def _first_day(text: str) -> date:
    return date.fromisoformat((text + "-01-01")[:10])


def _last_day(text: str) -> date:
    first = _first_day(text)
    if len(text) == 10:
        return first
    month = first.month if len(text) == 7 else 12
    return date(first.year, month, monthrange(first.year, month)[1])


def reading_order(s: Statement) -> tuple:
    """Sorts the best row of a witness first: figures before bounds, then grade, exactness of the wording, first-hand
    before copies, later published, id.
    """
    exactness = WORDINGS.index(s.wording) if s.wording else 0
    return s.is_bound, s.grade, exactness, s.said_by != s.origin, -s.known_from.toordinal(), s.id
