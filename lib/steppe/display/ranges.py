"""Figures side by side with their ranges: the workhorse of the suite."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite

from steppe import units
from steppe.display import marks, style
from steppe.display.marks import Row, Rows
from steppe.quantity import Quantity

ROW_HEIGHT = 0.30
LINE_HEIGHT = 0.17


def plot_ranges(
    rows: Rows,
    mark: Mapping[str, Quantity] | None = None,
    unit: str | None = None,
    log: bool = False,
    zero: bool = True,
    order: str = "given",
    osm: bool = False,
):
    """Horizontal ranges with their points, one row each, the figure written at the right.

    rows: statements, or labels with statements or Quantities. mark: figures drawn as upright lines
    through all rows. unit: convert to it. zero: the scale starts at zero. order: `given`, or `value`
    for the largest first. osm: the data are OpenStreetMap's. Where a figure has a range, that is what is
    written. One-sided figures end in an arrow; how far a point is filled tells the grade, and a small
    square was reckoned. Returns a matplotlib figure for `show`.
    """
    marks.titles("plot_ranges", *(mark or {}))
    drawn = marks.rows_of(rows, unit)
    if order == "value":
        drawn.sort(key=lambda row: -row.figure.value)
    mark = {label: q.to(drawn[0].figure.unit) for label, q in (mark or {}).items()}
    with style.house_style():
        figure, axes = style.canvas(height_of(drawn) + 0.95 + 0.22 * len(mark))
        draw_rows(axes, drawn, mark, zero, log)
        ids = marks.ids_of(drawn) + [id for q in mark.values() for id in q.ids]
        style.source_line(figure, ids, osm, marks.notes_of(drawn))
    return figure


def draw_rows(axes, rows: list[Row], mark: Mapping[str, Quantity], zero: bool = True, log: bool = False) -> None:
    """The rows with their scale and marks on given axes; marks in the unit of the rows."""
    labels = [marks.wrapped(row.label) for row in rows]
    places, height = _places(labels)
    low, high = _limits(rows, mark, zero, log)
    if log:
        axes.set_xscale("log")
    axes.set_xlim(low, high)
    axes.set_ylim(height, 0)
    for row, y in zip(rows, places, strict=True):
        marks.extent(axes, row, y)
        axes.text(1.02, y, units.brief(row.figure), transform=axes.get_yaxis_transform(), va="center", fontsize=10)
    for step, (label, q) in enumerate(mark.items()):
        marks.upright(axes, label, q, step)
    axes.set_yticks(places, labels)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")
    axes.set_xlabel(marks.axis_name(rows[0].figure.unit))
    marks.plain_ticks(axes.xaxis, 5 if high < 100_000 else 4 if high < 10_000_000 else 3)


def height_of(rows: list[Row]) -> float:
    """How high the rows are, in inches."""
    return _places([marks.wrapped(row.label) for row in rows])[1]


def _places(labels: list[str]) -> tuple[list[float], float]:
    """Where each row sits, from the top down, and how high all of them are, in inches."""
    places, top = [], 0.08
    for label in labels:
        height = ROW_HEIGHT + LINE_HEIGHT * label.count("\n")
        places.append(top + height / 2)
        top += height
    return places, top + 0.05


def _limits(rows: list[Row], mark: Mapping[str, Quantity], zero: bool, log: bool) -> tuple[float, float]:
    figures = [row.figure for row in rows] + list(mark.values())
    ends = [end for q in figures for end in (q.low, q.value, q.high) if isfinite(end)]
    low, high = min(ends), max(ends)
    if zero and not log:
        low, high = min(low, 0.0), max(high, 0.0)
        pad = 0.04 * (high - low) or 1.0
        return (low - pad if low < 0 else 0.0), high + pad * (1 + any(row.figure.open_ends for row in rows))
    if log:
        return low / 1.3, high * 1.3
    pad = 0.06 * (high - low) or 1.0
    return low - pad, high + pad * (1 + any(row.figure.open_ends for row in rows))
