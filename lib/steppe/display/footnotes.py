"""Marks on figures, and the footnotes that lead from each to its statements."""

from __future__ import annotations

from collections.abc import Iterable
from string import ascii_lowercase

from steppe.markup import code_html
from steppe.units import NO_BREAK

LISTED = 8
IN_TEXT, IN_HTML = "[{}]", "<sup>{}</sup>"


class Footnotes:
    """One mark for each set of statements, in the order in which the sets are first marked.

    `form` is how a letter is written as a mark: IN_TEXT or IN_HTML.
    """

    def __init__(self, form: str):
        self._form = form
        self._notes: dict[frozenset[str], tuple[str, tuple[str, ...]]] = {}

    def mark(self, ids: Iterable[str]) -> str:
        """The mark of a set of statements; nothing for a figure that rests on none."""
        ids = tuple(dict.fromkeys(ids))
        mark = self._form.format(letter(len(self._notes)))
        return self._notes.setdefault(frozenset(ids), (mark, ids))[0] if ids else ""

    def text(self) -> list[str]:
        """A line for each footnote: its mark and its statements."""
        return [f"{mark} {', '.join(ids)}" for mark, ids in self._notes.values()]

    def html(self) -> list[str]:
        """A paragraph of the short footnotes, then a folded list for each with more than LISTED statements.

        Each is a block of HTML that may stand in Markdown, too.
        """
        short = [f"{mark}{NO_BREAK}{_listed(ids)}" for mark, ids in self._notes.values() if len(ids) <= LISTED]
        long = [(mark, ids) for mark, ids in self._notes.values() if len(ids) > LISTED]
        paragraph = [f"<p>{' · '.join(short)}</p>"] if short else []
        return paragraph + [folded(f"{mark} {len(ids)} statements", ids) for mark, ids in long]


def letter(at: int) -> str:
    """a, b, ... z, aa, ab, ...: a raised digit beside a figure would be read as a power."""
    first, last = divmod(at, len(ascii_lowercase))
    return (letter(first - 1) if first else "") + ascii_lowercase[last]


def folded(summary: str, ids: Iterable[str]) -> str:
    """A list of statements that opens on demand, in HTML that needs no script."""
    return f"<details><summary>{summary}</summary>{_listed(ids)}</details>"


def _listed(ids: Iterable[str]) -> str:
    return ", ".join(map(code_html, ids))
