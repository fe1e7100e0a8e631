"""Verdicts as boxes."""

import html
import inspect
from contextlib import suppress

from steppe import units
from steppe.display import dates
from steppe.display.grid import Cell, Grid
from steppe.display.template import bundled
from steppe.judging import VANTAGES, Judgement, judge, load_claims, parts_of
from steppe.language import in_parts, translated
from steppe.markup import html_text
from steppe.quantity import Quantity
from steppe.rule import NO_ARITHMETIC, Verdict
from steppe.testing import test_of
from steppe.whatif import TOLERANCES, BreakEven, break_evens

NOTHING = Cell("–")


def verdict(case, id: str) -> Grid:
    """A claim, or one part of it, from the three vantage points.

    For each part the word, what the essay states, what was found with its range, who disagrees or what is missing.
    Below, what is tested, and the nearest figures with another word, as known. What it rests on counts as read in
    `case`, so that `show_sources` names it. Raises KeyError for an id that is no claim.

    >>> verdict(facts, "C07").values["parts"]["C07"]["known"]["word"]
    'holds'
    """
    parts, rows, below, values = parts_of(case.facts, id), [], [], {}
    for part, about in parts.items():
        judgement, moved = judge(case, part), break_evens(case.facts, case.scenario, part)
        for statement in dict.fromkeys(id for vantage in VANTAGES for id in judgement.at(vantage).ids):
            with suppress(LookupError):
                case.view.statement(statement)
        lead = f"{part}: " if len(parts) > 1 else ""
        rows += [[Cell(lead + about.paraphrase)]] * bool(lead) + _rows(judgement)
        below += _below(judgement, moved, lead)
        values[part] = {vantage: _bundle(judgement.at(vantage)) for vantage in VANTAGES}
        values[part]["flips"] = {b.along: [q and float(f"{q.value:.9g}") for q in (b.below, b.above)] for b in moved}
    claim = load_claims(case.facts)[id]
    anchors = "".join(f'<span id="verdict-{part}"></span>' for part in parts if part != id)
    name = f'<strong id="verdict-{id}">{id}</strong>{anchors}'
    title = Cell(f"{id}: {claim.paraphrase}", f"{name} {html_text(claim.paraphrase)}")
    days = [dates.in_words(day) for day in (claim.knowable_by, case.scenario.as_of or case.facts.compiled)]
    written, *public = (translated(f"as {vantage}") for vantage in VANTAGES)
    columns = ["", written, *map(", ".join, zip(public, days, strict=True))]
    return Grid(columns, rows, title, tuple(below), {"claim": id, "parts": values})


def _rows(judgement: Judgement) -> list[list[Cell]]:
    """A row for whatever there is to say from some vantage point."""
    cells = {
        "Verdict": lambda v: _word(v)._replace(ids=v.ids),
        "The essay states": lambda v: _listed({"": v.stated}),
        "Found": lambda v: _listed({"": v.found}),
        "Compared with": lambda v: _listed(v.rivals),
        "By each reading": lambda v: _listed({f"{name}: {r.word}": r.found for name, r in v.readings.items()}, ", "),
        "For": lambda v: _listed(dict.fromkeys(v.pro)),
        "Against it": lambda v: _listed(dict.fromkeys(v.contra)),
        "Missing": lambda v: _listed(dict.fromkeys(v.missing)),
        "Contested by": lambda v: _listed(dict.fromkeys(v.contested)),
    }
    rows = [[Cell(name), *(cell(judgement.at(vantage)) for vantage in VANTAGES)] for name, cell in cells.items()]
    return [row for row in rows if any(cell is not NOTHING for cell in row[1:])]


def _word(v: Verdict) -> Cell:
    if v.word == NO_ARITHMETIC:
        return NOTHING
    word, marks = translated(v.word), f" ({', '.join(map(translated, v.marks))})" if v.marks else ""
    return Cell(word + marks, f"<strong>{html_text(word)}</strong>{marks}")


def _listed(by_name: dict[str, Quantity | None], between: str = ": ") -> Cell:
    """Names in a line, each with its figure and range where it has one."""
    words = {in_parts(name): units.named(f"{q:both}", q.unit, q.value) if q else "" for name, q in by_name.items()}
    text = "; ".join(between.join(filter(None, pair)) for pair in words.items())
    return Cell(text, ids=tuple(id for q in by_name.values() if q for id in q.ids)) if text else NOTHING


def _below(judgement: Judgement, moved: list[BreakEven], lead: str) -> list[Cell]:
    """Notes, what is tested with the function that does it folded away, and what would change the word."""
    part = judgement.claim
    lines = [Cell(lead + translated(line)) for line in (part.readings_because, part.reason, part.note) if line]
    if not part.verdict:
        source = html.escape(inspect.getsource(test_of(part.id, part.kind)))
        tested, test = translated("Tested:"), translated(part.test)
        code = f"<details><summary>{translated('The test as code')}</summary><pre>{source}</pre></details>"
        html_of_it = f"{html_text(lead)} <em>{tested}</em> {html_text(test)} {code}"
        lines.append(Cell(f"{lead}{tested} {test}", html_of_it))
    edges = [_edges(b, judgement.known.word) for b in moved if (b.below or b.above) and b.along not in TOLERANCES]
    if edges:
        head = lead + translated("Another word, as known, one figure at a time:")
        text = "; ".join(edges) + "."
        lines.append(Cell(f"{head} {text}", f"<em>{html_text(head)}</em> {html_text(text)}"))
    return lines


def _edges(b: BreakEven, word: str) -> str:
    """`entries 98,000: roughly at 90,910 or less, understated at 111,100 or more`; `word` is that of the verdict."""
    below = b.below, b.word_below, translated("{word} at {figure} or less")
    above = b.above, b.word_above, translated("{word} at {figure} or more")
    edges = [(q, translated(other), said) for q, other, said in (below, above) if q]
    others = ", ".join(said.format(word=other, figure=_amount(q, digits=4)) for q, other, said in edges)
    alone = "" if b.word == word else translated(" ({word} by this figure alone)").format(word=translated(b.word))
    return f"{in_parts(b.along.replace('_', ' '))} {_amount(b.now)}{alone}: {others}"


def _amount(q: Quantity, digits: int = 12) -> str:
    """A figure in words: a share in percent, people in so many digits and noughts."""
    value = float(f"{q.value:.{digits}g}") if q.unit == "persons" else q.value
    return units.amount(100 * value, "percent") if q.unit == "share" else units.amount(value, q.unit)


def _bundle(v: Verdict) -> dict:
    """A verdict as it travels beside the box."""
    return {
        "word": v.word, "marks": list(v.marks), "stated": bundled(v.stated), "found": bundled(v.found),
        "rivals": {name: bundled(q) for name, q in v.rivals.items()},
        "readings": {name: [r.word, bundled(r.found)] for name, r in v.readings.items()},
        "for": list(v.pro), "against": list(v.contra), "missing": list(v.missing), "contested": list(v.contested),
        "ids": list(v.ids),
    }
