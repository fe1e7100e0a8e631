"""Those who left against the force, in pairs and in shares: which pair says what, and where the answer turns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import product
from math import isfinite
from typing import NamedTuple

from steppe.case import Case, Option, closed
from steppe.display.callup import (
    FORTNIGHT,
    MEN,
    force,
    heard,
    left,
    less_kazakh_exits,
    spanned,
    speaker,
    sums_of_the_week,
)
from steppe.display.say import Sentence, say
from steppe.display.told import Told, told
from steppe.facts import ESSAY, Slot, Statement
from steppe.quantity import Quantity
from steppe.rule import judge_probability, probability_greater

FOUR_WEEKS = ("kazakhstan", "2022-09-21/2022-10-19", 28)
EVERYBODY = "russian_citizens"
NET = "18 to 60, of entries less exits"
SHARES = ("18 to 60, of entries", "18 to 45, of entries", NET)


class Pair(NamedTuple):
    """One figure of those who left against one of the force: the bounds on the probability that more left."""

    left: Quantity
    force: Quantity
    low: float
    high: float
    weight: float

    def word(self, needed: float) -> str:
        """What the pair says of "more left than had invaded", by the rule."""
        return judge_probability(self.low, self.high, needed)


def pairs(case: Case, people: Iterable[Option]) -> list[Pair]:
    """Every figure of those who left against every figure of the force, as C02 pairs them."""
    return [Pair(a, b, *probability_greater(a, b), v * w) for (a, v), (b, w) in product(people, strength(case))]


def strength(case: Case) -> list[Option]:
    """Figures of the whole force, each with its weight."""
    return _own(case, case.figures(Slot("invasion_force", "strength", "all", "ukraine")))


def capped(found: Iterable[Pair], ceiling: Quantity) -> list[Pair]:
    """The same pairs, were the upper end of `ceiling` that of every figure of the force without one."""

    def closing(q: Quantity) -> Quantity:
        return q if isfinite(q.high) else replace(q, high=max(q.value, ceiling.high))

    ends = [(pair.left, closing(pair.force), pair.weight) for pair in found]
    return [Pair(a, b, *probability_greater(a, b), weight) for a, b, weight in ends]


def everybody(case: Case) -> list[Option]:
    """Figures of all who left in the first fortnight, as entries abroad or as exits."""
    return _options(case, "all")


def men(case: Case) -> list[Option]:
    """Figures of the men among them: as told, and every total times the share of men in Kazakh entries.

    That the share of one border holds for all is an assumption. Without the share only what was told.
    """
    share = shares_of_men(case).get(SHARES[0])
    reckoned = [(q * share.to("ratio"), weight) for q, weight in everybody(case)] if share else []
    return _options(case, "men") + reckoned


def _options(case: Case, who: str) -> list[Option]:
    slots = (Slot("left_russia", measure, who, "abroad", FORTNIGHT) for measure in ("entries", "exits"))
    return _own(case, [option for slot in slots for option in case.figures(slot)])


def _own(case: Case, options: Iterable[Option]) -> list[Option]:
    return [(q, weight) for q, weight in options if case.statement(q.ids[0]).source.id != ESSAY]



def lowest(options: Iterable[Option]) -> Quantity | None:
    """The lowest figure of all; None for none."""
    return min((q for q, _ in options), key=lambda q: q.value, default=None)


def chance(found: Iterable[Pair]) -> Quantity | None:
    """The probability that more left, over these pairs by their weight, from its lower bound, at which it
    stands, to its upper; None for no pair.
    """
    found = list(found)
    if not found:
        return None
    total = sum(pair.weight for pair in found)
    low = min(1.0, sum(pair.low * pair.weight for pair in found) / total)
    high = min(1.0, sum(pair.high * pair.weight for pair in found) / total)
    ids = tuple(dict.fromkeys(id for pair in found for id in pair.left.ids + pair.force.ids))
    return Quantity(low, low, high, "probability", ids)


def word(found: Iterable[Pair], needed: float) -> str:
    """What these pairs say together, by the rule; `not known` for no pair."""
    all_of_them = chance(found)
    return judge_probability(all_of_them.low, all_of_them.high, needed) if all_of_them else "not known"


def says(found: Iterable[Pair], needed: float, word: str) -> list[Pair]:
    """The pairs whose word is `word`."""
    return [pair for pair in found if pair.word(needed) == word]


def own_pairs(case: Case) -> list[tuple[Statement, Statement, Quantity]]:
    """Where one voice gave both numbers: who left, the force, and the probability that more left."""
    both = product(left(case, "entries") + left(case, "exits"), force(case) + force(case, "ceiling"))
    return [
        (a, b, chance([Pair(a.figure, b.figure, *probability_greater(a.figure, b.figure), 1.0)]))
        for a, b in both
        if a.said_by == b.said_by
    ]


def shares_of_men(case: Case) -> dict[str, Quantity]:
    """Men among those who crossed into Kazakhstan in the first four weeks, in per cent, by the labels of SHARES.

    Where entries are set off against exits, so are those of everybody.
    """

    def crossed(measure: str, who: str) -> Quantity | None:
        return spanned(heard(case, Slot("border_crossings", measure, who, *FOUR_WEEKS)))

    entered, gone = crossed("entries", EVERYBODY), crossed("exits", EVERYBODY)
    men_entered, men_gone = crossed("entries", MEN[0]), crossed("exits", MEN[0])
    parts = [(men_entered, entered), (crossed("entries", MEN[1]), entered)]
    if men_entered and men_gone and entered and gone:
        parts.append((men_entered - men_gone, entered - gone))
    return {label: (a / b).to("percent") for label, (a, b) in zip(SHARES, parts, strict=False) if a and b}


def men_among_entries(case: Case) -> Quantity | None:
    """The first share of men among entries, its range widened to those of other ages; None where none was public."""
    found = [q for label, q in shares_of_men(case).items() if label != NET]
    return found[0].spanning(found) if found else None


def share_needed(case: Case, people: Quantity) -> Quantity:
    """The share of these people that would be as many as the force, from its smallest figure to its largest;
    per cent. "At least" counts at its figure.
    """
    return (spanned(force(case)) / closed(people)).to("percent")


def _needed(case: Case) -> list[Told]:
    """The share for every figure of all who left; where more may have left than was counted, less would do."""
    figures = sorted((q for q, _ in everybody(case)), key=lambda q: case.statement(q.ids[0]).period.end)
    return [
        Told(speaker(case.statement(q.ids[0])), share_needed(case, q), point=False, less=not isfinite(q.high))
        for q in figures
    ]


def turning(case: Case) -> Sentence:
    """Where the answer turns on the sums of the first week, and on which side the shares of men lie.

    The share of entries less exits is taken of the sums less exits, and given in men.
    """
    sums, shares = spanned(sums_of_the_week(case)), shares_of_men(case)
    if not sums:
        return say("No sum of the first week was public by {day}.", day=case.view.as_of)
    share = share_needed(case, sums)
    template = "On the sums of the first week the two numbers are equal if {share:range} of those who left count; "
    template += "if more left than was counted, less would do."
    values = {"share": share, "day": case.view.as_of}
    for n, (label, q) in zip("abc", shares.items(), strict=False):
        template += f" Men of {{who_{n}}}: {{share_{n}}}" + ("." if label == NET else f", {{where_{n}}}.")
        values |= {f"who_{n}": label, f"share_{n}": q, f"where_{n}": _beside(q, share)}
    if rest := NET in shares and less_kazakh_exits(case):
        template += (
            " Of the sums less the exits of Kazakhstan the last share would be {net_men:low} to {net_men:high} men, "
            'against a force of {against:low} to {against:high}, every "more than" read as exact.'
        )
        values |= {"net_men": rest * shares[NET].to("ratio"), "against": spanned(force(case))}
    return say(template if shares else template + " No share of men was public by {day}.", **values)


def _beside(q: Quantity, stretch: Quantity) -> str:
    if q.high < stretch.low:
        return "short of that"
    return "beyond that" if q.low > stretch.high else "inside that stretch"


def returned(case: Case, measure: str = "share", place: str | None = "abroad") -> list[Statement]:
    """Statements on those who left and came back."""
    return heard(case, Slot("returned", measure, "leavers", place))


def turn(case: Case) -> dict[str, list[Told]]:
    """What share would have to count for the two numbers to be equal, beside the shares of men among entries."""
    crossed = [told(label, q) for label, q in shares_of_men(case).items() if label != NET]
    return {
        "Needed: the force over those who left": _needed(case),
        "Published: men, at the Kazakh border, to 19 Oct": crossed,
    }


def still_abroad(case: Case) -> list[tuple[Statement, Quantity]]:
    """Every figure of those who left in 2022 or since, and what share of it one study found abroad later.

    Bounds count at their figures; persons over persons, in per cent. Empty where no such study is public.
    """
    found = spanned(left(case, "present", period=None))
    return [(s, (found / closed(s.figure)).to("percent")) for s in left(case, "net", period=None)] if found else []
