"""The claims of this essay: the evidence that bears on them, by name, and the test of each part.

The library knows nothing of what the essay is about. Each part of claims.csv that is tested has one short function:
what the essay states and what the evidence has. The same function serves every vantage point and scenario.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache, reduce
from itertools import chain, pairwise
from math import asin, cos, radians, sin, sqrt
from operator import add, mul, sub, truediv
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from steppe.case import ClaimCase
from steppe.evidence import Evidence, Witness, combine, witnesses
from steppe.facts import Period, Slot, Statement
from steppe.quantity import RATIO, Quantity
from steppe.rule import Assertion, Comparison, Figure, OnRecord, Readings
from steppe.scenario import NEUTRAL_FLOW
from steppe.tables import read_package, read_table
from steppe.weighing import weighing

if TYPE_CHECKING:
    from steppe.judging import Claim

EARTH_RADIUS_KM = 6371.0088
ONE, PER_CENT = Quantity.exact(1, RATIO), Quantity.exact(100, "percent")
KAZAKHSTAN = "kazakhstan"
OURS = "kazakhstan_russia"
FIRST_WEEK = Period.parse("2022-09-21/2022-09-27")
WEEK_BEFORE = Period.parse("2022-09-14/2022-09-20")
SEVEN_DAYS = Quantity.exact(7, "day")
CACHED = 4096  # what is asked of the same statements again and again where one of many is left out
NONE, NONE_A_DAY = Quantity.exact(0, "persons"), Quantity.exact(0, "persons/day")


class Entry(NamedTuple):
    """A slot under a name, with what is taken where the evidence has nothing.

    essay: id of the essay's own figure, from which kindest and harshest measure. neutral: taken where nothing is
    stated. parameter: the name whose passed value wins. is_stock: whether it is read at the last day only.
    """

    slot: Slot
    essay: str | None = None
    neutral: Quantity | None = None
    parameter: str | None = None
    is_stock: bool = False


_citizens = "russian_citizens", KAZAKHSTAN
_first_wave = "leavers_first_wave", "abroad"
_applications = "permanent_residence", "applications"
_quarter = "2022-01-01/2022-03-31"

SLOTS = {
    "callup announced": Entry(Slot("callup", "announced", "reservists", "russia"), "essay_callup"),
    "entries": Entry(Slot("border_crossings", "entries", *_citizens, FIRST_WEEK.text, days=7), "essay_arrivals"),
    "exits": Entry(Slot("border_crossings", "exits", *_citizens, FIRST_WEEK.text, days=7), neutral=NONE),
    "ordinary": Entry(Slot("ordinary_traffic", "entries", *_citizens, "../2022-09-20"), neutral=NONE_A_DAY),
    "multiple of ordinary": Entry(Slot("traffic_multiple", "multiple", *_citizens, "2022-09-21/2022-09-28")),
    "border": Entry(Slot("border_length", "length", "all", OURS, unit="mi"), "essay_border"),
    "population": Entry(
        Slot("population", "count", "all", KAZAKHSTAN, "2022-07-01/2022-09-30"),
        "essay_population", parameter="population", is_stock=True,
    ),
    "citizens": Entry(
        Slot("citizens_present", "present", *_citizens, "2022-01-01/2022-09-20"),
        "essay_citizens", parameter="citizens_before", is_stock=True,
    ),
    "applications": Entry(Slot(*_applications, *_citizens, _quarter, days=90), "essay_applications"),
    "usual applications": Entry(Slot(*_applications, *_citizens, "../2021-12-31")),
    "multiple of the usual": Entry(Slot("permanent_residence", "multiple", *_citizens, _quarter)),
    "Russians in 1989": Entry(Slot("ethnic_count", "count", "russians", KAZAKHSTAN, "1989")),
    "Russians now": Entry(Slot("ethnic_count", "count", "russians", KAZAKHSTAN, "2009-01-01/.."), is_stock=True),
    "Russians who left": Entry(Slot("russian_emigration", "exits", "russians", KAZAKHSTAN, "1989/2021", days=1800)),
    "share of Kazakhs": Entry(Slot("ethnic_share", "share", "kazakhs", KAZAKHSTAN, "2009-01-01/.."), is_stock=True),
    "means of the leavers": Entry(Slot("leaver_profile", "multiple", *_first_wave)),
    "degrees of the leavers": Entry(Slot("degree_share", "share", *_first_wave)),
    "degrees at home": Entry(Slot("degree_share", "share", None, "russia")),
}


class EssayCase(ClaimCase):
    """A case with the figures of the essay by name: `case.read("entries")`."""

    def found(self, slot: str | Slot, one_thing: bool = False, essay: str | None = None) -> Evidence:
        """As in any case; for a name of SLOTS a value that was passed wins, and a neutral one is what is left."""
        if isinstance(slot, Slot):
            return super().found(slot, one_thing, essay)
        entry = SLOTS[slot]
        passed = getattr(self.scenario, entry.parameter) if entry.parameter else None
        if passed is not None:
            return Evidence.exact(Quantity.exact(passed, "persons"))
        found = super().found(entry.slot, one_thing)
        if entry.is_stock and found:
            periods = {w: self.facts.statements[w.ids[0]].period for w in found}
            last = max(periods.values(), key=lambda period: period.start)
            found = Evidence.of(w for w, period in periods.items() if period.within(last))
        found = self.chosen(found, self.essay(entry.essay) if entry.essay else entry.neutral)
        return found if found or not entry.neutral else Evidence.exact(entry.neutral)

    def arrivals(self, flow: str | None = None) -> Evidence:
        """Weekly arrivals: entries, less ordinary traffic or less exits, as `flow` says; never less both.

        Without a flow the one that the scenario sets, else every entry.
        """
        flow = flow or self.scenario.flow or NEUTRAL_FLOW
        if "arrivals" in self._supposed:
            found = Evidence.exact(self._supposed["arrivals"])
        elif self.scenario.weekly_arrivals is not None:
            found = Evidence.exact(Quantity.exact(self.scenario.weekly_arrivals, "persons"))
        else:
            found = entries = self.read("entries")
            if flow == "net":
                found = combine(sub, entries, self.read("exits"), of_one_origin=True)
            elif flow == "excess":
                usual, multiple = self.read("ordinary"), self.read("multiple of ordinary")
                found = combine(lambda came, a_day: came - a_day * SEVEN_DAYS, entries, usual, of_one_origin=True)
                found += combine(lambda came, times: came - came / times, entries, multiple, of_one_origin=True)
        self.inputs.setdefault("arrivals", found)
        return found


def c01(case: EssayCase, part: Claim) -> Assertion:
    return Figure(case.essay("essay_callup"), case.read("callup announced"), "the number announced")


def c02_1(case: EssayCase, part: Claim) -> Assertion:
    """A sum over some countries is a lower bound for all of them together."""
    week, winter = part.periods
    sums = case.read(Slot("left_russia", "entries", "all", "abroad", week), "people who left", one_thing=True)
    left = case.inputs["people who left"] = sums.as_lower_bound()
    return Comparison({"the invasion force": (left, _force(case, winter))}, "a sum of those who left")


def c02_2(case: EssayCase, part: Claim) -> Assertion:
    autumn, winter = part.periods
    slot = Slot("left_russia", "exits", "avoiding_callup", "abroad", autumn)
    avoided = case.read(slot, "people who avoided it", True)
    sought = "a count, by a named source, of those who left to avoid the call-up"
    return Comparison({"the invasion force": (avoided, _force(case, winter))}, sought)


def _force(case: EssayCase, period: str) -> Evidence:
    return case.read(Slot("invasion_force", "strength", "all", "ukraine", period), "force", one_thing=True)


def c03_1(case: EssayCase, part: Claim) -> Assertion:
    return Figure(case.essay("essay_arrivals"), case.read("entries"), "a count of the week")


def c03_2(case: EssayCase, part: Claim) -> Assertion:
    """Two readings: entries of the week, and entries above the usual."""
    entries, excess, gross, above = case.read("entries"), case.arrivals("excess"), {}, {}
    for place in part.rivals:
        gross[place.capitalize()] = entries, case.once(entries_in_week, place)
        above[place.capitalize()] = excess, case.once(above_usual, place)
    counted = "a count of the week for Kazakhstan"
    return Readings({
        "gross entries": Comparison(gross, counted, "a count of the week for"),
        "entries above the usual": Comparison(above, counted, "a count of the week, and of what was usual, for"),
    })


def entries_in_week(case: EssayCase, place: str) -> Evidence:
    """Entries into a country in the week of the call-up; where nobody counted the days, a week of the month's mean."""
    every = _entries(case, place)
    counts = counts_in_week(every, place)
    return counts if _counted(every, place) else month_mean(every) + counts


