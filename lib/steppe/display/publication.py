"""When statements were published: before and after a day, counted and drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import accumulate

from steppe.display import dates, style
from steppe.display.census import publishers
from steppe.facts import Statement
from steppe.quantity import Quantity

THEN, LATER = style.BLUE, style.RUST
GRADE_COLOURS = {"A": style.FILLS["deep blue"], "B": style.FILLS["light blue"], "C": style.PALE}
MARGIN = timedelta(days=10)


def then_and_later(statements: Iterable[Statement], day: date) -> tuple[list[Statement], list[Statement]]:
    """The statements public by the end of `day`, and those published later."""
    statements = list(statements)
    return [s for s in statements if s.known_from <= day], [s for s in statements if s.known_from > day]


def share_public(statements: Iterable[Statement], day: date) -> Quantity:
    """The percentage of statements public by the end of `day`; ZeroDivisionError for none at all."""
    then, later = then_and_later(statements, day)
    return Quantity.exact(100 * len(then) / len(then + later), "percent")


def plot_growth(statements: Iterable[Statement], since: str, when: Mapping[str, date]):
    """How many statements were public on each day, stacked by grade.

    since: the ISO day at which the scale begins; what is older is the height at its left end. when:
    days drawn as upright lines. Returns a matplotlib figure for `show`.
    """
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num

    statements, start = list(statements), date.fromisoformat(since)
    end = max([s.known_from for s in statements] + list(when.values()))
    days = sorted({start, end, end + MARGIN, *(s.known_from for s in statements if s.known_from > start)})
    with style.house_style():
        figure, axes = style.canvas(3.7)
        floor = [0] * len(days)
        for grade, colour in GRADE_COLOURS.items():
            grown = _grown([s for s in statements if s.grade == grade], days)
            top = [low + more for low, more in zip(floor, grown, strict=True)]
            axes.fill_between(days, floor, top, step="post", color=colour, linewidth=0)
            axes.annotate(
                f"grade {grade}: {grown[-1]}", (days[-1], (floor[-1] + top[-1]) / 2), (8, 0),
                textcoords="offset points", va="center", fontsize=10, annotation_clip=False,
            )
            floor = top
        for label, day in when.items():
            then, _ = then_and_later(statements, day)
            axes.axvline(day, color=style.VERMILION, linewidth=1.6, linestyle=style.DASHES[1])
            public = f"{len(then)} of {len(statements)} were public"
            axes.annotate(
                f"{label}, {dates.shortened(day)}:\n{public}", (date2num(day), 1), (0, 4),
                xycoords=axes.get_xaxis_transform(), textcoords="offset points", ha="center", va="bottom",
                color=style.RUST, fontsize=10,
            )
        axes.set_xlim(start, days[-1])
        axes.set_ylim(0, floor[-1] * 1.02)
        axes.set_ylabel("statements public")
        axes.grid(axis="y")
        locator = AutoDateLocator(minticks=3, maxticks=6)
        axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
        printed = len(publishers(statements))
        counted = "A month counts from its last day, an undated page from the day of closing."
        style.source_line(figure, notes=f"Statements of {printed} publishers. {counted}")
    return figure


def _grown(statements: list[Statement], days: list[date]) -> list[int]:
    known = [s.known_from for s in statements]
    new = [sum(before < day <= this for day in known) for before, this in zip([date.min, *days], days, strict=False)]
    return list(accumulate(new))


def plot_then_and_later(groups: Mapping[str, Iterable[Statement]], day: date):
    """For each group the statements public by the end of `day`, to the left, and the later ones, to the right.

    Returns a matplotlib figure for `show`.
    """
    counts = {label: tuple(map(len, then_and_later(statements, day))) for label, statements in groups.items()}
    most = max(max(pair) for pair in counts.values())
    with style.house_style():
        figure, axes = style.canvas(0.25 * len(counts) + 0.9)
        for row, (then, later) in enumerate(counts.values()):
            for count, side, colour, edge in ((then, -1, THEN, "right"), (later, 1, LATER, "left")):
                axes.barh(row, side * count, color=colour, height=0.72)
                axes.text(side * (count + most * 0.02), row, str(count), ha=edge, va="center", fontsize=10)
        axes.axvline(0, color=style.INK, linewidth=0.8)
        axes.set_xlim(-most * 1.15, most * 1.15)
        axes.set_ylim(len(counts) - 0.4, -1.5)
        heads = ((f"public by {dates.shortened(day)}", -1, THEN, "right"), ("later, or undated", 1, LATER, "left"))
        for head, side, colour, edge in heads:
            axes.text(side * most * 0.03, -0.7, head, ha=edge, va="bottom", color=colour, fontsize=10)
        axes.set_yticks(range(len(counts)), list(counts))
        axes.set_xticks([])
        axes.tick_params(axis="y", length=0)
        for side in ("left", "bottom"):
            axes.spines[side].set_visible(False)
        notes = f"Counted: statements; {sum(map(sum, counts.values()))} in these groups."
        style.source_line(figure, [s.id for statements in groups.values() for s in statements], notes=notes)
    return figure
