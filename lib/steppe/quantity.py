"""A number that remembers its range, its unit and the statements it rests on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from math import isfinite, isnan, nan

from steppe.units import FORMS, compact, named

KM_PER_MILE = 1.609344
Missing = float | None  # what pandas puts where a join finds nothing
RATIO, POINTS = "ratio", "percentage points"
TRIFLE = 1e-6


class QuantityError(ValueError):
    """Arithmetic or a comparison that has no clear meaning; Jupyter shows one line without a traceback."""

    def _render_traceback_(self) -> list[str]:
        return [f"{type(self).__name__}: {self}"]


@dataclass(frozen=True, repr=False)
class Quantity:
    """A figure with its range, its unit and the statements behind it.

    value: the figure. low, high: the ends of the range, which enclose it; an open end is infinite.
    unit: one of the units of `facts.csv`, or a quotient of two of them ("persons/mi").
    ids: the statements it rests on. beyond: whether a finite end (low, high) is only a bound, beyond which the
    figure may lie. has_point: False where a source gave a range only, so that `value` is its middle.

    `+` and `-` need one unit; `*` and `/` also take plain numbers. Ranges are computed at their corners, as if the
    figures were independent. `<` and `>` need one unit and ranges that do not overlap. A missing value (None, nan)
    on either side of `+ - * /` gives nan, so that columns of a joined table can be subtracted.

    Raises QuantityError for anything else.

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
            raise ValueError(
                f"quantity: found {self.low} .. {self.value} .. {self.high}, expected low <= value <= high"
            )

    @classmethod
    def exact(cls, value: float, unit: str, ids: tuple[str, ...] = ()) -> Quantity:
        """A figure without a range."""
        return cls(value, value, value, unit, ids)

    @property
    def is_exact(self) -> bool:
        return self.low == self.high and not any(self.beyond)

    @property
    def open_ends(self) -> list[tuple[float, int]]:
        """Where the range has no end, and to which side: pairs of a figure and -1 or 1."""
        sides = ((self.low, self.beyond[0], -1), (self.high, self.beyond[1], 1))
        return [(end if isfinite(end) else self.value, side) for end, on, side in sides if on or not isfinite(end)]

    def __repr__(self) -> str:
        return named(compact(self), self.unit)

    def __format__(self, form: str) -> str:
        """The figure in words, in one of the forms of `say`: `f"{q}"`, `f"{q:range}"`, `both`, `low`, `high`."""
        if form not in FORMS:
            raise QuantityError(f"format: found {form!r}, expected one of {', '.join(filter(None, FORMS))}")
        return FORMS[form](self)

    def __float__(self) -> float:
        if self.low != self.high or any(self.beyond):
            raise QuantityError(f"float: found the range {self!r}, expected one figure; use .value, .low or .high")
        return float(self.value)

    def __add__(self, other: Quantity) -> Quantity:
        if _is_column(other):
            return NotImplemented
        if _is_missing(other):
            return nan
        self._expect_same_unit(other, "+")
        return self._with(self.value + other.value, self.low + other.low, self.high + other.high, other)

    def __radd__(self, other: Quantity | Missing) -> Quantity:
        # `sum` begins with a plain nought.
        return self if type(other) is int and other == 0 else self + other

    def __neg__(self) -> Quantity:
        return replace(self, value=-self.value, low=-self.high, high=-self.low, beyond=self.beyond[::-1])

    def __sub__(self, other: Quantity) -> Quantity:
        if _is_column(other):
            return NotImplemented
        if _is_missing(other):
            return nan
        self._expect_same_unit(other, "-")
        return self + -other

    def __rsub__(self, other: Missing) -> float:
        if _is_column(other):
            return NotImplemented
        if _is_missing(other):
            return nan
        raise self._unlike(other, "-")

    def __mul__(self, other: Quantity | float) -> Quantity:
        if _is_column(other):
            return NotImplemented
        if _is_missing(other):
            return nan
        other = _as_quantity(other, self)
        unit = _unit_of_product(self.unit, other.unit)
        low, high, beyond = _corners(_times, self, other)
        return self._with(self.value * other.value, low, high, other, unit, beyond)

    __rmul__ = __mul__

    def __truediv__(self, other: Quantity | float) -> Quantity:
        if _is_column(other):
            return NotImplemented
        if _is_missing(other):
            return nan
        other = _as_quantity(other, self)
        if other.low <= 0 <= other.high:
            raise ZeroDivisionError(f"division by a {other.unit} range that includes zero")
        unit = _unit_of_quotient(self.unit, other.unit)
        low, high, beyond = _corners(_over, self, other)
        return self._with(self.value / other.value, low, high, other, unit, beyond)

    def __rtruediv__(self, other: float) -> Quantity:
        if _is_column(other):
            return NotImplemented
        return nan if _is_missing(other) else _as_quantity(other, self) / self

    def __lt__(self, other: Quantity) -> bool:
        if _is_column(other):
            return NotImplemented
        self._expect_same_unit(other, "compared with")
        if self.high < other.low or self.low > other.high:
            return self.high < other.low
        if self.low == self.high == other.low == other.high:
            return False
        raise QuantityError(
            f"comparison: found the ranges {self!r} and {other!r}, which overlap; compare .value, .low or .high"
        )

    def __gt__(self, other: Quantity) -> bool:
        if _is_column(other):
            return NotImplemented
        self._expect_same_unit(other, "compared with")
        return other < self

    def _with(
        self, value: float, low: float, high: float, other: Quantity, unit: str | None = None,
        beyond: tuple[bool, bool] | None = None,
    ) -> Quantity:
        """What comes of this figure and another."""
        beyond = _either(self, other) if beyond is None else beyond
        has_point = self.has_point and other.has_point
        return Quantity(value, low, high, unit or self.unit, _union(self, other), beyond, has_point)

    def to(self, unit: str) -> Quantity:
        """The same quantity in another unit: between km and mi, between ratio and percent; a share less another
        is turned from percent into percentage points.
        """
        factors = {
            ("km", "mi"): 1 / KM_PER_MILE,
            ("mi", "km"): KM_PER_MILE,
            (RATIO, "percent"): 100,
            ("percent", RATIO): 0.01,
            ("percent", POINTS): 1,
        }
        if unit == self.unit:
            return self
        if (self.unit, unit) not in factors:
            possible = [to for known, to in factors if known == self.unit]
            expected = f"expected {' or '.join(possible)}" if possible else "it has no other unit"
            raise QuantityError(f"unit: found {self.unit!r}, which cannot be turned into {unit!r}; {expected}")
        return replace(self * factors[self.unit, unit], unit=unit)

    def spanning(self, others: list[Quantity]) -> Quantity:
        """The same value with a range (and statements) that also covers `others`, all of one unit.

        An end is a bound only where it is so for any of them.
        """
        for other in others:
            self._expect_same_unit(other, "beside")
        every = [self, *others]
        low, high = min(q.low for q in every), max(q.high for q in every)
        return Quantity(self.value, low, high, self.unit, _union(*every), _either(*every), self.has_point)

    def _expect_same_unit(self, other: Quantity, operator: str) -> None:
        if not isinstance(other, Quantity):
            raise self._unlike(other, operator)
        if self.unit != other.unit:
            raise QuantityError(f"unit: found {self.unit} {operator} {other.unit}, expected one unit")

    def _unlike(self, other: object, operator: str) -> QuantityError:
        return QuantityError(
            f"quantity: found {self!r} {operator} {other!r}, expected two quantities; "
            f"write Quantity.exact({other!r}, {self.unit!r}) for a number of {self.unit}"
        )