def _entries(case: EssayCase, place: str) -> tuple[Statement, ...]:
    return tuple(case.view.all(Slot("border_crossings", "entries", "russian_citizens", place)))


@lru_cache(CACHED)
def counts_in_week(every: tuple[Statement, ...], place: str) -> Evidence:
    """Counts of entries that tell of the week of the call-up, those of its days by the best grade.

    Beside counts of the days a longer one is an upper bound and a shorter one a lower bound.
    """
    longer, shorter = (
        Evidence.of(witnesses(s for s in every if s.period.beside(FIRST_WEEK) == how)) for how in ("longer", "shorter")
    )
    same = chain.from_iterable(_counted(every, place).values())
    found = [*same, *longer.as_upper_bound(), *shorter.as_lower_bound()]
    return Evidence.of(w._replace(thing=(place,)) for w in found)


@lru_cache(CACHED)
def _counted(every: tuple[Statement, ...], place: str) -> dict[int, list[Witness]]:
    """Counts of the days of the week, and sums of each origin's counts of its single days, by the number of days."""
    found, daily = defaultdict(list), defaultdict(dict)
    for period in dict.fromkeys(s.period for s in every if s.period.beside(FIRST_WEEK) == "same"):
        found[period.days] += witnesses(s for s in every if s.period == period)
    for s in every:
        if s.period.days == 1 and s.period.within(FIRST_WEEK):
            daily[s.origin].setdefault(s.period.start, s)
    for origin, counts in daily.items():
        span = Period(min(counts), max(counts), "")
        if span.beside(FIRST_WEEK) == "same" and span.days == len(counts):
            total = reduce(add, (counts[day].figure for day in sorted(counts)))
            found[span.days].append(Witness(origin, total, max(s.grade for s in counts.values())))
    return {n: [w._replace(thing=(place,)) for w in counts] for n, counts in found.items()}


