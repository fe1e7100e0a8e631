"""What all plot verbs share: rows from statements, scales with separators, the marks of a grade."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import cycle
from math import isfinite
from textwrap import fill

from steppe import units
from steppe.display import dates, style
from steppe.display.template import expect_no_figure
from steppe.facts import Statement
from steppe.quantity import Quantity, closed
from steppe.refusal import DisplayError

RECKONED = ""
GRADE_FILLS = {"A": "full", "B": "left", "C": "none", RECKONED: "full"}
MARK_SIGNS = {"A": "● grade A", "B": "◐ grade B", "C": "○ grade C", RECKONED: "■ reckoned"}
ROUND, SQUARE = "o", "s"
SQUARE_SIZE = 0.75
OPEN_SHARE = 0.1
LABEL_WIDTH = 30
SHORT_WIDTH = 16
LINE_POINTS = 13.0



@dataclass(frozen=True)
class Row:
    """One figure to draw: its label, the figure, whether it has a point, the grade of a statement.

    A stated point is drawn within its range. What was reckoned to a range has no point.
    """

    label: str
    figure: Quantity
    has_point: bool
    grade: str = RECKONED

    @property
    def is_open(self) -> bool:
        """Whether a bound is all that was stated on one side."""
        return not (isfinite(self.figure.low) and isfinite(self.figure.high))

    @property
    def is_marked(self) -> bool:
        return self.has_point or self.is_open


Drawn = Quantity | Statement | Row
Rows = Mapping[str, Drawn] | Iterable[Statement]


def rows_of(rows: Rows, unit: str | None = None) -> list[Row]:
    """Rows from a mapping of labels to figures, or from statements, labelled by who said them and when.

    A Row of the mapping keeps its point and grade and takes the label.
    Statements without a figure are left out. Raises DisplayError where nothing is left to draw or the
    units differ.
    """
    labelled = rows.items() if isinstance(rows, Mapping) else [(_label(s), s) for s in rows]
    made = [_row(label, drawn, unit) for label, drawn in labelled if _has_figure(drawn)]
    one_unit("plot_ranges", [row.figure.unit for row in made])
    return made


def titles(verb: str, *words: str) -> None:
    """DisplayError for a figure typed in a title or a label, other than claims, dates, years and scales of maps."""
    for title in words:
        expect_no_figure(verb, title, "typed in a title")


def one_unit(verb: str, units: Iterable[str]) -> str:
    """The unit that all figures share; DisplayError where there is none or more than one."""
    found = sorted(set(units))
    if len(found) != 1:
        raise DisplayError(f"{verb}: found {' and '.join(found) or 'no figure'}, expected figures of one unit")
    return found[0]


def _row(label: str, drawn: Drawn, unit: str | None) -> Row:
    row = drawn if isinstance(drawn, Row) else stated(drawn) if isinstance(drawn, Statement) else reckoned(drawn)
    return replace(row, label=label, figure=row.figure.to(unit) if unit else row.figure)


def stated(s: Statement, figure: Quantity | None = None, label: str = "") -> Row:
    """The row of a statement, or of what one statement says in another unit."""
    return Row(label, figure or s.figure, s.value is not None, s.grade)


def reckoned(figure: Quantity, label: str = "") -> Row:
    """The row of what was made of several figures."""
    return Row(label, figure, figure.is_exact)


def _has_figure(drawn: Drawn) -> bool:
    return not isinstance(drawn, Statement) or drawn.has_figure


def _label(s: Statement) -> str:
    return f"{s.said_by}, {dates.shortened(s.published)}"


def wrapped(label: str) -> str:
    """A label of one line, or of two broken where its last part begins, or of as many as it takes."""
    head, comma, tail = label.rpartition(", ")
    if len(label) <= LABEL_WIDTH or not comma or max(len(head) + 1, len(tail)) > LABEL_WIDTH:
        return fill(label, LABEL_WIDTH, break_long_words=False, break_on_hyphens=False)
    return f"{head},\n{tail}"


def wrapped_short(label: str) -> str:
    """A name at the end of a line, in narrow lines."""
    return fill(label, SHORT_WIDTH, break_long_words=False, break_on_hyphens=False)


def plain_ticks(axis, most: int = 6) -> None:
    """Scale figures with thousands separators, neither offset nor exponent, and at most so many."""
    from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter

    if axis.get_scale() == "log":
        axis.set_major_locator(LogLocator(subs=(1.0,), numticks=most))
        axis.set_minor_formatter(NullFormatter())
    else:
        axis.set_major_locator(MaxNLocator(most, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(_separated)


def _separated(value: float, _) -> str:
    return f"{value:,.10g}".replace("-", "−")


def upright_scale(axes, unit: str) -> None:
    """The scale of figures at the left: pale lines across, no spine, the name of the unit."""
    axes.grid(axis="y")
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.set_ylabel(axis_name(unit))
    plain_ticks(axes.yaxis)


def grade_note(grades: Iterable[str]) -> str:
    """What the marks of these grades, and those of reckoned figures, look like."""
    found = set(grades)
    signs = [sign for grade, sign in MARK_SIGNS.items() if grade in found]
    return f"Marks: {', '.join(signs)}." if signs else ""


def notes_of(rows: Iterable[Row]) -> str:
    """What the points of these rows look like, by grade; and that there is no range, where none has one."""
    rows = list(rows)
    told = [grade_note(row.grade for row in rows if row.is_marked)]
    if all(row.is_open or row.figure.is_exact for row in rows):
        one_each = all(len(row.figure.ids) == 1 for row in rows)
        told.append("One statement each: no range published." if one_each else "No range published.")
    return " ".join(filter(None, told))


def ids_of(rows: Iterable[Row]) -> list[str]:
    return [id for row in rows for id in row.figure.ids]


def dot(axes, x, y, colour: str, grade: str = RECKONED, shape: str = "", size: float = 8) -> None:
    """One point: how far it is filled tells the grade; a small square was reckoned, unless the series has a shape."""
    if not shape:
        shape, size = (SQUARE, SQUARE_SIZE * size) if grade == RECKONED else (ROUND, size)
    axes.plot(
        [x], [y], shape, color=colour, markersize=size, fillstyle=GRADE_FILLS[grade],
        markerfacecoloralt="white", markeredgewidth=1.6, zorder=3, clip_on=False,
        **({"markerfacecolor": "white"} if grade == "C" else {}),
    )


def axis_name(unit: str) -> str:
    return units.unit_of(unit).axis


def one_sided(axes, q: Quantity, y: float, colour: str, share: float = OPEN_SHARE) -> None:
    """An arrow from an open end of a figure to its side, as long as a share of the scale."""
    for end, side in q.open_ends:
        pointer(axes, end, y, colour, side * share)


def pointer(axes, x: float, y: float, colour: str, share: float) -> None:
    """An arrow from a place on the scale, as long as a share of it; to the left where that is negative."""
    left, right = axes.get_xlim()
    tip = x * (right / left) ** share if axes.get_xscale() == "log" else x + share * (right - left)
    arrow = {"arrowstyle": "->", "color": colour, "linewidth": 1.8, "shrinkA": 4, "shrinkB": 0}
    axes.annotate("", (tip, y), (x, y), annotation_clip=False, arrowprops=arrow, zorder=4)


def extent(axes, row: Row, y: float, colour: str = style.BLUE, size: float = 8) -> None:
    """A row on its scale: the range with its ends, the point if it has one, an arrow where it has no bound."""
    q, shown = row.figure, closed(row.figure)
    if shown.low < shown.high:
        band = {"linewidth": 3.2, "alpha": 0.45, "solid_capstyle": "butt", "zorder": 2}
        axes.plot([shown.low, shown.high], [y, y], color=colour, **band)
        ends = [shown.low, shown.low, shown.high, shown.high]
        axes.plot(ends, [y] * 4, "|", color=colour, markersize=9, markeredgewidth=1.4, zorder=2)
    if row.is_marked:
        dot(axes, q.value, y, colour, row.grade, size=size)
    one_sided(axes, q, y, colour)


def upright(axes, label: str, q: Quantity, step: int) -> None:
    """An upright line through all rows, its range as a band; the label above, each a line higher than the last."""
    if isfinite(q.low) and isfinite(q.high) and not q.is_exact:
        axes.axvspan(q.low, q.high, color=style.ORANGE, alpha=0.18, linewidth=0, zorder=0)
    axes.axvline(q.value, color=style.VERMILION, linewidth=1.6, linestyle=style.DASHES[1 + step % 4], zorder=1)
    above(axes, f"{label}: {units.brief(q)}", q.value, step)


def above(axes, words: str, x: float, step: int) -> None:
    """Words over a place on the scale, above the rows, each a line higher than the one before."""
    axes.get_xlim()
    share = axes.transAxes.inverted().transform(axes.transData.transform((x, 0)))[0]
    side = "left" if share < 0.35 else "right" if share > 0.65 else "center"
    axes.annotate(
        words, (x, 1), (0, 4 + 15 * step), xycoords=axes.get_xaxis_transform(), textcoords="offset points",
        ha=side, va="bottom", color=style.RUST, fontsize=10, annotation_clip=False,
    )


def level(axes, q: Quantity, step: int) -> None:
    """A level line, its range as a pale band."""
    if not q.is_exact:
        axes.axhspan(q.low, q.high, color=style.ORANGE, alpha=0.2, linewidth=0)
    axes.axhline(q.value, color=style.VERMILION, linewidth=1.4, linestyle=style.DASHES[1 + step % 4], zorder=1)


def label_ends(
    axes, series: Mapping[str, float], levels: Mapping[str, Quantity], colours: Iterable[str] = style.SERIES,
    across: float | None = None,
) -> None:
    """Names where each line ends, pushed apart where they would meet.

    They stand at the right of the axes, or right of `across` on the scale.
    """
    axes.get_ylim()
    x, where = (1, axes.get_yaxis_transform()) if across is None else (across, axes.transData)
    points = 72 / axes.figure.dpi
    colour = cycle(colours)
    named = [(wrapped_short(label), y, next(colour)) for label, y in series.items()]
    for label, q in levels.items():
        said = units.amount(q.value, q.unit)
        one_line = f"{label}: {said}"
        name = one_line if len(one_line) <= SHORT_WIDTH else f"{wrapped_short(label)}:\n{said}"
        named.append((name, q.value, style.RUST))
    free = 0.0
    for name, y, colour in sorted(named, key=lambda end: end[1]):
        height = axes.transData.transform((0, y))[1] * points
        room = LINE_POINTS * (1 + name.count("\n"))
        middle = max(height, free + room / 2)
        free = middle + room / 2
        axes.annotate(
            name, (x, y), (7, middle - height), xycoords=where, textcoords="offset points",
            color=colour, fontsize=10, va="center", annotation_clip=False,
        )
