"""Statements: who said what about which quantity, when, and where it was published."""

from calendar import monthrange
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, cached_property
from math import inf
from typing import Self

from steppe.quantity import Quantity

ESSAY = "essay"
# The columns that a figure put in these words fills, the most exact wording first; a range may also have a value.
COLUMNS = {
    "exact": "value", "about": "value", "more than": "low", "almost": "high", "range": "low and high", "up to": "high",
    "at least": "low",
}
WORDINGS = tuple(COLUMNS)
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
    def parse(cls, text: str) -> Self:
        """Reads a day, month or year, `a/b`, `../b` or `a/..`; raises ValueError for anything else."""
        first, _, last = text.partition("/")
        start = date.min if first == ".." else _days(first)[0]
        end = date.max if last == ".." else _days(last or first)[1]
        if start > end:
            raise ValueError(text)
        return cls(start, end, text)

    def beside(self, other: Self) -> str:
        """`same` where both start on one day and end within NEAR of each other; else `longer`, `shorter` or empty."""
        if self.start == other.start and abs(self.end - other.end) <= NEAR:
            return "same"
        if self.start <= other.start and self.end >= other.end - NEAR:
            return "longer"
        return "shorter" if self.start >= other.start and self.end <= other.end + NEAR else ""

    def within(self, other: Self) -> bool:
        return other.start <= self.start and self.end <= other.end

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


def is_period(text: str) -> bool:
    """True for an ISO day, month or year, or a stretch `a/b` with at most one open end."""
    with suppress(ValueError):
        return text != "../.." and bool(Period.parse(text))
    return False


@dataclass(frozen=True)
class Source:
    """A page with statements, as a row of `sources.csv`."""

    id: str
    publisher: str
    title: str | None
    url: str | None
    licence: str | None


@dataclass(frozen=True)
class Statement:
    """One published statement about one quantity; the columns are those of `facts.csv`.

    `origin` is who counted or said it first. `known_from` is the last day of the published day, month or year, or
    the day on which the facts were compiled where `published` is None.
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

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def has_figure(self) -> bool:
        return self.unit is not None

    @cached_property
    def figure(self) -> Quantity:
        """The figure with the width that its wording gives it.

        `about`: ABOUT_WIDTH to either side. `more than`: up to the next unit of the last significant digit (1,000 for
        43,000 and 0.1 for 2.5), away from zero, and at most ROUNDING_LIMIT beyond. `almost`: the same on the near
        side. `at least`, `up to` and one-sided figures of the essay are open to one side, the stated end their value.
        """
        ends = [x for x in (self.low, self.high) if x is not None]
        value = self.value if self.value is not None else sum(ends) / len(ends)
        low, high = (-inf, inf) if self.value is None else (value, value)
        if self.wording == "about":
            low, high = value - ABOUT_WIDTH * abs(value), value + ABOUT_WIDTH * abs(value)
        elif self.wording in ("more than", "almost"):
            last_unit = 10.0 ** Decimal(f"{value:.15g}").normalize().as_tuple().exponent
            step = min(last_unit, ROUNDING_LIMIT * abs(value))
            is_upward = (value > 0) is (self.wording == "more than")
            low, high = (value, value + step) if is_upward else (value - step, value)
        else:
            low, high = low if self.low is None else self.low, high if self.high is None else self.high
        return Quantity(value, low, high, self.unit, (self.id,), has_point=self.value is not None or len(ends) < 2)


@dataclass(frozen=True)
class Slot:
    """What statements that may be compared have in common. None for `who` or `place` admits any.

    period: admits days inside it. days: how many at least. unit: every figure is converted to it.
    """

    quantity: str
    measure: str
    who: str | None
    place: str | None
    period: str | None = None
    days: int = 1
    unit: str | None = None

    def admits(self, s: Statement) -> bool:
        return (
            s.quantity == self.quantity and s.measure == self.measure
            and self.who in (None, s.who) and self.place in (None, s.place) and s.period.days >= self.days
            and (self.period is None or s.period.within(Period.parse(self.period)))
        )


def _days(text: str) -> tuple[date, date]:
    """The first and the last day of a day, month or year."""
    first = date.fromisoformat((text + "-01-01")[:10])
    month = 12 if len(text) == 4 else first.month
    return first, first if len(text) == 10 else date(first.year, month, monthrange(first.year, month)[1])


def reading_order(s: Statement) -> tuple:
    """Sorts the best row first: figures before bounds, grade, exact wording, first-hand before copies, later, id."""
    exactness = WORDINGS.index(s.wording) if s.wording else 0
    is_bound = s.has_figure and s.figure.is_bound
    return is_bound, s.grade, exactness, s.said_by != s.origin, -s.known_from.toordinal(), s.id
