"""Verdicts as boxes and as a matrix."""

from __future__ import annotations

import html
import inspect
from contextlib import suppress
from datetime import date

from steppe import units
from steppe.breakeven import BreakEven, break_evens
from steppe.claims import TESTS
from steppe.display import dates
from steppe.display.breakeven import flips_of, sentences
from steppe.display.grid import Cell, Grid, Shown
from steppe.display.template import bundled
from steppe.firmness import Firmness, firmness
from steppe.judging import ESSAY_DATE, NOT_TESTABLE, VANTAGES, Claim, Judgement, judge, judge_all, load_claims, parts_of
from steppe.markup import html_text
from steppe.paths import NOTEBOOKS
from steppe.quantity import Quantity
from steppe.rule import deviation
from steppe.verdicts import NO_ARITHMETIC, Verdict

NOTHING = Cell("–")
NAMED = 6


def verdict(case, id: str) -> Shown:
    """A claim, or one part of it, from the three vantage points.

    For each part the word, what the essay states, what was found with its range, who disagrees or what is missing, the
    words by other evidence and at other tolerances. Below, what it would take for another word, as known. What it rests
    on counts as read in `case`, so that `show_sources` names it. Raises KeyError for an id that is no claim.
    """
    parts = parts_of(case.facts, id)
    claim = load_claims(case.facts)[id]
    judged = {part: judge(case.facts, case.scenario, part) for part in parts}
    beside = {part: firmness(case.facts, case.scenario, part) for part in parts}
    found = {part: break_evens(case.facts, case.scenario, part) for part in parts}
    groups, below, values = [], [], {}
    for part, judgement in judged.items():
        _read(case, judgement)
        heading = f"{part}: {judgement.claim.paraphrase}" if len(parts) > 1 else None
        groups.append((heading, _rows(judgement, beside[part])))
        below += _below(judgement, found[part], f"{part}: " * (len(parts) > 1))
        values[part] = {v: _bundle(judgement.at(v)) | {"beside": vars(beside[part][v])} for v in VANTAGES}
        values[part]["flips"] = {b.along: flips_of(b) for b in found[part]}
    names = [f'<strong id="verdict-{id}">{id}</strong>', *(f'<span id="verdict-{p}"></span>' for p in parts if p != id)]
    title = Cell(f"{id}: {claim.paraphrase}", f"{''.join(names)} {html_text(claim.paraphrase)}")
    return Shown(Grid(["", *headings(case, claim)], groups, title, tuple(below)), {"claim": id, "parts": values})


def _rows(judgement: Judgement, beside: dict[str, Firmness]) -> list[list[Cell]]:
    verdicts = [judgement.at(vantage) for vantage in VANTAGES]
    rows = {
        "Verdict": [_word(v)._replace(ids=v.ids) for v in verdicts],
        "The essay states": [_figure(v.stated) for v in verdicts],
        "Found": [_figure(v.found) for v in verdicts],
        "Range of the evidence": [_range(v.found) for v in verdicts],
        "Compared with": [_rivals(v) for v in verdicts],
        "By each reading": [_readings(v) for v in verdicts],
        "For": [_names(v.pro) for v in verdicts],
        "Against it": [_names(v.contra) for v in verdicts],
        "Missing": [_names(v.missing) for v in verdicts],
        "Contested by": [_names(v.contested) for v in verdicts],
        "By the kindest, by the harshest figures": [_words(b.steelman, b.sceptic) for b in beside.values()],
        "At half, at double the tolerance": [_words(b.half, b.double) for b in beside.values()],
        "Nearest flip": [_flip(v) for v in verdicts],
    }
    return [[Cell(name), *cells] for name, cells in rows.items() if any(cell is not NOTHING for cell in cells)]


def _chapter(claim: Claim) -> str | None:
    """The notebook of a claim's chapter, where it is written."""
    return next((path.name for path in NOTEBOOKS.glob(f"{claim.chapter}_*.ipynb")), None)


def vantage_days(case, claim: Claim | None = None) -> dict[str, date | str | None]:
    """The three vantage points with their days; without a claim, the day that all but one share."""
    knowable = claim.knowable_by if claim else ESSAY_DATE
    return {"as written": None, "as knowable": knowable, "as known": case.scenario.as_of or case.facts.compiled}


def headings(case, claim: Claim | None = None) -> list[str]:
    days = vantage_days(case, claim).items()
    return [f"{point}, {dates.in_words(day)}" if day else point for point, day in days]


def _word(v: Verdict) -> Cell:
    if v.word == NO_ARITHMETIC:
        return NOTHING
    bracket = f" ({', '.join(v.marks)})" if v.marks else ""
    return Cell(v.word + bracket, f"<strong>{html_text(v.word)}</strong>{bracket}")


