"""The claims, the parts they consist of, and the three vantage points from which each part is judged."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from nbsuite.errors import DataError, OneLineError, did_you_mean, shown
from steppe.case import Case, Claim, ClaimCase
from steppe.facts import ESSAY, Facts, cached
from steppe.language import separated, translated
from steppe.rule import NO_ARITHMETIC, Assertion, Verdict, verdict_on
from steppe.scenario import Scenario
from steppe.statements import is_period
from steppe.tables import check_row, read_package, read_table
from steppe.testing import CASE, TESTS, WITH_ARITHMETIC, test_of

VANTAGES = ("written", "knowable", "known")
ESSAY_DATE = date(2022, 9, 30)


class ClaimError(OneLineError, KeyError):
    """A claim that does not exist, or that has several parts."""


class Judgement(NamedTuple):
    """One part from the three vantage points, each judged when it is asked for."""

    facts: Facts
    scenario: Scenario
    claim: Claim

    written = property(lambda self: self.at("written"))
    knowable = property(lambda self: self.at("knowable"))
    known = property(lambda self: self.at("known"))

    def at(self, vantage: str) -> Verdict:
        """The verdict from one of VANTAGES."""
        return verdict_at(self.facts, self.scenario, self.claim.id, vantage)

    @property
    def unsettled(self) -> str:
        """What is missing, and who disagrees, from the vantage points where the part is open, mixed or contested."""
        points: dict[str, list[str]] = {}
        for vantage in VANTAGES:
            points.setdefault(self.at(vantage).unsettled, []).append(translated(f"as {vantage}"))
        return ". ".join(f"{', '.join(names)}: {what}" for what, names in points.items() if what)


def load_claims(facts: Facts) -> dict[str, Claim]:
    """Reads claims.csv: claims and their parts, then what is named but not judged (N01 ..). Raises DataError."""
    return facts.essay.cached("claims", _claims)


def parts_of(facts: Facts, id: str | None = None) -> dict[str, Claim]:
    """The parts that get a word, in order, of one claim or of all; a claim without parts is one. KeyError for none."""
    parts = facts.essay.cached("parts", _parts).values()
    chosen = {part.id: part for part in parts if id in (None, part.id, part.claim)}
    if not chosen:
        raise ClaimError(f"{id}: expected one of {', '.join(dict.fromkeys(part.claim for part in parts))}")
    return chosen


def part_of(facts: Facts, id: str) -> Claim:
    """One part by its id. Raises KeyError for a claim of several parts, and for none."""
    part = facts.essay.cached("parts", _parts).get(id)
    if part is None:
        raise ClaimError(f"{id} has several parts: expected one of {', '.join(parts_of(facts, id))}")
    return part


def _parts(essay: Facts) -> dict[str, Claim]:
    claims = [claim for claim in load_claims(essay).values() if claim.is_judged]
    split = {claim.claim for claim in claims if claim.id != claim.claim}
    return {claim.id: claim for claim in claims if claim.id not in split}


def _claims(essay: Facts) -> dict[str, Claim]:
    figures = {s.id: separated(f"{s.figure.value:,.10g}") for s in essay.statements.values() if s.has_figure}
    rows, claims = {row["id"]: row for row in essay.table(_rows)}, {}
    for id, row in rows.items():
        words = translated(row["paraphrase"])
        paraphrase = re.sub(r"\{([a-z0-9_]+)\}", lambda hole: figures.get(hole[1], hole[0]), words)
        if left := re.search(r"\{[^{}]*\}?|\}", paraphrase):
            found = f"the placeholder {left[0][:40]}"
            raise DataError("claims.csv", found, "the id of a figure of the essay", row["row"], "paraphrase")
        whole = rows[id.partition(".")[0]]
        cells = {name: cell for name, cell in row.items() if name != "row"} | {"paraphrase": paraphrase}
        cells |= {name: row[name] or whole[name] for name in ("chapter", "knowable_by")}
        cells |= {name: tuple((row[name] or "").split()) for name in ("periods", "rivals")}
        claims[id] = Claim(**cells | {"readings": tuple(filter(None, (row["readings"] or "").split("; ")))})
    return claims


def _rows(folder: Path) -> list[dict]:
    rows = read_table(folder, read_package(folder), "claims")
    ids = {row["id"] for row in rows}
    if absent := TESTS.keys() - ids:
        raise DataError("claims.csv", f"no row {min(absent)}", "a row for every part that claims.TESTS tests")
    for row in rows:
        id, claim, is_judged = row["id"], row["id"].partition(".")[0], row["id"].startswith("C")
        is_tested = is_judged and not row["verdict"] and not any(other.startswith(f"{id}.") for other in ids)
        is_whole, is_untested = is_judged and id == claim, row["verdict"] or not is_judged
        check_row(
            "claims.csv", row,
            ("id", claim not in ids, f"the part {id} without its claim", f"a row {claim} above it"),
            ("id", is_tested and not test_of(id, row["kind"]), f"{id}, which nothing tests",
             "a test, or verdict 'not testable'"),
            ("chapter", is_whole and not row["chapter"], "", "a value for every claim"),
            ("knowable_by", is_whole and not row["knowable_by"], "", "a value for every claim"),
            ("test", is_tested and not row["test"], "", "what is tested, in words"),
            ("reason", is_untested and not row["reason"], "", "why nothing is tested"),
            ("periods", not all(map(is_period, (row["periods"] or "").split())), "",
             "days, months or years such as 2022-09-21/2022-09-28"),
        )
    return rows


def judge_all(facts: Facts, scenario: Scenario) -> dict[str, Judgement]:
    """Every part of every claim that is judged, by its id."""
    return {id: Judgement(facts, scenario, part) for id, part in parts_of(facts).items()}


def judge(facts: Case, part: str) -> Judgement:
    """One part of a claim from the three vantage points, under the parameters of the notebook.

    Returns a Judgement. `.written`: by the essay's own figures alone. `.knowable`: by what was public on the claim's
    date. `.known`: by what was public on `as_of`. Each is a Verdict with `.word`, `.stated`, `.found`, `.marks`
    (contested, fragile), `.missing` and `.ids`; `.claim` has the paraphrase, the hedge and `knowable_by`. The essay
    is no evidence for itself: `essay` counts as `best` but in `.written`. Raises KeyError, with the ids that there
    are, for a claim of several parts and for none.

    >>> judge(facts, "C03.1").known.word
    'holds'
    """
    return Judgement(facts.facts, facts.scenario, part_of(facts.facts, part))


def verdict_at(facts: Facts, scenario: Scenario, id: str, vantage: str) -> Verdict:
    """One part from one of VANTAGES. KeyError for another, for a claim of several parts, and for none."""
    return _verdict(facts, _seen_from(vantage, scenario, part_of(facts, id)), id, vantage)


@cached
def _verdict(facts: Facts, seen: Scenario, id: str, vantage: str) -> Verdict:
    part = load_claims(facts)[id]
    if vantage == "written" and not part.verdict and id not in WITH_ARITHMETIC:
        return Verdict(NO_ARITHMETIC)
    return judged(vantage_case(facts, seen, part, vantage), part)


def judged(case: ClaimCase, part: Claim) -> Verdict:
    """The verdict on a part from the vantage point of a case."""
    if part.verdict:
        return Verdict(part.verdict)
    return verdict_on(assertion(case, part), part.tolerance(case.scenario))


def assertion(case: ClaimCase, part: Claim) -> Assertion:
    """What a part that is tested consists of, from the vantage point of a case."""
    return test_of(part.id, part.kind)(case, part)


def vantage_case(facts: Facts, scenario: Scenario, part: Claim, vantage: str) -> ClaimCase:
    """The case of one vantage point."""
    return CASE(facts.essay if vantage == "written" else facts, _seen_from(vantage, scenario, part))


def _seen_from(vantage: str, scenario: Scenario, part: Claim) -> Scenario:
    """What a scenario comes to at a vantage point: nothing else makes a difference to the verdict there."""
    if vantage not in VANTAGES:
        near = did_you_mean(vantage, VANTAGES)
        raise ClaimError(f"vantage point: found {shown(vantage)}, expected one of {', '.join(VANTAGES)}{near}")
    if vantage == "written":
        tolerances = {"tolerance_flat": scenario.tolerance_flat, "tolerance_hedged": scenario.tolerance_hedged}
        return Scenario(as_of=part.knowable_by.isoformat(), **tolerances)
    evidence = "best" if scenario.evidence == ESSAY else scenario.evidence
    as_of = part.knowable_by.isoformat() if vantage == "knowable" else scenario.as_of
    return replace(scenario, evidence=evidence, as_of=as_of)
