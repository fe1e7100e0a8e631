"""The language of what readers see. The code has English texts; `messages/` has those of other languages as PO files.

A text of the messages is English with holes, `{day}` or `{entries:both}`, and so is its translation: the same names, in
any order and form. Babel, which knows the numbers, dates and plurals of a language, is loaded for others than English.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import NamedTuple

from nbsuite.errors import OneLineError, shown
from steppe.typed import MONTHS

ENGLISH, VARIABLE = "en", "STEPPE_LANGUAGE"
MESSAGES = Path(__file__).with_name("messages")
PATTERN = "f-string"  # the note beside a message that code fills by itself: a text is recognised by it
HOLE = re.compile(r"\{(\w+)[^{}]*\}")
LETTER = re.compile("[A-Za-z]")
IN_CONTEXT = "\x04"  # between the context of a message and its English, as gettext has it
FACT = "fact"  # the context of words that mean one thing in the data and another elsewhere
AROUND = re.compile(r"([^A-Za-z{]*)(.*?)(\s*)", re.S)  # a sign before words, a space after them
LINES, PARTS = re.compile(r"([.,;:]?\s*\n\s*)"), re.compile(r"([,;:] +| · | and )")


class LanguageError(OneLineError, ValueError):
    """A language without messages."""


class _Messages(NamedTuple):
    """The messages of a language: by text, by what a text looks like, back to English, and whatever Babel knows."""

    texts: dict[str, tuple[str, ...]]
    patterns: list[tuple[re.Pattern, str]]
    english: dict[str, str]
    locale: object


def known() -> list[str]:
    """The codes of all languages."""
    return sorted([ENGLISH, *(path.stem for path in MESSAGES.glob("*.po"))])


def current() -> str:
    """The code of the language in use: English, unless `use` or the variable STEPPE_LANGUAGE says otherwise."""
    return os.environ.get(VARIABLE) or ENGLISH


def use(language: str) -> None:
    """Has all texts from here on in a language, in this process and those it starts. LanguageError for an unknown one.

    >>> use("en")
    """
    if language not in known():
        raise LanguageError(f"language: found {shown(language)}, expected one of {', '.join(known())}")
    os.environ[VARIABLE] = language


@contextmanager
def language_of(template: str) -> Iterator[None]:
    """While it is open the language is that of a template: English where it has words and no translation."""
    before = current()
    if before != ENGLISH and translated(template) == template and LETTER.search(HOLE.sub("", template)):
        os.environ[VARIABLE] = ENGLISH
    try:
        yield
    finally:
        os.environ[VARIABLE] = before


def translated(text: str, number: float | None = None) -> str:
    """A message in the language in use, or the text itself where that has none; by `number` in the form of a plural."""
    if current() == ENGLISH:
        return text
    messages = _messages(current())
    forms = messages.texts.get(text, (text,))
    kind = "one" if number is None or len(forms) == 1 else messages.locale.plural_form(abs(number))
    return forms[min({"one": 0, "many": 2}.get(kind, 1), len(forms) - 1)]


def in_english(text: str) -> str:
    """The English of a message in the language in use, both in small letters; any other text as it is."""
    return text if current() == ENGLISH else _messages(current()).english.get(text, text)


def in_parts(text: str, context: str = "") -> str:
    """A text that code has put together, such as `Georgia, entries`: the whole if it is a message, else each line.

    A line is translated if all its parts are messages, or have no letter of English. Others stay as they are.
    context: that of messages which go first, for words with two meanings.
    """
    if current() == ENGLISH or not LETTER.search(text):
        return text
    lines = LINES.split(text)
    found = [line if at % 2 else _whole(line, context) or _line(line, context) for at, line in enumerate(lines)]
    if None in found:
        found = [_whole(text)] if _whole(text) else [new or old for new, old in zip(found, lines, strict=True)]
    return _message(text, context) or "".join(found)


def _line(line: str, context: str) -> str | None:
    """A line whose parts are all known, or None."""
    found = []
    for part in PARTS.split(line):
        before, words, after = AROUND.fullmatch(part).groups()
        known = _whole(words, context) if words else ""
        if known is None:
            return None
        found += before, known, after
    return "".join(found)


def _message(text: str, context: str = "") -> str | None:
    """A message by its English, or by that with small letters, if the text begins with a capital one."""
    texts, plain = _messages(current()).texts, " ".join(text.split())
    key = next((key for key in (context + IN_CONTEXT + plain, plain, plain.lower()) if key in texts), None)
    found = texts[key][0] if key else None
    return found[:1].upper() + found[1:] if found and key == plain.lower() and plain[:1].isupper() else found


def _whole(text: str, context: str = "") -> str | None:
    """A text as a message, or as a message with its holes filled, which are translated in turn; None if it is none."""
    if message := _message(text, context):
        return message
    for pattern, message in _messages(current()).patterns:
        if found := pattern.fullmatch(" ".join(text.split())):
            return HOLE.sub(lambda hole: in_parts(found[hole[1]]), message)
    return None


def separated(figure: str) -> str:
    """A figure in digits, `98,000.5`, with the separators of the language in use."""
    if current() == ENGLISH:
        return figure
    signs = _messages(current()).locale.number_symbols["latn"]
    return figure.translate({ord(","): signs["group"], ord("."): signs["decimal"]})


def month(number: int, width: str = "wide", alone: bool = False) -> str:
    """The name of a month beside a day, or `alone`; its `width` is wide or abbreviated."""
    if current() == ENGLISH:
        name = MONTHS.split("|")[number - 1]
        return name if width == "wide" else name[:3]
    return _messages(current()).locale.months["stand-alone" if alone else "format"][width][number].lower().rstrip(".")


@cache
def _messages(language: str) -> _Messages:
    use(language)
    from babel.messages.pofile import read_po

    with (MESSAGES / f"{language}.po").open("rb") as file:
        catalog = read_po(file, locale=language)
    texts, patterns, back = {}, [], {}
    for message in catalog:
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and all(forms) and not message.fuzzy:
            english = message.id[0] if message.pluralizable else message.id
            back.setdefault(forms[0].casefold(), english.casefold())
            english = message.context + IN_CONTEXT + english if message.context else english
            texts[english] = forms
            texts.setdefault(english.lower(), forms)
            if PATTERN in message.auto_comments:
                parts = enumerate(HOLE.split(english))
                pattern = "".join(f"(?P<{part}>.+?)" if at % 2 else re.escape(part) for at, part in parts)
                patterns.append((re.compile(pattern, re.S), forms[0]))
    patterns.sort(key=lambda pair: -len(HOLE.sub("", pair[1])))
    return _Messages(texts, patterns, back, catalog.locale)