def _leading(v: Verdict, claim: Claim) -> Cell:
    """The word of a verdict, with a link to where it is told what it rests on."""
    cell, chapter = _word(v), _chapter(claim)
    if cell is NOTHING or not chapter:
        return cell
    return cell._replace(html=f'<a href="{chapter}#verdict-{claim.id}">{cell.markup}</a>')


def _figure(q: Quantity | None) -> Cell:
    return NOTHING if q is None else Cell(units.named(units.point(q), q.unit), ids=q.ids)


def _range(q: Quantity | None) -> Cell:
    return NOTHING if q is None or q.is_exact else Cell(units.span(q), ids=q.ids)


def _rivals(v: Verdict) -> Cell:
    told = [f"{name}: {units.named(units.both(q), q.unit)}" for name, q in v.rivals.items()]
    return Cell("; ".join(told), ids=tuple(id for q in v.rivals.values() for id in q.ids)) if told else NOTHING


def _readings(v: Verdict) -> Cell:
    told = [f"{name}: {r.word}" + (f", {units.compact(r.found)}" if r.found else "") for name, r in v.readings.items()]
    ids = tuple(id for r in v.readings.values() if r.found for id in r.found.ids)
    return Cell("; ".join(told), ids=ids) if told else NOTHING


def _names(names: tuple[str, ...]) -> Cell:
    """Names in a line, the first few of many."""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return Cell("; ".join(names[:NAMED]) + more) if names else NOTHING


def _flip(v: Verdict) -> Cell:
    """How far the one figure found is from another word."""
    if v.flip is None:
        return NOTHING
    away = units.amount(100 * deviation(v.flip.at.value, v.found.value), "percent")
    side = "more" if v.flip.at.value >= v.found.value else "less"
    return Cell(f"{v.flip.word} at {units.amount(v.flip.at.value, v.flip.at.unit)} or {side} ({away} away)")


def _words(one: str, other: str) -> Cell:
    return NOTHING if {NO_ARITHMETIC, NOT_TESTABLE} & {one, other} else Cell(one if one == other else f"{one}, {other}")


def _below(judgement: Judgement, found: list[BreakEven], lead: str) -> list[Cell]:
    about = judgement.claim
    lines = [Cell(lead + line) for line in (about.readings_because, about.reason, about.note) if line]
    lines += _tested(about, lead)
    if flips := sentences(found, judgement.known.word):
        head, said = f"{lead}As known, one figure at a time:", " ".join(flips)
        lines.append(Cell(f"{head} {said}", f"<em>{head}</em> {html_text(said)}"))
    return lines


def _tested(part: Claim, lead: str) -> list[Cell]:
    """What is tested, in words, and the function that does it."""
    if part.id not in TESTS:
        return []
    source = html.escape(inspect.getsource(TESTS[part.id]))
    shown = f"{html_text(lead)}<em>Tested:</em> {html_text(part.test)}"
    folded = f"<details><summary>The test as code</summary><pre>{source}</pre></details>"
    return [Cell(f"{lead}Tested: {part.test}", f"{shown} {folded}")]


def _read(case, judgement: Judgement) -> None:
    for id in dict.fromkeys(id for vantage in VANTAGES for id in judgement.at(vantage).ids):
        with suppress(LookupError):
            case.view.statement(id)


def _bundle(v: Verdict) -> dict:
    flip = {"word": v.flip.word, "at": bundled(v.flip.at)} if v.flip else None
    readings = {name: [r.word, bundled(r.found)] for name, r in v.readings.items()}
    return {
        "word": v.word, "marks": list(v.marks), "stated": bundled(v.stated), "found": bundled(v.found),
        "rivals": {name: bundled(q) for name, q in v.rivals.items()}, "readings": readings, "flip": flip,
        "for": list(v.pro), "against": list(v.contra), "missing": list(v.missing), "contested": list(v.contested),
        "ids": list(v.ids),
    }


def show_matrix(case) -> Shown:
    """All parts of the claims from the three vantage points; each word leads to the box in its chapter."""
    judgements = judge_all(case.facts, case.scenario)
    rows = [
        [Cell(id, f"<strong>{id}</strong>"), Cell(j.claim.paraphrase), *(_leading(j.at(v), j.claim) for v in VANTAGES)]
        for id, j in judgements.items()
    ]
    values = {id: {v: [j.at(v).word, *j.at(v).marks] for v in VANTAGES} for id, j in judgements.items()}
    below = tuple(Cell(f"{id} {j.unsettled}.") for id, j in judgements.items() if j.unsettled)
    return Shown(Grid(["Part", "In our words", *headings(case)], [(None, rows)], below=below), values)
