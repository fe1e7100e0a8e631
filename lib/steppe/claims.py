"""The seventeen claims, the test of each, and the three vantage points from which it is judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from steppe import migration
from steppe.case import Case, Option, closed
from steppe.facts import ESSAY, Facts, Slot, Statement
from steppe.greatcircle import length_km
from steppe.lines import read_rivals
from steppe.quantity import RATIO, Quantity
from steppe.rule import (
    NO_ARITHMETIC,
    Rule,
    Verdict,
    conjunction,
    judge_figure,
    judge_probability,
    nearest_flip,
    probability_greater,
    readings,
    settle,
)
from steppe.scenario import Scenario
from steppe.tables import DataError, read_package, read_table

JUDGED = tuple(f"C{n:02}" for n in range(1, 18))
VANTAGES = ("written", "knowable", "known")
ESSAY_DATE = date(2022, 9, 30)
FLAT, HEDGED = "flat", "hedged"
SMALL_SHARE = Quantity.exact(5, "percent")
HALF = Quantity.exact(50, "percent")
FINEST_SCALE = "10m"


@dataclass(frozen=True)
class Claim:
    """What the essay asserts, in our words, its figures filled in from the essay's statements.

    `hedge` is flat, hedged or None. `typed` holds the words that are not computed, by vantage point, and
    `because` why a word stands. `reason` says why a claim cannot be tested or, where `test` is None, is not judged.
    """

    id: str
    paraphrase: str
    kind: str
    chapter: str | None
    hedge: str | None
    test: str | None
    knowable_by: date | None
    known_from: date | None
    typed: dict[str, str]
    because: dict[str, str]
    reason: str | None

    @property
    def is_judged(self) -> bool:
        return self.test is not None

    def vantage_of(self, day: date) -> str:
        """Which typed word and reason hold with what was public by the end of `day`."""
        return "known" if self.known_from and day >= self.known_from else "knowable"

    def why(self, day: date) -> str:
        """Why the word stands, in what was public by the end of `day`."""
        return self.because.get(self.vantage_of(day)) or self.reason or ""


@dataclass(frozen=True)
class Judgement:
    """One claim from the three vantage points."""

    claim: Claim
    written: Verdict
    knowable: Verdict
    known: Verdict

    def at(self, vantage: str) -> Verdict:
        """The verdict from one of VANTAGES."""
        return getattr(self, vantage)


@cache
def load_claims(facts: Facts) -> dict[str, Claim]:
    """Reads claims.csv: C01 .. C17, then what is named but not judged (N01 ..). Raises DataError."""
    package = read_package(facts.folder)
    claims = {row["id"]: _claim(row, facts) for row in read_table(facts.folder, package, "claims")}
    missing = [id for id in JUDGED if id not in claims]
    if missing:
        raise DataError("claims.csv", f"no row {missing[0]}", f"the rows {JUDGED[0]} to {JUDGED[-1]}")
    return claims


def _claim(row: dict, facts: Facts) -> Claim:
    figures = {
        s.id: f"{s.figure.value:,.10g}" for s in facts.statements.values() if s.source.id == ESSAY and s.has_figure
    }
    try:
        paraphrase = row["paraphrase"].format(**figures)
    except (KeyError, IndexError, ValueError) as error:
        found = f"the placeholder {{{error.args[0]}}}"
        raise DataError("claims.csv", found, "the id of a figure of the essay", row["row"], "paraphrase") from None
    typed = {vantage: row[vantage] for vantage in VANTAGES if row.get(vantage)}
    because = {vantage: row[f"{vantage}_because"] for vantage in VANTAGES if row.get(f"{vantage}_because")}
    about = {
        name: row[name] for name in ("id", "kind", "chapter", "hedge", "test", "knowable_by", "known_from", "reason")
    }
    return Claim(**about, paraphrase=paraphrase, typed=typed, because=because)


def judge_all(facts: Facts, scenario: Scenario) -> dict[str, Judgement]:
    """Every claim that is judged, C01 to C17."""
    return {id: judge(facts, scenario, id) for id in JUDGED}


def judge(facts: Facts, scenario: Scenario, id: str) -> Judgement:
    """One claim from the three vantage points, with `fragile` set where the tolerance decides.

    as written: the essay's own figures, nothing else. as knowable: what was public by the claim's
    date. as known: what was public by `as_of`. The last two take the scenario's evidence, flow and
    assumptions; since the essay cannot bear witness for itself, `essay` counts as `best` there.
    """
    claim = load_claims(facts)[id]
    rule = Rule(scenario.tolerance_flat, scenario.tolerance_hedged, scenario.probability_needed)
    return Judgement(claim, *(_judge_at(vantage_case(facts, scenario, claim, v), claim, v, rule) for v in VANTAGES))


def vantage_case(facts: Facts, scenario: Scenario, claim: Claim, vantage: str) -> Case:
    """The case of one vantage point."""
    if vantage == "written":
        return Case(facts.only(ESSAY), Scenario(), as_of=ESSAY_DATE)
    witness = "best" if scenario.evidence == ESSAY else scenario.evidence
    return Case(facts, scenario, claim.knowable_by if vantage == "knowable" else scenario.as_of, witness)


def _judge_at(case: Case, claim: Claim, vantage: str, rule: Rule) -> Verdict:
    if vantage == "written" and claim.id not in WITH_ARITHMETIC:
        return Verdict(NO_ARITHMETIC)
    if claim.id not in TESTS:
        word = claim.typed[claim.vantage_of(case.view.as_of)]
        verdict = Verdict(word, judged=word != "not testable")
    else:
        verdict, half, double = (TESTS[claim.id](case, claim, rule.scaled(k)) for k in (1, 0.5, 2))
        verdict = replace(verdict, fragile=not verdict.word == half.word == double.word)
    context = (s.id for slot in CONTEXT.get(claim.id, ()) for s in case.view.all(slot))
    reason = "" if vantage == "written" else verdict.reason or claim.why(case.view.as_of)
    return replace(verdict, ids=tuple(dict.fromkeys((*verdict.ids, *context))), reason=reason)


_NO_EVIDENCE = Verdict("open", reason="no evidence")


# --- the two kinds of test -------------------------------------------------------------------------


def _figure(claim: Claim, rule: Rule, stated: Quantity, options: list[Option]) -> Verdict:
    """A figure against every figure found, the chosen one first."""
    if not options:
        return replace(_NO_EVIDENCE, stated=stated)
    tolerance = rule.hedged if claim.hedge == HEDGED else rule.flat
    found = [(q, judge_figure(stated.value, q.value, tolerance), weight) for q, weight in options]
    chosen, word, _ = found[0]
    settled = settle(word, [(w, weight) for _, w, weight in found], rule.needed)
    spread = closed(chosen).spanning([closed(q) for q, _, _ in found])
    flip = nearest_flip(stated, chosen, tolerance) if settled == word else None
    return Verdict(settled, stated, spread, spread.ids, flip=flip)


def _comparison(rule: Rule, pairs: Iterable[tuple[Option, Option]]) -> Verdict:
    """The probability that the first of each pair is the greater, over all pairs by their weight."""
    bounds, ids = [], {}
    for (a, weight_a), (b, weight_b) in pairs:
        bounds.append((*probability_greater(a, b), weight_a * weight_b))
        ids.update(dict.fromkeys(a.ids + b.ids))
    if not bounds:
        return _NO_EVIDENCE
    total = sum(weight for _, _, weight in bounds)
    low = min(1.0, sum(p * weight for p, _, weight in bounds) / total)
    high = min(1.0, sum(p * weight for _, p, weight in bounds) / total)
    found = Quantity((low + high) / 2, low, high, "probability", tuple(ids))
    return Verdict(judge_probability(low, high, rule.needed), None, found, found.ids)


def _all_pairs(first: list[Option], second: list[Option]) -> list[tuple[Option, Option]]:
    return [(a, b) for a in first for b in second]


def _parts(word: str, main: Verdict, *others: Verdict) -> Verdict:
    """A verdict of several parts: the word, the figures of the main part, the statements of all."""
    ids = tuple(dict.fromkeys(id for part in (main, *others) for id in part.ids))
    flip = main.flip if word == main.word else None
    return replace(main, word=word, ids=ids, flip=flip)


# --- the tests, claim by claim ---------------------------------------------------------------------


def _c01(case: Case, claim: Claim, rule: Rule) -> Verdict:
    stated = case.essay("callup announced")
    counts = [case.options(f"callup {measure}") for measure in ("completed", "announced", "estimated")]
    parts = [_figure(claim, rule, stated, options) for options in counts if options]
    found = parts[0].found.spanning([part.found for part in parts])
    return _parts(readings(part.word for part in parts), replace(parts[0], found=found), *parts[1:])


def _c02(case: Case, claim: Claim, rule: Rule) -> Verdict:
    force = case.figures(Slot("invasion_force", "strength", "all", "ukraine"))
    everybody, men = (
        [option for measure in ("entries", "exits") for option in case.figures(_left_russia(measure, who))]
        for who in ("all", "men")
    )
    share = _share_of_men(case)
    men += [(total * share, weight) for total, weight in everybody] if share else []
    parts = [_comparison(rule, _all_pairs(people, force)) for people in (everybody, men) if people] or [_NO_EVIDENCE]
    return _parts(readings(part.word for part in parts), *parts)


def _left_russia(measure: str, who: str) -> Slot:
    """Those who left in the first two weeks, as border entries abroad or as exits."""
    return Slot("left_russia", measure, who, "abroad", "2022-09-19/2022-10-06")


def _share_of_men(case: Case) -> Quantity | None:
    """Men of 18 to 60 among those who entered Kazakhstan, over the same days."""
    for men in case.view.all(Slot("border_crossings", "entries", "men_18_60", "kazakhstan")):
        same_days = Slot(
            "border_crossings", "entries", "russian_citizens", "kazakhstan", men.period.text, men.period.days
        )
        for everyone, _ in case.figures(same_days):
            return men.figure / everyone
    return None


def _c03(case: Case, claim: Claim, rule: Rule) -> Verdict:
    figure = _figure(claim, rule, case.essay("entries"), case.options("entries"))
    rank = _comparison(rule, _all_pairs(case.options("entries"), first_week_elsewhere(case)))
    return _parts(conjunction([figure.word, rank.word]), figure, rank)


def first_week_elsewhere(case: Case) -> list[Option]:
    """Entries of Russians into other countries over most of the week of the call-up.

    "More than 43,000" counts at its figure: only a count off by half could change the rank.
    """
    slot = Slot("border_crossings", "entries", "russian_citizens", None, "2022-09-17/2022-09-28", days=6)
    return [(closed(s.figure), s.weight) for s in case.view.all(slot) if s.place != "kazakhstan" and s.has_figure]


def _c04(case: Case, claim: Claim, rule: Rule) -> Verdict:
    figure = _figure(claim, rule, case.essay("border"), case.options("border"))
    rank = _comparison(rule, _all_pairs(case.options("border"), published_rivals(case)) + _measured_pairs(case))
    return _parts(conjunction([figure.word, rank.word]), figure, rank)


def published_rivals(case: Case) -> list[Option]:
    """Published lengths of the longest unbroken rivals: the border of Canada and the United States
    without Alaska, and that of Argentina and Chile; miles."""

    def lengths(place: str) -> list[Option]:
        return case.figures(Slot("border_length", "length", "all", place, unit="mi"))

    whole, alaska = lengths("canada_united_states"), lengths("canada_united_states_alaska")
    contiguous = [(a - b, min(w, v)) for (a, w), (b, v) in _all_pairs(whole, alaska)]
    return contiguous + lengths("canada_united_states_contiguous") + lengths("argentina_chile")


def _measured_pairs(case: Case) -> list[tuple[Option, Option]]:
    lengths = dict(_longest_pieces(case.facts))
    ours = lengths.pop("kazakhstan_russia"), 1.0
    return [(ours, (length, 1.0)) for length in lengths.values()]


@cache
def _longest_pieces(facts: Facts) -> dict[str, Quantity]:
    """The longest unbroken piece of each border at the finest common scale, in miles."""
    return {
        border: Quantity.exact(max(map(length_km, pieces)), "km").to("mi")
        for border, pieces in read_rivals(facts.folder, FINEST_SCALE).items()
    }


def _c05(case: Case, claim: Claim, rule: Rule) -> Verdict:
    stated = case.view.quote("essay_per_mile").figure
    return _figure(claim, rule, stated, case.combine(lambda came, miles: came / miles, "arrivals", "border"))


def _c06(case: Case, claim: Claim, rule: Rule) -> Verdict:
    first_years = "1989-01-01/1995-12-31"
    pairs = [
        pair
        for quantity, measure in (
            ("ethnic_share", "share"),
            ("ethnic_share", "share_revised"),
            ("ethnic_count", "count"),
        )
        for pair in _same_period(case, quantity, measure, "russians", "kazakhs", first_years)
    ]
    return _comparison(rule, pairs)


def _c07(case: Case, claim: Claim, rule: Rule) -> Verdict:
    since = "2009-01-01/.."
    order = (("kazakhs", "russians"), ("russians", "uzbeks"))
    pairs = [
        _same_period(case, "ethnic_share", "share", *groups, since)
        + _same_period(case, "ethnic_count", "count", *groups, since)
        for groups in order
    ]
    parts = [_comparison(rule, _of_latest_day(case, found)) for found in pairs]
    return _parts(conjunction(part.word for part in parts), *parts)


def _same_period(
    case: Case, quantity: str, measure: str, ahead: str, behind: str, period: str
) -> list[tuple[Option, Option]]:
    """Pairs of figures about the same day: one group set against another."""

    def group(who: str) -> list[Statement]:
        return case.view.all(Slot(quantity, measure, who, "kazakhstan", period))

    return [
        ((a.figure, a.weight), (b.figure, b.weight))
        for a in group(ahead)
        for b in group(behind)
        if a.period.start == b.period.start
    ]


def _of_latest_day(case: Case, pairs: list[tuple[Option, Option]]) -> list[tuple[Option, Option]]:
    """The pairs about the latest day of all."""
    days = [case.statement(a.ids[0]).period.start for (a, _), _ in pairs]
    return [pair for pair, day in zip(pairs, days, strict=True) if day == max(days)]


def _c08(case: Case, claim: Claim, rule: Rule) -> Verdict:
    millions = Quantity.exact(case.view.quote("essay_returned").low, "persons")
    recorded = case.figures(Slot("russian_emigration", "exits", "russians", "kazakhstan", "1989/2021", days=1800))
    before = case.figures(Slot("ethnic_count", "count", "russians", "kazakhstan", "1989"))
    now = _latest(case, Slot("ethnic_count", "count", "russians", "kazakhstan", "2009-01-01/..")).figure
    left = [(_between(least, count - now), weight) for (least, weight), (count, _) in _all_pairs(recorded, before)]
    figure = _comparison(rule, _all_pairs(left, [(millions, 1.0)]))
    share = _latest(case, Slot("ethnic_share", "share", "kazakhs", "kazakhstan", "2009-01-01/.."))
    kazakhs = case.options("population")[0][0] * share.figure.to(RATIO)
    ahead_anyway = _comparison(rule, _all_pairs([(kazakhs, 1.0)], before))
    cause = judge_probability(1 - ahead_anyway.found.high, 1 - ahead_anyway.found.low, rule.needed)
    return _parts(conjunction([figure.word, cause]), replace(figure, stated=millions), ahead_anyway)


def _latest(case: Case, slot: Slot) -> Statement:
    """The statement about the latest day, the better one where several are."""
    return max(case.view.all(slot), key=lambda s: s.period.start)


def _between(recorded: Quantity, fall: Quantity) -> Quantity:
    """What left: at least what was recorded, at most the fall of the count."""
    low, high = sorted((closed(recorded).low, closed(fall).high))
    return Quantity((low + high) / 2, low, high, "persons", recorded.ids + fall.ids)


def _c09(case: Case, claim: Claim, rule: Rule) -> Verdict:
    stayed = migration.retained(1, departure=case.scenario.weekly_departure)
    once = Quantity.exact(1, RATIO)
    ratios = case.combine(lambda before, came: once + came * stayed / before, "citizens", "arrivals")
    return _figure(claim, rule, case.view.quote("essay_ratio").figure, ratios)


def _c10(case: Case, claim: Claim, rule: Rule) -> Verdict:
    applications, usual = case.options("applications"), case.options("usual applications")
    rising = [_comparison(rule, _all_pairs(applications, usual))] if usual else []
    small = [
        _comparison(rule, _all_pairs([(SMALL_SHARE, 1.0)], case.combine(_percent, "applications", base)))
        for base in ("citizens", "temporary permits")
        if case.options(base)
    ]
    figure = _figure(claim, rule, case.essay("applications"), applications)
    word = conjunction([figure.word, readings(s.word for s in small), *(r.word for r in rising)])
    return _parts(word, figure, *rising, *small)


def _percent(part: Quantity, whole: Quantity) -> Quantity:
    return (part / whole).to("percent")


def _c11(case: Case, claim: Claim, rule: Rule) -> Verdict:
    stated, rate = case.view.quote("essay_rise").figure, case.scenario.weekly_arrivals
    supposed = Quantity.exact(case.view.quote("essay_rate").value if rate is None else rate, "persons")
    return _figure(claim, rule, stated, case.combine(lambda people: rise(case, supposed, people), "population"))


def rise(case: Case, weekly: Quantity, population: Quantity) -> Quantity:
    """By how many per cent a population rises if a weekly figure is carried forward as the scenario says."""
    s = case.scenario
    kept = migration.retained(s.horizon_weeks, s.weekly_decline, s.weekly_departure)
    wave = migration.arrivals(0, s.horizon_weeks, 0, s.second_wave_week, s.second_wave_arrivals)
    second = Quantity.exact(migration.present(wave, s.weekly_departure), "persons")
    return _percent(weekly * kept + second, population)


def rises(case: Case) -> list[Option]:
    """The rise for every admissible pair of arrivals, as the flow counts them, and population."""
    return case.combine(lambda came, people: rise(case, came, people), "arrivals", "population")


def _c13(case: Case, claim: Claim, rule: Rule) -> Verdict:
    degrees = case.figures(Slot("degree_share", "share", None, None))
    educated = _comparison(rule, _all_pairs(degrees, [(HALF, 1.0)]))
    gain = claim.typed[claim.vantage_of(case.view.as_of)]
    return replace(educated, word=conjunction([educated.word, gain]), judged=True)


def _c15(case: Case, claim: Claim, rule: Rule) -> Verdict:
    assured = [
        case.view.all(Slot("draft_assurance", "remark", who, "russia", "2022-03"))
        for who in ("conscripts", "reservists")
    ]
    word = ("open", "roughly", "holds")[sum(map(bool, assured))]
    return Verdict(word, ids=tuple(s.id for statements in assured for s in statements))


WITH_ARITHMETIC = ("C05", "C09", "C11")

TESTS: dict[str, Callable[[Case, Claim, Rule], Verdict]] = {
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
    "C12": (
        Slot("stance", "remark", None, None),
        Slot("stance", "rule", None, None),
        Slot("stance", "event", None, None),
        Slot("deportations", "count", None, "kazakhstan"),
    ),
    "C13": (Slot("leaver_profile", "remark", None, None),),
    "C14": (Slot("language", "share", None, "kazakhstan"), Slot("leaver_profile", "remark", "russian_citizens", None)),
    "C15": (Slot("callup", "announced", None, "russia"),),
    "C16": (Slot("presidency", "share", None, "russia"), Slot("presidency", "event", None, "russia")),
}
