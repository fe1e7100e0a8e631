"""Sentences with named holes: no figure is typed, each comes in as a value."""

import re
import sys
from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from string import Formatter
from typing import NamedTuple

from nbsuite.errors import did_you_mean
from steppe import typed
from steppe.display import dates
from steppe.language import in_parts, language_of, separated, translated
from steppe.markup import folded, html_text, markdown_text, one_line
from steppe.quantity import Quantity, union
from steppe.statements import is_period
from steppe.units import DisplayError, canonical


class Piece(NamedTuple):
    """A stretch of a sentence, as text and as Markdown, and the statements behind it where it is a figure."""

    words: str
    markdown: str
    ids: tuple[str, ...] = ()


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
        return union(piece.ids for piece in self.pieces)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"{self.text}\n{translated('Statements')}: {', '.join(self.ids)}" if self.ids else self.text

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        sentence = "".join(piece.markdown for piece in self.pieces)
        shown = {"text/markdown": "\n\n".join(filter(None, [sentence, folded(self.ids)])), "text/plain": repr(self)}
        return shown | {MIME: {"values": self.values}}


Value = Quantity | Filled | date | str | int | None
MIME = "application/vnd.steppe.say+json"
A_CELL = "; use one cell, or span(...) of a column of Quantities"
INSTEAD = {"Judgement": "; use .known.word", "Verdict": "; use .word", "Series": A_CELL, "DataFrame": A_CELL}
_HOLE = re.compile(r"(?<!\{)\{([a-zA-Z_]\w*)")


def say(template: str, *, otherwise: str | None = None, **values: Value) -> Filled:
    """A sentence in which every figure is a value; `phrase` is the same, for a part of a sentence that fills a hole.

    template: text with holes. `{n}` is the figure, `{n:range}` its range in words (from 4,730 to 7,719 km), `{n:to}`
    the range without "from" (4,730 to 7,719 km), `{n:both}` the same with the figure in brackets, `{n:low}` and
    `{n:high}` the ends, `{n:brief}` and `{n:compact}` what tables have: 4,730–7,719 km, the latter with the figure.
    otherwise: said instead where a value of the first template is missing (None, nan): nothing was public yet.
    values: what fills the holes: Quantities, phrases, dates (ISO text too), whole numbers and texts. Holes that are
    not passed are filled from the names of the caller, as in `DataFrame.query`.

    Each figure has its statements as a title; all of them are listed in a fold below. Raises DisplayError for digits
    typed in the template, other than claims, dates and years, for a hole without a value, for a value passed that no
    template has a hole for, for an unknown form, and for a value that has no unit.

    >>> arrivals = Quantity(98_000, 90_000, 100_000, "persons", ("kz_in_27sep",))
    >>> print(say("Entries: {arrivals:both}."))
    Entries: 90,000 to 100,000 (98,000).
    >>> print(say("Entries: {none}.", otherwise="By {day} nobody had counted.", none=None, day="2022-09-22"))
    By 22 September 2022 nobody had counted.
    """
    return filled("say", template, otherwise, values, caller())


phrase = say


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
    """A template filled as `say` does it, from values and then from names; errors begin with `verb`."""
    texts = [text for text in (template, otherwise) if text is not None]
    templates = [_parsed(verb, text) for text in texts]
    scope = ChainMap(dict(values), names)
    known = {}
    for name in (name for parsed in templates for _, name, _ in parsed if name is not None):
        if name not in scope:
            raise DisplayError(f"{verb}: no value for {{{name}}}{did_you_mean(name, scope)}")
        known[name] = _plain(scope[name])
    if unsaid := [name for name in values if name not in known]:
        expected = ", ".join(f"{{{name}}}" for name in known) or "no value"
        raise DisplayError(f"{verb}: found a value for {{{unsaid[0]}}}, which no template has, expected {expected}")

    is_missing = any(name and known[name] is None for _, name, _ in templates[0])
    pieces, used = [], {}
    with language_of(texts[-1 if is_missing else 0]):
        for literal, name, form in _parsed(verb, translated(texts[-1 if is_missing else 0]), is_checked=True):
            pieces.append(Piece(literal, literal))
            if name is not None:
                put, used[name] = _put(verb, name, form, known[name])
                pieces += put
    return Filled(tuple(pieces), used)


def _parsed(verb: str, template: str, is_checked: bool = False) -> list[tuple[str, str | None, str | None]]:
    """The literal texts of a template, each with the name and the form of the hole that follows it.

    Digits are refused where they were not looked for before: months that may stand beside them are English.
    """
    try:
        parsed = list(Formatter().parse(template))
    except ValueError as error:
        raise DisplayError(f"{verb}: found {template!r} ({error}), expected holes such as {{name}}") from None
    text = typed.blanked("\0".join(literal for literal, *_ in parsed), [*typed.MAY_STAND, typed.A_YEAR])
    for _, figure in () if is_checked else typed.in_digits(text):
        raise DisplayError(f"{verb}: found {figure!r} typed in the template, expected a value such as {{name}}")
    return [(literal, f"{name}!{how}" if how else name, form) for literal, name, form, how in parsed]


def _plain(value: object) -> object:
    """The value: None for a missing one of pandas, a number of numpy as Python's."""
    if isinstance(value, float) and value != value:
        return None
    return value.item() if type(value).__module__ == "numpy" and hasattr(value, "item") else value


def _put(verb: str, name: str, form: str, value: Value) -> tuple[tuple[Piece, ...], object]:
    """What a value puts into its hole, and the value as it travels beside it."""
    if isinstance(value, bool) or not isinstance(value, Value):
        expected = "a Quantity (of a statement its figure), a phrase, a date, a whole number or a text"
        kind, is_number = type(value).__name__, isinstance(value, float | bool)
        found = f"{name} = {value!r} ({kind})" if is_number else f"{name} of the type {kind}"
        raise DisplayError(f"{verb}: found {found}, expected {expected}{INSTEAD.get(kind, '')}")
    if isinstance(value, Quantity):
        words = format(value, form)
        markdown, ids = markdown_text(words), html_text(", ".join(value.ids))
        titled = f'<span title="{ids}">{markdown}</span>' if ids else markdown
        return (Piece(words, titled, value.ids),), bundled(value)
    if value is None:
        return (Piece(translated("not known"), translated("not known")),), None
    if form:
        raise DisplayError(f"{verb}: found {{{name}:{form}}}, expected {{{name}}}, which is no Quantity")
    if isinstance(value, Filled):
        return value.pieces, value.values
    if isinstance(value, date) or (isinstance(value, str) and is_period(value)):
        words = dates.in_words(value)
    else:
        words = one_line(separated(f"{value:,}") if isinstance(value, int) else in_parts(value))
    return (Piece(words, markdown_text(words)),), f"{value:%Y-%m-%d}" if isinstance(value, date) else value


def bundled(q: Quantity | None) -> dict | None:
    """A figure as JSON: to twelve significant digits, an open end as null; `beyond` only where an end is a bound."""
    if q is None:
        return None
    ends = {end: canonical(getattr(q, end)) for end in ("value", "low", "high")}
    return ends | {"unit": q.unit, "ids": list(q.ids)} | ({"beyond": list(q.beyond)} if any(q.beyond) else {})
