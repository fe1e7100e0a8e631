"""Sentences with named holes: no figure is typed, each comes in as a value."""

from __future__ import annotations

import re
import sys
from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from string import Formatter
from typing import NamedTuple

from steppe import typed, units
from steppe.display import dates
from steppe.markup import folded, html_text, markdown_text, one_line
from steppe.quantity import Quantity
from steppe.refusal import DisplayError


class Piece(NamedTuple):
    """A stretch of a sentence, as text and as Markdown, and the statements behind it where it is a figure."""

    words: str
    markdown: str
    ids: tuple[str, ...] = ()

    @property
    def titled(self) -> str:
        """As Markdown, with its statements as a title, which shows when the pointer rests on the figure."""
        named = html_text(", ".join(self.ids))
        return f'<span title="{named}">{self.markdown}</span>' if named else self.markdown


@dataclass(frozen=True)
class Filled:
    """A template with its holes filled; `values` are those it shows, as they travel beside it.

    Jupyter shows it with the statements of each figure as its title, and all of them in a fold below. It may itself
    fill a hole: its figures keep their statements.
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

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"{self.text}\nStatements: {', '.join(self.ids)}" if self.ids else self.text

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        sentence = "".join(piece.titled for piece in self.pieces)
        return {
            "text/markdown": "\n\n".join(filter(None, [sentence, folded(self.ids)])),
            "text/plain": repr(self),
            MIME: {"values": self.values},
        }


Value = Quantity | Filled | date | str | int | None
MIME = "application/vnd.steppe.say+json"
_HOLE = re.compile(r"(?<!\{)\{([a-zA-Z_]\w*)")


def phrase(template: str, **values: Value) -> Filled:
    """A part of a sentence with figures of its own, for a hole of `say` or `show`.

    Holes that are not passed are filled from the names of the caller. Raises DisplayError as `say` does.
    """
    return filled("phrase", template, None, values, caller())


def caller() -> Mapping[str, object]:
    """The names that can be seen where a verb was called."""
    frame = sys._getframe(2)
    return ChainMap(frame.f_locals, frame.f_globals)


def holes(text: str) -> set[str]:
    """The names of the holes in any text."""
    return set(_HOLE.findall(text))


def filled(
    verb: str, template: str, otherwise: str | None, values: Mapping[str, object], names: Mapping[str, object]
) -> Filled:
    """A template filled from values and then from names; `otherwise` where a value of the first one is missing.

    A hole is `{name}`, `{name:range}`, `{name:both}`, `{name:low}` or `{name:high}`. Raises DisplayError, naming
    `verb`, for digits typed in a template, a hole without a value, a value without a hole, an unknown form, and a value
    of a type that has no wording (a bare float has no unit).
    """
    templates = [_parsed(verb, text) for text in (template, otherwise) if text is not None]
    scope = ChainMap(dict(values), names)
    known = {}
    for name in dict.fromkeys(name for parsed in templates for _, name, _ in parsed if name is not None):
        if name not in scope:
            near = get_close_matches(name, scope, 1)
            hint = f"; did you mean {{{near[0]}}}?" if near else ""
            raise DisplayError(f"{verb}: no value for {{{name}}}{hint}")
        known[name] = _plain(scope[name])
    if unsaid := [name for name in values if name not in known]:
        expected = ", ".join(f"{{{name}}}" for name in known) or "no value"
        raise DisplayError(f"{verb}: found a value for {{{unsaid[0]}}}, which no template has, expected {expected}")

    is_missing = any(name and known[name] is None for _, name, _ in templates[0])
    pieces, used = [], {}
    for literal, name, form in templates[-1 if is_missing else 0]:
        pieces.append(Piece(literal, literal))
        if name is not None:
            pieces += _pieces(verb, name, form, known[name])
            used[name] = bundled(known[name])
    return Filled(tuple(pieces), used)


def _parsed(verb: str, template: str) -> list[tuple[str, str | None, str | None]]:
    """The literal texts of a template, each with the name and the form of the hole that follows it."""
    try:
        parsed = list(Formatter().parse(template))
    except ValueError as error:
        raise DisplayError(f"{verb}: found {template!r} ({error}), expected holes such as {{name}}") from None
    expect_no_figure(verb, "\0".join(literal for literal, *_ in parsed), "typed in the template")
    return [(literal, f"{name}!{how}" if how else name, form) for literal, name, form, how in parsed]


def expect_no_figure(verb: str, text: str, where: str) -> None:
    """DisplayError for a figure in digits other than those that may stand anywhere; a label may be made with a year."""
    for _, figure in typed.in_digits(typed.blanked(text, [*typed.MAY_STAND, typed.A_YEAR])):
        raise DisplayError(f"{verb}: found {figure!r} {where}, expected a value such as {{name}}")


def _plain(value: object) -> object:
    """The value: None for a missing one of pandas, a number of numpy as Python's."""
    if isinstance(value, float) and value != value:
        return None
    return value.item() if type(value).__module__ == "numpy" and hasattr(value, "item") else value


def _pieces(verb: str, name: str, form: str, value: Value) -> tuple[Piece, ...]:
    """What a value puts into its hole."""
    if isinstance(value, bool) or not isinstance(value, Value):
        expected = "a Quantity (of a statement its figure), a phrase, a date, a whole number or a text"
        raise DisplayError(f"{verb}: found {name} = {value!r} ({type(value).__name__}), expected {expected}")
    if isinstance(value, Quantity):
        words = units.worded(value, form)
        return (Piece(words, markdown_text(words), value.ids),)
    if value is None:
        return (Piece("not known", "not known"),)
    if form:
        raise DisplayError(f"{verb}: found {{{name}:{form}}}, expected {{{name}}}, which is no Quantity")
    if isinstance(value, Filled):
        return value.pieces
    if isinstance(value, date) or (isinstance(value, str) and dates.is_period(value)):
        words = dates.in_words(value)
    else:
        words = one_line(f"{value:,}" if isinstance(value, int) else value)
    return (Piece(words, markdown_text(words)),)


def bundled(value: Value) -> object:
    """A value as JSON: figures to twelve significant digits, an open bound as null, ends that are bounds only named."""
    if isinstance(value, Filled):
        return value.values
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if not isinstance(value, Quantity):
        return value
    ends = {end: units.canonical(getattr(value, end)) for end in ("value", "low", "high")}
    beyond = {"beyond": list(value.beyond)} if any(value.beyond) else {}
    return ends | {"unit": value.unit, "ids": list(value.ids)} | beyond
