"""Errors that say in one line what was found and what was expected."""

from collections.abc import Iterable
from difflib import get_close_matches

LONGEST = 80


class OneLineError(Exception):
    """An error that Jupyter shows as one line, without a traceback."""

    __str__ = Exception.__str__  # that of KeyError puts quotation marks around the message

    def _render_traceback_(self) -> list[str]:
        return [f"{type(self).__name__}: {self}"]


class DisplayError(OneLineError, ValueError):
    """Something that cannot be shown: a template, a value, a figure."""


def shown(value: object) -> str:
    """A value as Python writes it, its unprintable characters escaped, cut in the middle where it is long."""
    text = repr(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 20]}...{text[-17:]}"


def did_you_mean(found: object, names: Iterable[str], most: int = 1) -> str:
    """The end of a message that names the choices nearest to what was found; empty where none is near."""
    near = get_close_matches(str(found), names, most)
    return f"; did you mean {' or '.join(map(repr, sorted(near)))}?" if near else ""
