"""What all plot verbs share: rows from statements, scales with separators, the marks of a grade."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import cycle
from math import isfinite
from textwrap import fill

from steppe.display import dates, style, units
from steppe.display.errors import DisplayError
from steppe.display.template import expect_no_figure
from steppe.facts import Statement
from steppe.quantity import Quantity

GRADE_FILLS = {"A": "full", "B": "left", "C": "none", "": "full"}
GRADE_SIGNS = {"A": "●", "B": "◐", "C": "○"}
LABEL_WIDTH = 30
SHORT_WIDTH = 16
LINE_POINTS = 13.0

Drawn = Quantity | Statement
Rows = Mapping[str, Drawn] | Iterable[Statement]


@dataclass(frozen=True)
class Row:
    """One figure to draw: its label, the figure, whether a point was stated, the grade if any."""

    label: str
    figure: Quantity
    has_point: bool
    grade: str = ""

    @property
    def is_open(self) -> bool:
        return not (isfinite(self.figure.low) and isfinite(self.figure.high))


def rows_of(rows: Rows, unit: str | None = None) -> list[Row]:
    """Rows from a mapping of labels to figures, or from statements, labelled by who said them and when.

    Statements without a figure are left out. Raises DisplayError where nothing is left to draw or the
    units differ.
    """
    labelled = rows.items() if isinstance(rows, Mapping) else [(_label(s), s) for s in rows]
    made = [_row(label, drawn, unit) for label, drawn in labelled if isinstance(drawn, Quantity) or drawn.has_figure]
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
    if isinstance(drawn, Statement):
        figure, has_point, grade = drawn.figure, drawn.value is not None, drawn.grade
    else:
        figure, has_point, grade = drawn, True, ""
    return Row(label, figure.to(unit) if unit else figure, has_point, grade)


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
    axis.set_major_formatter(lambda value, _: f"{value:,.10g}".replace("-", "−"))


def upright_scale(axes, unit: str) -> None:
    """The scale of figures at the left: pale lines across, no spine, the name of the unit."""
    axes.grid(axis="y")
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.set_ylabel(axis_name(unit))
    plain_ticks(axes.yaxis)


def grade_note(grades: Iterable[str]) -> str:
    """What the marks of these grades look like."""
    found = sorted({grade for grade in grades if grade})
    return f"Marks: {', '.join(f'{GRADE_SIGNS[grade]} grade {grade}' for grade in found)}." if found else ""


def ids_of(rows: Iterable[Row]) -> list[str]:
    return [id for row in rows for id in row.figure.ids]


def dot(axes, x, y, colour: str, grade: str = "", shape: str = "o", size: float = 8) -> None:
    """One point; how far it is filled tells the grade."""
    axes.plot(
        [x], [y], shape, color=colour, markersize=size, fillstyle=GRADE_FILLS[grade],
        markerfacecoloralt="white", markeredgewidth=1.6, zorder=3, clip_on=False,
        **({"markerfacecolor": "white"} if grade == "C" else {}),
    )


def axis_name(unit: str) -> str:
    return units.unit_of(unit).axis


def one_sided(axes, q: Quantity, y: float, colour: str, reach: float) -> None:
    """An arrow from a point towards the side on which a figure has no bound, `reach` long on the scale."""
    for end, side in ((q.low, -1), (q.high, 1)):
        if not isfinite(end):
            arrow = {"arrowstyle": "->", "color": colour, "linewidth": 1.8, "shrinkA": 4, "shrinkB": 0}
            tip = (q.value + side * reach, y)
            axes.annotate("", tip, (q.value, y), annotation_clip=False, arrowprops=arrow, zorder=4)


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
        named.append((f"{wrapped_short(label)}:\n{units.amount(q.value, q.unit)}", q.value, style.RUST))
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
