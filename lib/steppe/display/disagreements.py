"""Statements that contradict each other, side by side: one panel a quarrel, each with its own scale."""

from __future__ import annotations

from collections.abc import Mapping

from steppe.display import marks, style
from steppe.display.marks import Row, Rows
from steppe.display.ranges import draw_rows, height_of
from steppe.quantity import Quantity
from steppe.refusal import DisplayError

HEAD, FOOT, ABOUT = 0.55, 0.42, 0.7


def plot_disagreements(
    panels: Mapping[str, Rows],
    mark: Mapping[str, Quantity] | None = None,
    unit: Mapping[str, str] | None = None,
    broken: tuple[str, ...] = (),
):
    """Small multiples of `plot_ranges`: every figure with its range, nothing averaged.

    panels: title -> statements, or labels with statements or Quantities. mark: title -> the essay's
    own figure, an upright line. unit: title -> the unit to convert to. broken: titles whose scale need
    not start at zero. A panel without a figure is left out; DisplayError where none is left. Returns a
    matplotlib figure for `show`.
    """
    marks.titles("plot_disagreements", *panels)
    drawn = {title: marks.rows_of(rows, (unit or {}).get(title)) for title, rows in panels.items() if _figures(rows)}
    if not drawn:
        raise DisplayError("plot_disagreements: found no figure, expected one at least")
    marked = {
        title: {"the essay": q.to(drawn[title][0].figure.unit)} for title, q in (mark or {}).items() if title in drawn
    }
    with style.house_style():
        figure, stack = _stack(drawn)
        for axes, (title, rows) in zip(stack, drawn.items(), strict=True):
            draw_rows(axes, rows, marked.get(title, {}), zero=title not in broken)
            axes.annotate(
                title, (0.01, 1), (0, 22 if title in marked else 6), xycoords=("figure fraction", "axes fraction"),
                textcoords="offset points", fontsize=11, fontweight="bold", annotation_clip=False,
            )
        every = [row for rows in drawn.values() for row in rows]
        ids = marks.ids_of(every) + [id for by in marked.values() for q in by.values() for id in q.ids]
        style.source_line(figure, ids, notes=marks.notes_of(every))
    return figure


def _figures(rows: Rows) -> list:
    listed = rows.values() if isinstance(rows, Mapping) else rows
    return [x for x in listed if isinstance(x, Quantity) or x.has_figure]


def _stack(drawn: Mapping[str, list[Row]]):
    heights = [height_of(rows) + HEAD + FOOT for rows in drawn.values()]
    figure, only = style.canvas(sum(heights) + ABOUT)
    only.remove()
    return figure, figure.subplots(len(drawn), squeeze=False, height_ratios=heights)[:, 0]
