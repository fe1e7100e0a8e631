"""Plain tables: bare HTML for every preview, a line of text for each row where there is no HTML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from steppe.display.template import MIME
from steppe.markup import folded, html_text, one_line


class Cell(NamedTuple):
    """A cell: its text, its HTML where that is more than the text escaped, figures to the right.

    `ids` are the statements behind its figure; its title names them.
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
    """A table with a header, groups of rows (each with a heading or None), and lines below."""

    header: list[str]
    groups: list[tuple[str | None, list[list[Cell]]]]
    caption: Cell | None = None
    below: tuple[Cell, ...] = ()

    @property
    def rows(self) -> list[list[Cell]]:
        return [row for _, rows in self.groups for row in rows]

    @property
    def ids(self) -> list[str]:
        """The statements behind all of its figures."""
        return list(dict.fromkeys(id for row in self.rows for cell in row for id in cell.ids))

    def html(self) -> str:
        """The table as HTML without styling; all text is escaped. The statements of a figure are its title."""
        lines = [f"<p>{self.caption.markup}</p>"] if self.caption else []
        right = [any(row[at].right for row in self.rows) for at in range(len(self.header))]
        titles = [_tag("th", html_text(title), to_right) for title, to_right in zip(self.header, right, strict=True)]
        lines += ["<table>", f"<thead><tr>{''.join(titles)}</tr></thead>", "<tbody>"]
        for heading, rows in self.groups:
            if heading:
                lines.append(f'<tr><th align="left" colspan="{len(self.header)}">{html_text(heading)}</th></tr>')
            for row in rows:
                cells = (_tag("td", cell.markup, cell.right, cell.ids) for cell in row)
                lines.append(f"<tr>{''.join(cells)}</tr>")
        lines += ["</tbody>", "</table>", *(f"<p>{cell.markup}</p>" for cell in self.below), folded(self.ids)]
        return "\n".join(filter(None, lines))

    def text(self) -> str:
        """The table as text: a line for each row, its cells separated by ` | `."""
        lines = [self.caption.text] if self.caption else []
        lines.append(" | ".join(self.header))
        for heading, rows in self.groups:
            lines += [heading] if heading else []
            lines += [" | ".join(cell.text for cell in row) for row in rows]
        lines += [cell.text for cell in self.below]
        lines += [f"Statements: {', '.join(self.ids)}"] if self.ids else []
        return "\n".join(map(one_line, lines))


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


def _tag(name: str, inner: str, right: bool, ids: tuple[str, ...] = ()) -> str:
    side = "right" if right else "" if name == "td" else "left"
    named = html_text(", ".join(ids))
    attributes = f' align="{side}"' * bool(side) + (f' title="{named}"' if named else "")
    return f"<{name}{attributes}>{inner}</{name}>"
