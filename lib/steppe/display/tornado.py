"""Which statement moves a verdict most, drawn: each alone, and each left out."""

from __future__ import annotations

from math import isfinite

from steppe.display import dates, marks, style
from steppe.display.errors import DisplayError
from steppe.quantity import Quantity
from steppe.tornado import Pull, tornado

ROW = 0.36
BAR = 3.2


def plot_tornado(case, id: str):
    """One row for each statement under a claim, the one that moves the verdict most on top.

    Filled: what would be found if it alone counted in its place. Hollow: what would be found without it.
    The bar reaches from the figure found to both. A probability between two bounds is
    drawn at both. Raises DisplayError for a claim without arithmetic. Returns a matplotlib figure for `show`.
    """
    pulls = [p for p in tornado(case.facts, case.scenario, id) if p.verdict.found and p.alone.found]
    if not pulls:
        raise DisplayError(f"plot_tornado: found no statement that enters {id}, expected a claim with arithmetic")
    found = pulls[0].verdict.found
    with style.house_style():
        figure, axes = style.canvas(ROW * len(pulls) + 1.35)
        axes.set_ylim(len(pulls) - 0.4, -0.6)
        if found.unit == "probability":
            axes.set_xlim(-0.03, 1.03)
        for at in _ends(found):
            axes.axvline(at, color=style.VERMILION, linewidth=1.6, linestyle=style.DASHES[1], zorder=1)
        for row, pull in enumerate(pulls):
            _pull(axes, row, pull)
        axes.annotate(
            f"as it stands: {pulls[0].verdict.word}", (_ends(found)[0], 1), (0, 5), ha="center", va="bottom",
            fontsize=10, color=style.RUST, annotation_clip=False,
            xycoords=axes.get_xaxis_transform(), textcoords="offset points",
        )
        axes.set_yticks(range(len(pulls)), [_name(case, pull.id) for pull in pulls])
        axes.tick_params(axis="y", length=0, labelsize=9)
        axes.spines["left"].set_visible(False)
        axes.grid(axis="x")
        axes.set_xlabel(marks.axis_name(found.unit))
        marks.plain_ticks(axes.xaxis, 5)
        notes = "Filled: it alone counts in its place. Hollow: without it. Words: where the verdict turns."
        style.source_line(figure, [pull.id for pull in pulls], notes=notes)
    return figure


def _ends(q: Quantity) -> tuple[float, ...]:
    """Where a figure is drawn: a probability at its two bounds, all else at its value."""
    return tuple(dict.fromkeys((q.low, q.high))) if q.unit == "probability" else (q.value,)


def _name(case, id: str) -> str:
    s = case.facts.statements[id]
    return marks.wrapped(f"{s.said_by}, {dates.shortened(s.published)}")


def _pull(axes, row: int, pull: Pull) -> None:
    found, alone, without = pull.verdict.found, pull.alone, pull.left_out
    ends = [end for q in (found, alone.found, without.found) if q for end in _ends(q)]
    axes.plot([min(ends), max(ends)], [row, row], color=style.BLUE, linewidth=BAR, alpha=0.45, zorder=2)
    if alone.found.low < alone.found.high and isfinite(alone.found.low) and isfinite(alone.found.high):
        axes.plot([alone.found.low, alone.found.high], [row, row], color=style.BLUE, linewidth=1, zorder=2)
    if without.found:
        for at in _ends(without.found):
            marks.dot(axes, at, row, style.PURPLE, "C", "D", 7)
    for at in _ends(alone.found):
        marks.dot(axes, at, row, style.BLUE)
    said = [
        f"{what}: {verdict.word}"
        for what, verdict in (("alone", alone), ("without", without))
        if verdict.word != pull.verdict.word
    ]
    if said:
        axes.text(1.02, row, "\n".join(said), transform=axes.get_yaxis_transform(), va="center", fontsize=8.5)
