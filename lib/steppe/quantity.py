"""A number that remembers its range, its unit and the statements it rests on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite

KM_PER_MILE = 1.609344
RATIO, POINTS = "ratio", "percentage points"


@dataclass(frozen=True)
class Quantity:
    """A figure with its range.

    `low` and `high` enclose `value`; an open bound is infinite. `unit` is one of the units of
    `facts.csv` or a quotient of two of them ("persons/mi"). `ids` names the statements behind it.
    """

    value: float
    low: float
    high: float
    unit: str
    ids: tuple[str, ...] = ()

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
        return self.low == self.high

    def __add__(self, other: Quantity) -> Quantity:
        self._expect_same_unit(other, "+")
        return Quantity(
            self.value + other.value, self.low + other.low, self.high + other.high, self.unit, _union(self, other)
        )

    def __neg__(self) -> Quantity:
        return Quantity(-self.value, -self.high, -self.low, self.unit, self.ids)

    def __sub__(self, other: Quantity) -> Quantity:
        self._expect_same_unit(other, "-")
        return self + -other

    def __mul__(self, other: Quantity | float) -> Quantity:
        other = _as_quantity(other)
        corners = [_times(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        unit = _unit_of_product(self.unit, other.unit)
        return Quantity(self.value * other.value, min(corners), max(corners), unit, _union(self, other))

    __rmul__ = __mul__

    def __truediv__(self, other: Quantity | float) -> Quantity:
        other = _as_quantity(other)
        if other.low <= 0 <= other.high:
            raise ZeroDivisionError(f"division by a {other.unit} range that includes zero")
        corners = [_over(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        unit = _unit_of_quotient(self.unit, other.unit)
        return Quantity(self.value / other.value, min(corners), max(corners), unit, _union(self, other))

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
            raise ValueError(f"unit: found {self.unit!r}, which cannot be turned into {unit!r}")
        return replace(self * factors[self.unit, unit], unit=unit)

    def spanning(self, others: list[Quantity]) -> Quantity:
        """The same value with a range (and statements) that also covers `others`, all of one unit."""
        for other in others:
            self._expect_same_unit(other, "beside")
        every = [self, *others]
        return Quantity(self.value, min(q.low for q in every), max(q.high for q in every), self.unit, _union(*every))

    def _expect_same_unit(self, other: Quantity, operator: str) -> None:
        if self.unit != other.unit:
            raise ValueError(f"unit: found {self.unit} {operator} {other.unit}, expected one unit")


def _as_quantity(number: Quantity | float) -> Quantity:
    return number if isinstance(number, Quantity) else Quantity.exact(float(number), RATIO)


def _times(a: float, b: float) -> float:
    """Product of two bounds; zero times an open bound is zero."""
    return 0.0 if (a == 0 and not isfinite(b)) or (b == 0 and not isfinite(a)) else a * b


def _over(a: float, b: float) -> float:
    """Quotient of two bounds; anything over an open bound is zero."""
    return a / b if isfinite(b) else 0.0


def _unit_of_product(a: str, b: str) -> str:
    if RATIO in (a, b):
        return b if a == RATIO else a
    if a.endswith(f"/{b}"):
        return a.removesuffix(f"/{b}")
    raise ValueError(f"unit: found {a} times {b}, expected a ratio or {a.split('/')[0]}/{b}")


def _unit_of_quotient(a: str, b: str) -> str:
    if a == b:
        return RATIO
    return a if b == RATIO else f"{a}/{b}"


def _union(*quantities: Quantity) -> tuple[str, ...]:
    return tuple(dict.fromkeys(id for q in quantities for id in q.ids))


PER_CENT = Quantity.exact(100, "percent")
