"""Rounding and wording of figures, declared once for each unit."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from math import isfinite, isinf, isnan
from typing import TYPE_CHECKING, NamedTuple

from nbsuite.errors import OneLineError
from steppe.language import separated, translated

if TYPE_CHECKING:
    from steppe.quantity import Quantity

SIGNIFICANT_DIGITS = 12
NO_BREAK = "\u00a0"


class DisplayError(OneLineError, ValueError):
    """Something that cannot be shown: a template, a value, a figure."""


class Unit(NamedTuple):
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
    """How a range is worded, by which of its ends are known, and whether the figure follows in brackets."""

    between: str = "{low} to {high}"
    at_least: str = "at least {figure}"
    at_most: str = "at most {figure}"
    unbounded: str = "any figure"
    with_figure: bool = False


IN_SIGNS = Form("{low}–{high}", f"≥{NO_BREAK}{{figure}}", f"≤{NO_BREAK}{{figure}}", "?")
FORMS = {
    "": Form(), "range": Form("from {low} to {high}"), "both": Form(with_figure=True), "low": Form(), "high": Form(),
    "to": Form(), "brief": IN_SIGNS, "compact": IN_SIGNS._replace(with_figure=True),
}  # fmt: skip

UNITS = {
    **{name: Unit(0, name) for name in ("persons", "days", "weeks", "companies")},
    "seats": Unit(0, "seats", after=" seats"),
    "persons/day": Unit(0, "persons a day"),
    "persons/mi": Unit(1, "persons per mile"),
    "persons/km": Unit(1, "persons per km"),
    "km": Unit(0, "km", after=" km"),
    "mi": Unit(0, "miles", after=" miles"),
    "percent": Unit(1, "percent", after="%", tight=True),
    "percentage points": Unit(1, "percentage points", after=" percentage points"),
    "ratio": Unit(2, "ratio"),
    "years": Unit(1, "years", trims=True),
    "points": Unit(0, "crossing points"),
    "KZT": Unit(0, "tenge", after=" tenge"),
    "KZT/m2": Unit(0, "tenge per m²", after=" tenge per m²"),
    "USD": Unit(0, "US dollars", before="US$", tight=True),
}


def unit_of(name: str, number: float | None = None) -> Unit:
    """The entry of a unit, its words in the language in use as they stand beside a number.

    A quotient that has no entry shows two decimals and its own name.
    """
    about = UNITS.get(name) or Unit(2, name, after=f" {name}")
    number = number and round(number, about.decimals)
    before, _, after = translated(f"{about.before}{{figure}}{about.after}", number).partition("{figure}")
    return about._replace(before=before, after=after)


def canonical(number: float) -> float | None:
    """A figure to twelve significant digits, as it travels beside a sentence; None for an open bound."""
    return float(f"{number:.{SIGNIFICANT_DIGITS}g}") + 0.0 if isfinite(number) else None


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
    return separated(f"{abs(rounded):,f}" if rounded >= 0 else f"−{abs(rounded):,f}")


def amount(number: float, unit: str) -> str:
    """A figure with its unit: `98,000`, `4,739 miles`, `27.4%`."""
    about = unit_of(unit, number)
    return f"{about.before}{digits(number, unit)}{about.after}"


def named(words: str, unit: str, number: float | None = None) -> str:
    """A worded figure without a sentence around it, followed by the name of its unit unless it carries one."""
    about = unit_of(unit)
    if about.before or about.after or unit == "ratio":
        return words
    number = number and round(number, about.decimals)
    return translated(f"{{figure}} {about.axis}", number).replace("{figure}", words)


def worded(q: Quantity, form: str = "") -> str:
    """A figure in words; an end that is only a bound says so. Raises DisplayError for an unknown form.

    - no form: the figure `98,000`; the range where a source gave nothing else
    - `range`: `from 4,730 to 7,719 km`, `from 53,000 to at least 78,742`, `at least 200,000`
    - `to`: `4,730 to 7,719 km`; `both`: the same and the figure in brackets, where it says more: `90 to 100 (98)`
    - `low`, `high`: one end
    - `brief`: for tables and labels, `14,000–65,000`, `≥ 200,000`; `compact`: the same and the figure
    """
    if form not in FORMS:
        raise DisplayError(f"form of a figure: found {form!r}, expected one of {', '.join(filter(None, FORMS))}")
    style, q = FORMS[form], _narrowed(q, form)
    ends = [amount(end, q.unit) for end in (q.low, q.high) if isfinite(end)]
    if not ends:
        words = translated(style.unbounded)
    elif ends[0] == ends[-1]:
        words = _bounded(ends[0], q.beyond if len(ends) == 2 else (isinf(q.low), isinf(q.high)), style)
    else:
        words = _between(q, style)
    if not style.with_figure or not q.has_point or {*ends} == {amount(q.value, q.unit)}:
        return words
    return f"{words} ({(amount if unit_of(q.unit).tight else digits)(q.value, q.unit)})"


def bare(q: Quantity) -> str:
    """The brief form without its unit, beside a scale that names it."""
    return worded(q, "brief").removesuffix(unit_of(q.unit, q.high if isfinite(q.high) else q.low).after)


def _narrowed(q: Quantity, form: str) -> Quantity:
    """The end, or the figure, that a form shows alone. A figure at the one end that is known stays a bound."""
    if form == "low":
        return replace(q, value=q.low, high=q.low, beyond=(q.beyond[0], False))
    if form == "high":
        return replace(q, value=q.high, low=q.high, beyond=(False, q.beyond[1]))
    is_bound = isfinite(q.low) != isfinite(q.high) and q.value in (q.low, q.high)
    if form or not q.has_point or q.low == q.high or is_bound:
        return q
    return replace(q, low=q.value, high=q.value, beyond=(False, False))


def _between(q: Quantity, form: Form) -> str:
    """Two ends, each of which may be only a bound. The unit comes once, but in words at each end if it is tight."""
    about, is_short = unit_of(q.unit, q.high), form.between == IN_SIGNS.between
    low, high, after = about.before + digits(q.low, q.unit), digits(q.high, q.unit), about.after
    if about.tight and not is_short:
        low, high, after = amount(q.low, q.unit), amount(q.high, q.unit), ""
    # A dash beside a minus sign could not be read.
    between = Form().between if is_short and q.low < 0 else form.between
    low, high = _bounded(low, (q.beyond[0], False), form), _bounded(high, (False, q.beyond[1]), form)
    return translated(between).format(low=low, high=high) + after


def _bounded(words: str, beyond: tuple[bool, bool], form: Form) -> str:
    """A worded figure that may be lower, or higher, or (where both or neither) is left as it is."""
    said = {(True, False): form.at_most, (False, True): form.at_least}.get(beyond, "{figure}")
    return translated(said).format(figure=words)
