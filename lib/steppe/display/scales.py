"""The scales of chapter 08: statements for and against a claim, in a table, a picture and words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from textwrap import shorten

from steppe.display import dates, marks, style, units
from steppe.display.grid import Cell, Grid, Shown
from steppe.display.tables import figure_of
from steppe.quantity import Quantity
from steppe.weighing import AGAINST, FOR, NEITHER, SIDES, Balance, balance

ROW = 0.42
ABOVE = 0.62
GAP = 0.25
LINE = 0.16
SAID = 34
SIDE_WORDS = {FOR: "for", AGAINST: "against", NEITHER: "for neither side"}
LOOKS = {FOR: (style.BLUE, ""), AGAINST: (style.FILLS["brick"], ""), NEITHER: ("#ffffff", "////")}


def weigh(case, claim: str) -> Balance:
    """What the view of a case has to weigh for a claim."""
    return balance(case.facts, case.view, claim)


def weight(scales: Balance, side: str) -> Quantity:
    """What lies on one side, in statements of grade A."""
    return Quantity.exact(scales.weight(side), "ratio", tuple(s.id for s in scales.on(side)))


def share_needed(case) -> Quantity:
    """What share of the evidence must lie on one side, in per cent."""
    return Quantity.exact(case.scenario.probability_needed, "ratio").to("percent")


def weight_to_tip(scales: Balance, needed: Quantity) -> Quantity | None:
    """How much more would have to be said for a claim until it had the share `needed` of what takes a side.

    A statement of grade A weighs one; zero where it has that share. The range counts what takes neither side
    once for the claim and once against it, as that of the share does. None where no statement takes a side.
    """
    if scales.share is None:
        return None
    pro, contra, idle = (scales.weight(side) for side in SIDES)
    each = needed.to("ratio").value / (1 - needed.to("ratio").value)
    ends = ((pro, contra), (pro + idle, contra), (pro, contra + idle))
    more, least, most = (max(0.0, each * against - spoken) for spoken, against in ends)
    return Quantity(more, least, most, "ratio", scales.ids)


def show_scales(scales: Balance) -> Shown:
    """Every statement weighed, by side and in the order of publication: what it says, and why it lies there."""
    groups = []
    for side in SIDES:
        rows = [
            [
                Cell(dates.in_words(s.published)), Cell(s.said_by), Cell(figure_of(s), ids=(s.id,)), Cell(w.because),
                Cell(units.amount(s.weight, "ratio"), right=True),
            ]
            for s, w in scales.entries
            if w.side == side
        ]
        if rows:
            groups.append((f"Speaks {SIDE_WORDS[side]}: {units.amount(scales.weight(side), 'ratio')} in all", rows))
    header = ["Published", "Said by", "What", "Why on this side", "Weight"]
    values = {s.id: {"side": w.side, "weight": s.weight} for s, w in scales.entries}
    return Shown(Grid(header, groups or [(None, [[Cell("nothing published yet"), *[Cell("")] * 4]])]), values)


def shares(scales: Balance) -> list[Quantity | None]:
    """The share that speaks for a claim after each publication, in order."""
    return [Balance(scales.claim, scales.entries[: n + 1]).share for n in range(len(scales.entries))]


def plot_scales(scales: Balance, when: Mapping[str, date]):
    """What was published for and against, the oldest at the top: bars as long as the statements weigh.

    At the right the share of the weight that speaks for the claim once each row is public, with its
    range. when: days drawn as lines between the rows. Returns a matplotlib figure for `show`.
    """
    rows = scales.entries
    within = {day: label for label, day in when.items() if 0 < sum(s.known_from <= day for s, _ in rows) < len(rows)}
    with style.house_style():
        said = _said(scales)
        deep = sum(map(_height, said)) + GAP * len(within) or ROW
        figure, axes = style.canvas(deep + ABOVE + 0.35)
        axes.set_xlim(-1.1, 1.1)
        axes.set_ylim(deep, 0)
        top, waiting = 0.0, sorted(within.items())
        for (s, weighed), (name, below), share in zip(rows, said, shares(scales), strict=True):
            while waiting and waiting[0][0] < s.known_from:
                day, label = waiting.pop(0)
                _day(axes, f"{label}, {dates.shortened(day)}", top + GAP / 2)
                top += GAP
            middle = top + _height((name, below)) / 2
            _bar(axes, middle, s.weight, weighed.side)
            _two_lines(axes, middle, -0.02, name, below, ha="right")
            if share:
                ends = "" if share.is_exact else f"{share.low:.0f} to {share.high:.0f}%"
                _two_lines(axes, middle, 1.04, f"{share.value:.0f}%", ends)
            top += _height((name, below))
        if not rows:
            axes.text(0, ROW / 2, "nothing published yet", ha="center", va="center", fontsize=10, color=style.GREY)
        axes.axvline(0, color=style.INK, linewidth=0.8)
        across = axes.get_xaxis_transform()
        for x, side, colour in ((-0.55, "against", LOOKS[AGAINST][0]), (0.55, "for", style.BLUE)):
            axes.annotate(
                side, (x, 1), (0, 6), xycoords=across, textcoords="offset points", ha="center", fontsize=10.5,
                fontweight="bold", color=colour, annotation_clip=False,
            )
        axes.annotate(
            "share for, so far", (1.04, 1), (0, 6), xycoords="axes fraction", textcoords="offset points",
            fontsize=9.5, color=style.GREY, annotation_clip=False,
        )
        axes.axis("off")
        notes = "Length: grade A, B or C, each half as long as the one before. Hatched: takes neither side."
        style.source_line(figure, scales.ids, notes=notes)
    return figure


def _bar(axes, y: float, size: float, side: str) -> None:
    colour, hatch = LOOKS[side]
    start = {FOR: 0.0, AGAINST: -size, NEITHER: -size / 2}[side]
    edge = style.GREY if side == NEITHER else colour
    axes.barh(y, size, left=start, height=0.6 * ROW, color=colour, hatch=hatch, edgecolor=edge, linewidth=0.8)


def _said(scales: Balance) -> list[tuple[str, str]]:
    """Who said each statement, in lines; and when. One of several that one speaker made on one day shows its words."""
    spoken = Counter((s.said_by, s.published) for s, _ in scales.entries)
    said = []
    for s, _ in scales.entries:
        below = dates.shortened(s.published)
        if spoken[s.said_by, s.published] > 1:
            below += f"\n{shorten(figure_of(s), SAID, placeholder=' …')}"
        said.append((marks.wrapped(s.said_by), below))
    return said


def _height(said: tuple[str, str]) -> float:
    """How high a row is, in inches."""
    return ROW + LINE * "".join(said).count("\n")


def _two_lines(axes, y: float, x: float, above: str, below: str, ha: str = "left") -> None:
    """Words and smaller ones under them, the two as one block around the middle of a row."""
    across = axes.get_yaxis_transform()
    middle = y + LINE / 2 * (above.count("\n") - below.count("\n"))
    axes.text(x, middle + 0.01, above, transform=across, ha=ha, va="bottom", fontsize=10, linespacing=1.05)
    if below:
        small = {"fontsize": 9, "color": style.GREY, "linespacing": 1.1}
        axes.text(x, middle + 0.03, below, transform=across, ha=ha, va="top", **small)


def _day(axes, label: str, y: float) -> None:
    axes.axhline(y, color=style.RUST, linewidth=1.2, linestyle=style.DASHES[1])
    box = {"facecolor": "white", "edgecolor": "none", "pad": 2}
    axes.text(0, y, label, color=style.RUST, fontsize=9.5, ha="center", va="center", bbox=box)
