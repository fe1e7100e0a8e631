"""What it would take for another word, in plain words."""

from __future__ import annotations

from math import ceil, floor

from steppe import units
from steppe.breakeven import OF_THE_RULE, BreakEven
from steppe.quantity import Quantity
from steppe.rule import deviation
from steppe.verdicts import Flip

# What a figure or a parameter counts; the brace is where it goes.
COUNTED = {
    "callup announced": "{} people had been announced for the call-up",
    "force": "{} troops had invaded",
    "people who left": "{} people left in that week",
    "people who dodged": "{} people left to avoid the call-up",
    "entries": "{} people entered Kazakhstan in the week",
    "exits": "{} people left Kazakhstan again in the week",
    "arrivals": "{} people came in the week",
    "Russians who left": "{} Russians are on record as leaving",
    "Russians in 1989": "{} Russians were counted in the last Soviet census",
    "Russians now": "{} Russians were counted last",
    "population": "{} people lived in Kazakhstan",
    "citizens": "{} Russian citizens were there before",
    "applications": "{} people applied for permanent residence",
    "usual applications": "{} people applied in a usual quarter",
    "weekly arrivals": "{} people came every week",
    "weekly_arrivals": "{} people came every week",
    "citizens_before": "{} Russian citizens were there before",
    "second_wave_arrivals": "{} people came in a second wave",
    "horizon_weeks": "{} weeks went by at that rate",
    "second_wave_week": "{} weeks went by before a second wave",
}
MEASURED = {
    "border": "the border measured {}",
    "canada_united_states": "Canada and the United States shared {}",
    "canada_united_states_alaska": "the border along Alaska measured {}",
    "canada_united_states_contiguous": "Canada and the United States without Alaska shared {}",
    "argentina_chile": "Argentina and Chile shared {}",
    "ordinary": "usual entries were {} a day",
    "multiple of ordinary": "entries were {} times the usual",
    "share of Kazakhs": "Kazakhs were {} of the population",
    "multiple of the usual": "applications were {} of those of a usual quarter",
    "weekly_decline": "each week brought {} less than the one before",
    "weekly_departure": "{} of those present left again every week",
    "tolerance_flat": "a flat figure might be {} off",
    "tolerance_hedged": "a hedged figure might be {} off",
    "means of the leavers": "the means of the leavers were {} of those at home",
    "degrees of the leavers": "{} of the leavers had a degree",
    "degrees at home": "{} of those at home had a degree",
}
LABELS = COUNTED | MEASURED
DIGITS = 4
UNITS = {"share": "percent", "ratio": "percent"}


def unless(found: BreakEven) -> str:
    """`unless fewer than 88,970 (then roughly) or more than 107,600 (then roughly) people came in the week`."""
    words = ("fewer than", "more than") if found.along in COUNTED else ("less than", "more than")
    sides = [
        f"{word} {_edge(flip, side)} (then {flip.word})"
        for word, side, flip in zip(words, (-1, 1), (found.below, found.above), strict=True)
        if flip
    ]
    return f"unless {LABELS[found.along].format(' or '.join(sides))}" if sides else "whatever the figure"


def sentences(found: list[BreakEven], word: str, most: int = 4) -> list[str]:
    """The nearest break-evens of figures and assumptions in plain words, the nearest first; `word` is the verdict.

    Where sources disagree, the word of one figure alone may be another than that of the verdict.
    """
    near = [b for b in found if b.nearest and b.along not in OF_THE_RULE]
    near.sort(key=lambda b: deviation(b.nearest.at.value, b.now.value))
    return [
        f"{b.word.capitalize() if b.word == word else f'With {_amount(b.now)} taken as certain: {b.word}'} {unless(b)}."
        for b in near[:most]
    ]


def flips_of(found: BreakEven) -> dict:
    """The flips on both sides as they travel beside a table."""
    sides = {"below": found.below, "above": found.above}
    return {side: flip and {"word": flip.word, "at": units.canonical(flip.at.value)} for side, flip in sides.items()}


def _amount(q: Quantity) -> str:
    if q.unit in UNITS:
        return units.amount(100 * q.value, UNITS[q.unit])
    return units.amount(q.value, q.unit)


def _edge(flip: Flip, side: int) -> str:
    """The last figure that keeps the word; people in whole numbers of four digits and noughts."""
    if flip.at.unit == "persons":
        step = 10 ** max(0, len(str(int(flip.at.value))) - DIGITS)
        return units.amount(step * (ceil if side < 0 else floor)(flip.at.value / step), "persons")
    if flip.at.unit in ("weeks", "week"):
        return units.amount(flip.at.value - side, "weeks")
    return _amount(flip.at)