@lru_cache(CACHED)
def month_mean(every: tuple[Statement, ...], text: str = "2022-09") -> Evidence:
    """What the count of a month comes to for a week of it."""
    month, share = Period.parse(text), SEVEN_DAYS / Quantity.exact(30, "day")
    found = witnesses(s for s in every if s.period.within(month) and month.within(s.period))
    return Evidence.of(w._replace(figure=w.figure * share) for w in found if not w.figure.is_bound)


def above_usual(case: EssayCase, place: str) -> Evidence:
    """Entries of the week less those of as many usual days, where one origin gave both; all entries as an upper bound.

    Usual is what was called so; else the single days of the week before; else the same month of the year before.
    """
    every = _entries(case, place)
    called = case.view.all(Slot("ordinary_traffic", "entries", "russian_citizens", place, "../2022-09-20"))
    days = [s for s in every if s.period.days == 1 and s.period.within(WEEK_BEFORE)]
    usual, above = Evidence.of(witnesses(called)) or Evidence.of(_mean_day(days)), Evidence()
    for n, counts in _counted(every, place).items():
        usual_days = combine(mul, usual, Evidence.exact(Quantity.exact(n, "day")))
        above += combine(sub, Evidence.of(counts), usual_days, of_one_origin=True)
    if not above:
        above = combine(sub, month_mean(every), month_mean(every, "2021-09"), of_one_origin=True)
    return above + counts_in_week(every, place).as_upper_bound()


