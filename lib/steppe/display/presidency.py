"""What surveys and later events say about the president's hold on office: context for C16, no test of it."""

from __future__ import annotations

from datetime import date

from steppe.claims import ESSAY_DATE
from steppe.display import dates, marks, style, units
from steppe.facts import Slot, Statement
from steppe.quantity import POINTS, Quantity

APPROVAL = Slot("presidency", "share", "president", "russia")
VOTE = Slot("presidency", "share", "voters", "russia")
EVENTS = Slot("presidency", "event", "president", "russia")
ASSURANCES = Slot("draft_assurance", "remark", None, "russia")
CALLUP = Slot("callup", "announced", None, "russia")
SURVEYED = date(2022, 7, 20), date(2022, 11, 20)
LATER = date(2024, 1, 1), date(2026, 3, 1)


def days_between(earlier: Statement, later: Statement) -> Quantity:
    """Days from one statement's becoming public to the other's, resting on both."""
    return Quantity.exact((later.known_from - earlier.known_from).days, "days", (earlier.id, later.id))


def days_after_essay(event: Statement) -> Quantity:
    """Days from the essay to what a statement describes."""
    return Quantity.exact((event.period.start - ESSAY_DATE).days, "days", (event.id,))


def surveys(case) -> list[Statement]:
    """Surveyed approval in the order of the months asked about."""
    return sorted(case.view.all(APPROVAL), key=lambda s: s.period.start)


def lowest(shares: list[Statement]) -> Quantity | None:
    """The smallest share; None for no survey."""
    return min((s.figure for s in shares), key=lambda q: q.value, default=None)


def highest(shares: list[Statement]) -> Quantity | None:
    """The largest share; None for no survey."""
    return max((s.figure for s in shares), key=lambda q: q.value, default=None)


def largest_move(shares: list[Statement]) -> Quantity | None:
    """The largest difference between any two surveys, in percentage points; None for fewer than two."""
    return (highest(shares) - lowest(shares)).to(POINTS) if len(shares) > 1 else None


def plot_presidency(case):
    """Approval by survey in the autumn of 2022, and what was observed in later years, on one scale from zero.

    Returns a matplotlib figure for `show`.
    """
    asked, voted, events = surveys(case), case.view.all(VOTE), case.view.all(EVENTS)
    with style.house_style():
        figure, _ = style.canvas(3.6)
        figure.clear()
        left, right = figure.subplots(1, 2, sharey=True, width_ratios=(1, 1))
        left.set_ylim(0, 100)
        marks.upright_scale(left, "percent")
        right.tick_params(axis="y", length=0)
        right.spines["left"].set_visible(False)
        right.grid(axis="y")
        left.set_title("asked in surveys: approval", loc="left", fontsize=10)
        right.set_title("what was observed later", loc="left", fontsize=10)
        for axes, ends in ((left, SURVEYED), (right, LATER)):
            axes.set_xlim(*ends)
            _few_dates(axes)
        left.axvline(ESSAY_DATE, color=style.VERMILION, linewidth=1.6, linestyle=style.DASHES[1])
        _beside(left, ESSAY_DATE, 8, "the essay", style.RUST)
        for s in asked:
            _share(left, s, style.BLUE, "o", "")
        for s in voted:
            _share(right, s, style.PURPLE, "s", "\nofficial count\nof the vote")
        for s in events:
            right.axvline(s.period.start, ymax=0.5, color=style.GREY, linewidth=1.2, linestyle=style.DASHES[2])
            _beside(right, s.period.start, 40, f"in office,\n{dates.shortened(s.period.text)}", style.GREY)
        if not asked:
            _beside(left, SURVEYED[0], 50, "none public yet", style.GREY)
        if not voted and not events:
            _beside(right, LATER[0], 50, "nothing public yet", style.GREY)
        drawn = [*asked, *voted, *events]
        style.source_line(figure, [s.id for s in drawn], notes=marks.grade_note(s.grade for s in (*asked, *voted)))
    return figure


def _share(axes, s: Statement, colour: str, shape: str, words: str) -> None:
    marks.dot(axes, _middle(s), s.figure.value, colour, s.grade, shape)
    _beside(axes, _middle(s), s.figure.value, f"{units.amount(s.figure.value, 'percent')}{words}", colour)


def _middle(s: Statement) -> date:
    return s.period.start + (s.period.end - s.period.start) / 2


def _beside(axes, day: date, height: float, text: str, colour: str) -> None:
    """Words beside a day, towards the side on which there is more room up to the essay or the end of the scale."""
    first, last = SURVEYED if axes.get_subplotspec().is_first_col() else LATER
    left = (day < ESSAY_DATE and day - first > ESSAY_DATE - day) or last - day < (last - first) / 4
    axes.annotate(
        text, (day, height), (-8 if left else 8, 0), textcoords="offset points", ha="right" if left else "left",
        va="center", fontsize=9, color=colour, annotation_clip=False,
    )


def _few_dates(axes) -> None:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    locator = AutoDateLocator(minticks=2, maxticks=5)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator, show_offset=True))
