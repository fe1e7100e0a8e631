"""A number that remembers its range, its unit and the statements it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import wraps
from itertools import chain
from math import isfinite, isinf, isnan, nan
from operator import add, mul, sub, truediv

from nbsuite.errors import OneLineError
from steppe.units import named, worded

RATIO = "ratio"
KM_PER_MILE = 1.609344
CONVERSIONS = {
    ("km", "mi"): 1 / KM_PER_MILE, ("mi", "km"): KM_PER_MILE,
    (RATIO, "percent"): 100, ("percent", RATIO): 0.01, ("percent", "percentage points"): 1,
}  # fmt: skip
NUDGE = 1e-6


class QuantityError(OneLineError, ValueError):
    """Arithmetic or a comparison that has no clear meaning."""


def _operator(compute: Callable) -> Callable:
    """Makes an operator leave whole columns to pandas or numpy, and give nan where the other side is missing."""

    @wraps(compute)
    def operate(self: Quantity, other: object):
        if _is_column(other):
            return NotImplemented
        if other is None or (isinstance(other, float) and isnan(other)):
            return nan
        return compute(self, other)

    return operate


def _is_column(other: object) -> bool:
    return getattr(other, "ndim", 0) > 0


@dataclass(frozen=True, repr=False)
class Quantity:
    """A figure with its range, its unit and the statements behind it.

    value: the figure. low, high: the ends of the range, which enclose it; an open end is infinite.
    unit: one of the units of `facts.csv`, or a quotient of two of them ("persons/mi").
    ids: the statements it rests on. beyond: whether a finite end (low, high) is only a bound, beyond which the
    figure may lie. has_point: False where a source gave a range only, so that `value` is its middle.

    `+` and `-` need one unit; `*` and `/` also take plain numbers. Ranges are computed at their corners, as if the
    figures were independent. Comparisons need one unit and ranges that do not overlap. A missing value (None, nan)
    on either side of `+ - * /` gives nan, so that columns of a joined table can be subtracted.

    Raises QuantityError for anything else, and for a division by a range that includes zero.

    >>> entries = Quantity(98_000, 90_000, 100_000, "persons")
    >>> entries / Quantity.exact(7, "day")
    12,857–14,286 (14,000) persons a day
    >>> entries > Quantity.exact(66_000, "persons")
    True
    """

    value: float
    low: float
    high: float
    unit: str
    ids: tuple[str, ...] = ()
    beyond: tuple[bool, bool] = (False, False)
    has_point: bool = field(default=True, compare=False)

    def __post_init__(self):
        if not self.low <= self.value <= self.high:
            found = f"{self.low} .. {self.value} .. {self.high}"
            raise QuantityError(f"quantity: found {found}, expected low <= value <= high")

    @classmethod
    def exact(cls, value: float, unit: str, ids: tuple[str, ...] = ()) -> Quantity:
        """A figure without a range."""
        return cls(value, value, value, unit, ids)

    @property
    def open_ends(self) -> list[tuple[float, int]]:
        """Where the range has no end, and to which side: pairs of a figure and -1 or 1."""
        q = self.finite()
        return [(end, side) for end, is_open, side in zip((q.low, q.high), q.beyond, (-1, 1), strict=True) if is_open]

    @property
    def is_bound(self) -> bool:
        """Whether an end of the range is open: "at least", "up to"."""
        return isinf(self.low) or isinf(self.high)

    def finite(self) -> Quantity:
        """The same figure with infinite ends moved to the value and marked as `beyond`, for ranges that are shown."""
        if not self.is_bound:
            return self
        low, high = (end if isfinite(end) else self.value for end in (self.low, self.high))
        beyond = self.beyond[0] or low > self.low, self.beyond[1] or high < self.high
        return replace(self, low=low, high=high, beyond=beyond)

    def __repr__(self) -> str:
        return named(worded(self, "compact"), self.unit, self.value)

    def __format__(self, form: str) -> str:
        """The figure in words, in one of the forms of `say`: `f"{q}"`, `f"{q:range}"`."""
        return worded(self, form)

    def __float__(self) -> float:
        if self.low != self.high or any(self.beyond):
            raise QuantityError(f"float: found the range {self!r}, expected one figure; use .value, .low or .high")
        return float(self.value)

    @_operator
    def __add__(self, other: Quantity) -> Quantity:
        return self._computed(add, self._of_one_unit(other, "+"), self.unit)

    def __radd__(self, other: Quantity | float | None) -> Quantity:
        # `sum` begins with the plain number 0.
        return self if type(other) is int and other == 0 else self + other

    def __neg__(self) -> Quantity:
        return replace(self, value=-self.value, low=-self.high, high=-self.low, beyond=self.beyond[::-1])

    @_operator
    def __sub__(self, other: Quantity) -> Quantity:
        return self._computed(sub, self._of_one_unit(other, "-"), self.unit)

    def __rsub__(self, other: object) -> float:
        return -(self - other)  # nan; a number is refused

    @_operator
    def __mul__(self, other: Quantity | float) -> Quantity:
        other = self._as_quantity(other)
        return self._computed(mul, other, self._unit_times(other.unit))

    __rmul__ = __mul__

    @_operator
    def __truediv__(self, other: Quantity | float) -> Quantity:
        other = self._as_quantity(other)
        if other.low <= 0 <= other.high:
            raise QuantityError(f"quantity: found a division by {other!r}, expected a range that does not include zero")
        unit = RATIO if self.unit == other.unit else self.unit if other.unit == RATIO else f"{self.unit}/{other.unit}"
        return self._computed(truediv, other, unit)

    @_operator
    def __rtruediv__(self, other: float) -> Quantity:
        return self._as_quantity(other) / self

    def __lt__(self, other: Quantity) -> bool:
        if _is_column(other):
            return NotImplemented
        other = self._of_one_unit(other, "compared with")
        if self.high < other.low or self.low > other.high or self.low == self.high == other.low == other.high:
            return self.high < other.low
        found = f"the ranges {self!r} and {other!r}, which overlap"
        raise QuantityError(f"comparison: found {found}; compare .value, .low or .high")

    def __gt__(self, other: Quantity) -> bool:
        return NotImplemented if _is_column(other) else self._of_one_unit(other, "compared with") < self

    def __le__(self, other: Quantity) -> bool:
        return NotImplemented if _is_column(other) else not self > other

    def __ge__(self, other: Quantity) -> bool:
        return NotImplemented if _is_column(other) else not self < other

    def to(self, unit: str) -> Quantity:
        """The same in another unit: km and mi, ratio and percent; a share less another in percentage points."""
        if unit == self.unit:
            return self
        if (self.unit, unit) not in CONVERSIONS:
            possible = " or ".join(to for known, to in CONVERSIONS if known == self.unit) or "no other unit"
            raise QuantityError(f"unit: found {self.unit!r}, which cannot be turned into {unit!r}, expected {possible}")
        return replace(self * CONVERSIONS[self.unit, unit], unit=unit)

    def spanning(self, others: list[Quantity]) -> Quantity:
        """The same value with a range (and statements) over `others` too; an end is a bound where it is so for any."""
        every = [self, *(self._of_one_unit(other, "beside") for other in others)]
        low, high = min(q.low for q in every), max(q.high for q in every)
        beyond = any(q.beyond[0] for q in every), any(q.beyond[1] for q in every)
        return replace(self, low=low, high=high, ids=union(q.ids for q in every), beyond=beyond)

    def _computed(self, operator: Callable[[float, float], float], other: Quantity, unit: str) -> Quantity:
        """What an operator makes of two figures, at the corners of their ranges.

        An end is only a bound where it moves outwards as soon as the ends of the ranges that are only bounds do.
        """
        value, has_point = operator(self.value, other.value), self.has_point and other.has_point
        low, high = _extremes(operator, (self.low, self.high), (other.low, other.high))
        is_bound = any(self.beyond + other.beyond)
        lowest, highest = _extremes(operator, _nudged(self), _nudged(other)) if is_bound else (low, high)
        return Quantity(value, low, high, unit, union((self.ids, other.ids)), (lowest < low, highest > high), has_point)

    def _as_quantity(self, other: Quantity | float) -> Quantity:
        try:
            return other if isinstance(other, Quantity) else Quantity.exact(float(other), RATIO)
        except (TypeError, ValueError):
            raise self._unlike(other, "times or over") from None

    def _unit_times(self, other: str) -> str:
        """The unit of a product."""
        if RATIO in (self.unit, other):
            return other if self.unit == RATIO else self.unit
        for rate, by in ((self.unit, other), (other, self.unit)):
            if rate.endswith(f"/{by}"):
                return rate.removesuffix(f"/{by}")
        rate = f"{self.unit.split('/')[0]}/{other}"
        raise QuantityError(f"unit: found {self.unit} times {other}, expected a ratio or {rate}")

    def _of_one_unit(self, other: Quantity, operator: str) -> Quantity:
        if not isinstance(other, Quantity):
            raise self._unlike(other, operator)
        if self.unit != other.unit:
            raise QuantityError(f"unit: found {self.unit} {operator} {other.unit}, expected one unit")
        return other

    def _unlike(self, other: object, operator: str) -> QuantityError:
        return QuantityError(
            f"quantity: found {self!r} {operator} {other!r}, expected two quantities; "
            f"write Quantity.exact({other!r}, {self.unit!r}) for a number of {self.unit}"
        )


def span(figures: Iterable[Quantity]) -> Quantity:
    """One Quantity for several: the first figure, with a range over all of them and every statement.

    For `frame.groupby("place")["figure"].agg(span)`, with the best statement first. Missing cells are left out, and
    so are figures that are only a bound where there is another. Raises QuantityError for two units or no figure.

    >>> span([Quantity.exact(98_000, "persons"), Quantity.exact(100_000, "persons")])
    98,000–100,000 (98,000) persons
    """
    found = [q for q in figures if isinstance(q, Quantity)]
    if not found:
        raise QuantityError("span: found no figure, expected at least one; say what is missing with say(otherwise=...)")
    first, *others = (q.finite() for q in [q for q in found if not q.is_bound] or found)
    return first.spanning(others)


def union(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Every id, or other name, of several groups, once and in order."""
    return tuple(dict.fromkeys(chain.from_iterable(groups)))


def _extremes(operator: Callable, xs: tuple[float, float], ys: tuple[float, float]) -> tuple[float, float]:
    """The least and the greatest result; zero times an open end is zero, and so is one open end over another."""
    results = [operator(x, y) for x in xs for y in ys]
    results = [0.0 if isnan(result) else result for result in results]
    return min(results), max(results)


def _nudged(q: Quantity) -> tuple[float, float]:
    """The ends of a range, those that are only bounds moved outwards a little."""
    low, high = q.low - NUDGE * (abs(q.low) or 1), q.high + NUDGE * (abs(q.high) or 1)
    return low if q.beyond[0] else q.low, high if q.beyond[1] else q.high
