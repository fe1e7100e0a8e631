"""What was counted at the border after 21 September 2022: by the day, in total, against the usual."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from steppe.case import WEEK, YEAR
from steppe.display import dates
from steppe.display.marks import Row
from steppe.display.places import per_day
from steppe.display.say import Sentence, say
from steppe.display.template import Filled, phrase
from steppe.facts import ESSAY, Period, Slot, Statement
from steppe.quantity import Quantity

RUSSIANS = ("russian_citizens", "kazakhstan")
START = date(2022, 9, 21)
AFTER = "2022-09-21/2022-12-31"
FIRST_MONTH, YEAR_ENDS = date(2022, 10, 31), date(2022, 12, 31)
WEEKS_DRAWN = 4
FIRST_QUARTER = Quantity.exact(Period.parse("2017-01/2017-03").days, "day")


class Stretch(NamedTuple):
    """A rate over the days it describes: first day, last day, persons a day, grade if one statement says it."""

    first: date
    last: date
    rate: Quantity
    grade: str = ""


def single_days(case, direction: str = "entries") -> list[Stretch]:
    """Published counts of single days after 21 September 2022. direction: entries or exits."""
    every = case.view.all(Slot("border_crossings", direction, *RUSSIANS, AFTER))
    return sorted((_stretch(s) for s in every if s.period.days == 1), key=lambda stretch: stretch.first)


def daily_levels(case, direction: str = "entries") -> list[Stretch]:
    """What was said of the daily level over several days of October 2022."""
    return [_stretch(s) for s in case.view.all(Slot("daily_traffic", direction, *RUSSIANS))]


def usual_levels(case) -> list[Stretch]:
    """What was called ordinary traffic before the call-up, entries a day."""
    return [_stretch(s) for s in case.view.all(Slot("ordinary_traffic", "entries", *RUSSIANS))]


def totals(case, direction: str = "entries") -> list[Statement]:
    """Every published total counted from 21 September 2022, in the order of the last days; not the essay's."""
    every = case.view.all(Slot("border_crossings", direction, *RUSSIANS, AFTER, days=7))
    return sorted((s for s in every if s.period.start == START and s.source.id != ESSAY), key=lambda s: s.period.end)


def between_totals(case) -> list[Stretch]:
    """Entries a day from one total to the next in the first month; one total stands for each last day."""
    stretches, before, since = [], Quantity.exact(0, "persons"), START - timedelta(1)
    for end, s in _best_totals(case).items():
        rate = (s.figure - before) / Quantity.exact((end - since).days, "day")
        stretches.append(Stretch(since + timedelta(1), end, rate))
        before, since = s.figure, end
    return stretches


def remaining(case) -> list[Statement]:
    """Who was said to remain by the end of 2022, in the order of the days."""
    return sorted(case.view.all(Slot("remained", "present", *RUSSIANS, AFTER)), key=lambda s: s.period.end)


def first_week_less(case) -> list[Row]:
    """The entries of the first week as counted, less published notions of a usual week, less counts of
    exits; persons, one row a statement. The two routes are never both applied.
    """
    ministry = case.statement("kz_in_27sep")
    counted = ministry.figure

    def crossings(measure: str, period: str | None, days: int) -> Slot:
        return Slot("border_crossings", measure, *RUSSIANS, period, days)

    taken_off = [
        ("less usual days", Slot("ordinary_traffic", "entries", *RUSSIANS), _weekly),
        ("less usual, as a multiple", Slot("traffic_multiple", "multiple", *RUSSIANS), lambda s: counted / s.figure),
        ("less a usual week, {period}", crossings("level", None, 1), _weekly_level),
        ("less a week of {period}", crossings("entries", "2019", 365), _weekly),
        ("less a week of {period}", crossings("entries", "2022-07/2022-08", 28), _weekly),
        ("less a week of 2022 before", crossings("entries", "2022-01-01/2022-09-22", 250), _weekly),
        ("less exits", crossings("exits", "2022-09-21/2022-09-27", 7), lambda s: s.figure),
    ]
    rows = [Row("entries as counted", counted, True, ministry.grade)]
    for what, slot, weekly in taken_off:
        for s in case.view.all(slot):
            told = what.format(period=dates.shortened(s.period.text))
            label = f"{told}: {s.source.publisher}, {dates.shortened(s.published)}"
            rows.append(Row(label, counted - weekly(s), s.value is not None, s.grade))
    return rows


def afterwards(case, supposed: Mapping[str, Quantity]) -> dict[str, Quantity | Statement]:
    """What was registered and said afterwards, under what is supposed: label -> persons.

    Births less deaths of a year, who was said to remain, who was registered as coming from Russia to
    settle, and all who were registered as settling less all who left; the best statement for each period.
    """
    told = [
        ("births less deaths", Slot("natural_increase", "count", "all", "kazakhstan")),
        ("said to remain", Slot("remained", "present", *RUSSIANS)),
        ("settled from Russia", Slot("registered_migration", "entries", "from_russia", "kazakhstan", days=365)),
        ("settled less left", Slot("registered_migration", "net", "all", "kazakhstan", days=365)),
    ]
    rows: dict[str, Quantity | Statement] = dict(supposed)
    for what, slot in told:
        for s in sorted(case.view.all(slot), key=lambda s: s.period.end):
            rows.setdefault(f"{what}, {dates.shortened(s.period.text)}", s)
    return rows


