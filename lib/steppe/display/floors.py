"""Floors among the counts elsewhere: how open they left the rank of C03, and what came to hold them."""

from __future__ import annotations

from steppe.assertions import first_week_elsewhere
from steppe.case import Case, closed
from steppe.claims import ESSAY_DATE
from steppe.display.flows import in_a_row
from steppe.display.hindsight import changes_of
from steppe.display.places import by_place, first_week, place_name
from steppe.display.template import Filled, phrase
from steppe.facts import Slot, Statement
from steppe.quantity import RATIO, Quantity

SUMS = Slot("left_russia", "entries", "all", "abroad", "2022-09-21/2022-09-28", days=8)


def loose_floors(case) -> list[Statement]:
    """The counts elsewhere that are open above, since no longer count of the same place holds them."""
    return [case.statement(q.ids[0]) for q, _ in first_week_elsewhere(case) if q.open_ends]


def open_share(case) -> Quantity:
    """The percentage of the weight of the counts elsewhere that is open above."""
    elsewhere = first_week_elsewhere(case)
    loose, every = sum(w for q, w in elsewhere if q.open_ends), sum(w for _, w in elsewhere)
    return Quantity.exact(100 * loose / every, "percent", tuple(id for q, _ in elsewhere for id in q.ids))


def bearable_share(case) -> Quantity:
    """The percentage of the weight that may be open above while the rank holds."""
    return Quantity.exact(1 - case.scenario.probability_needed, RATIO).to("percent")


def lowest_kazakh(case) -> Quantity:
    """The lowest Kazakh count of the week, persons."""
    counted = by_place(first_week(case))["Kazakhstan"]
    return Quantity.exact(counted.low, counted.unit, counted.ids)


def to_draw_level(case, floor: Statement) -> Quantity:
    """How many times its figure a floor would have to stand for to be level with the lowest Kazakh count."""
    return lowest_kazakh(case) / closed(floor.figure)


def on_the_day(case) -> Filled:
    """In words, the floors that were open above on the day of the essay, and how far each would have to reach."""
    then = Case(case.facts, case.scenario, ESSAY_DATE)
    floors = loose_floors(then)
    if not floors:
        return phrase("On {day} none of the counts elsewhere was open above.", day=ESSAY_DATE)
    reaches = [phrase("{place} {times}", place=place_name(s), times=to_draw_level(then, s)) for s in floors]
    return phrase(
        "On {day} {open} of the weight of the counts elsewhere was open above; the rank holds where that is {bearable} "
        "at most. To draw level with the lowest Kazakh count, the floors would have to stand for so many times their "
        "figures: {reaches}.{added}",
        day=ESSAY_DATE, open=open_share(then), bearable=bearable_share(case), reaches=in_a_row(reaches),
        added=_added_up(then, floors),
    )


def _added_up(then: Case, floors: list[Statement]) -> Filled:
    """In words, what whoever gave all the floors made of them together; nothing where no such sum is public."""
    speakers = {s.said_by for s in floors}
    printed = next((s for s in then.view.all(SUMS) if {s.said_by} == speakers), None)
    if printed is None:
        return phrase("")
    return phrase(
        " {who}, which gave them, put them together with the Kazakh count: {printed}; read at their figures they make "
        "{read}.",
        who=printed.said_by, printed=printed,
        read=sum((closed(s.figure) for s in floors), lowest_kazakh(then)),
    )


def held_since(case) -> Filled:
    """In words, which floors of that day a longer count holds in this run, and how the word changed."""
    then = loose_floors(Case(case.facts, case.scenario, ESSAY_DATE))
    bounds = [(place_name(s), case.view.held(s)) for s in then]
    held = [phrase("{place}, at {bound:high} at most", place=p, bound=q) for p, q in bounds if not q.open_ends]
    return phrase(
        "Held by a longer count by {day}: {held}. How the word changed after the essay, as far as this run reads: "
        "{changes}.",
        day=case.view.as_of, held=in_a_row(held) if held else "none of them", changes=changes_of(case, "C03"),
    )
