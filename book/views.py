"""What pages with a template of their own show: a function for each, all from the library and the data."""

import json
import re
from functools import cache
from html import unescape
from math import isfinite, log2

from language import t
from statements import CHAPTERS, evidence, loads, told, uses

from marks import MOVED
from steppe import facts, judging, units
from steppe.display.tables import figure_of
from steppe.markup import html_text, spoken
from steppe.paths import DATA
from steppe.quantity import RATIO, span
from steppe.rule import deviation
from steppe.scenario import DEFAULT, EARLIEST, VOCABULARY, Scenario
from steppe.suite import mutations, scenarios, score, verdicts
from steppe.suite.house import House
from steppe.testing import CASE

PARTS, STOCKS = ("C05", "C09", "C11"), ("border", "citizens", "population")


@cache
def judged() -> verdicts.Matrix:
    """The judgement of every part of a claim by its id, on the figures of the essay."""
    return verdicts.of(evidence(), scenarios.load(scenarios.DEFAULT))


def front(app=None, context=None) -> dict:
    """The first page: figures of the story, judgements by part, distances and days."""
    parts, best = judged(), CASE(evidence(), scenarios.scenario(verdicts.YARDSTICK))
    multiple = parts["C09"].known
    stayed = facts.Slot("remained", "present", "russian_citizens", "kazakhstan")
    remained = sorted(best.view.all(stayed), key=lambda s: s.period.start)
    figures = {id: s.figure for id, s in evidence().essay.statements.items() if s.has_figure}
    figures |= {name: best.read(name).figure for name in ("callup announced", "entries", "exits")}
    figures["more"] = figures["entries"] - figures["exits"]
    figures["multiple"] = span([multiple.found, *(reading.found for reading in multiple.readings.values())])
    figures["remained"] = span(s.figure for s in remained)
    return {
        "parts": parts, "figures": figures, "worded": units.worded, "remained_on": [s.period.text for s in remained],
        "distances": sorted(filter(None, map(distance, parts.values())), key=lambda row: -row["off"]),
    }  # fmt: skip


def distance(part: judging.Judgement) -> dict | None:
    """Where the figure found, and the tolerance, lie on a scale from half to double the figure stated, in percent."""
    stated, found = part.known.stated, part.known.found
    if not stated or not found or stated.unit != found.unit:
        return None
    times, near = (found / stated).finite(), 1 + part.claim.tolerance(part.scenario)
    said, seen = (
        t("{figure} times", figure=f"{q:both}") if q.unit == RATIO else units.named(f"{q:both}", q.unit, q.value)
        for q in (stated, found)
    )
    return {
        "part": part, "stated": said, "found": seen, "times": f"{times:range}",
        "off": deviation(stated.value, found.value), "open": [to for _, to in times.open_ends],
        "places": [50 + 50 * min(max(log2(x), -1), 1) for x in (times.low, times.value, times.high, 1 / near, near)],
    }  # fmt: skip


def explorer(app, context: dict) -> dict:
    """The explorer: for its script, all that it needs to judge the three parts as the library does."""
    parts = [judging.part_of(evidence(), id) for id in PARTS]
    days = sorted({EARLIEST, *(s.known_from.isoformat() for s in evidence().statements.values())})
    written, found = judging.vantage_case(evidence(), Scenario(), parts[0], "written"), {}
    cases = [("written", EARLIEST, written)]
    for choice in (choice for choice in VOCABULARY["evidence"].choices if choice != DEFAULT):
        cases += [(choice, day, CASE(evidence(), Scenario(day, choice))) for day in days if day >= EARLIEST]
    for choice, day, case in cases:
        for name in (*VOCABULARY["flow"].choices, *STOCKS):
            side = case.read(name) if name in STOCKS else case.arrivals(name)
            rows = [[row(w) for w in each] for each in (side.deciding, side.others)]
            steps = found.setdefault(choice, {}).setdefault(name, [])
            if not steps or steps[-1][1] != rows:  # a day is told where something changed
                steps.append([day, rows])
    claims = {part.id: {"says": part.paraphrase, "by": str(part.knowable_by)} for part in parts}
    for id, claim in claims.items():
        nothing = judging.verdict_at(evidence().essay, Scenario(), id, "known")  # as if nothing had been published
        claim |= {"stated": nothing.stated.value, "sought": nothing.missing[0]}
    parameters = {name: vars(p) | {"type": p.type.__name__} for name, p in VOCABULARY.items() if p.type is not bool}
    data = {
        "evidence": found, "claims": claims, "parameters": parameters, "rate": written.essay("essay_rate").value,
        "scenarios": {name: scenarios.load(name) for name in scenarios.names()},
    }  # fmt: skip
    return {"told": json.dumps(data).replace("<", "\\u003c")}


def row(w) -> list:
    ends = [end if isfinite(end) else None for end in (w.figure.low, w.figure.high)]  # JSON has no infinity
    return [w.origin, w.grade, w.figure.value, *ends, *w.figure.beyond, w.figure.ids, w.printed, w.figure.is_bound]


def method(app, context: dict) -> dict:
    """The page on method: no number on it is typed."""
    return {
        "amount": units.amount, "digits": units.digits, "printed": figure_of, "wordings": facts.WORDINGS,
        "evidence": evidence(), "reasons": mutations.read_reasons(DATA, evidence()), "loads": loads(),
        "written": judging.ESSAY_DATE, "score": score.marks(House().ratchet)["mutation score"],
    }  # fmt: skip


def scenario(app, context: dict) -> dict:
    """A page about one scenario or about all: verdicts, and what differs in the chapters under it."""
    stored = json.loads((app.srcdir / "data" / "verdicts.json").read_text(encoding="utf-8"))["verdicts"]
    inside = re.compile(rf"{context['scenario']}/(?!index$)")
    return {
        "claims": judging.parts_of(evidence()), "values_of": scenarios.scenario,
        "verdicts": {(row["scenario"], row["part"], row["vantage"]): (row["verdict"], row["marks"]) for row in stored},
        "here": [(doc, title, moved(app, doc)) for doc, title in context["known"].items() if inside.match(doc)],
    }  # fmt: skip


def moved(app, doc: str) -> dict:
    """What differs in a chapter, as staging found it; its sentences as text, without what Markdown escapes."""
    found = json.loads((app.srcdir / f"{doc}.ipynb").read_text(encoding="utf-8"))["metadata"][MOVED]
    for sentence in found["sentences"]:
        sentence |= {side: unescape(re.sub(r"\\(?=[^\w\s])", "", sentence[side])) for side in ("here", "essay")}
    return found


def statements(app, context: dict) -> dict:
    """The page of all statements: each in words, what hangs on it and where it is used, by quantity."""
    return {
        "statements": sorted(evidence().statements.values(), key=lambda s: (s.quantity, s.measure, s.known_from, s.id)),
        "told": told, "words": spoken, "plain": html_text, "loads": loads(),
        "used": [use for path in sorted((app.srcdir / CHAPTERS).glob("*.ipynb")) for use in uses(path)],
    }  # fmt: skip


VIEWS = {view.__name__: view for view in (front, explorer, method, scenario, statements)} | {"scenarios": scenario}
