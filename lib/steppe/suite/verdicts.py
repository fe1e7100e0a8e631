"""The verdicts of every scenario: as a matrix to read, as lines of difference."""

from __future__ import annotations

from collections.abc import Mapping

from steppe import judging
from steppe.case import Case
from steppe.markup import markdown_text
from steppe.scenario import Scenario
from steppe.suite import scenarios
from steppe.tables import DataError

VANTAGES = judging.VANTAGES
HEADINGS = ("as written", "as knowable", "as known")
YARDSTICK = "hindsight"
PARAPHRASE_WIDTH = 56
LEGEND = "* changes at half or at double tolerance    ! contested by a lower grade"

Matrix = Mapping[str, "judging.Judgement"]


def of(facts, values: Mapping[str, object]) -> Matrix:
    """The judgements of all parts under the values of a scenario. Raises DataError for facts that cannot be judged."""
    scenario = Scenario.of(values)
    return {id: _judged(facts, scenario, id) for id in judging.parts_of(facts)}


def _judged(facts, scenario: Scenario, id: str) -> judging.Judgement:
    try:
        judgement = judging.judge(Case(facts, scenario), id)
        for vantage in VANTAGES:
            judgement.at(vantage)
        return judgement
    except DataError:
        raise
    except (ArithmeticError, LookupError, ValueError) as error:
        found = f"figures on which {id} cannot be judged ({type(error).__name__}: {error})"
        raise DataError("facts.csv", found, "the essay's own rows, like units, no zero to divide by") from None


def of_all(facts) -> dict[str, Matrix]:
    """The judgements under every scenario, by name."""
    return {name: of(facts, scenarios.load(name)) for name in scenarios.names()}


def words(matrix: Matrix) -> dict[tuple[str, str], str]:
    """The bare verdicts by (part, vantage)."""
    return {(id, vantage): getattr(judgement, vantage).word for id, judgement in matrix.items() for vantage in VANTAGES}


def as_text(matrix: Matrix) -> str:
    """The matrix, aligned for a terminal; * is a fragile verdict, ! a contested one."""
    rows = [("", "", *HEADINGS)] + [
        (id, shorten(judgement.claim.paraphrase),
         *(v.word + "*" * v.fragile + "!" * bool(v.contested) for v in map(judgement.at, VANTAGES)))
        for id, judgement in matrix.items()
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([*lines, "", LEGEND, "", *_unsettled(matrix)])


def as_markdown(matrix: Matrix, chapters: Mapping[str, str]) -> str:
    """The matrix as a table for a page; `chapters` says where the chapter of each claim is, by its number."""
    lines = [f"| | The essay says | {' | '.join(HEADINGS)} |", "|---|---|---|---|---|"]
    for id, judgement in matrix.items():
        cells = (", ".join([v.word, *(f"*{mark}*" for mark in v.marks)]) for v in map(judgement.at, VANTAGES))
        chapter = chapters.get(judgement.claim.chapter)
        named = f"[{id}]({chapter})" if chapter else id
        lines.append(f"| {named} | {markdown_text(judgement.claim.paraphrase)} | {' | '.join(cells)} |")
    lines += ["", "What is missing, and who disagrees:", ""]
    return "\n".join([*lines, *(f"- {markdown_text(line)}" for line in _unsettled(matrix))])


def _unsettled(matrix: Matrix) -> list[str]:
    return [f"{id} {judgement.unsettled}." for id, judgement in matrix.items() if judgement.unsettled]


def differences(old: Mapping[tuple[str, str], str], new: Mapping[tuple[str, str], str]) -> list[str]:
    """What differs, a phrase each: `C03 as known: open -> holds`."""
    heading = dict(zip(VANTAGES, HEADINGS, strict=True))
    return [
        f"{id} {heading[vantage]}: {old.get((id, vantage), 'absent')} -> {new.get((id, vantage), 'absent')}"
        for id, vantage in sorted(old.keys() | new.keys(), key=lambda key: (key[0], VANTAGES.index(key[1])))
        if old.get((id, vantage)) != new.get((id, vantage))
    ]


def shorten(text: str, width: int = PARAPHRASE_WIDTH) -> str:
    """The text, cut at a word where it is too wide for its column."""
    return text if len(text) <= width else text[: width - 3].rsplit(" ", 1)[0].rstrip(",;:") + " ..."
