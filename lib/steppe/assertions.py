"""What each claim consists of: which figures it states and which evidence is set against them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from steppe import migration
from steppe.case import Case
from steppe.facts import Slot, Statement
from steppe.greatcircle import length_km
from steppe.lines import read_rivals
from steppe.parts import Comparison, Figure, Joined, Part, Remarks
from steppe.quantity import PER_CENT, RATIO, Quantity
from steppe.reckoning import Input, Option, Reckoned, closed
from steppe.rule import conjunction, readings

SMALL_SHARE = Quantity.exact(5, "percent")
HALF = Quantity.exact(50, "percent")
ONE = Quantity.exact(1, RATIO)
FINEST_SCALE = "10m"
KAZAKHSTAN = "kazakhstan"


def _c01(case: Case) -> Part:
    stated = case.essay("callup announced")
    counts = [case.reckoned(None, f"callup {measure}") for measure in ("completed", "announced", "estimated")]
    figures = [Figure(stated, c) for c in counts if c.options] or [Figure(stated, counts[0])]
    return Joined(readings, tuple(figures), spanning=True)


def _c02(case: Case) -> Part:
    force = Reckoned.plain(case.figures(Slot("invasion_force", "strength", "all", "ukraine")), "force")
    everybody, men = (
        [option for measure in ("entries", "exits") for option in case.figures(_left_russia(measure, who))]
        for who in ("all", "men")
    )
    share = share_of_men(case)
    men += [(total * share, weight) for total, weight in everybody] if share else []
    left = [(Reckoned.plain(everybody, "people who left"), force), (Reckoned.plain(men, "men who left"), force)]
    parts = [Comparison((contest,)) for contest in left if contest[0].options]
    return Joined(readings, tuple(parts) or (Comparison(()),))


def _left_russia(measure: str, who: str) -> Slot:
    """Those who left in the first two weeks, as border entries abroad or as exits."""
    return Slot("left_russia", measure, who, "abroad", "2022-09-19/2022-10-06")


def share_of_men(case: Case) -> Quantity | None:
    """Men of 18 to 60 among those who entered Kazakhstan, over the same days."""
    for men in case.view.all(Slot("border_crossings", "entries", "men_18_60", KAZAKHSTAN)):
        same_days = Slot(
            "border_crossings", "entries", "russian_citizens", KAZAKHSTAN, men.period.text, men.period.days
        )
        for everyone, _ in case.figures(same_days):
            return men.figure / everyone
    return None


def _c03(case: Case) -> Part:
    entries = case.reckoned(None, "entries")
    rank = Comparison(((entries, Reckoned.plain(first_week_elsewhere(case), "entries elsewhere")),))
    return Joined(conjunction, (Figure(case.essay("entries"), entries), rank))


def first_week_elsewhere(case: Case) -> list[Option]:
    """Entries of Russians into other countries over most of the week of the call-up."""
    slot = Slot("border_crossings", "entries", "russian_citizens", None, "2022-09-17/2022-09-28", days=6)
    return [option for option in case.figures(slot) if case.statement(option[0].ids[0]).place != KAZAKHSTAN]


def _c04(case: Case) -> Part:
    border = case.reckoned(None, "border")
    lengths = dict(case.facts.table(_longest_pieces))
    measured = Reckoned.fixed(lengths.pop("kazakhstan_russia"))
    rivals = [(length, 1.0) for length in lengths.values()]
    rank = Comparison(
        ((border, Reckoned.plain(published_rivals(case), "rival borders")), (measured, Reckoned.plain(rivals)))
    )
    return Joined(conjunction, (Figure(case.essay("border"), border), rank))


def published_rivals(case: Case) -> list[Option]:
    """Published lengths of the longest unbroken rivals: the border of Canada and the United States
    without Alaska, and that of Argentina and Chile; miles."""

    def lengths(place: str) -> list[Option]:
        return case.figures(Slot("border_length", "length", "all", place, unit="mi"))

    whole, alaska = lengths("canada_united_states"), lengths("canada_united_states_alaska")
    contiguous = [(a - b, min(w, v)) for a, w in whole for b, v in alaska]
    return contiguous + lengths("canada_united_states_contiguous") + lengths("argentina_chile")


def _longest_pieces(folder: Path) -> dict[str, Quantity]:
    """The longest unbroken piece of each border at the finest common scale, in miles."""
    return {
        border: Quantity.exact(max(map(length_km, pieces)), "km").to("mi")
        for border, pieces in read_rivals(folder, FINEST_SCALE).items()
    }


def _c05(case: Case) -> Part:
    stated = case.view.quote("essay_per_mile").figure
    return Figure(stated, case.reckoned(lambda came, miles: came / miles, "arrivals", "border"))


def _c06(case: Case) -> Part:
    series = (("ethnic_share", "share"), ("ethnic_share", "share_revised"), ("ethnic_count", "count"))
    first_years = "1989-01-01/1995-12-31"
    return _ranked(_same_day(case, series, "russians", "kazakhs", first_years), "Russians beside Kazakhs")


def _c07(case: Case) -> Part:
    series, since = (("ethnic_share", "share"), ("ethnic_count", "count")), "2009-01-01/.."
    order = (("kazakhs", "russians"), ("russians", "uzbeks"))
    ranks = (
        _ranked(_of_latest_day(_same_day(case, series, *groups, since)), " beside ".join(map(str.capitalize, groups)))
        for groups in order
    )
    return Joined(conjunction, tuple(ranks))


def _same_day(
    case: Case, series: tuple[tuple[str, str], ...], ahead: str, behind: str, period: str
) -> list[tuple[Statement, Statement]]:
    """Pairs of statements about the same day: one group set against another."""
    return [
        (a, b)
        for quantity, measure in series
        for a in case.view.all(Slot(quantity, measure, ahead, KAZAKHSTAN, period))
        for b in case.view.all(Slot(quantity, measure, behind, KAZAKHSTAN, period))
        if a.period.start == b.period.start
    ]


def _of_latest_day(pairs: list[tuple[Statement, Statement]]) -> list[tuple[Statement, Statement]]:
    latest = max((a.period.start for a, _ in pairs), default=None)
    return [(a, b) for a, b in pairs if a.period.start == latest]


def _ranked(pairs: list[tuple[Statement, Statement]], lead: str) -> Comparison:
    """Each pair a contest of its own: the first asserted to be the greater.

    All of the first can be varied together, by the name of the lead: times one, as published.
    """
    times = Input.of([(ONE, 1.0)], lead)
    return Comparison(
        tuple(
            (
                Reckoned((Input.of([(a.figure, a.weight)]), times), lambda figure, share: figure * share),
                Reckoned.plain([(b.figure, b.weight)]),
            )
            for a, b in pairs
        )
    )


def _c08(case: Case) -> Part:
    essay = case.view.quote("essay_returned")
    millions = Quantity.exact(essay.low, "persons")
    stated = replace(millions, ids=(essay.id,))
    recorded = case.figures(Slot("russian_emigration", "exits", "russians", KAZAKHSTAN, "1989/2021", days=1800))
    before = case.figures(Slot("ethnic_count", "count", "russians", KAZAKHSTAN, "1989"))
    left = [
        (_between(least, count - now), weight * w)
        for now in _latest(case, Slot("ethnic_count", "count", "russians", KAZAKHSTAN, "2009-01-01/.."))
        for least, weight in recorded
        for count, w in before
    ]
    figure = Comparison(((Reckoned.plain(left, "Russians who left"), Reckoned.fixed(millions)),), stated)
    shares = _latest(case, Slot("ethnic_share", "share", "kazakhs", KAZAKHSTAN, "2009-01-01/.."))
    share = [(latest.to(RATIO), 1.0) for latest in shares]
    kazakhs = Reckoned(
        (Input.of(case.options("population")[:1], "population"), Input.of(share, "share of Kazakhs")),
        lambda people, part: people * part,
    )
    behind_otherwise = Comparison(((Reckoned.plain(before, "Russians in 1989"), kazakhs),))
    return Joined(conjunction, (figure, behind_otherwise))


def _latest(case: Case, slot: Slot) -> list[Quantity]:
    """The figure about the latest day, the better one where several are; none where nothing is public."""
    found = case.view.all(slot)
    return [max(found, key=lambda s: s.period.start).figure] if found else []


def _between(recorded: Quantity, fall: Quantity) -> Quantity:
    """What left: at least what was recorded, at most the fall of the count."""
    low, high = sorted((closed(recorded).low, closed(fall).high))
    return Quantity((low + high) / 2, low, high, "persons", recorded.ids + fall.ids)


def _c09(case: Case) -> Part:
    stayed = migration.retained(1, departure=case.scenario.weekly_departure)
    ratio = case.reckoned(lambda before, came: came * stayed / before + ONE, "citizens", "arrivals")
    return Figure(case.view.quote("essay_ratio").figure, ratio)


def _c10(case: Case) -> Part:
    applications, usual, multiple = (
        case.reckoned(None, name) for name in ("applications", "usual applications", "multiple of the usual")
    )
    contests = ((applications, usual), (multiple, Reckoned.fixed(ONE)))
    contests = tuple(contest for contest in contests if all(side.options for side in contest))
    rising = (Comparison(contests),) if contests else ()
    shares = [
        case.reckoned(lambda part, whole: part / whole * PER_CENT, "applications", base)
        for base in ("citizens", "temporary permits")
    ]
    small = [Comparison(((Reckoned.fixed(SMALL_SHARE), share),)) for share in shares if share.options]
    figure = Figure(case.essay("applications"), applications)
    return Joined(conjunction, (figure, *rising, Joined(readings, tuple(small) or (Comparison(()),))))


def _c11(case: Case) -> Part:
    rate = case.scenario.weekly_arrivals
    supposed = Quantity.exact(case.view.quote("essay_rate").value if rate is None else rate, "persons")
    people = Input.of(case.options("population"), "population")
    return Figure(
        case.view.quote("essay_rise").figure,
        Reckoned((Input.of([(supposed, 1.0)], "weekly arrivals"), people), rise(case)),
    )


def rise(case: Case) -> Callable:
    """By how many per cent a population rises if a weekly figure is carried forward as the scenario says:
    a formula of the weekly figure and the population."""
    s = case.scenario
    kept = migration.retained(s.horizon_weeks, s.weekly_decline, s.weekly_departure)
    wave = migration.arrivals(0, s.horizon_weeks, 0, s.second_wave_week, s.second_wave_arrivals)
    second = Quantity.exact(migration.present(wave, s.weekly_departure), "persons")
    return lambda weekly, population: (weekly * kept + second) / population * PER_CENT


def rises(case: Case) -> list[Option]:
    """The rise for every admissible pair of arrivals, as the flow counts them, and population."""
    return list(case.reckoned(rise(case), "arrivals", "population").options)


def _c13(case: Case) -> Part:
    degrees = Reckoned.plain(case.figures(Slot("degree_share", "share", None, None)), "share with a degree")
    return Comparison(((degrees, Reckoned.fixed(HALF)),))


def _c15(case: Case) -> Part:
    assured = (
        case.view.all(Slot("draft_assurance", "remark", who, "russia", "2022-03"))
        for who in ("conscripts", "reservists")
    )
    return Remarks(tuple(tuple(s.id for s in statements) for statements in assured))


WITH_ARITHMETIC = ("C05", "C09", "C11")

ASSERTIONS: dict[str, Callable[[Case], Part]] = {
    "C01": _c01,
    "C02": _c02,
    "C03": _c03,
    "C04": _c04,
    "C05": _c05,
    "C06": _c06,
    "C07": _c07,
    "C08": _c08,
    "C09": _c09,
    "C10": _c10,
    "C11": _c11,
    "C13": _c13,
    "C15": _c15,
}

# Statements that bear on a claim without entering its arithmetic.
CONTEXT: dict[str, tuple[Slot, ...]] = {
    "C01": (Slot("callup", "ceiling", None, "russia"), Slot("callup", "interim", None, "russia")),
    "C02": (Slot("uk_statement", "remark", None, None),),
    "C04": (Slot("border_rank", "rank", None, None),),
    "C05": (Slot("crossing_points", "count", None, "kazakhstan_russia"),),
    "C06": (Slot("largest_group", "remark", None, "kazakhstan"),),
    "C09": (Slot("remained", "present", "russian_citizens", "kazakhstan"),),
    "C11": (Slot("natural_increase", "count", "all", "kazakhstan"),),
    "C15": (Slot("callup", "announced", None, "russia"),),
    "C16": (Slot("presidency", "share", None, "russia"), Slot("presidency", "event", None, "russia")),
}
