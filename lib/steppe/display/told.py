"""What was told, as it was told: in groups on one scale, ranges, bounds and refusals alike, and in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from string import ascii_lowercase
from typing import NamedTuple

from steppe.case import Case, closed
from steppe.display import marks, style, units
from steppe.display.marks import RECKONED, Row
from steppe.display.say import Sentence, say
from steppe.facts import Statement
from steppe.quantity import Quantity

ROW, LINE, HEAD = 0.25, 0.16, 0.36
BANDS = (0.28, 0.14)


class Told(NamedTuple):
    """A row: its label, the figure (None where none was given), whether a point was stated, the grade.

    less: the whole range may lie lower. id: the statement of a row without a figure.
    """

    label: str
    figure: Quantity | None
    point: bool = True
    grade: str = RECKONED
    less: bool = False
    id: str = ""

    @property
    def drawn(self) -> Row:
        return Row(self.label, self.figure, self.point, self.grade)


def told(label: str, drawn: Statement | Quantity) -> Told:
    """A row from a statement or from a reckoned figure."""
    if isinstance(drawn, Statement) and not drawn.has_figure:
        return Told(label, None, False, id=drawn.id)
    row = marks.stated(drawn) if isinstance(drawn, Statement) else marks.reckoned(drawn)
    return Told(label, row.figure, row.has_point, row.grade)


def plot_told(
    groups: Mapping[str, Sequence[Told]],
    mark: Mapping[str, Quantity] | None = None,
    bands: Mapping[str, Sequence[Quantity]] | None = None,
):
    """Rows under titles on one scale that includes zero, each figure written at the right.

    mark: figures drawn as upright lines. bands: label -> stretches shaded behind all rows, the first the
    darkest. Rows are drawn as in `plot_ranges`; one without a figure says so, and so does a group without
    rows. Returns a matplotlib figure for `show`.
    """
    mark, bands = dict(mark or {}), dict(bands or {})
    rows = [row for group in groups.values() for row in group]
    figures = [row.figure for row in rows if row.figure]
    every = [*figures, *mark.values(), *(q for stretches in bands.values() for q in stretches)]
    unit = marks.one_unit("plot_told", [q.unit for q in every])
    above = 0.2 * (len(mark) + len(bands)) + 0.05
    with style.house_style():
        figure, axes = style.canvas(above + sum(map(_height, groups.values())) + 0.85)
        axes.set_ylim(sum(map(_height, groups.values())), 0)
        ends = [0.0, *(end for q in every for end in (closed(q).low, closed(q).high))]
        wide = (max(ends) - min(ends)) or 1.0
        axes.set_xlim(min(ends) - 0.04 * wide * (min(ends) < 0), max(ends) + 0.06 * wide)
        for step, (label, stretches) in enumerate(bands.items()):
            _band(axes, label, stretches, len(mark) + step)
        for step, (label, q) in enumerate(mark.items()):
            marks.upright(axes, label, q, step)
        top = 0.0
        for title, group in groups.items():
            _group(axes, top, title, group)
            top += _height(group)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.grid(axis="x")
        axes.set_xlabel(marks.axis_name(unit))
        marks.plain_ticks(axes.xaxis, 4 if max(ends) >= 100_000 else 5)
        ids = [id for q in every for id in q.ids] + [row.id for row in rows if row.id]
        style.source_line(figure, ids, notes=marks.notes_of(row.drawn for row in rows if row.figure))
    return figure


def _height(group: Sequence[Told]) -> float:
    """How high a group is, in inches, with its title."""
    return HEAD + (sum(map(_row_height, group)) or ROW)


def _row_height(row: Told) -> float:
    return ROW + LINE * marks.wrapped(row.label).count("\n")


def _group(axes, top: float, title: str, group: Sequence[Told]) -> None:
    axes.annotate(
        title, (0.01, top + 0.62 * HEAD), xycoords=("figure fraction", "data"), va="center",
        fontsize=10.5, fontweight="bold", annotation_clip=False,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
    )
    y = top + HEAD
    across = axes.get_yaxis_transform()
    if not group:
        grey = {"color": style.GREY, "ha": "right", "va": "center", "fontsize": 10}
        axes.text(-0.02, y + ROW / 2, "nothing published yet", transform=across, **grey)
    for row in group:
        middle = y + _row_height(row) / 2
        axes.text(-0.02, middle, marks.wrapped(row.label), transform=across, ha="right", va="center", fontsize=10)
        axes.text(1.02, middle, _written(row), transform=across, va="center", fontsize=10)
        if row.figure:
            marks.extent(axes, row.drawn, middle, size=7)
        if row.less:
            marks.pointer(axes, closed(row.figure).low, middle, style.BLUE, -marks.OPEN_SHARE)
        y += _row_height(row)


def _written(row: Told) -> str:
    if row.figure is None:
        return "no figure"
    return f"{units.brief(row.figure)} or less" if row.less else units.brief(row.figure)


def _band(axes, label: str, stretches: Sequence[Quantity], step: int) -> None:
    for q, alpha in zip(stretches, BANDS, strict=False):
        axes.axvspan(q.low, q.high, color=style.ORANGE, alpha=alpha, linewidth=0, zorder=0)
    marks.above(axes, f"{label}: {units.brief(stretches[-1])}", stretches[-1].value, step)


def quotes(case: Case, statements: Iterable[Statement], of: Mapping[str, str] | None = None) -> Sentence:
    """Who said what, and when it was published, one after the other; or that nothing was public.

    of: measure -> what its figure is of, in words that follow it; `{period}` in them is the time described.
    """
    told_so = {f"s{letter}": s for letter, s in zip(ascii_lowercase, statements, strict=False)}
    if not told_so:
        return say("Nothing on this was public by {day}.", day=case.view.as_of)
    template, values = [], {}
    for n, s in told_so.items():
        what = (of or {}).get(s.measure) if s.has_figure else None
        after = f" {what.format(period=f'{{for_{n}}}')}" if what else ""
        template.append(f"{{by_{n}}}, {{on_{n}}}: {{{n}}}{after}{'.' * s.has_figure}")
        who = s.said_by[0].upper() + s.said_by[1:]
        values |= {n: s, f"by_{n}": who, f"on_{n}": s.published, f"for_{n}": s.period.text}
    return say(" ".join(template), **values)