def _mean_day(days: list[Statement]) -> list[Witness]:
    """The single days of one origin as one figure a day, with their least and their greatest as its width."""
    if not days:
        return []
    counts = sorted(s.value for s in days if s.value is not None)
    mean = Quantity(sum(counts) / len(counts), counts[0], counts[-1], "persons/day", tuple(s.id for s in days))
    return [Witness(days[0].origin, mean, max(s.grade for s in days))]


def c04_1(case: EssayCase, part: Claim) -> Assertion:
    return Figure(case.essay("essay_border"), case.read("border"), "a published length")


def c04_2(case: EssayCase, part: Claim) -> Assertion:
    """As published, and as measured at the finest scale that all borders share; rivals in their longest piece."""
    north = "canada_united_states"
    whole, alaska, contiguous, andes = (
        case.read(Slot("border_length", "length", "all", place, unit="mi"), place)
        for place in (north, f"{north}_alaska", f"{north}_contiguous", "argentina_chile")
    )
    contiguous, border = combine(sub, whole, alaska, of_one_origin=True) + contiguous, case.read("border")
    published = {"Canada and the United States": (border, contiguous), "Argentina and Chile": (border, andes)}
    measured = {name: Evidence.exact(length) for name, length in case.facts.table(longest_pieces).items()}
    ours = measured.pop(OURS)
    return Readings({
        "published lengths": Comparison(published, "a published length"),
        "the map": Comparison({name.replace("_", " "): (ours, each) for name, each in measured.items()}),
    })


def longest_pieces(folder: Path) -> dict[str, Quantity]:
    """The longest piece of each border at the finest common scale, in miles."""
    return {name: Quantity.exact(km, "km").to("mi") for name, km in longest_pieces_km(folder, "10m").items()}


def longest_pieces_km(folder: Path, scale: str) -> dict[str, float]:
    """The longest continuous piece of each border at one Natural Earth scale, in km. Raises DataError."""
    pieces, longest = defaultdict(list), defaultdict(float)
    for row in read_table(folder, read_package(folder), "rivals_naturalearth"):
        if row["scale"] == scale:
            pieces[row["border"], row["piece"]].append((row["lon"], row["lat"]))
    for (border, _), points in pieces.items():
        longest[border] = max(longest[border], length_km(points))
    return longest


def length_km(points: Sequence[tuple[float, float]]) -> float:
    """Length in km of a line of (longitude, latitude) in degrees, by the haversine formula: enough to rank borders.

    Mean Earth radius of the IUGG; at middle latitudes within half a per cent of the WGS 84 ellipsoid.
    """
    return sum(_arc(*a, *b) for a, b in pairwise(points)) * EARTH_RADIUS_KM


