"""Sentences with named holes: no figure is typed, each comes in as a value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from string import Formatter

from steppe.display import dates, units
from steppe.display.errors import DisplayError
from steppe.display.markup import markdown_text, one_line
from steppe.facts import Statement
from steppe.quantity import Quantity

_MONTH = "|".join(dates.MONTHS)
_MAY_STAND = re.compile(
    rf"""\bC(?:0[1-9]|1[0-7])\b                                   # a claim
    | `[a-z][a-z0-9_]*`                                           # a statement's id
    | \b\d{{1,2}}(?:(?:\ to\ |\ and\ |–)\d{{1,2}})?\ (?:{_MONTH})\b  # a day
    | \b\d{{4}}-\d\d(?:-\d\d)?\b                                  # an ISO date
    | (?<![\d.,])(?:1[5-9]|20)\d\d(?![\d%]|[.,]\d)                # a year
    """,
    re.VERBOSE,
)
_FORMS = {
    "": units.point,
    "range": units.span,
    "both": units.both,
    "low": lambda q: units.point(Quantity.exact(q.low, q.unit)),
    "high": lambda q: units.point(Quantity.exact(q.high, q.unit)),
}

Value = Quantity | Statement | date | str | int | None


@dataclass(frozen=True)
class Filled:
    """A template with its holes filled: plain, as Markdown, the statements it rests on, its values."""

    text: str
    markdown: str
    ids: tuple[str, ...]
    values: dict[str, object]


def fill(verb: str, template: str, values: dict[str, Value]) -> Filled:
    """Fills `{name}`, `{name:range}`, `{name:both}`, `{name:low}` and `{name:high}`.

    Raises DisplayError, naming `verb`, for digits typed in the template, a hole without a value, an
    unknown form and a value of a type that has no wording (a bare float has no unit).
    """
    for name, value in values.items():
        _expect_sayable(verb, name, value)
    plain, markdown, bare = [], [], []
    for literal, name, form, conversion in _pieces(verb, template):
        bare.append(literal)
        plain.append(literal)
        markdown.append(literal)
        if name is None:
            continue
        if name not in values or conversion:
            hint = get_close_matches(name, values, 1)
            raise DisplayError(
                f"{verb}: no value for {{{name}}}" + (f"; did you mean {{{hint[0]}}}?" if hint else "")
            )
        words = one_line(_worded(verb, name, values[name], form))
        plain.append(words)
        markdown.append(markdown_text(words) if isinstance(values[name], str | Statement) else words)
    _expect_no_digits(verb, "\0".join(bare))
    ids = dict.fromkeys(id for value in values.values() for id in ids_of(value))
    bundle = {name: bundled(value) for name, value in values.items()}
    return Filled("".join(plain), "".join(markdown), tuple(ids), bundle)


def ids_of(value: Value) -> tuple[str, ...]:
    """The statements a value rests on."""
    if isinstance(value, Statement):
        return (value.id,)
    return value.ids if isinstance(value, Quantity) else ()


def bundled(value: Value) -> object:
    """A value as JSON: figures to twelve significant digits, an open bound as null."""
    if isinstance(value, Statement):
        value = value.figure if value.has_figure else value.says
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, Quantity):
        return value
    return {
        "value": units.canonical(value.value),
        "low": units.canonical(value.low),
        "high": units.canonical(value.high),
        "unit": value.unit,
        "ids": list(value.ids),
    }


def _pieces(verb: str, template: str):
    try:
        return list(Formatter().parse(template))
    except ValueError as error:
        raise DisplayError(f"{verb}: found {template!r} ({error}), expected holes such as {{name}}") from None


def _expect_sayable(verb: str, name: str, value: Value) -> None:
    if isinstance(value, bool) or not isinstance(value, Value):
        raise DisplayError(
            f"{verb}: found {name} = {value!r} ({type(value).__name__}), "
            "expected a Quantity, a statement, a date, a whole number or a text"
        )


def _expect_no_digits(verb: str, text: str) -> None:
    found = re.search(r"[\d.,]*\d[\d.,]*", _MAY_STAND.sub(" ", text))
    if found:
        raise DisplayError(f"{verb}: found {found[0]!r} typed in the template, expected a value such as {{name}}")


def _worded(verb: str, name: str, value: Value, form: str) -> str:
    if isinstance(value, Statement) and not value.has_figure:
        value = value.says
    if isinstance(value, Statement):
        value, form = value.figure, form or ("" if value.value is not None else "range")
    if isinstance(value, Quantity):
        if form not in _FORMS:
            raise DisplayError(f"{verb}: found {{{name}:{form}}}, expected one of {', '.join(filter(None, _FORMS))}")
        return _FORMS[form](value)
    if value is None:
        return "not known"
    if form:
        raise DisplayError(f"{verb}: found {{{name}:{form}}}, expected {{{name}}}, which is no Quantity")
    if isinstance(value, date) or (isinstance(value, str) and dates.is_period(value)):
        return dates.in_words(value)
    return f"{value:,}" if isinstance(value, int) else value
