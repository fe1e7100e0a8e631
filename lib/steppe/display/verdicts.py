"""Verdicts as boxes and as a matrix."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date

from steppe.breakeven import QUANTITATIVE, BreakEven, break_evens
from steppe.claims import ESSAY_DATE, VANTAGES, Claim, Judgement, judge, judge_all
from steppe.display import dates, units
from steppe.display.breakeven import flips_of, sentences
from steppe.display.grid import Cell, Grid, Shown
from steppe.display.template import bundled
from steppe.firmness import Firmness, firmness
from steppe.markup import html_text
from steppe.parts import NO_EVIDENCE
from steppe.paths import NOTEBOOKS
from steppe.quantity import Quantity
from steppe.rule import NO_ARITHMETIC, Verdict, deviation

NOTHING = Cell("–")
OF_WHAT = {"": "that it is so", "part": "of the first part alone", "reading": "by the first reading alone"}


def verdict(case, id: str) -> Shown:
    """A claim from the three vantage points: stated, found with its range, the word, how sure and how firm it is.

    Below, in plain words, what it would take for another word, as known. What it rests on counts as read
    in `case`, so that `show_sources` names it.
    """
    from steppe.uncertainty import chances

    judgement = judge(case.facts, case.scenario, id)
    verdicts = [judgement.at(vantage) for vantage in VANTAGES]
    chance = [chances(case.facts, case.scenario, id, vantage) for vantage in VANTAGES]
    beside = firmness(case.facts, case.scenario, id)
    found = break_evens(case.facts, case.scenario, id) if id in QUANTITATIVE else []
    _read(case, judgement)
    rows = {
        "Verdict": [_word(v)._replace(ids=v.ids) for v in verdicts],
        "The essay states": [_figure(v.stated) for v in verdicts],
        "Range of the evidence": [_range(_counted(v)) for v in verdicts],
        "Found": [_figure(_counted(v)) for v in verdicts],
        "Weight that speaks for it, of all": [_weight(v, units.span) for v in verdicts],
        "... of what takes a side": [_weight(v, units.point) for v in verdicts],
        f"Probability {OF_WHAT[_alone(verdicts)]}": [_probability(v.found) for v in verdicts],
        **_likely(verdicts, chance),
        **({} if judgement.claim.typed else _firm(beside) | {"Nearest flip": [_flip(v) for v in verdicts]}),
    }
    filled = [[Cell(name), *cells] for name, cells in rows.items() if any(cell is not NOTHING for cell in cells)]
    claim = judgement.claim
    title = Cell(f"{id}: {claim.paraphrase}", f'<strong id="verdict-{id}">{id}</strong> {html_text(claim.paraphrase)}')
    grid = Grid(["", *headings(case, claim)], [(None, filled)], title, tuple(_below(judgement, found)))
    values = {
        vantage: _bundle(judgement.at(vantage)) | _surety(c, beside[vantage])
        for vantage, c in zip(VANTAGES, chance, strict=True)
    }
    return Shown(grid, {"claim": id} | values | {"flips": {b.along: flips_of(b) for b in found}})


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
    marks = marks_of(v)
    bracket = f" ({', '.join(marks)})" if marks else ""
    return Cell(v.word + bracket, f"<strong>{html_text(v.word)}</strong>{bracket}")


def _leading(v: Verdict, claim: Claim) -> Cell:
    """The word of a verdict, with a link to where it is told what it rests on."""
    cell, chapter = _word(v), _chapter(claim)
    if cell is NOTHING or not chapter:
        return cell
    return cell._replace(html=f'<a href="{chapter}#verdict-{claim.id}">{cell.markup}</a>')


def marks_of(v: Verdict) -> list[str]:
    """What else a reader must know about a verdict: typed with a reason, or hanging on the tolerance."""
    return ["judged"] * v.judged + ["fragile"] * v.fragile


def _figure(q: Quantity | None) -> Cell:
    if q is None or q.unit == "probability":
        return NOTHING
    return Cell(units.named(units.point(q), q.unit), ids=q.ids)


def _counted(v: Verdict) -> Quantity | None:
    """What was found, but for a word that is typed: that has a weight instead."""
    return None if v.judged else v.found


def _weight(v: Verdict, worded: Callable[[Quantity], str]) -> Cell:
    return Cell(worded(v.found), ids=v.found.ids) if v.judged and v.found else NOTHING


def _range(q: Quantity | None) -> Cell:
    return NOTHING if q is None or q.is_exact or q.unit == "probability" else Cell(units.span(q), ids=q.ids)


def _probability(q: Quantity | None) -> Cell:
    return Cell(units.span(q), ids=q.ids) if q is not None and q.unit == "probability" else NOTHING


def _alone(verdicts: list[Verdict]) -> str:
    """What the probability found is of, where from any vantage point it does not cover the claim."""
    return next((v.alone for v in verdicts if v.alone), "")


def _flip(v: Verdict) -> Cell:
    """How far the figure found is from another word, or why that alone does not tell."""
    if v.word == NO_ARITHMETIC:
        return NOTHING
    if v.found is None:
        return Cell(v.reason if v.reason == NO_EVIDENCE.reason else "no figure in it")
    if v.flip is None:
        return Cell("several figures decide")
    away = units.amount(100 * deviation(v.flip.at.value, v.found.value), "percent")
    return Cell(f"{v.flip.word} at {_edge(v)} ({away} away)")


def _edge(v: Verdict) -> str:
    side = "more" if v.flip.at.value >= v.found.value else "less"
    return f"{units.amount(v.flip.at.value, v.flip.at.unit)} or {side}"


def _likely(verdicts: list[Verdict], chances: list) -> dict[str, list[Cell]]:
    """The chance of the whole claim, where the probability found does not say it already."""
    rows = [[_chance(c and getattr(c, what)) for c in chances] for what in ("holds", "supported")]
    main = [_chance(v.found if v.found and v.found.unit == "probability" and not v.alone else None) for v in verdicts]
    names = ("Chance that all of it holds", "... or roughly holds")
    more = [row for at, row in enumerate(rows) if row != main and row not in rows[:at]]
    return dict(zip(names, more, strict=False))


def _chance(q: Quantity | None) -> Cell:
    return NOTHING if q is None else Cell(units.likely(q))


def _firm(beside: dict[str, Firmness]) -> dict[str, list[Cell]]:
    return {
        "By the kindest, by the harshest figures": [_words(b.steelman, b.sceptic) for b in beside.values()],
        "At half, at double the tolerance": [_words(b.half, b.double) for b in beside.values()],
    }


def _words(one: str, other: str) -> Cell:
    return NOTHING if NO_ARITHMETIC in (one, other) else Cell(one if one == other else f"{one}, {other}")


def _surety(chance, beside: Firmness) -> dict:
    """How sure and how firm a verdict is, as it travels beside the box."""
    likely = {"holds": bundled(chance.holds), "supported": bundled(chance.supported)} if chance else {}
    return likely | {"beside": vars(beside)}


def _below(judgement: Judgement, found: list[BreakEven]) -> list[Cell]:
    verdicts = [judgement.at(vantage) for vantage in VANTAGES]
    lines = [Cell(reason) for reason in dict.fromkeys(v.reason for v in verdicts if v.reason)]
    if flips := sentences(found, judgement.known.word):
        head, said = "As known, one figure at a time:", " ".join(flips)
        lines.append(Cell(f"{head} {said}", f"<em>{head}</em> {html_text(said)}"))
    if any(v.fragile for v in verdicts):
        lines.append(Cell("Fragile: another word at half or at double the tolerance."))
    return lines


def _read(case, judgement: Judgement) -> None:
    for id in _ids(judgement):
        with suppress(LookupError):
            case.view.statement(id)


def _ids(judgement: Judgement) -> list[str]:
    return list(dict.fromkeys(id for vantage in VANTAGES for id in judgement.at(vantage).ids))


def _bundle(v: Verdict) -> dict:
    flip = {"word": v.flip.word, "at": bundled(v.flip.at)} if v.flip else None
    return {
        "word": v.word, "judged": v.judged, "fragile": v.fragile,
        "stated": bundled(v.stated), "found": bundled(v.found), "flip": flip, "ids": list(v.ids),
    }


def show_matrix(case) -> Shown:
    """All claims from the three vantage points; each word leads to the box in its chapter."""
    judgements = judge_all(case.facts, case.scenario)
    rows = [
        [Cell(id, f"<strong>{id}</strong>"), Cell(j.claim.paraphrase), *(_leading(j.at(v), j.claim) for v in VANTAGES)]
        for id, j in judgements.items()
    ]
    values = {id: {v: [j.at(v).word, *marks_of(j.at(v))] for v in VANTAGES} for id, j in judgements.items()}
    return Shown(Grid(["Claim", "In our words", *headings(case)], [(None, rows)]), values)
