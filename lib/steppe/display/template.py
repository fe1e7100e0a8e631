"""Sentences with named holes: no figure is typed, each comes in as a value."""

from __future__ import annotations

import re
import sys
from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from string import Formatter
from typing import NamedTuple

from steppe import typed, units
from steppe.display import dates
from steppe.facts import Statement
from steppe.markup import markdown_text, one_line, without_formulas
from steppe.quantity import Quantity
from steppe.refusal import DisplayError


class Piece(NamedTuple):
    """A stretch of a sentence, as text and as Markdown, and the statements behind the figure it ends with."""

    words: str
    markdown: str
    ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Filled:
    """A template with its holes filled; `values` are those it shows, as they travel beside it.

    It may itself fill a hole: its figures keep their statements.
    """

    pieces: tuple[Piece, ...]
    values: dict[str, object]

    @property
    def text(self) -> str:
        return "".join(piece.words for piece in self.pieces)

    @property
    def ids(self) -> tuple[str, ...]:
        """The statements it rests on."""
        return tuple(dict.fromkeys(id for piece in self.pieces for id in piece.ids))


Value = Quantity | Statement | Filled | date | str | int | None
_HOLE = re.compile(r"(?<!\{)\{([a-zA-Z_]\w*)")


def phrase(template: str, **values: Value) -> Filled:
    """A part of a sentence with figures of its own, for a hole of `say` or `show`.

    Holes that are not passed are filled from the names of the caller.
    """
    return filled("phrase", template, None, values, caller())


def caller() -> Mapping[str, object]:
    """The names that can be seen where a verb was called."""
    frame = sys._getframe(2)
    return ChainMap(frame.f_locals, frame.f_globals)


def filled(
    verb: str, template: str, otherwise: str | None, values: Mapping[str, object], names: Mapping[str, object]
) -> Filled:
    """Fills a template from values and then from names; the other template where a value of the first is missing.

    Raises DisplayError as `fill` does.
    """
    known = _named(template, values, names)
    if otherwise is not None and any(known.get(name, template) is None for name in holes(template)):
        template, known = otherwise, _named(otherwise, values, names)
    for name in holes(template) - known.keys():
        hint = get_close_matches(name, {**names, **known}, 1)
        raise DisplayError(f"{verb}: no value for {{{name}}}" + (f"; did you mean {{{hint[0]}}}?" if hint else ""))
    return fill(verb, template, known)


def holes(text: str) -> set[str]:
    """The names of the holes of a template."""
    return set(_HOLE.findall(text))


def _named(template: str, values: Mapping[str, object], names: Mapping[str, object]) -> dict[str, object]:
    """The values passed, and from the names those that the template has holes for; whole numbers as Python's own."""
    wanted = {name: names[name] for name in holes(template) if name in names and name not in values}
    return {name: _plain(value) for name, value in (wanted | dict(values)).items()}


def _plain(value: object) -> object:
    """The value: None for a missing one of pandas, a number of numpy as Python's, a timestamp as a date."""
    if isinstance(value, float) and value != value:
        return None
    if isinstance(value, datetime):
        return value.date()
    return value.item() if type(value).__module__ == "numpy" and hasattr(value, "item") else value


def fill(verb: str, template: str, values: dict[str, Value]) -> Filled:
    """Fills `{name}`, `{name:range}`, `{name:both}`, `{name:low}` and `{name:high}`.

    Raises DisplayError, naming `verb`, for digits typed in the template, a hole without a value, an
    unknown form and a value of a type that has no wording (a bare float has no unit).
    """
    for name, value in values.items():
        _expect_sayable(verb, name, value)
    pieces, used = [], {}
    parsed = _parsed(verb, template)
    expect_no_figure(verb, "\0".join(literal for literal, *_ in parsed), "typed in the template")
    for literal, name, form, conversion in parsed:
        pieces.append(Piece(literal, literal))
        if name is None:
            continue
        if name not in values or conversion:
            hint = get_close_matches(name, values, 1)
            raise DisplayError(
                f"{verb}: no value for {{{name}}}" + (f"; did you mean {{{hint[0]}}}?" if hint else "")
            )
        pieces += _pieces(verb, name, values[name], form)
        used[name] = bundled(values[name])
    return Filled(tuple(pieces), used)


def expect_no_figure(verb: str, text: str, where: str) -> None:
    """DisplayError for a figure in digits other than those that may stand anywhere; a label may be made with a year."""
    for _, figure in typed.in_digits(typed.blanked(text, [*typed.MAY_STAND, typed.A_YEAR])):
        raise DisplayError(f"{verb}: found {figure!r} {where}, expected a value such as {{name}}")


def ids_of(value: Value) -> tuple[str, ...]:
    """The statements a value rests on."""
    if isinstance(value, Statement):
        return (value.id,)
    return value.ids if isinstance(value, Quantity | Filled) else ()


def bundled(value: Value) -> object:
    """A value as JSON: figures to twelve significant digits, an open bound as null, ends that are bounds only named."""
    if isinstance(value, Filled):
        return value.values
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
    } | ({"beyond": list(value.beyond)} if any(value.beyond) else {})


def _parsed(verb: str, template: str) -> list[tuple]:
    try:
        return list(Formatter().parse(template))
    except ValueError as error:
        raise DisplayError(f"{verb}: found {template!r} ({error}), expected holes such as {{name}}") from None


def _pieces(verb: str, name: str, value: Value, form: str) -> list[Piece]:
    if isinstance(value, Filled):
        if form:
            raise DisplayError(f"{verb}: found {{{name}:{form}}}, expected {{{name}}}, which is words already")
        return list(value.pieces)
    words = one_line(_worded(verb, name, value, form))
    markdown = markdown_text(words) if isinstance(value, str | Statement) else without_formulas(words)
    return [Piece(words, markdown, ids_of(value))]


def _expect_sayable(verb: str, name: str, value: Value) -> None:
    if isinstance(value, bool) or not isinstance(value, Value):
        raise DisplayError(
            f"{verb}: found {name} = {value!r} ({type(value).__name__}), "
            "expected a Quantity, a statement, a phrase, a date, a whole number or a text"
        )


def _worded(verb: str, name: str, value: Value, form: str) -> str:
    if isinstance(value, Statement) and not value.has_figure:
        value = value.says
    if isinstance(value, Statement):
        value, form = value.figure, form or ("" if value.value is not None else "range")
    if isinstance(value, Quantity):
        if form not in units.FORMS:
            forms = ", ".join(filter(None, units.FORMS))
            raise DisplayError(f"{verb}: found {{{name}:{form}}}, expected one of {forms}")
        return units.FORMS[form](value)
    if value is None:
        return "not known"
    if form:
        raise DisplayError(f"{verb}: found {{{name}:{form}}}, expected {{{name}}}, which is no Quantity")
    if isinstance(value, date) or (isinstance(value, str) and dates.is_period(value)):
        return dates.in_words(value)
    return f"{value:,}" if isinstance(value, int) else value
