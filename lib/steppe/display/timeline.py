"""The verdicts day by day: which word stood when, and which publication moved it."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

from steppe.claims import parts_of
from steppe.display import dates, style
from steppe.display.matrix import LOOKS
from steppe.timeline import FIRST_DAY, LAST_DAY, Step, timeline, turns

ROW = 0.26
BAR, BELOW = 0.31, 0.42
WIDE = 0.19
DAY = timedelta(days=1)


def steps_of(case) -> dict[str, list[Step]]:
    """For every part the steps of its verdict; what moved a word counts as read in `case`."""
    found = {id: timeline(case.facts, case.scenario, id) for id in parts_of(case.facts)}
    for id in _movers(found):
        with suppress(LookupError):
            case.view.statement(id)
    return found


def turns_in_words(case) -> list[str]:
    """Which word turned on which day by which publication, a phrase each, in order of time."""
    found = [(step.day, id, before, step) for id, steps in steps_of(case).items() for before, step in turns(steps)]
    return [
        f"{id} from {before} to {step.word} on {dates.in_words(day)}"
        + (f" ({', '.join(step.moved_by)})" if step.moved_by else "")
        for day, id, before, step in sorted(found, key=lambda turn: turn[:2])
    ]


def plot_timeline(case):
    """One bar for each part, from the first day to the last: its word as the evidence came in.

    A dot is a publication (or a correction) that bears on the part, a diamond one that turned the word.
    Sign, word and shade say the same. Returns a matplotlib figure for `show`.
    """
    from matplotlib.dates import MO, WeekdayLocator

    found = steps_of(case)
    last = max(FIRST_DAY, min(LAST_DAY, case.view.as_of))
    end = last + DAY
    with style.house_style():
        figure, axes = style.canvas(ROW * len(found) + 1.0)
        axes.set_xlim(FIRST_DAY, end)
        axes.set_ylim(len(found) - 0.3, -0.7)
        for row, steps in enumerate(found.values()):
            starts = [steps[0], *(step for _, step in turns(steps))]
            for step, until in zip(starts, [*(s.day for s in starts[1:]), end], strict=True):
                _bar(axes, row, step, until, (until - step.day) >= WIDE * (end - FIRST_DAY))
            bearing = [step.day for step in steps[1:] if step.published or step.corrected]
            if bearing:
                axes.plot(bearing, [row + BELOW] * len(bearing), "o", color=style.INK, markersize=2, clip_on=False)
            for _, step in turns(steps):
                axes.plot(
                    [step.day], [row], "D", color="white", markersize=6, markeredgecolor=style.INK,
                    markeredgewidth=1.4, clip_on=False, zorder=5,
                )
        axes.set_yticks(range(len(found)), list(found), fontsize=8.5)
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        axes.set_xticks([date(last.year, month, 1) for month in range(FIRST_DAY.month + 1, last.month + 1)])
        axes.xaxis.set_minor_locator(WeekdayLocator(MO))
        axes.xaxis.set_major_formatter(_day_and_month)
        for at, day in enumerate((FIRST_DAY, last)):
            side = ("left", "right")[at]
            axes.text(at, 1.0, dates.shortened(day), transform=axes.transAxes, ha=side, fontsize=9, color=style.GREY)
        notes = "Dots: something on the part came out or was corrected. Diamonds: it turned the word."
        style.source_line(figure, _movers(found), notes=notes)
    return figure


def _day_and_month(days: float, _) -> str:
    from matplotlib.dates import num2date

    return dates.shortened(num2date(days).date()).rpartition(" ")[0]


def _movers(found: dict[str, list[Step]]) -> list[str]:
    moved = sorted((step.day, step.moved_by) for steps in found.values() for _, step in turns(steps))
    return list(dict.fromkeys(id for _, ids in moved for id in ids))


def _bar(axes, row: int, step: Step, until: date, wide: bool) -> None:
    """A stretch without a turn with its sign, and its word where it is wide."""
    from matplotlib.dates import date2num
    from matplotlib.patches import Rectangle

    sign, fill, ink = LOOKS[step.word]
    edge = style.PALE if fill in ("white", style.PALER) else fill
    left, width = date2num(step.day), date2num(until) - date2num(step.day)
    axes.add_artist(Rectangle((left, row - BAR), width, 2 * BAR, facecolor=fill, edgecolor=edge, linewidth=0.8))
    since = f" from {dates.shortened(step.day).rsplit(' ', 1)[0]}" if step.day > FIRST_DAY and wide else ""
    text = f"{sign} {step.word}{since}".strip() if wide else sign
    axes.text(left + width / 2, row, text, ha="center", va="center", fontsize=8, color=ink, zorder=4)
