"""Papers of those who stay: what was asked for and granted, how fast, how much of what, and how they worked."""

from __future__ import annotations

from typing import NamedTuple

from steppe.case import WEEK, closed
from steppe.case import YEAR as A_YEAR
from steppe.display import dates
from steppe.display.census import others
from steppe.display.community import FIRST_QUARTER, crossings
from steppe.display.flows import RUSSIANS, totals
from steppe.display.places import per_day
from steppe.display.say import Sentence, say
from steppe.facts import Slot, Statement
from steppe.quantity import Quantity

KINDS = {
    "ID numbers": "id_numbers",
    "temporary residence": "temporary_residence",
    "permanent residence": "permanent_residence",
    "citizenship": "citizenship",
}
ASKED, GRANTED = "applications", "permits"
QUARTER, YEAR = "2022-01-01/2022-03-31", "2022"
QUARTER_DAYS = A_YEAR / 4
AFTER_CALLUP = "2022-09-21/2022-10-31"
SPRING_TO_CALLUP = "2022-04-01/2022-09-30"


class Pace(NamedTuple):
    """What was asked for or granted over some days, and the same by the day."""

    kind: str
    measure: str
    statement: Statement
    rate: Quantity


def paces(case) -> list[Pace]:
    """Every count of papers within 2022, by the day, kind by kind."""
    return [
        Pace(kind, measure, s, per_day(s))
        for kind, quantity in KINDS.items()
        for measure in (ASKED, GRANTED)
        for s in others(case, Slot(quantity, measure, *RUSSIANS, YEAR))
    ]


def usual_pace(case) -> Quantity | None:
    """Applications a day in a usual quarter before 2022, which one report gives for another kind of permit."""
    usual = others(case, Slot("permanent_residence", ASKED, *RUSSIANS, "../2021-12-31"))
    return usual[0].figure / QUARTER_DAYS if usual else None


def asked_after_the_callup(case) -> Statement | None:
    """Applications for permanent residence after the call-up; None before they were public."""
    return next(iter(others(case, Slot("permanent_residence", ASKED, *RUSSIANS, AFTER_CALLUP))), None)


def rising(case) -> Sentence:
    """Whether applications for permanent residence were rising: against the usual quarter, and by the day since.

    Two reports give what was usual: one as a multiple, another as a number, of another kind of permit.
    """
    asked = others(case, Slot("permanent_residence", ASKED, *RUSSIANS, QUARTER, 90))[0]
    granted = others(case, Slot("permanent_residence", GRANTED, *RUSSIANS, QUARTER, 90))
    multiple = others(case, Slot("permanent_residence", "multiple", *RUSSIANS, QUARTER))
    usual = others(case, Slot("permanent_residence", ASKED, *RUSSIANS, "../2021-12-31"))
    spring = others(case, Slot("permanent_residence", GRANTED, *RUSSIANS, SPRING_TO_CALLUP))
    later = asked_after_the_callup(case)
    parts, values = ["{asked} applications in the quarter, {pace} a day."], {"asked": asked, "pace": per_day(asked)}
    if multiple:
        parts.append("The report that the essay cites has them at almost {almost} times an average quarter.")
        values |= {"almost": multiple[0]}
    if usual:
        parts.append(
            "The usual quarter of the other report, of another kind, is {usual}; they are {times:range} times as many."
        )
        values |= {"times": asked.figure / usual[0].figure, "usual": usual[0]}
    if granted:
        parts.append("In the same quarter {granted} permits were granted, {first} a day.")
        values |= {"granted": granted[0], "first": per_day(granted[0])}
    if spring:
        parts.append("From {days} it was {then:range} a day, of permits whose kind is not named.")
        values |= {"days": spring[0].period.text, "then": per_day(spring[0])}
    if later:
        parts.append("After the call-up {later} asked by {day}, {faster} times the daily pace of that quarter.")
        values |= {"later": later, "day": later.period.end, "faster": per_day(later) / per_day(asked)}
    return say(" ".join(parts), **values)


