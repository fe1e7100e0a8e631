"""Countries side by side: one figure each, the days it covers, and who stands where by which yardstick."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from steppe.assertions import first_week_elsewhere
from steppe.case import closed
from steppe.display import dates
from steppe.display.errors import DisplayError
from steppe.display.grid import Cell, Grid, Shown
from steppe.display.tables import figure_of
from steppe.facts import ESSAY, Statement
from steppe.markup import code_html, link
from steppe.quantity import Quantity
from steppe.reckoning import drawn_in

NAMES = {"eu": "European Union"}
INSIDE = {"Finland": "European Union"}
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
THOUSAND = 1000
CARDINALS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

Formula = Callable[[Statement], Quantity]


def for_each_thousand(figures: Mapping[str, Quantity], residents: Mapping[str, Quantity]) -> dict[str, Quantity]:
    """A figure of a place for each thousand of its residents, where both are known."""
    return {place: q / residents[place] * THOUSAND for place, q in figures.items() if place in residents}


def place_name(statement: Statement) -> str:
    """The place of a statement as a reader writes it."""
    return NAMES.get(statement.place, statement.place.replace("_", " ").title())


def place_and_days(statement: Statement) -> str:
    """The place and the days described, for labels in figures: `Turkey, Jan to Sep 2022`."""
    return f"{place_name(statement)}, {dates.shortened(statement.period.text)}"


def per_day(statement: Statement) -> Quantity:
    """The figure of a statement spread evenly over the days it covers; persons a day."""
    return statement.figure / Quantity.exact(statement.period.days, "day")


def first_week(case) -> list[Statement]:
    """The counts on which C03 is judged: the Kazakh one that the evidence chooses, the other Kazakh ones,
    then those elsewhere, best first. The essay is what is judged, so its own figure is none of them.

    Raises DisplayError where no Kazakh count is public yet.
    """
    kazakh = [s for s in case.all("entries") if s.source.id != ESSAY]
    if not kazakh:
        raise DisplayError(f"first_week: found no Kazakh count public on {case.view.as_of}, expected a later as_of")
    chosen = case["entries"].ids[0]
    elsewhere = [case.statement(q.ids[0]) for q, _ in first_week_elsewhere(case)]
    return [*sorted(kazakh, key=lambda s: s.id != chosen), *elsewhere]


def by_place(statements: Iterable[Statement], formula: Formula = lambda s: s.figure) -> dict[str, Quantity]:
    """One figure for each place: that of its first statement, its range widened to all the others.

    The essay's own figures are left out. A figure that is only a bound stays one where nothing else was
    stated. Places keep the order of their first statements.
    """
    found: dict[str, Quantity] = {}
    for s in statements:
        if s.has_figure and s.source.id != ESSAY:
            name, q = place_name(s), formula(s)
            found[name] = drawn_in(found[name]).spanning([drawn_in(q)]) if name in found else q
    return found


def counted_alike(
    first: Iterable[Statement], second: Iterable[Statement], formula: Callable[[Quantity, Quantity], Quantity]
) -> dict[str, Quantity]:
    """The formula for each place where one office gave both for the same days, in the manner of `by_place`."""
    found: dict[str, Quantity] = {}
    second = list(second)
    for a in first:
        for b in second:
            if _office_and_days(a) == _office_and_days(b):
                name, q = place_name(a), formula(closed(a.figure), closed(b.figure))
                found[name] = found[name].spanning([q]) if name in found else q
    return found


def _office_and_days(s: Statement) -> tuple:
    return s.place, s.said_by, s.period.start, s.period.end


def compared(figure: Quantity, other: Quantity) -> str:
    """A figure beside another in words: `more than`, `fewer than`, or `about as many as` where ranges meet."""
    here, there = closed(figure), closed(other)
    if here.low > there.high:
        return "more than"
    return "fewer than" if here.high < there.low else "about as many as"


def largest(figures: Mapping[str, Quantity], besides: str = "") -> tuple[str | None, Quantity | None]:
    """The place with the largest figure, ranges taken at their upper ends, and that figure; None for none."""
    others = [(name, q) for name, q in figures.items() if name != besides]
    return max(others, key=lambda pair: closed(pair[1]).high, default=(None, None))


def apart(figures: Mapping[str, Quantity]) -> dict[str, Quantity]:
    """The figures without those of a place that lies inside another of them, so that nobody is ranked twice."""
    return {place: q for place, q in figures.items() if INSIDE.get(place) not in figures}


def standing(figures: Mapping[str, Quantity], ours: str) -> str:
    """The rank of a place in words, the largest first: `first of five`, `first or second of three`.

    Ranges that overlap leave the rank open between two. A figure that is only a bound counts at it.
    """
    if ours not in figures:
        return "not ranked"
    if len(figures) == 1:
        return "the only one"
    here = closed(figures[ours])
    others = [closed(q) for name, q in figures.items() if name != ours]
    best = sum(q.low > here.high for q in others)
    worst = sum(q.high > here.low for q in others)
    between = "or" if worst == best + 1 else "to"
    rank = ORDINALS[best] if best == worst else f"{ORDINALS[best]} {between} {ORDINALS[worst]}"
    return f"{rank} of {CARDINALS[len(figures)]}"


def show_places(statements: Iterable[Statement]) -> Shown:
    """Statements as a table that names the place and how many days each count covers."""
    rows = [
        [
            Cell(place_name(s)),
            Cell(figure_of(s)),
            Cell(dates.in_words(s.period.text)),
            Cell(f"{s.period.days:,}", right=True),
            Cell(s.said_by),
            Cell(s.source.publisher, link(s.source.publisher, s.source.url)),
            Cell(dates.in_words(s.published)),
            Cell(s.grade),
            Cell(s.id, code_html(s.id)),
        ]
        for s in statements
    ]
    header = ["Where", "Count", "For", "Days", "Said by", "Read in", "Published", "Grade", "Statement"]
    return Shown(Grid(header, [(None, rows or [[Cell("no statement"), *[Cell("")] * 8]])]))
