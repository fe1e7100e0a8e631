"""The seventeen claims and the three vantage points from which each is judged."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from steppe.assertions import ASSERTIONS, CONTEXT, WITH_ARITHMETIC
from steppe.case import Case
from steppe.facts import ESSAY, Facts, kept
from steppe.parts import Joined, Part, Typed
from steppe.refusal import shown
from steppe.rule import NO_ARITHMETIC, Rule, Verdict, conjunction
from steppe.scenario import Scenario
from steppe.tables import DataError, read_package, read_table
from steppe.weighing import balance

JUDGED = tuple(f"C{n:02}" for n in range(1, 18))
VANTAGES = ("written", "knowable", "known")
ESSAY_DATE = date(2022, 9, 30)
FLAT, HEDGED = "flat", "hedged"
_HOLE = re.compile(r"\{([a-z0-9_]+)\}")


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


def load_claims(facts: Facts) -> dict[str, Claim]:
    """Reads claims.csv: C01 .. C17, then what is named but not judged (N01 ..). Raises DataError."""
    return facts.keep("claims", _claims)


def _claims(facts: Facts) -> dict[str, Claim]:
    figures = {s.id: f"{s.figure.value:,.10g}" for s in facts.only(ESSAY).statements.values() if s.has_figure}
    return {row["id"]: _claim(row, figures) for row in facts.table(_rows)}


def _rows(folder: Path) -> list[dict]:
    rows = read_table(folder, read_package(folder), "claims")
    found = {row["id"] for row in rows}
    if not found.issuperset(JUDGED):
        raise DataError("claims.csv", f"no row {min(set(JUDGED) - found)}", f"the rows {JUDGED[0]} to {JUDGED[-1]}")
    for row in rows:
        _expect_judgeable(row)
    return rows


def _expect_judgeable(row: dict) -> None:
    if row["id"] not in JUDGED and not row["id"].startswith("N"):
        raise DataError("claims.csv", shown(row["id"]), f"{JUDGED[0]} to {JUDGED[-1]}, or N01 on", row["row"], "id")
    if (row["knowable"] is None) != (row["known"] is None):
        empty = "knowable" if row["knowable"] is None else "known"
        raise DataError("claims.csv", "an empty cell", "words in both knowable and known, or none", row["row"], empty)
    if row["knowable"] is None and row["id"] in JUDGED and row["id"] not in ASSERTIONS:
        raise DataError("claims.csv", "an empty cell", "a word: nothing computes this claim", row["row"], "known")


def _claim(row: dict, figures: dict[str, str]) -> Claim:
    paraphrase = _HOLE.sub(lambda hole: figures.get(hole[1], hole[0]), row["paraphrase"])
    left = re.search(r"\{[^{}]*\}?|\}", paraphrase)
    if left:
        found = f"the placeholder {left[0][:40]}"
        raise DataError("claims.csv", found, "the id of a figure of the essay", row["row"], "paraphrase")
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
    """One claim from the three vantage points.

    as written: the essay's own figures, nothing else. as knowable: what was public by the claim's
    date. as known: what was public by `as_of`. The last two take the scenario's evidence, flow and
    assumptions; since the essay cannot bear witness for itself, `essay` counts as `best` there.
    """
    return Judgement(load_claims(facts)[id], *(verdict_at(facts, scenario, id, vantage) for vantage in VANTAGES))


@kept
def verdict_at(facts: Facts, scenario: Scenario, id: str, vantage: str) -> Verdict:
    """One claim from one vantage point, with `fragile` set where the tolerance decides."""
    claim = load_claims(facts)[id]
    case = vantage_case(facts, scenario, claim, vantage)
    part = part_of(case, claim, vantage)
    if part is None:
        return Verdict(NO_ARITHMETIC)
    verdict = judge_part(part, claim, Rule.of(scenario))
    context = (s.id for slot in CONTEXT.get(id, ()) for s in case.view.all(slot))
    reason = "" if vantage == "written" else verdict.reason or claim.why(case.view.as_of)
    return replace(verdict, ids=tuple(dict.fromkeys((*verdict.ids, *context))), reason=reason)


def vantage_case(facts: Facts, scenario: Scenario, claim: Claim, vantage: str) -> Case:
    """The case of one vantage point."""
    if vantage == "written":
        return Case(facts.only(ESSAY), Scenario(), as_of=ESSAY_DATE)
    witness = "best" if scenario.evidence == ESSAY else scenario.evidence
    return Case(facts, scenario, claim.knowable_by if vantage == "knowable" else scenario.as_of, witness)


def part_of(case: Case, claim: Claim, vantage: str) -> Part | None:
    """What a claim consists of from a vantage point; None as written, where it has no arithmetic of its own."""
    if vantage == "written" and claim.id not in WITH_ARITHMETIC:
        return None
    computed = ASSERTIONS[claim.id](case) if claim.id in ASSERTIONS else None
    if not claim.typed:
        return computed
    scales = balance(case.facts, case.view, claim.id)
    typed = Typed(claim.typed[claim.vantage_of(case.view.as_of)], scales.share, scales.ids)
    return Joined(conjunction, (typed, computed)) if computed else typed


def judge_part(part: Part, claim: Claim, rule: Rule) -> Verdict:
    """The verdict on what a claim consists of, also at half and at double the tolerance."""
    verdict = part.judged(tolerance_of(claim, rule), rule.needed)
    half, double = (part.word(tolerance_of(claim, rule.scaled(k)), rule.needed) for k in (0.5, 2))
    return replace(verdict, fragile=not verdict.word == half == double)


def tolerance_of(claim: Claim, rule: Rule) -> float:
    """How far off a figure of the claim may be, as the essay hedged it or not."""
    return rule.hedged if claim.hedge == HEDGED else rule.flat
