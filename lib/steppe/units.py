"""Rounding and wording of figures, declared once for each unit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import isfinite, isnan
from typing import TYPE_CHECKING, NamedTuple

from steppe.refusal import DisplayError

if TYPE_CHECKING:
    from steppe.quantity import Quantity

SIGNIFICANT_DIGITS = 12
NO_BREAK = "\u00a0"


@dataclass(frozen=True)
class Unit:
    """Decimals shown, and what is written around a figure. `axis` names the unit beside a scale.

    What is counted is bare, because the sentence names it; what is measured carries its unit. A unit that
    `trims` shows a whole figure without decimals.
    """

    decimals: int
    axis: str
    before: str = ""
    after: str = ""
    tight: bool = False
    trims: bool = False


class Form(NamedTuple):
    """How a range is worded, by which of its ends are known."""

    unbounded: str
    at_least: str
    at_most: str
    between: str


IN_WORDS = Form("any figure", "at least {}", "at most {}", "from {} to {}")
PLAIN = IN_WORDS._replace(between="{} to {}")
IN_SIGNS = Form("?", f"≥{NO_BREAK}{{}}", f"≤{NO_BREAK}{{}}", "{}–{}")

UNITS = {
    "persons": Unit(0, "persons"),
    "seats": Unit(0, "seats", after=" seats"),
    "persons/day": Unit(0, "persons a day"),
    "persons/mi": Unit(1, "persons per mile"),
    "persons/km": Unit(1, "persons per km"),
    "km": Unit(0, "km", after=" km"),
    "mi": Unit(0, "miles", after=" miles"),
    "percent": Unit(1, "percent", after="%", tight=True),
    "percentage points": Unit(1, "percentage points", after=" percentage points"),
    "ratio": Unit(2, "ratio"),
    "days": Unit(0, "days"),
    "years": Unit(1, "years", trims=True),
    "companies": Unit(0, "companies"),
    "points": Unit(0, "crossing points"),
    "rank": Unit(0, "rank"),
    "weeks": Unit(0, "weeks"),
    "KZT": Unit(0, "tenge", after=" tenge"),
    "KZT/m2": Unit(0, "tenge per m²", after=" tenge per m²"),
    "USD": Unit(0, "US dollars", before="US$", tight=True),
}


def unit_of(name: str) -> Unit:
    """The entry of a unit; a quotient that has none shows two decimals and its own name."""
    return UNITS.get(name) or Unit(2, name, after=f" {name}")


def canonical(number: float) -> float | None:
    """A figure to twelve significant digits, as it travels beside a sentence; None for an open bound."""
    if not isfinite(number):
        return None
    return float(f"{number:.{SIGNIFICANT_DIGITS}g}") + 0.0


def digits(number: float, unit: str) -> str:
    """A figure rounded as its unit asks, with thousands separators and without the unit.

    Halves go away from zero, after rounding to twelve significant digits, so that float dust never
    shows. A figure too small for its decimals keeps one significant digit.
    """
    if isnan(number):
        raise DisplayError(f"figure: found nan {unit}, expected a number")
    exact = Decimal(f"{number:.{SIGNIFICANT_DIGITS}g}")
    about = unit_of(unit)
    decimals = 0 if about.trims and exact == exact.to_integral_value() else about.decimals
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    if not rounded and exact and decimals:
        rounded = exact.quantize(Decimal(1).scaleb(exact.adjusted()), ROUND_HALF_UP)
    return f"{abs(rounded):,f}" if rounded >= 0 else f"−{abs(rounded):,f}"


def amount(number: float, unit: str) -> str:
    """A figure with its unit: `98,000`, `4,739 miles`, `27.4%`."""
    about = unit_of(unit)
    return f"{about.before}{digits(number, unit)}{about.after}"


def named(words: str, unit: str) -> str:
    """A worded figure without a sentence around it, followed by the name of its unit unless it carries one."""
    about = unit_of(unit)
    return words if about.before or about.after or unit == "ratio" else f"{words} {about.axis}"


def point(q: Quantity) -> str:
    """The figure itself; one that is only a bound says so, and one of which only a range was given is that range."""
    if not q.has_point and q.low != q.high:
        return _range(q, PLAIN)
    opens = not isfinite(q.low) and q.value == q.high, not isfinite(q.high) and q.value == q.low
    return _bounded(amount(q.value, q.unit), q.beyond if q.low == q.high else opens, IN_WORDS)


def span(q: Quantity) -> str:
    """The range in words: `from 4,730 to 7,719 km`, `from 53,000 to at least 78,742`, `at least 200,000`, or the one
    figure it comes to."""
    return _range(q, IN_WORDS)


def brief(q: Quantity) -> str:
    """The range in its shortest form, for tables and labels: `98,000`, `14,000–65,000`, `≥ 200,000`."""
    return _range(q, IN_SIGNS)


def bare(q: Quantity) -> str:
    """The same without its unit, beside a scale that names it."""
    return brief(q).removesuffix(unit_of(q.unit).after)


def both(q: Quantity) -> str:
    """The range and, in brackets, the figure: `90,000 to 100,000 (98,000)`; one of the two where they say the same."""
    return _range(q, PLAIN, with_figure=True)


def compact(q: Quantity) -> str:
    """The same in its shortest form: `90,000–100,000 (98,000)`."""
    return _range(q, IN_SIGNS, with_figure=True)


def _end(end: float, is_bound: tuple[bool, bool], unit: str) -> str:
    """The lower or the upper end; one that is only a bound says so."""
    return _bounded(amount(end, unit), is_bound, IN_WORDS) if isfinite(end) else IN_WORDS.unbounded


FORMS = {
    "": point,
    "range": span,
    "both": both,
    "low": lambda q: _end(q.low, (q.beyond[0], False), q.unit),
    "high": lambda q: _end(q.high, (False, q.beyond[1]), q.unit),
    "to": lambda q: _range(q, PLAIN),
}


def _range(q: Quantity, form: Form, with_figure: bool = False) -> str:
    """A range as one of the forms words it; with_figure: the figure behind it, where it says more than the range."""
    low, high = (amount(end, q.unit) if isfinite(end) else "" for end in (q.low, q.high))
    if not low and not high:
        words = form.unbounded
    elif low == high:
        words = _bounded(amount(q.value, q.unit), q.beyond, form)
    elif not (low and high):
        words = _bounded(low or high, (not low, not high), form)
    else:
        words = _between(q, form)
    about, figure = unit_of(q.unit), amount(q.value, q.unit)
    is_known = q.low == q.high or words == figure or (not (low and high) and q.value in (q.low, q.high))
    if not with_figure or is_known or not q.has_point:
        return words
    return f"{words} ({figure if about.tight else digits(q.value, q.unit)})"


def _between(q: Quantity, form: Form) -> str:
    """Two ends, each of which may be only a bound. The unit comes once, but in words at each end if it is tight."""
    about = unit_of(q.unit)
    low, high, after = about.before + digits(q.low, q.unit), digits(q.high, q.unit), about.after
    if about.tight and form is not IN_SIGNS:
        low, high, after = amount(q.low, q.unit), amount(q.high, q.unit), ""
    # A dash beside a minus sign could not be read.
    between = PLAIN.between if form is IN_SIGNS and q.low < 0 else form.between
    low, high = _bounded(low, (q.beyond[0], False), form), _bounded(high, (False, q.beyond[1]), form)
    return between.format(low, high) + after


def _bounded(words: str, beyond: tuple[bool, bool], form: Form) -> str:
    """A worded figure that may be lower, or higher, or (where both or neither) is left as it is."""
    return {(True, False): form.at_most, (False, True): form.at_least}.get(beyond, "{}").format(words)
