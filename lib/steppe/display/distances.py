"""How far off each figure is that a part is judged on: found over stated, on one scale for all."""

from __future__ import annotations

from fractions import Fraction
from math import isfinite
from textwrap import fill

from steppe import units
from steppe.claims import Judgement, judge_all, tolerance_of
from steppe.display import dates, style
from steppe.quantity import Quantity
from steppe.rule import deviation
from steppe.verdicts import Verdict

ROW = 0.58
LEFT, RIGHT = 0.475, 0.84
ABOVE, BELOW = 0.5, 1.08
MARGIN = -LEFT / (RIGHT - LEFT) + 0.03
LEAST, MOST = 1 / 8, 8.0
NAMED = {0.5: "half", 1: "same", 2: "double"}
TICKS = [2.0**power for power in range(-3, 4)]
WIDE = 20
ARROW = 1.12
NOTES = "Blue band: holds; grey band: roughly; shaded beyond half and double: contradicted."
VANTAGES = {"knowable": (style.PURPLE, "D", -0.12), "known": (style.BLUE, "o", 0.13)}


def plot_distances(case):
    """Every part that is judged on a figure: the evidence as a share of it, with its range and the tolerances.

    The dark band holds, the pale one is roughly right; beyond half or double a figure is contradicted.
    What lies off the scale, and an end that is a bound only, ends in an arrow. Returns a matplotlib figure for `show`.
    """
    every = judge_all(case.facts, case.scenario).values()
    judgements = [j for j in every if any(has_distance(j.at(v)) for v in VANTAGES)]
    ratios = [found_over_stated(j.at(v)) for j in judgements for v in VANTAGES if has_distance(j.at(v))]
    with style.house_style():
        height = ROW * len(judgements)
        tall = height + ABOVE + BELOW
        figure, axes = style.canvas(tall)
        figure.set_layout_engine("none")
        axes.set_position((LEFT, BELOW / tall, RIGHT - LEFT, height / tall))
        axes.set_xscale("log")
        axes.set_xlim(*_limits(ratios))
        axes.set_ylim(len(judgements), 0)
        _zones(axes)
        for row, judgement in enumerate(judgements):
            _row(axes, row + 0.5, judgement, tolerance_of(judgement.claim, case.scenario))
        _scale(axes)
        _heads(axes, case)
        ids = [id for j in judgements for v in VANTAGES if j.at(v).found for id in j.at(v).found.ids]
        style.source_line(figure, ids, notes=NOTES)
    return figure


def distances(case) -> dict[str, Quantity]:
    """The figure found as known, as a multiple of the one stated, for every part that has both; the nearest first."""
    known = {id: j.known for id, j in judge_all(case.facts, case.scenario).items() if has_distance(j.known)}
    return {
        id: found_over_stated(v)
        for id, v in sorted(known.items(), key=lambda item: deviation(item[1].stated.value, item[1].found.value))
    }


def found_over_stated(verdict: Verdict) -> Quantity:
    """The figure found, with its range, as a multiple of the figure stated."""
    stated = verdict.stated.value
    low, value, high = sorted(x / stated for x in (verdict.found.low, verdict.found.value, verdict.found.high))
    beyond = verdict.found.beyond if stated > 0 else verdict.found.beyond[::-1]
    return Quantity(value, low, high, "ratio", verdict.found.ids, beyond)


def has_distance(verdict: Verdict) -> bool:
    """Whether a verdict has a figure found that can be set against one stated."""
    stated, found = verdict.stated, verdict.found
    return bool(stated and found) and stated.unit == found.unit and stated.value != 0


def _limits(ratios: list[Quantity]) -> tuple[float, float]:
    ends = [_on_scale(end) for q in ratios for end in (q.low, q.high) if isfinite(end)]
    return min([0.45, *ends]) / 1.12, max([2.2, *ends]) * 1.12


def _on_scale(ratio: float) -> float:
    return min(max(ratio, LEAST), MOST)