def _is_column(other: object) -> bool:
    """Whether pandas or numpy must go through the other side cell by cell."""
    return getattr(other, "ndim", 0) > 0


def _is_missing(other: object) -> bool:
    return other is None or (isinstance(other, float) and isnan(other))


def _as_quantity(number: Quantity | float, beside: Quantity) -> Quantity:
    if isinstance(number, Quantity):
        return number
    try:
        return Quantity.exact(float(number), RATIO)
    except (TypeError, ValueError):
        raise beside._unlike(number, "times or over") from None


def _either(*quantities: Quantity) -> tuple[bool, bool]:
    """Whether the low end, and the high end, is a bound only for any of the quantities."""
    return any(q.beyond[0] for q in quantities), any(q.beyond[1] for q in quantities)


def _corners(operator: Callable, a: Quantity, b: Quantity) -> tuple[float, float, tuple[bool, bool]]:
    """The least and the greatest corner; each is a bound only where it gives way as soon as an end that is one does."""
    if a.is_exact and b.is_exact:
        only = operator(a.low, b.low)
        return only, only, (False, False)
    low, high = _least_and_most(operator, (a.low, a.high), (b.low, b.high))
    if not any(a.beyond + b.beyond):
        return low, high, (False, False)
    least, most = _least_and_most(operator, _given_way(a), _given_way(b))
    return low, high, (least < low, most > high)


def _least_and_most(operator: Callable, a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float]:
    corners = [operator(x, y) for x in a for y in b]
    return min(corners), max(corners)


def _given_way(q: Quantity) -> tuple[float, float]:
    """The ends of a range, those that are bounds only moved outwards by a trifle."""
    ends = zip((q.low, q.high), q.beyond, (-1, 1), strict=True)
    return tuple(end + side * TRIFLE * (abs(end) or 1) if beyond else end for end, beyond, side in ends)


def _times(a: float, b: float) -> float:
    """Product of two bounds; zero times an open bound is zero."""
    return 0.0 if (a == 0 and not isfinite(b)) or (b == 0 and not isfinite(a)) else a * b


def _over(a: float, b: float) -> float:
    """Quotient of two bounds; anything over an open bound is zero."""
    return a / b if isfinite(b) else 0.0


def _unit_of_product(a: str, b: str) -> str:
    if RATIO in (a, b):
        return b if a == RATIO else a
    for rate, by in ((a, b), (b, a)):
        if rate.endswith(f"/{by}"):
            return rate.removesuffix(f"/{by}")
    raise ValueError(f"unit: found {a} times {b}, expected a ratio or {a.split('/')[0]}/{b}")


def _unit_of_quotient(a: str, b: str) -> str:
    if a == b:
        return RATIO
    return a if b == RATIO else f"{a}/{b}"


def _union(*quantities: Quantity) -> tuple[str, ...]:
    return tuple(dict.fromkeys(id for q in quantities for id in q.ids))


def closed(q: Quantity) -> Quantity:
    """The same figure with its open ends drawn in to where they stand, as if exact."""
    return replace(drawn_in(q), beyond=(False, False))


def drawn_in(q: Quantity) -> Quantity:
    """The same figure with infinite ends drawn in to its value, for ranges that are shown; they stay `beyond`."""
    if isfinite(q.low) and isfinite(q.high):
        return q
    low, high = (end if isfinite(end) else q.value for end in (q.low, q.high))
    sides = [side for _, side in q.open_ends]
    return replace(q, low=low, high=high, beyond=(-1 in sides, 1 in sides))


PER_CENT = Quantity.exact(100, "percent")
