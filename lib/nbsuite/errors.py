"""Errors that say in one line what was found and what was expected, and text that is nothing but text."""

import re
from collections.abc import Collection, Iterable
from difflib import get_close_matches

LONGEST = 80
# In Markdown; a sign that would begin a formula stands alone in an element, for whatever sets formulas looks for pairs.
_SPECIAL = re.compile(r"[`*_{}\[\]()#+!|~^@&<>$\\]|:(?=//)|(?<=www)\.")
_IN_MARKDOWN = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "<span>&#36;</span>", "\\": "<span>&#92;</span>"}


class OneLineError(Exception):
    """An error that Jupyter shows as one line, without a traceback."""

    __str__ = Exception.__str__  # that of KeyError puts quotation marks around the message

    def _render_traceback_(self) -> list[str]:
        return [f"{type(self).__name__}: {self}"]


class Refused(ValueError):
    """A request that cannot be met; the message is one line."""


class ParameterError(OneLineError, ValueError):
    """A parameter that is unknown, of the wrong type or out of bounds."""


class DataError(OneLineError, ValueError):
    """Bad data, in one line that names file, row, column, found and expected."""

    def __init__(self, file: str, found: str, expected: str, row: int | None = None, column: str | None = None):
        super().__init__(file, found, expected, row, column)

    def __str__(self) -> str:
        file, found, expected, row, column = self.args
        place = file + (f" row {row}" if row else "") + (f", column {column}" if column else "")
        return f"{place}: found {found}, expected {expected}"


def shown(value: object) -> str:
    """A value as Python writes it, its unprintable characters escaped, cut in the middle where it is long."""
    text = repr(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 20]}...{text[-17:]}"


def did_you_mean(found: object, names: Iterable[str], most: int = 1) -> str:
    """The end of a message that names the choices nearest to what was found; empty where none is near."""
    near = get_close_matches(str(found), names, most)
    return f"; did you mean {' or '.join(map(repr, sorted(near)))}?" if near else ""


def expected(what: str, found: str, choices: Collection[str], others: Iterable[str] = ()) -> Refused:
    """The refusal of an unknown name, with the nearest valid one, perhaps of others than are listed."""
    near = get_close_matches(found, [*choices, *others], n=1, cutoff=0.5)
    hint = f"did you mean {near[0]!r}?" if near else f"expected one of {', '.join(choices)}"
    return Refused(f"{what}: found {shown(found)}, {hint}")


def in_one_line(text: object) -> str:
    """A message in printable characters alone: line ends and what steers a terminal are escaped."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in str(text))


def told(amiss: Iterable[str], looked_at: str, most: int | None = None) -> int:
    """Prints what is amiss, a line each, `most` lines at most, and what was looked at; returns the exit status."""
    found = list(map(in_one_line, amiss))
    more = [f"... and {len(found) - most} more"] if most and len(found) > most else []
    print(*found[:most], *more, f"{in_one_line(looked_at)} {len(found) or 'nothing'} amiss", sep="\n")
    return 1 if found else 0


def in_markdown(text: str) -> str:
    """A line of text as it may stand in Markdown; it starts no link, no tag and no formula."""
    return _SPECIAL.sub(lambda found: _IN_MARKDOWN.get(found[0], f"\\{found[0]}"), text)
