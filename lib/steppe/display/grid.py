"""Plain tables: bare HTML for every preview, aligned text where there is no HTML."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import NamedTuple

from steppe.display import say
from steppe.display.markup import html_text, one_line

WIDEST = 34


class Cell(NamedTuple):
    """A cell: its text, its HTML where that is more than the text escaped, figures to the right."""

    text: str
    html: str | None = None
    right: bool = False

    @property
    def markup(self) -> str:
        return html_text(self.text) if self.html is None else self.html


@dataclass(frozen=True)
class Grid:
    """A table with a header, groups of rows (each with a heading or None) and lines below."""

    header: list[str]
    groups: list[tuple[str | None, list[list[Cell]]]]
    caption: Cell | None = None
    below: tuple[Cell, ...] = ()

    @property
    def rows(self) -> list[list[Cell]]:
        return [row for _, rows in self.groups for row in rows]

    def html(self) -> str:
        """The table as HTML without styling."""
        titles = [_tag("th", html_text(title), right) for title, right in zip(self.header, self._right(), strict=True)]
        parts = [
            f"<p>{self.caption.markup}</p>" if self.caption else "",
            "<table>",
            f"<thead><tr>{''.join(titles)}</tr></thead>",
            "<tbody>",
            *(line for heading, rows in self.groups for line in self._group_html(heading, rows)),
            "</tbody>",
            "</table>",
            *(f"<p>{cell.markup}</p>" for cell in self.below),
        ]
        return "\n".join(filter(None, parts))

    def _group_html(self, heading: str | None, rows: list[list[Cell]]) -> list[str]:
        title = [f'<tr><th align="left" colspan="{len(self.header)}">{html_text(heading)}</th></tr>'] if heading else []
        return title + ["<tr>" + "".join(_tag("td", cell.markup, cell.right) for cell in row) + "</tr>" for row in rows]

    def text(self) -> str:
        """The table as aligned text; long cells are wrapped."""
        header = [_wrapped(title) for title in self.header]
        groups = [(heading, [[_wrapped(cell.text) for cell in row] for row in rows]) for heading, rows in self.groups]
        everything = [header, *(row for _, rows in groups for row in rows)]
        widths = [max(len(line) for row in everything for line in row[i]) for i in range(len(self.header))]
        lines = [one_line(self.caption.text), ""] if self.caption else []
        lines += [*self._lines(header, widths), "  ".join("-" * width for width in widths)]
        for heading, rows in groups:
            lines += [f"[{one_line(heading)}]"] if heading else []
            lines += [line for row in rows for line in self._lines(row, widths)]
        lines += ["", *(one_line(cell.text) for cell in self.below)] if self.below else []
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

    `text` replaces the aligned columns where they would not be readable.
    """

    def __init__(self, grid: Grid, values: dict | None = None, text: str | None = None):
        self.grid, self.values = grid, values
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
