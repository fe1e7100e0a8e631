"""Plain tables: bare HTML for every preview, a line of text for each row where there is no HTML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from steppe.display.footnotes import IN_HTML, IN_TEXT, Footnotes
from steppe.display.template import MIME
from steppe.markup import html_text, one_line


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

    def html(self) -> str:
        """The table as HTML without styling; all text is escaped."""
        notes = Footnotes(IN_HTML)

        def marked(cell: Cell) -> str:
            return cell.markup + notes.mark(cell.ids)

        lines = [f"<p>{marked(self.caption)}</p>"] if self.caption else []
        right = [any(row[at].right for row in self.rows) for at in range(len(self.header))]
        titles = [_tag("th", html_text(title), to_right) for title, to_right in zip(self.header, right, strict=True)]
        lines += ["<table>", f"<thead><tr>{''.join(titles)}</tr></thead>", "<tbody>"]
        for heading, rows in self.groups:
            if heading:
                lines.append(f'<tr><th align="left" colspan="{len(self.header)}">{html_text(heading)}</th></tr>')
            lines += [f"<tr>{''.join(_tag('td', marked(cell), cell.right) for cell in row)}</tr>" for row in rows]
        lines += ["</tbody>", "</table>", *(f"<p>{cell.markup}</p>" for cell in self.below), *notes.html()]
        return "\n".join(lines)

    def text(self) -> str:
        """The table as text: a line for each row, its cells separated by ` | `."""
        notes = Footnotes(IN_TEXT)

        def marked(cell: Cell) -> str:
            return cell.text + notes.mark(cell.ids)

        lines = [marked(self.caption)] if self.caption else []
        lines.append(" | ".join(self.header))
        for heading, rows in self.groups:
            lines += [heading] if heading else []
            lines += [" | ".join(map(marked, row)) for row in rows]
        return "\n".join(map(one_line, [*lines, *(cell.text for cell in self.below), *notes.text()]))


class Shown:
    """A table that Jupyter shows; `values`, where there are any, travel beside it.

    `computed` holds the figures of a table that is no mere listing of statements, row by row.
    """

    def __init__(self, grid: Grid, values: dict | None = None, computed: list[list] | None = None):
        self.grid, self.values, self.computed = grid, values, computed

    def __repr__(self) -> str:
        return self.grid.text()

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        bound = {MIME: {"values": self.values}} if self.values else {}
        return {"text/html": self.grid.html(), "text/plain": repr(self)} | bound


def _tag(name: str, inner: str, right: bool) -> str:
    side = "right" if right else "" if name == "td" else "left"
    return f'<{name} align="{side}">{inner}</{name}>' if side else f"<{name}>{inner}</{name}>"