def asked_of_those_who_came(case) -> Sentence:
    """Applications after the call-up beside the count of entries whose last day is nearest."""
    later = asked_after_the_callup(case)
    if not later:
        return say(
            "How many asked for permanent residence after the call-up had not been published by {day}.",
            day=case.view.as_of,
        )
    came = _counted_nearest(case, later)
    return say(
        "From {start} to {day} there were {asked} applications for permanent residence by Russian citizens, whenever "
        "they had come. The nearest count of entries, to {end}, is {came}; were all who asked newcomers, that would "
        "be about {share}.",
        start=later.period.start, day=later.period.end, asked=later, end=came.period.end, came=came,
        share=(later.figure / closed(came.figure)).to("percent"),
    )


def _counted_nearest(case, s: Statement) -> Statement:
    """The total of entries since the call-up whose last day is nearest to that of a statement."""
    return min(totals(case), key=lambda total: abs(total.period.end - s.period.end))


def small_against(case) -> dict[str, Quantity]:
    """Papers of permanence as a share of what one may set them against, percent; the first two are judged."""
    before = case["citizens"]
    asked, temporary = case["applications"], Slot("temporary_residence", GRANTED, *RUSSIANS, QUARTER, 90)
    pairs = {
        "asked, of citizens present*": (asked, before),
        "asked, of temporary permits*": (asked, _first(case, temporary)),
        "asked, of ID numbers asked for": (asked, _first(case, Slot("id_numbers", ASKED, *RUSSIANS, QUARTER, 90))),
        "granted, of temporary permits": (
            _first(case, Slot("permanent_residence", GRANTED, *RUSSIANS, QUARTER, 90)),
            _first(case, temporary),
        ),
        "granted Apr to Sep, of present": (
            _first(case, Slot("permanent_residence", GRANTED, *RUSSIANS, SPRING_TO_CALLUP)),
            before,
        ),
        "citizenship asked, of present": (_first(case, Slot("citizenship", ASKED, *RUSSIANS, FIRST_QUARTER)), before),
    }
    for kind, quantity in (("asked", "permanent_residence"), ("citizenship", "citizenship")):
        for later in others(case, Slot(quantity, ASKED, *RUSSIANS, AFTER_CALLUP))[:1]:
            came = _counted_nearest(case, later)
            label = f"{kind} to {_short(later)}, of entries to {_short(came)}"
            pairs[label] = later.figure, closed(came.figure)
    return {label: (part / whole).to("percent") for label, (part, whole) in pairs.items() if part and whole}


def _first(case, slot: Slot) -> Quantity | None:
    return next((s.figure for s in others(case, slot)), None)


def _short(s: Statement) -> str:
    """The last day without its year."""
    return dates.shortened(s.period.end).rsplit(" ", 1)[0]


def id_numbers(case) -> Sentence:
    """The counts of ID numbers granted, added up and set against the year's; as far as public."""
    granted = {s.period.text: s for s in others(case, Slot("id_numbers", GRANTED, *RUSSIANS, YEAR))}
    spring, week, fortnight, year = (
        granted.get(period)
        for period in ("2022-04-01/2022-09-27", "2022-09-21/2022-09-27", "2022-09-21/2022-10-04", YEAR)
    )
    one_day = next(iter(others(case, Slot("id_numbers", ASKED, *RUSSIANS, "2022-09-26"))), None)
    parts, values = [], {}
    if week and one_day:
        parts.append("In the first week {week} numbers were given out; on {day} alone {one} people asked for one.")
        values |= {"week": week, "one": one_day, "day": one_day.period.start}
    if spring and week and fortnight:
        summed = closed(spring.figure) + closed(fortnight.figure) - closed(week.figure)
        parts.append(
            "From {days} there were {spring}, from {then} {fortnight}: with the week that they share taken off, "
            'and "more than" read as exact, {summed}.'
        )
        values |= {"days": spring.period.text, "spring": spring, "then": fortnight.period.text, "fortnight": fortnight}
        values["summed"] = summed
        if year:
            parts.append("For the whole year another report gives {year}, {word} than that.")
            values |= {"year": year, "word": "less" if year.figure.value < summed.value else "no less"}
    if not parts:
        return say("By {day} too few counts of ID numbers were public to be added up.", day=case.view.as_of)
    return say(" ".join(parts), **values)