def _zones(axes) -> None:
    left, right = axes.get_xlim()
    for low, high in ((left, 0.5), (2.0, right)):
        axes.axvspan(low, high, facecolor=style.PALER, linewidth=0, zorder=0)
    axes.axvline(1, color=style.VERMILION, linewidth=1.4, linestyle=style.DASHES[1], zorder=2)


def _row(axes, y: float, judgement: Judgement, tolerance: float) -> None:
    for reach, colour in ((2 * tolerance, style.PALE), (tolerance, style.FILLS["light blue"])):
        axes.barh(y, 1 + reach - 1 / (1 + reach), 0.86, 1 / (1 + reach), color=colour, linewidth=0, zorder=1)
    claim = judgement.claim
    words = fill(claim.paraphrase, 32, max_lines=4, placeholder=" …")
    beside = axes.get_yaxis_transform()
    axes.text(MARGIN, y, claim.id, transform=beside, va="center", fontsize=9, fontweight="bold")
    label = {"va": "center", "fontsize": 8, "linespacing": 1.2, "gid": style.LABEL + claim.id}
    axes.text(MARGIN + 0.205, y, words, transform=beside, **label)
    for vantage, (colour, shape, shift) in VANTAGES.items():
        verdict = judgement.at(vantage)
        if has_distance(verdict):
            _figure(axes, y + shift * 1.3, found_over_stated(verdict), colour, shape)
            said = units.amount(verdict.found.value, verdict.found.unit)
            axes.text(1.03, y + shift * 1.45, said, transform=beside, va="center", fontsize=8.5, color=colour)


def _figure(axes, y: float, q: Quantity, colour: str, shape: str) -> None:
    low, value, high = map(_on_scale, (q.low, q.value, q.high))
    if low < high:
        axes.plot([low, high], [y, y], color=colour, linewidth=2.4, alpha=0.55, solid_capstyle="butt", zorder=3)
        axes.plot([low, low, high, high], [y, y, y, y], "|", color=colour, markersize=7, markeredgewidth=1.3, zorder=3)
    for end, side in q.open_ends:
        arrow = {"arrowstyle": "->", "color": colour, "linewidth": 1.6, "shrinkA": 2, "shrinkB": 0}
        start = _on_scale(end)
        axes.annotate("", (start * ARROW**side, y), (start, y), annotation_clip=False, arrowprops=arrow, zorder=3)
    off = "<" if q.value < LEAST else ">" if q.value > MOST else shape
    axes.plot([value], [y], off, color=colour, markersize=6, zorder=4, clip_on=False)


def _scale(axes) -> None:
    left, right = axes.get_xlim()
    shown = [share for share in TICKS if left <= share <= right]
    if right / left > WIDE:
        shown = [share for share in shown if share in (min(shown), 0.5, 1, max(shown))]
    axes.set_xticks(shown, [_times(share) for share in shown])
    axes.minorticks_off()
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")
    axes.set_xlabel("figure found, against the essay's")


def _times(share: float) -> str:
    """A multiple as a reader says it: `half`, `4 times`, `1/8`."""
    return NAMED.get(share) or (f"{share:.0f} times" if share > 1 else str(Fraction(share)))


def _heads(axes, case) -> None:
    known = dates.shortened(case.scenario.as_of or case.facts.compiled)
    heads = (
        ("◆ as knowable", MARGIN, 19, style.PURPLE, "left"),
        (f"● as known, {known}", MARGIN, 4, style.BLUE, "left"),
        ("found", 1.03, 19, style.GREY, "left"),
    )
    for head, x, up, colour, side in heads:
        axes.annotate(
            head, (x, 1), (0, up), xycoords="axes fraction", textcoords="offset points", color=colour, ha=side,
            fontsize=9,
        )
    for head, x, side in (("← essay too high", 0.97, "right"), ("too low →", 1.03, "left")):
        axes.annotate(
            head, (x, 1), (0, 4), xycoords=axes.get_xaxis_transform(), textcoords="offset points",
            color=style.GREY, ha=side, fontsize=8.5,
        )