def _arc(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    phi1, phi2 = radians(lat1), radians(lat2)
    rise = sin((phi2 - phi1) / 2) ** 2 + cos(phi1) * cos(phi2) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * asin(sqrt(rise))


def c05(case: EssayCase, part: Claim) -> Assertion:
    return Figure(case.essay("essay_per_mile"), combine(truediv, case.arrivals(), case.read("border")))


def c06(case: EssayCase, part: Claim) -> Assertion:
    """Russians over Kazakhs, on every day for which one measure gives both."""
    ratio = sum(ratios(case, "russians", "kazakhs", part.periods[0]).values(), Evidence())
    return Comparison({"Kazakhs": (ratio, Evidence.exact(ONE))}, "a count of both groups for one day")


def c07(case: EssayCase, part: Claim) -> Assertion:
    """By the latest day for which one measure gives both."""
    pairs = {}
    for ahead, behind in (("kazakhs", "russians"), ("russians", "uzbeks")):
        *_, latest = [Evidence(), *ratios(case, ahead, behind, part.periods[0]).values()]
        pairs[f"{ahead.capitalize()} before {behind.capitalize()}"] = latest, Evidence.exact(ONE)
    return Comparison(pairs, "a count of both groups for one day")


def ratios(case: EssayCase, ahead: str, behind: str, period: str) -> dict[Period, Evidence]:
    """One group over another by day, the latest last; each measure (share, revised share, count) by itself."""
    found = defaultdict(Evidence)
    for series in (("ethnic_share", "share"), ("ethnic_share", "share_revised"), ("ethnic_count", "count")):
        sides = [case.view.all(Slot(*series, who, KAZAKHSTAN, period)) for who in (ahead, behind)]
        for day in dict.fromkeys(s.period for s in sides[0]):
            pair = [Evidence.of(witnesses(s for s in side if s.period == day)) for side in sides]
            if all(pair):
                found[day] += combine(truediv, *pair)
    return dict(sorted(found.items(), key=lambda item: item[0].start))


def c08_1(case: EssayCase, part: Claim) -> Assertion:
    """Had none left since 1989, would there be more Russians than there are Kazakhs now?"""
    before, share = case.read("Russians in 1989"), case.read("share of Kazakhs")
    kazakhs = combine(lambda people, part: people * part.to(RATIO), case.read("population"), share)
    return Comparison({"Kazakhs now": (before, kazakhs)}, "the number of Russians before they left")


def c08_2(case: EssayCase, part: Claim) -> Assertion:
    """Recorded departures of ten years are a lower bound for all of them; the fall of the count is a reading."""
    millions = replace(Quantity.exact(case.essay("essay_returned").low, "persons"), ids=("essay_returned",))
    recorded = case.read("Russians who left")
    fall = combine(sub, case.read("Russians in 1989"), case.read("Russians now"))
    sought = "a record of departing Russians after the first ten years"
    return Readings({
        "recorded departures": Figure(millions, recorded.as_lower_bound(), sought, at_least=True),
        "the fall of the count": Figure(millions, fall, "a count of Russians", at_least=True),
    })


def present(
    weekly: float, weeks: int, decline: float = 0.0, departure: float = 0.0, wave: float = 0.0, wave_week: int = 0
) -> float:
    """Persons present at the end of the last of `weeks` whole weeks t = 0 .. weeks-1, counted from nobody.

    At the start of each week `weekly * (1 - decline) ** t` arrive, and `wave` more in week `wave_week`. A share
    `departure` of those present leaves each week, also of those who have just come. The arguments are not checked:
    `Scenario` bounds them. Weekly figures may be numpy arrays. The model is linear in `weekly`.

    >>> present(100_000, 52)
    5200000.0
    """
    stream = sum(weekly * (1 - decline) ** t * (1 - departure) ** (weeks - t) for t in range(weeks))
    return stream + wave * (1 - departure) ** (weeks - wave_week)


def c09(case: EssayCase, part: Claim) -> Assertion:
    """The claim is about people who are there, so entries less exits decide, unless a scenario sets the flow."""
    stated, before = case.essay("essay_ratio"), case.read("citizens")
    stayed = present(1, weeks=1, departure=case.scenario.weekly_departure)

    def by(flow: str) -> Figure:
        ratio = combine(lambda came, there: came * stayed / there + ONE, case.arrivals(flow), before)
        return Figure(stated, ratio, "a count of arrivals and of those there before")

    decides = case.scenario.flow or "net"
    beside = [flow for flow in ("gross", "excess", "net") if flow != decides]
    return Readings({decides: by(decides)}, {flow: by(flow) for flow in beside})


def c10_1(case: EssayCase, part: Claim) -> Assertion:
    return Figure(case.essay("essay_applications"), case.read("applications"), "a count of the quarter")


def c10_2(case: EssayCase, part: Claim) -> Assertion:
    """Against the citizens who were there, and a line set beforehand."""
    share = combine(lambda some, all: some / all * PER_CENT, case.read("applications"), case.read("citizens"))
    line = Evidence.exact(Quantity.exact(part.line, "percent"))
    return Comparison({"the line": (share, line)}, "a count of applications and of citizens", is_smaller=True)


def c10_3(case: EssayCase, part: Claim) -> Assertion:
    """The quarter against a usual one: as a multiple, and as a number over a number."""
    over_usual = combine(truediv, case.read("applications"), case.read("usual applications"))
    return Comparison({"a usual quarter": (case.read("multiple of the usual") + over_usual, Evidence.exact(ONE))})


def c10_4(case: EssayCase, part: Claim) -> Assertion:
    """Applications a day in each later stretch against those of the quarter: one stretch below contradicts."""
    quarter, later = _pace(case.view.all(SLOTS["applications"].slot)), {}
    for period in part.periods:
        counts = sorted(case.view.all(Slot(*_applications, *_citizens, period)), key=lambda s: s.period.start)
        later |= {s.period.text: _pace([s]) for s in counts} or {period: Evidence()}
    pairs = {days.replace("/", " to "): (quarter, pace) for days, pace in later.items()}
    return Comparison(pairs, "a count of the quarter", "a count of applications for", is_smaller=True)


def _pace(statements: list[Statement]) -> Evidence:
    """Applications a day over the days for which they were counted."""
    days = statements[0].period.days if statements else 1
    return combine(lambda n: n / Quantity.exact(days, "day"), Evidence.of(witnesses(statements)))


def c11(case: EssayCase, part: Claim) -> Assertion:
    """By how many per cent the population rises if the weekly figure is carried forward as the scenario says."""
    s = case.scenario
    rate = case.essay("essay_rate").value if s.weekly_arrivals is None else s.weekly_arrivals
    weekly = case.assume("weekly arrivals", Quantity.exact(rate, "persons"))
    stayed = present(1, s.horizon_weeks, s.weekly_decline, s.weekly_departure)
    wave = present(0, s.horizon_weeks, 0, s.weekly_departure, s.second_wave_arrivals, s.second_wave_week)
    second = Quantity.exact(wave, "persons")
    rise = combine(lambda came, there: (came * stayed + second) / there * PER_CENT, weekly, case.read("population"))
    return Figure(case.essay("essay_rise"), rise, "the population of Kazakhstan")


def c13_1(case: EssayCase, part: Claim) -> Assertion:
    """Means and schooling, each against those at home."""
    return Comparison({
        "the means of those at home": (case.read("means of the leavers"), Evidence.exact(ONE)),
        "the degrees of those at home": (case.read("degrees of the leavers"), case.read("degrees at home")),
    }, "a survey of leavers")


def c15_1(case: EssayCase, part: Claim) -> Assertion:
    return OnRecord({
        who: tuple(s.id for s in case.view.all(Slot("draft_assurance", "remark", who, "russia", *part.periods)))
        for who in ("conscripts", "reservists")
    })


TESTS: dict[str, Callable[[EssayCase, Claim], Assertion]] = {
    "C01": c01, "C02.1": c02_1, "C02.2": c02_2, "C03.1": c03_1, "C03.2": c03_2, "C04.1": c04_1, "C04.2": c04_2,
    "C05": c05, "C06": c06, "C07": c07, "C08.1": c08_1, "C08.2": c08_2, "C09": c09, "C10.1": c10_1, "C10.2": c10_2,
    "C10.3": c10_3, "C10.4": c10_4, "C11": c11, "C12": weighing, "C13.1": c13_1, "C13.2": weighing, "C14": weighing,
    "C15.1": c15_1,
}
WITH_ARITHMETIC = ("C05", "C09", "C11")