def temporary(case) -> Sentence:
    """Temporary permits: the last month of the first quarter within it, and the quarter within the year."""
    counts = {s.period.text: s for s in others(case, Slot("temporary_residence", GRANTED, *RUSSIANS, YEAR))}
    quarter, march, year = (counts.get(period) for period in (QUARTER, "2022-03", YEAR))
    parts, values = ["Temporary permits in the first quarter: {quarter}"], {"quarter": quarter}
    if quarter and march:
        parts.append(", of which {share} in March")
        values["share"] = (march.figure / quarter.figure).to("percent")
    parts.append(".")
    if quarter and year:
        rest = year.figure - quarter.figure
        days = Quantity.exact(year.period.days - quarter.period.days, "day")
        parts.append(
            " For all of the year {year} are reported, which leaves {rest} for the other three quarters: {slower} a "
            "day after {before} a day."
        )
        values |= {"year": year, "rest": rest, "slower": rest / days, "before": per_day(quarter)}
    return say("".join(parts), **values)


def at_work(case):
    """What was counted of Russians at work, a DataFrame: a row a statement, by its days, with its pace if any."""
    from pandas import DataFrame

    kinds = {
        ("employment", "stock"): "in recorded jobs on the day",
        ("employment", "entries"): "came to work",
        ("employment", GRANTED): "called work permits",
        ("temporary_residence", "stock"): "held a stay for work on the day",
        ("temporary_residence", GRANTED): "got a stay for work",
    }
    found = [
        (s, what)
        for (quantity, measure), what in kinds.items()
        for s in others(case, Slot(quantity, measure, *RUSSIANS))
        if quantity == "employment" or s.period.text not in (QUARTER, "2022-03", YEAR)
    ]
    found.sort(key=lambda pair: (pair[0].period.end, pair[0].id))
    return DataFrame(
        {
            "What was counted": [what for _, what in found],
            "For": [dates.in_words(s.period.text) for s, _ in found],
            "Persons": [s.figure for s, _ in found],
            "By the day": [None if s.measure == "stock" else per_day(s) for s, _ in found],
            "Said by": [s.said_by for s, _ in found],
            "Published": [s.published for s, _ in found],
        },
        dtype=object,
    )


def more_traffic_fewer_stays(case) -> Sentence:
    """How entries and stays for work moved in later years: of unlike years, so the direction alone is compared."""
    stays = others(case, Slot("temporary_residence", GRANTED, *RUSSIANS, "2023/.."))
    whole_year = others(case, crossings("entries", *RUSSIANS, YEAR, 365))
    later = others(case, crossings("entries", *RUSSIANS, "2024-01/2024-09", 250))
    by_year = {s.period.start.year: s for s in stays}
    if not (whole_year and later and {2023, 2024} <= by_year.keys()):
        return say("How entries and permits moved in later years was not public by {day}.", day=case.view.as_of)
    return say(
        "An average week of {then} had {came} entries, one of {now} {more}. Stays for work granted: {before} from "
        "{first}, {after} from {second}. The years are not the same, so only the direction is compared.",
        came=per_day(whole_year[0]) * WEEK, then=YEAR, more=per_day(later[0]) * WEEK, now=later[0].period.text,
        before=by_year[2023], first=by_year[2023].period.text, after=by_year[2024], second=by_year[2024].period.text,
    )
