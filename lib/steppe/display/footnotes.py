"""Marks on figures, and the footnotes that lead from each to its statements."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from string import ascii_lowercase

from steppe.markup import code, code_html
from steppe.units import NO_BREAK

LISTED = 8


class Footnotes:
    """One mark for each set of statements, in the order of their first figures.

    A footnote names its statements; where another one names some of them its letter stands for these, as in
    `from a, b, id`. In a notebook more than LISTED are folded away under their number, and still all there.
    """

    def __init__(self):
        self._sets: dict[frozenset[str], tuple[str, ...]] = {}

    def mark(self, ids: Iterable[str]) -> str:
        """The letter of a set of statements; nothing for a figure that rests on none."""
        ids = tuple(dict.fromkeys(ids))
        if not ids:
            return ""
        self._sets.setdefault(frozenset(ids), ids)
        return letter(list(self._sets).index(frozenset(ids)))

    def text(self) -> list[str]:
        """A line for each footnote."""
        return [f"{bracketed(mark)} {_sum(others, ids)}" for mark, others, ids in self._notes()]

    def markdown(self) -> list[str]:
        """A paragraph of the short footnotes, then a folded list for each long one."""
        return self._blocks(code, "{}")

    def html(self) -> list[str]:
        """The same below a table."""
        return self._blocks(code_html, "<p>{}</p>")

    def _blocks(self, named: Callable[[str], str], paragraph: str) -> list[str]:
        short, long = [], []
        for mark, others, ids in self._notes():
            if len(ids) <= LISTED:
                short.append(f"{raised(mark)}{NO_BREAK}{_sum(others, map(named, ids))}")
            else:
                long.append(folded(f"{raised(mark)} {_sum(others, [f'{len(ids)} statements'])}", ids))
        return [*([paragraph.format(" · ".join(short))] if short else []), *long]

    def _notes(self) -> list[tuple[str, list[str], tuple[str, ...]]]:
        """Each mark with the other marks it takes in and the statements that are left to name."""
        notes = []
        by_size = sorted(self._sets, key=len, reverse=True)
        for whole, ids in self._sets.items():
            left, others = set(ids), []
            for part in by_size:
                if part < whole and part & left:
                    others.append(self.mark(self._sets[part]))
                    left -= part
            notes.append((self.mark(ids), sorted(others), tuple(id for id in ids if id in left)))
        return notes


def letter(at: int) -> str:
    """a, b, ... z, aa, ab, ...: a raised digit beside a figure would be read as a power."""
    first, last = divmod(at, len(ascii_lowercase))
    return (letter(first - 1) if first else "") + ascii_lowercase[last]


def raised(mark: str) -> str:
    return f"<sup>{mark}</sup>" if mark else ""


def bracketed(mark: str) -> str:
    return f"[{mark}]" if mark else ""


def folded(summary: str, ids: Iterable[str]) -> str:
    """A list of statements that opens on demand, in HTML that needs no script."""
    return f"<details><summary>{summary}</summary>{', '.join(map(code_html, ids))}</details>"


def _sum(others: list[str], named: Iterable[str]) -> str:
    return "from " * bool(others) + ", ".join([*others, *named])
