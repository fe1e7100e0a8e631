"""The claims, the parts they consist of, and the three vantage points from which each part is judged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from steppe.claims import TESTS, WITH_ARITHMETIC, EssayCase
from steppe.facts import ESSAY, Facts, Period, cached
from steppe.refusal import shown
from steppe.rule import verdict_on
from steppe.scenario import Scenario
from steppe.tables import DataError, read_package, read_table
from steppe.verdicts import NO_ARITHMETIC, Verdict

VANTAGES = ("written", "knowable", "known")
ESSAY_DATE = date(2022, 9, 30)


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

    def tolerance(self, scenario: Scenario) -> float:
        """How far off a figure may be, as the essay hedged it or not."""
        return scenario.tolerance_hedged if self.hedge == "hedged" else scenario.tolerance_flat


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
        points: dict[str, list[str]] = {}
        for vantage in VANTAGES:
            points.setdefault(self.at(vantage).unsettled, []).append(f"as {vantage}")
        return ". ".join(f"{', '.join(names)}: {what}" for what, names in points.items() if what)


def load_claims(facts: Facts) -> dict[str, Claim]:
    """Reads claims.csv: claims and their parts, then what is named but not judged (N01 ..). Raises DataError."""
    return facts.cached("claims", _claims)


def parts_of(facts: Facts, id: str | None = None) -> dict[str, Claim]:
    """The parts that get a word, in order: those of one claim, or of all. A claim without parts is one itself.

    Raises KeyError for an id that is no claim.
    """
    parts = facts.cached("parts", _parts)
    chosen = {name: part for name, part in parts.items() if id in (None, name, part.claim)}
    if not chosen:
        raise ClaimError(f"{id}: expected one of {', '.join(dict.fromkeys(part.claim for part in parts.values()))}")
    return chosen


def part_of(facts: Facts, id: str) -> Claim:
    """One part by its id. Raises KeyError for a claim of several parts, and for none."""
    part, *others = parts_of(facts, id).values()
    if others:
        raise ClaimError(f"{id} has several parts: expected one of {', '.join(parts_of(facts, id))}")
    return part


def _parts(facts: Facts) -> dict[str, Claim]:
    claims = load_claims(facts)
    split = {claim.claim for claim in claims.values() if claim.id != claim.claim}
    return {id: claim for id, claim in claims.items() if claim.is_judged and id not in split}


def _claims(facts: Facts) -> dict[str, Claim]:
    figures = {s.id: f"{s.figure.value:,.10g}" for s in facts.essay.statements.values() if s.has_figure}
    rows = {row["id"]: row for row in facts.table(_rows)}
    return {id: _claim(row, rows[id.partition(".")[0]], figures) for id, row in rows.items()}


def _claim(row: dict, whole: dict, figures: dict[str, str]) -> Claim:
    paraphrase = re.sub(r"\{([a-z0-9_]+)\}", lambda hole: figures.get(hole[1], hole[0]), row["paraphrase"])
    if left := re.search(r"\{[^{}]*\}?|\}", paraphrase):
        found = f"the placeholder {left[0][:40]}"
        raise DataError("claims.csv", found, "the id of a figure of the essay", row["row"], "paraphrase")
    cells = {name: cell for name, cell in row.items() if name != "row"} | {"paraphrase": paraphrase}
    cells |= {name: tuple((row[name] or "").split()) for name in ("periods", "rivals")}
    cells |= {"readings": tuple(filter(None, (row["readings"] or "").split("; ")))}
    return Claim(**cells | {name: row[name] or whole[name] for name in ("chapter", "knowable_by")})


def _rows(folder: Path) -> list[dict]:
    rows = read_table(folder, read_package(folder), "claims")
    ids = {row["id"] for row in rows}
    if absent := TESTS.keys() - ids:
        raise DataError("claims.csv", f"no row {min(absent)}", "a row for every part that claims.TESTS tests")
    for row in rows:
        for column, is_wrong, found, expected in _checks(row, ids):
            if is_wrong:
                raise DataError("claims.csv", found, expected, row["row"], column)
    return rows


def _checks(row: dict, ids: set[str]) -> Iterator[tuple[str, bool, str, str]]:
    """What a row must satisfy: the column, whether it is wrong, what is then found, and what is expected."""
    id, empty = row["id"], "an empty cell"
    claim, is_judged = id.partition(".")[0], id.startswith("C")
    is_tested = is_judged and not row["verdict"] and not any(other.startswith(f"{id}.") for other in ids)
    function = "a function in claims.TESTS, or the verdict 'not testable'"
    yield "id", claim not in ids, f"the part {id} without its claim", f"a row {claim} above it"
    yield "id", is_tested and id not in TESTS, f"{id}, which nothing tests", function
    for column in ("chapter", "knowable_by"):
        yield column, is_judged and id == claim and row[column] is None, empty, "a value for every claim"
    yield "test", row["test"] and not is_tested, "a test", "an empty cell: the row gets no word of its own"
    yield "test", is_tested and not row["test"], empty, "what is tested, in words"
    yield "reason", (row["verdict"] or not is_judged) and not row["reason"], empty, "why nothing is tested"
    for period in (row["periods"] or "").split():
        yield "periods", not _is_period(period), shown(period), "days, months or years such as 2022-09-21/2022-09-28"


def _is_period(text: str) -> bool:
    try:
        return bool(Period.parse(text))
    except ValueError:
        return False


def judge_all(facts: Facts, scenario: Scenario) -> dict[str, Judgement]:
    """Every part of every claim that is judged, by its id."""
    return {id: judge(facts, scenario, id) for id in parts_of(facts)}


def judge(facts: Facts, scenario: Scenario, id: str) -> Judgement:
    """One part from the three vantage points. KeyError for a claim of several parts, or none.

    as written: the essay's own figures, nothing else. as knowable: what was public by the claim's
    date. as known: what was public by `as_of`. The last two take the scenario's evidence, flow and
    assumptions; since the essay cannot be evidence for itself, `essay` counts as `best` there.
    """
    part = part_of(facts, id)
    return Judgement(part, *(verdict_at(facts, scenario, part.id, vantage) for vantage in VANTAGES))


def verdict_at(facts: Facts, scenario: Scenario, id: str, vantage: str) -> Verdict:
    """One part from one of VANTAGES."""
    return _verdict(facts, _seen_from(vantage, scenario, load_claims(facts)[id]), id, vantage)


@cached
def _verdict(facts: Facts, seen: Scenario, id: str, vantage: str) -> Verdict:
    part = load_claims(facts)[id]
    if part.verdict:
        return Verdict(part.verdict)
    if vantage == "written" and id not in WITH_ARITHMETIC:
        return Verdict(NO_ARITHMETIC)
    return verdict_on(TESTS[id](vantage_case(facts, seen, part, vantage), part), part.tolerance(seen))


def vantage_case(facts: Facts, scenario: Scenario, part: Claim, vantage: str) -> EssayCase:
    """The case of one vantage point."""
    return EssayCase(facts.essay if vantage == "written" else facts, _seen_from(vantage, scenario, part))


def _seen_from(vantage: str, scenario: Scenario, part: Claim) -> Scenario:
    """What a scenario comes to at a vantage point: nothing else makes a difference to the verdict there."""
    if vantage == "written":
        tolerances = {"tolerance_flat": scenario.tolerance_flat, "tolerance_hedged": scenario.tolerance_hedged}
        return Scenario(as_of=ESSAY_DATE.isoformat(), **tolerances)
    evidence = "best" if scenario.evidence == ESSAY else scenario.evidence
    as_of = part.knowable_by.isoformat() if vantage == "knowable" else scenario.as_of
    return replace(scenario, evidence=evidence, as_of=as_of)
