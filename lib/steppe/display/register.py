"""Who settled and who went back: the register of permanent residence, and shares of those who returned."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from steppe.case import closed
from steppe.display import dates, marks, style, units
from steppe.display.census import others
from steppe.display.flows import RUSSIANS
from steppe.display.ranges import draw_rows, height_of
from steppe.display.say import Sentence, say
from steppe.display.template import Filled, phrase
from steppe.facts import Period, Slot, Statement
from steppe.quantity import Quantity

MOVES = {
    "All countries": {"entries": "all", "exits": "all", "net": "all"},
    "To and from Russia": {"entries": "from_russia", "exits": "to_russia"},
    "Ethnic Russians, all countries": {"entries": "russians", "exits": "russians", "net": "russians"},
}
ROW, HEAD = 0.34, 0.38
FIRST_YEAR_ENDS, MONTH = date(2022, 12, 31), 31
NOTES = "Bars: registered as leaving (hatched, left) and as coming (full, right). Diamonds: the difference, as stated."


class Moves(NamedTuple):
    """One period of the register: what was stated of those who came, of those who left, of the difference."""

    period: Period
    stated: dict[str, list[Statement]]


def moves(case) -> dict[str, list[Moves]]:
    """The register as far as it is public: title -> periods in their order."""
    groups = {}
    for title, measures in MOVES.items():
        by_period: dict[str, Moves] = {}
        for measure, who in measures.items():
            for s in others(case, Slot("registered_migration", measure, who, "kazakhstan")):
                row = by_period.setdefault(s.period.text, Moves(s.period, {}))
                row.stated.setdefault(measure, []).append(s)
        if by_period:
            groups[title] = sorted(by_period.values(), key=lambda row: (row.period.end, row.period.start))
    return groups


def plot_register(case):
    """Every period of `moves`: who left to the left of zero, who came to the right, the difference as stated."""
    groups = moves(case)
    every = [s for rows in groups.values() for row in rows for found in row.stated.values() for s in found]
    reach = 1.45 * max(abs(s.figure.value) for s in every)
    deep = sum(HEAD + ROW * len(rows) for rows in groups.values())
    with style.house_style():
        figure, axes = style.canvas(deep + 1.15)
        axes.set_xlim(-reach, reach)
        axes.set_ylim(deep, 0)
        ticks, top = {}, 0.0
        for title, rows in groups.items():
            top += HEAD
            axes.annotate(
                title, (0.01, top - HEAD / 2), xycoords=("figure fraction", "data"), fontweight="bold", va="center",
                annotation_clip=False,
            )
            for row in rows:
                ticks[top + ROW / 2] = dates.shortened(row.period.text)
                for measure, found in row.stated.items():
                    _moved(axes, top + ROW / 2, measure, found, reach)
                top += ROW
        axes.axvline(0, color=style.INK, linewidth=0.8)
        axes.set_yticks(list(ticks), list(ticks.values()))
        axes.tick_params(axis="y", length=0, pad=8)
        axes.spines["left"].set_visible(False)
        axes.set_xlabel("persons")
        marks.plain_ticks(axes.xaxis, 4)
        style.source_line(figure, [s.id for s in every], notes=NOTES)
    return figure


def _moved(axes, y: float, measure: str, found: list[Statement], reach: float) -> None:
    """What was stated of one measure: the best statement as bar or diamond, every other as an upright tick."""
    side = -1 if measure == "exits" else 1
    best, *rest = (side * s.figure.value for s in found)
    if measure == "net":
        look = {"markersize": 7, "markerfacecolor": "white", "markeredgewidth": 1.6, "zorder": 4}
        axes.plot([best], [y], "D", color=style.RUST, **look)
        axes.annotate(
            units.digits(best, "persons"), (best, y), (7, 0), textcoords="offset points", va="center", fontsize=9,
            color=style.RUST, bbox={"facecolor": "white", "edgecolor": "none", "pad": 2}, zorder=4,
        )
        return
    look = {"facecolor": "white", "hatch": "////", "edgecolor": style.GREY} if side < 0 else {"color": style.BLUE}
    axes.barh(y, best, height=0.6 * ROW, linewidth=0.8, zorder=2, **look)
    for other in rest:
        axes.plot([other] * 2, [y - 0.42 * ROW, y + 0.42 * ROW], color=style.INK, linewidth=1.4, zorder=3)
    axes.text(
        best + side * 0.015 * reach, y, units.digits(abs(best), "persons"), va="center", fontsize=9,
        ha="right" if side < 0 else "left",
    )


def registered_with_russia(case) -> Sentence:
    """Who settled from Russia less who left for it in the year of the call-up, and what came later."""
    came, left = (
        {s.period.text: s for s in others(case, Slot("registered_migration", measure, who, "kazakhstan"))}
        for measure, who in MOVES["To and from Russia"].items()
    )
    parts, values = [], {}
    if "2022" in came and "2022" in left:
        parts.append("In 2022 {came:range} settled from Russia and {left} left for it: {balance} by the register.")
        values |= {"came": came["2022"], "left": left["2022"]}
        values["balance"] = _balance(came["2022"].figure - left["2022"].figure)
    half = came.get("2023-01/2023-06")
    if half and "2022" in came:
        parts.append(
            "In the first half of 2023 alone {half} came, {times:range} times as many as in "
            "an average half of the year before."
        )
        values |= {"half": half, "times": half.figure / (came["2022"].figure / 2)}
    if half and "2023" in came:
        parts.append("The second half brought {second}.")
        values["second"] = came["2023"].figure - half.figure
    if not parts:
        return say("By {day} the register of that year was not public.", day=case.view.as_of)
    return say(" ".join(parts), **values)


def _balance(q: Quantity) -> Filled:
    if q.value > 0:
        return phrase("{more:range} more came than left", more=q)
    return phrase("{more:range} more left than came", more=-q)


def shares_returned(case) -> dict[str, Statement | Quantity]:
    """What share of those who left is said to have gone back: label -> percent; the last is worked out from counts.

    A share that begins with those still abroad in a later year counts who went back within it, and says so.
    """
    rows: dict[str, Statement | Quantity] = {}
    for s in sorted(others(case, Slot("returned", "share", "leavers", "abroad")), key=lambda s: s.known_from):
        back = "back within " if s.period.start > FIRST_YEAR_ENDS and s.period.days > MONTH else ""
        rows[f"{s.said_by}, {back}{dates.shortened(s.period.text)}"] = s
    if almaty := gone_from_almaty(case):
        rows["Almaty, from the consul\u2019s counts"] = almaty
    return rows


def plot_returned(rows: dict[str, Statement | Quantity]):
    """The rows of `shares_returned`; what is known as a range alone is written as one."""
    drawn = marks.rows_of(rows)
    with style.house_style():
        figure, axes = style.canvas(height_of(drawn) + 0.95)
        draw_rows(axes, drawn, {})
        style.source_line(figure, marks.ids_of(drawn), notes=marks.notes_of(drawn))
    return figure


def gone_from_almaty(case) -> Quantity | None:
    """Those who went home from Almaty over them and those who settled there, percent, at least; None before both."""
    home = others(case, Slot("returned", "count", "leavers", "almaty"))
    stayed = others(case, Slot("settled", "present", *_almaty(), "2023"))
    if not (home and stayed):
        return None
    gone, here = closed(home[0].figure), closed(stayed[0].figure)
    ends = [(gone / (gone + Quantity.exact(end, here.unit, here.ids))).to("percent") for end in (here.high, here.low)]
    return ends[0].spanning(ends)


def told_apart(case) -> Sentence:
    """What is said about going back and about the figures themselves, each with its day; as far as public."""
    sooner = others(case, Slot("returned", "remark", "leavers", "kazakhstan"))
    doubt = others(case, Slot("settled", "remark", *RUSSIANS))
    district = others(case, Slot("settled", "present", *_almaty(), "2024"))
    whole = [s for s in others(case, Slot("remained", "present", *RUSSIANS)) if "consul" in s.said_by]
    parts, values = [], {}
    if sooner:
        parts.append("On {when}, from {who}: {sooner}")
        values |= {"when": sooner[0].published, "who": sooner[0].said_by, "sooner": sooner[0]}
    if district and whole:
        parts.append(
            "The consul general gives {whole} for the whole country and {district} for the register of the district "
            "of Almaty: the part is {word}."
        )
        most = closed(whole[0].figure)
        inside = district[0].figure.value < most.low
        values |= {"whole": whole[0], "district": district[0]}
        values["word"] = "below the range of the whole" if inside else "no smaller than the whole may be"
    if doubt:
        parts.append("On {day}, from {press}: {doubt}")
        values |= {"day": doubt[0].published, "press": doubt[0].said_by, "doubt": doubt[0]}
    if not parts:
        return say("By {day} nothing of the kind had been published.", day=case.view.as_of)
    return say(" ".join(parts), **values)


def _almaty() -> tuple[str, str]:
    return RUSSIANS[0], "almaty"
