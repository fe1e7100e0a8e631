"""What the page on method takes from the library, so that no number on it is typed."""

from docutils import nodes
from load_map import heaviest, loads, unseen
from sphinx.util.docutils import SphinxDirective

from steppe import facts, judging, units
from steppe.claims import EssayCase
from steppe.display import dates
from steppe.display.grid import Cell, Grid
from steppe.display.tables import figure_of
from steppe.paths import DATA
from steppe.quantity import Quantity
from steppe.rule import deviation
from steppe.scenario import VOCABULARY, Scenario
from steppe.suite import ratchet, reasons, scenarios
from steppe.suite.house import House

SAMPLE = 1234.5678
JUDGED_AGAINST = {
    "as written": "the essay's own figures and nothing else",
    "as knowable": "the best of what was public by the end of that day",
    "as known": "the best of all that is gathered here",
}


def case() -> EssayCase:
    return EssayCase(facts.load(), Scenario())


def rule() -> Grid:
    """How far off a figure may be for each word, with the bounds of the tolerances."""
    rows = []
    for how in ("flat", "hedged"):
        parameter = VOCABULARY[f"tolerance_{how}"]
        limits = (parameter.neutral, 2 * parameter.neutral, parameter.low, parameter.high)
        holds, roughly, least, most = (units.amount(100 * limit, "percent") for limit in limits)
        rows.append([Cell(f"a figure put {how}"), *map(Cell, (holds, roughly, f"{least} to {most}"))])
    return Grid(["What is judged", "holds: off by at most", "roughly: off by at most", "may be set to"], rows)


def grades() -> Grid:
    """How many statements there are of each grade."""
    counted = [s.grade for s in facts.load().statements.values()]
    rows = [[Cell(grade), Cell(units.digits(counted.count(grade), "persons"), right=True)] for grade in "ABC"]
    return Grid(["Grade", "Statements"], rows)


def widths() -> Grid:
    """Each wording with the first statement that has it, and the width that it gives."""
    rows = []
    for wording in facts.WORDINGS:
        s = next(s for s in facts.load().statements.values() if s.wording == wording)
        figures = Cell(figure_of(s), right=True), Cell(f"{s.figure:brief}", right=True)
        rows.append([Cell(wording), Cell(s.id), *figures])
    return Grid(["Put as", "Statement", "Printed", "Read as"], rows)


def worked() -> Grid:
    """C09 by hand: what goes in, the sum, how far it is from the essay's figure, and the word."""
    best = EssayCase(facts.load(), Scenario(evidence="best"))
    verdict = judging.verdict_at(best.facts, best.scenario, "C09", "known")
    off = Quantity.exact(100 * deviation(verdict.stated.value, verdict.found.value), "percent")
    inputs = {
        "entries in the week": best.read("entries"), "exits in the same week": best.read("exits"),
        "citizens there before": best.read("citizens"),
    }
    rows = [
        [Cell(what), Cell(f"{found.figure:both}", right=True), Cell(found.deciding[0].name)]
        for what, found in inputs.items()
    ]
    rows += [
        [Cell(what), Cell(value, right=True), Cell("")]
        for what, value in (
            ("(before + entries less exits) / before", f"{verdict.found:both}"),
            ("the essay states", f"{verdict.stated}"),
            ("larger over smaller, less one", f"{off}"),
            ("tolerance of a hedged figure", units.amount(100 * best.scenario.tolerance_hedged, "percent")),
            ("the word", verdict.word),
        )
    ]
    return Grid(["Step", "Figure", "Witness"], rows)


def vantage_points() -> Grid:
    rows = [
        [Cell(point), Cell(JUDGED_AGAINST[point]), Cell(dates.in_words(day) if day else "–")]
        for point, day in zip(JUDGED_AGAINST, (None, judging.ESSAY_DATE, case().facts.compiled), strict=True)
    ]
    return Grid(["Vantage point", "Judged against", "Evidence closed at the end of"], rows)


def rounding() -> Grid:
    """Every unit with its decimals and one figure as it would be shown."""
    rows = [
        [
            Cell(units.UNITS[name].axis),
            Cell(units.digits(units.UNITS[name].decimals, "rank"), right=True),
            Cell(str(SAMPLE), right=True),
            Cell(units.amount(SAMPLE, name), right=True),
        ]
        for name in units.UNITS
    ]
    return Grid(["Unit", "Decimals", "Figure", "Shown as"], rows)


def each_scenario() -> Grid:
    """Every scenario: its purpose, and the values it sets."""
    rows = [[Cell(name), Cell(scenarios.describe(name)), Cell(_settings(name))] for name in scenarios.names()]
    return Grid(["Scenario", "What for", "Sets"], rows)


def _settings(name: str) -> str:
    return ", ".join(f"{key} {_plain(value)}" for key, value in scenarios.load(name).items())


def _plain(value: object) -> str:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{value:,.10g}" if is_number else str(value)


def proof() -> Grid:
    """The marks that may not get worse, and how many statements have something hanging on them."""
    evidence, marks = facts.load(), ratchet.read(House().ratchet)
    bearing = [load for load in loads(evidence).values() if load.places or load.claims]
    written = {id for id, _ in reasons.read(DATA, evidence)}
    unseen = written | {id for id, load in loads(evidence).items() if load.stops}
    counts = marks | {
        "statements with something hanging on them": len(bearing),
        "statements of which some change is not seen, each with its reason": len(unseen),
    }
    shown = {name: units.digits(count, "persons") for name, count in counts.items()}
    shown["mutation score"] = units.amount(marks["mutation score"], "percent")
    rows = [[Cell(name), Cell(mark, right=True)] for name, mark in shown.items()]
    return Grid(["Mark", "As recorded"], rows)


PARTS = {
    "rule": rule,
    "worked": worked,
    "widths": widths,
    "grades": grades,
    "vantage-points": vantage_points,
    "rounding": rounding,
    "scenarios": each_scenario,
    "proof": proof,
    "heaviest": lambda: heaviest(facts.load()),
    "unseen": lambda: unseen(facts.load()),
}


class FromLibrary(SphinxDirective):
    """A table of the library, by its name in PARTS."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        if name not in PARTS:
            raise self.error(f"from-library: found {name!r}, expected one of {', '.join(PARTS)}")
        return [nodes.raw("", f'<div class="scrolls">{PARTS[name]().html()}</div>', format="html")]


def setup(app):
    app.add_directive("from-library", FromLibrary)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