def faded(case) -> Sentence:
    """Whether the wave faded, by the day and in total, as far as was public."""
    stretches = between_totals(case)
    weekly = _spanned([stretch.rate * WEEK for stretch in stretches])
    in_total = "In total: {weekly} entries in the first week, and no later total was public."
    if len(stretches) > 1:
        in_total = "In total, entries a week from one published total to the next: {weekly:range}, up to {until}."
    return say(
        f"By the day: {{days}}. {{month}}{in_total}",
        days=_days_told(case), month=_half_month_told(case), weekly=weekly, until=stretches[-1].last,
    )


def _days_told(case) -> Filled:
    """The entries of every single day that was published, with what the source notes of it."""
    told = []
    for stretch in single_days(case):
        note = case.statement(*stretch.rate.ids).note
        aside = f"{note[0].lower()}{note[1:].rstrip('.')}" if note else ""
        words = "{count} on {day}" + " ({aside})" * bool(aside)
        told.append(phrase(words, count=stretch.rate, day=stretch.first, aside=aside))
    if not told:
        return phrase("no count of a single day was public by {day}", day=case.view.as_of)
    return phrase("entries were {days}", days=in_a_row(told))


def _half_month_told(case) -> Filled:
    """What was said of the days of a half month: entries, exits, and where the entries lie beside the usual."""
    entries, exits, usual = (
        [stretch.rate for stretch in found]
        for found in (daily_levels(case), daily_levels(case, "exits"), usual_levels(case))
    )
    if not (entries and exits and usual):
        return phrase("")
    level, before = _spanned(entries), _spanned(usual)
    inside = before.low <= level.low and level.high <= before.high
    return phrase(
        "Said of the first half of October: {level:range} entries a day, {out:range} exits. Such entries lie "
        f"{'within' if inside else 'not within'} what was called usual before, {{before:range}} a day. ",
        level=level, out=_spanned(exits), before=before,
    )


def counted_against_supposed(case) -> Sentence:
    """How the weekly figure supposed by the essay compares with what was counted, total by total, as far as public."""
    supposed = case.view.quote("essay_rate").figure
    weekly = {end: _weekly(s) for end, s in _best_totals(case, YEAR_ENDS).items()}
    told = [phrase("{weekly:range} up to {end}", weekly=q, end=end) for end, q in weekly.items()]
    *earlier, latest = weekly.values()
    remained = case.view.all(Slot("remained", "present", *RUSSIANS, f"{START}/{FIRST_MONTH}"))
    values = {
        "supposed": supposed, "start": START, "told": in_a_row(told), "share": (latest / supposed).to("percent")
    }
    both = "Supposed: {supposed} a week for a year. Counted, in entries a week from {start}: {told}. "
    both += "The last of these over what is supposed: {share:range}. " * bool(earlier)
    if not remained:
        return say(both + "How many of them stayed had not been published by {day}.", **values, day=case.view.as_of)
    stayed = remained[0]
    weeks = (stayed.period.end - START).days + 1
    return say(
        both + "Said to remain on {then}: {stayed}, which is {part} of what the supposed figure brings by that day "
        "if nobody leaves.",
        **values, stayed=stayed, then=stayed.period.end, part=(stayed.figure / (supposed * (weeks / 7))).to("percent"),
    )


def in_a_row(parts: list[Filled]) -> Filled:
    """Several parts of a sentence, with commas between them."""
    named = {f"part{n}": part for n, part in enumerate(parts)}
    return phrase(", ".join(f"{{{name}}}" for name in named), **named)


def _stretch(s: Statement) -> Stretch:
    """The rate of a statement; what is said of the time before the call-up is drawn beside the time after."""
    rate = s.figure if s.unit == "persons/day" else per_day(s)
    first, last = max(s.period.start, START), s.period.end
    return Stretch(first, last if last >= START else START + timedelta(weeks=WEEKS_DRAWN), rate, s.grade)


def _weekly(s: Statement) -> Quantity:
    return _stretch(s).rate * WEEK


def _weekly_level(s: Statement) -> Quantity:
    """A week of a usual year before the pandemic, or of a first quarter where the years are named."""
    return s.figure / (YEAR if s.period.start == date.min else FIRST_QUARTER) * WEEK


def _spanned(figures: list[Quantity]) -> Quantity:
    return figures[-1].spanning(figures)


def _best_totals(case, until: date = FIRST_MONTH) -> dict[date, Statement]:
    """One total for each last day, up to `until`: of the office that gave the first one, else the best."""
    found = [s for s in totals(case) if s.period.end <= until]
    chosen: dict[date, Statement] = {}
    for s in sorted(found, key=lambda s: (s.period.end, s.origin != found[0].origin)):
        chosen.setdefault(s.period.end, s)
    return chosen
