"""Plain tables: bare HTML for every preview, a line of text for each row where there is no HTML."""

from dataclasses import dataclass
from typing import NamedTuple

from steppe.display.template import MIME
from steppe.language import in_parts, translated
from steppe.markup import folded, html_text, one_line


class Cell(NamedTuple):
    """A cell: its text, its HTML where that is more than the text escaped, figures to the right.

    `ids` are the statements behind its figure; its title names them. Code is the same in every language.
    """

    text: str
    html: str | None = None
    right: bool = False
    ids: tuple[str, ...] = ()
    is_code: bool = False

    @property
    def words(self) -> str:
        return self.text if self.is_code else in_parts(self.text)

    @property
    def markup(self) -> str:
        return html_text(self.words) if self.html is None else self.html

    @property
    def tag(self) -> str:
        named = html_text(", ".join(self.ids))
        attributes = ' align="right"' * self.right + (f' title="{named}"' if named else "")
        return f"<td{attributes}>{self.markup}</td>"


@dataclass(frozen=True, repr=False)
class Grid:
    """A table that Jupyter shows: a header, rows of cells, lines below. A row of one cell heads those that follow.

    values: what travels beside it. computed: the figures of a table that is no mere listing of statements, row by row.
    """

    header: list[str]
    rows: list[list[Cell]]
    caption: Cell | None = None
    below: tuple[Cell, ...] = ()
    values: dict | None = None
    computed: list[list] | None = None

    @property
    def headings(self) -> list[str]:
        """The header in the language in use; in code, which begins with a small letter, as it is."""
        is_code = any(title[:1].islower() for title in self.header[:1])
        return self.header if is_code else [*map(in_parts, self.header)]

    @property
    def ids(self) -> list[str]:
        """The statements behind all of its figures."""
        return list(dict.fromkeys(id for row in self.rows for cell in row for id in cell.ids))

    def html(self) -> str:
        """The table as HTML without styling; all text is escaped. The statements of a figure are its title."""
        right = {at for row in self.rows for at, cell in enumerate(row) if cell.right}
        named = "".join(
            f'<th align="{"right" if at in right else "left"}" scope="col">{html_text(title)}</th>'
            for at, title in enumerate(self.headings)
        ).replace('<th align="left" scope="col"></th>', "<td></td>")  # an empty heading is none
        lines = [f"<p>{self.caption.markup}</p>"] if self.caption else []
        lines += ["<table>", f"<thead><tr>{named}</tr></thead>", "<tbody>"]
        for row in self.rows:
            cells = "".join(cell.tag for cell in row)
            if len(row) < len(self.header):
                cells = f'<th align="left" colspan="{len(self.header)}">{row[0].markup}</th>'
            lines.append(f"<tr>{cells}</tr>")
        lines += ["</tbody>", "</table>", *(f"<p>{cell.markup}</p>" for cell in self.below), folded(self.ids)]
        return "\n".join(filter(None, lines))

    def __repr__(self) -> str:
        """The table as text: a line for each row, its cells separated by ` | `."""
        lines = [self.caption.words] if self.caption else []
        rows = [self.headings, *([cell.words for cell in row] for row in self.rows)]
        lines += [*(" | ".join(row) for row in rows), *(cell.words for cell in self.below)]
        lines += [f"{translated('Statements')}: {', '.join(self.ids)}"] if self.ids else []
        return "\n".join(map(one_line, lines))

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        bound = {MIME: {"values": self.values}} if self.values else {}
        return {"text/html": self.html(), "text/plain": repr(self)} | bound
