"""Plain tables: bare HTML for every preview, aligned text where there is no HTML."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from textwrap import wrap
from typing import NamedTuple

from steppe.display import say
from steppe.display.footnotes import Footnotes, bracketed, raised
from steppe.markup import html_text, one_line

WIDEST = 34


class Cell(NamedTuple):
    """A cell: its text, its HTML where that is more than the text escaped, figures to the right.

    `ids` are the statements behind its figure; a mark leads to them.
    """

    text: str
    html: str | None = None
    right: bool = False
    ids: tuple[str, ...] = ()

    @property
    def markup(self) -> str:
        return html_text(self.text) if self.html is None else self.html


@dataclass(frozen=True)
class Grid:
    """A table with a header, groups of rows (each with a heading or None), lines below and footnotes."""

    header: list[str]
    groups: list[tuple[str | None, list[list[Cell]]]]
    caption: Cell | None = None
    below: tuple[Cell, ...] = ()

    @property
    def rows(self) -> list[list[Cell]]:
        return [row for _, rows in self.groups for row in rows]

    @cached_property
    def notes(self) -> Footnotes:
        """The marks of all cells, in reading order."""
        notes = Footnotes()
        for cell in (*([self.caption] if self.caption else []), *(cell for row in self.rows for cell in row)):
            notes.mark(cell.ids)
        return notes

    def html(self) -> str:
        """The table as HTML without styling."""
        titles = [_tag("th", html_text(title), right) for title, right in zip(self.header, self._right(), strict=True)]
        parts = [
            f"<p>{self._markup(self.caption)}</p>" if self.caption else "",
            "<table>",
            f"<thead><tr>{''.join(titles)}</tr></thead>",
            "<tbody>",
            *(line for heading, rows in self.groups for line in self._group_html(heading, rows)),
            "</tbody>",
            "</table>",
            *(f"<p>{cell.markup}</p>" for cell in self.below),
            *self.notes.html(),
        ]
        return "\n".join(filter(None, parts))

    def _group_html(self, heading: str | None, rows: list[list[Cell]]) -> list[str]:
        title = [f'<tr><th align="left" colspan="{len(self.header)}">{html_text(heading)}</th></tr>'] if heading else []
        filled = [[_tag("td", self._markup(cell), cell.right) for cell in row] for row in rows]
        return title + [f"<tr>{''.join(row)}</tr>" for row in filled]

    def _markup(self, cell: Cell) -> str:
        return cell.markup + raised(self.notes.mark(cell.ids))

    def _wrapped(self, row: list[Cell]) -> list[list[str]]:
        return [_wrapped(self._text(cell)) for cell in row]

    def _text(self, cell: Cell) -> str:
        return one_line(cell.text) + bracketed(self.notes.mark(cell.ids))

    def text(self) -> str:
        """The table as aligned text; long cells are wrapped."""
        header = [_wrapped(title) for title in self.header]
        groups = [(heading, [self._wrapped(row) for row in rows]) for heading, rows in self.groups]
        everything = [header, *(row for _, rows in groups for row in rows)]
        widths = [max(len(line) for row in everything for line in row[i]) for i in range(len(self.header))]
        lines = [self._text(self.caption), ""] if self.caption else []
        lines += [*self._lines(header, widths), "  ".join("-" * width for width in widths)]
        for heading, rows in groups:
            lines += [f"[{one_line(heading)}]"] if heading else []
            lines += [line for row in rows for line in self._lines(row, widths)]
        below = [*(one_line(cell.text) for cell in self.below), *self.notes.text()]
        lines += ["", *below] if below else []
        return "\n".join(lines)

    def _lines(self, row: list[list[str]], widths: list[int]) -> list[str]:
        right, height = self._right(), max(map(len, row))
        padded = [cell + [""] * (height - len(cell)) for cell in row]
        return [
            "  ".join(
                part.rjust(width) if to_right else part.ljust(width)
                for part, width, to_right in zip(parts, widths, right, strict=True)
            ).rstrip()
            for parts in zip(*padded, strict=True)
        ]

    def _right(self) -> list[bool]:
        rows = self.rows
        return [bool(rows) and any(row[i].right for row in rows) for i in range(len(self.header))]


class Shown:
    """A table that Jupyter shows; `values`, where there are any, travel beside it.

    `text` replaces the aligned columns where they would not be readable. `computed` holds the figures of a
    table that is no mere listing of statements, row by row.
    """

    def __init__(
        self, grid: Grid, values: dict | None = None, text: str | None = None, computed: list[list] | None = None
    ):
        self.grid, self.values, self.computed = grid, values, computed
        self._text = grid.text() if text is None else text

    def __repr__(self) -> str:
        return self._text

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        bound = {say.MIME: {"values": self.values}} if self.values else {}
        return {"text/html": self.grid.html(), "text/plain": self._text} | bound


def _wrapped(text: str) -> list[str]:
    return wrap(one_line(text), WIDEST, break_long_words=False, break_on_hyphens=False) or [""]


def _tag(name: str, inner: str, right: bool) -> str:
    side = "right" if right else "" if name == "td" else "left"
    return f'<{name} align="{side}">{inner}</{name}>' if side else f"<{name}>{inner}</{name}>"
