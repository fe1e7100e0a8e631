"""The claims, the parts they consist of, and the three vantage points from which each part is judged."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from steppe.claims import TESTS, WITH_ARITHMETIC, EssayCase
from steppe.facts import ESSAY, Facts, Period, kept
from steppe.refusal import shown
from steppe.rule import Assertion, verdict_on
from steppe.scenario import Scenario
from steppe.tables import DataError, read_package, read_table
from steppe.verdicts import NO_ARITHMETIC, Verdict

VANTAGES = ("written", "knowable", "known")
ESSAY_DATE = date(2022, 9, 30)
FLAT, HEDGED = "flat", "hedged"
NOT_TESTABLE = "not testable"
_HOLE = re.compile(r"\{([a-z0-9_]+)\}")


class ClaimError(KeyError):
    """A claim that does not exist, or that has several parts; Jupyter shows one line without a traceback."""

    def __str__(self) -> str:
        return self.args[0]

    def _render_traceback_(self) -> list[str]:
        return [f"{type(self).__name__}: {self}"]


@dataclass(frozen=True)
class Claim:
    """What the essay asserts, in our words, its figures filled in from the essay's statements: a claim or a part.

    hedge: flat, hedged or None. verdict: `not testable`, or None where the part is tested. periods: the days that the
    evidence of each side is about. readings: those that decide, where there are several, and `readings_because` why.
    rivals: places that a rank names. line: where a word of size is drawn. reason: why it is not tested, or not judged.
    """

    id: str
    paraphrase: str
    kind: str | None
    chapter: str | None
    hedge: str | None
    test: str | None
    knowable_by: date | None
    periods: tuple[str, ...]
    readings: tuple[str, ...]
    readings_because: str | None
    rivals: tuple[str, ...]
    line: float | None
    verdict: str | None
    reason: str | None
    note: str | None

    @property
    def claim(self) -> str:
        """The id of the claim; that of a part without its number."""
        return self.id.partition(".")[0]

    @property
    def is_judged(self) -> bool:
        return self.id.startswith("C")


@dataclass(frozen=True)
class Judgement:
    """One part from the three vantage points."""

    claim: Claim
    written: Verdict
    knowable: Verdict
    known: Verdict

    def at(self, vantage: str) -> Verdict:
        """The verdict from one of VANTAGES."""
        return getattr(self, vantage)

    @property
    def unsettled(self) -> str:
        """What is missing, and who disagrees, from the vantage points where the part is open, mixed or contested."""
        told: dict[str, list[str]] = {}
        for vantage in VANTAGES:
            told.setdefault(self.at(vantage).unsettled, []).append(f"as {vantage}")
        return ". ".join(f"{', '.join(points)}: {what}" for what, points in told.items() if what)


def load_claims(facts: Facts) -> dict[str, Claim]:
    """Reads claims.csv: claims and their parts, then what is named but not judged (N01 ..). Raises DataError."""
    return facts.keep("claims", _claims)


def parts_of(facts: Facts, id: str | None = None) -> dict[str, Claim]:
    """The parts that get a word, in order: those of one claim, or of all. A claim without parts is one itself.

    Raises KeyError for an id that is no claim.
    """
    claims = load_claims(facts)
    parts = facts.keep("parts", lambda facts: _parts(claims))
    if id is None:
        return {part: claims[part] for of in parts.values() for part in of}
    if id not in parts and id not in claims:
        raise ClaimError(f"{id}: expected one of {', '.join(parts)}")
    return {part: claims[part] for part in parts.get(id, [id])}


def _parts(claims: dict[str, Claim]) -> dict[str, list[str]]:
    parts = defaultdict(list)
    for claim in claims.values():
        if claim.is_judged:
            parts[claim.claim].append(claim.id)
    return {id: found[1:] or found for id, found in parts.items()}


def _claims(facts: Facts) -> dict[str, Claim]:
    figures = {s.id: f"{s.figure.value:,.10g}" for s in facts.only(ESSAY).statements.values() if s.has_figure}
    rows = facts.table(_rows)
    whole = {row["id"]: row for row in rows}
    return {row["id"]: _claim(row, whole[row["id"].partition(".")[0]], figures) for row in rows}


def _rows(folder: Path) -> list[dict]:
    package = read_package(folder)
    rows = read_table(folder, package, "claims")
    ids = {row["id"] for row in rows}
    if absent := TESTS.keys() - ids:
        raise DataError("claims.csv", f"no row {min(absent)}", "a row for every part that claims.TESTS tests")
    split = {row["id"].partition(".")[0] for row in rows if "." in row["id"]}
    for row in rows:
        _expect_judgeable(row, ids, is_whole=row["id"] in split)
    return rows


def _expect_judgeable(row: dict, ids: set[str], is_whole: bool) -> None:
    def refuse(column: str, found: str, expected: str):
        raise DataError("claims.csv", found, expected, row["row"], column)

    id, claim = row["id"], row["id"].partition(".")[0]
    if claim not in ids:
        refuse("id", f"the part {id} without its claim", f"a row {claim} above it")
    is_tested = id.startswith("C") and not is_whole and not row["verdict"]
    if is_tested and id not in TESTS:
        refuse("id", f"{id}, which nothing tests", f"a function in claims.TESTS, or the verdict {NOT_TESTABLE!r}")
    for column in ("chapter", "knowable_by"):
        if row[column] is None and id == claim and id.startswith("C"):
            refuse(column, "an empty cell", "a value for every claim")
    if not is_tested and row["test"]:
        refuse("test", "a test", "an empty cell: the row gets no word of its own")
    if is_tested and not row["test"]:
        refuse("test", "an empty cell", "what is tested, in words")
    if (row["verdict"] or id.startswith("N")) and not row["reason"]:
        refuse("reason", "an empty cell", "why nothing is tested")
    for period in (row["periods"] or "").split():
        try:
            Period.parse(period)
        except ValueError:
            refuse("periods", shown(period), "days, months or years such as 2022-09-21/2022-09-28")


def _claim(row: dict, whole: dict, figures: dict[str, str]) -> Claim:
    paraphrase = _HOLE.sub(lambda hole: figures.get(hole[1], hole[0]), row["paraphrase"])
    left = re.search(r"\{[^{}]*\}?|\}", paraphrase)
    if left:
        found = f"the placeholder {left[0][:40]}"
        raise DataError("claims.csv", found, "the id of a figure of the essay", row["row"], "paraphrase")
    lists = {name: tuple((row[name] or "").split()) for name in ("periods", "rivals")}
    lists["readings"] = tuple(filter(None, (row["readings"] or "").split("; ")))
    inherited = {name: row[name] or whole[name] for name in ("chapter", "knowable_by")}
    return Claim(**{name: row[name] for name in row if name != "row"} | lists | inherited | {"paraphrase": paraphrase})


def judge_all(facts: Facts, scenario: Scenario) -> dict[str, Judgement]:
    """Every part of every claim that is judged, by its id."""
    return {id: judge(facts, scenario, id) for id in parts_of(facts)}


def judge(facts: Facts, scenario: Scenario, id: str) -> Judgement:
    """One part from the three vantage points. KeyError for a claim of several parts, or none.

    as written: the essay's own figures, nothing else. as knowable: what was public by the claim's
    date. as known: what was public by `as_of`. The last two take the scenario's evidence, flow and
    assumptions; since the essay cannot be evidence for itself, `essay` counts as `best` there.
    """
    part, *others = parts_of(facts, id).values()
    if others:
        raise ClaimError(f"{id} has several parts: expected one of {', '.join(parts_of(facts, id))}")
    return Judgement(part, *(verdict_at(facts, scenario, id, vantage) for vantage in VANTAGES))


@kept
def verdict_at(facts: Facts, scenario: Scenario, id: str, vantage: str) -> Verdict:
    """One part from one vantage point."""
    part = load_claims(facts)[id]
    if part.verdict:
        return Verdict(part.verdict)
    if vantage == "written" and id not in WITH_ARITHMETIC:
        return Verdict(NO_ARITHMETIC)
    case = vantage_case(facts, scenario, part, vantage)
    return verdict_on(assertion_of(case, part), tolerance_of(part, scenario))


def assertion_of(case: EssayCase, part: Claim) -> Assertion:
    """What a part states and what the view of a case has on it."""
    return TESTS[part.id](case, part)


def vantage_case(facts: Facts, scenario: Scenario, part: Claim, vantage: str) -> EssayCase:
    """The case of one vantage point."""
    if vantage == "written":
        return EssayCase(facts.only(ESSAY), Scenario(), as_of=ESSAY_DATE)
    evidence = "best" if scenario.evidence == ESSAY else scenario.evidence
    return EssayCase(facts, scenario, part.knowable_by if vantage == "knowable" else scenario.as_of, evidence)


def tolerance_of(part: Claim, scenario: Scenario) -> float:
    """How far off a figure of the part may be, as the essay hedged it or not."""
    return scenario.tolerance_hedged if part.hedge == HEDGED else scenario.tolerance_flat


def at_tolerance(scenario: Scenario, factor: float) -> Scenario:
    """The scenario with both tolerances times `factor`."""
    return replace(
        scenario,
        tolerance_flat=scenario.tolerance_flat * factor,
        tolerance_hedged=scenario.tolerance_hedged * factor,
    )


def claim_word(facts: Facts, scenario: Scenario, id: str, vantage: str = "known") -> str:
    """The word of a claim: the one that all of its parts have, else each part with its own."""
    words = {part: verdict_at(facts, scenario, part, vantage).word for part in parts_of(facts, id)}
    if len(set(words.values())) == 1:
        return next(iter(words.values()))
    return " · ".join(f"{part}: {word}" for part, word in words.items())
