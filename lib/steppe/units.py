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
    """Decimals shown, and what stands around a figure. `axis` names the unit beside a scale.

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
    repeats_sign: bool = True


IN_WORDS = Form("any figure", "at least {}", "at most {}", "from {} to {}")
BEFORE_FIGURE = IN_WORDS._replace(between="{} to {}")
IN_SIGNS = Form("?", f"≥{NO_BREAK}{{}}", f"≤{NO_BREAK}{{}}", "{}–{}", repeats_sign=False)

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
    """A worded figure that stands alone: the name of its unit follows where the figure does not carry it."""
    about = unit_of(unit)
    return words if about.before or about.after or unit == "ratio" else f"{words} {about.axis}"


def point(q: Quantity) -> str:
    """The figure itself; one that is only a bound says so, and one of which only a range was given is that range."""
    if not q.has_point and q.low != q.high:
        return _range(q, BEFORE_FIGURE)
    if not isfinite(q.low) and q.value == q.high:
        return IN_WORDS.at_most.format(amount(q.high, q.unit))
    if not isfinite(q.high) and q.value == q.low:
        return IN_WORDS.at_least.format(amount(q.low, q.unit))
    return (_edge(q, IN_WORDS) if q.low == q.high else "{}").format(amount(q.value, q.unit))


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
    return _with_figure(q, _range(q, BEFORE_FIGURE))


def compact(q: Quantity) -> str:
    """The same in its shortest form: `90,000–100,000 (98,000)`."""
    return _with_figure(q, brief(q))


def ends(q: Quantity, side: int) -> str:
    """The lower end (side -1) or the upper one (1); one that is only a bound says so."""
    end, beyond = (q.low, q.beyond[0]) if side < 0 else (q.high, q.beyond[1])
    bounded = (IN_WORDS.at_most if side < 0 else IN_WORDS.at_least) if beyond else "{}"
    if not isfinite(end):
        return IN_WORDS.unbounded
    return bounded.format(amount(end, q.unit))


FORMS = {
    "": point,
    "range": span,
    "both": both,
    "low": lambda q: ends(q, -1),
    "high": lambda q: ends(q, 1),
}


def _range(q: Quantity, form: Form) -> str:
    if not isfinite(q.low) and not isfinite(q.high):
        return form.unbounded
    if not isfinite(q.high):
        return form.at_least.format(amount(q.low, q.unit))
    if not isfinite(q.low):
        return form.at_most.format(amount(q.high, q.unit))
    low, high = digits(q.low, q.unit), digits(q.high, q.unit)
    ends = amount(q.low, q.unit), amount(q.high, q.unit)
    if ends[0] == ends[1]:
        return _edge(q, form).format(amount(q.value, q.unit))
    about = unit_of(q.unit)
    if q.low < 0 and form is IN_SIGNS:
        form = form._replace(between=BEFORE_FIGURE.between)  # a dash beside a minus sign could not be read
    least, most = (form.at_most if q.beyond[0] else "{}"), (form.at_least if q.beyond[1] else "{}")
    if about.tight and form.repeats_sign:
        return form.between.format(least.format(ends[0]), most.format(ends[1]))
    return f"{form.between.format(least.format(f'{about.before}{low}'), most.format(high))}{about.after}"


def _edge(q: Quantity, form: Form) -> str:
    """How one figure is worded that may lie beyond itself to one side."""
    return {(True, False): form.at_most, (False, True): form.at_least}.get(q.beyond, "{}")


def _with_figure(q: Quantity, stretch: str) -> str:
    figure = amount(q.value, q.unit)
    bound_alone = q.low == q.high or (not (isfinite(q.low) and isfinite(q.high)) and q.value in (q.low, q.high))
    if bound_alone or stretch == figure or not q.has_point:
        return stretch
    return f"{stretch} ({figure if unit_of(q.unit).tight else digits(q.value, q.unit)})"
