"""The statements of others, counted: all of them, those behind each claim, those named by their fields."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from steppe.case import Case
from steppe.claims import VANTAGES, judge_all
from steppe.display import dates
from steppe.display.template import Filled, phrase
from steppe.facts import ESSAY, Slot, Statement
from steppe.quantity import Quantity, closed
from steppe.refusal import DisplayError

TOPICS = {
    "callup": "call-up",
    "comparator_arrivals": "arrivals elsewhere",
    "ethnic_count": "ethnic groups, counts",
    "ethnic_share": "ethnic groups, shares",
    "leaver_profile": "who the leavers are",
    "left_russia": "left Russia",
    "rent_change": "change of rents",
    "rent_level": "rents",
    "russian_emigration": "Russian emigration",
    "settled": "who stayed",
    "stance": "welcome and rules",
}
MEASURES = {"share_revised": "share, revised base"}


def evidence_of(case) -> list[Statement]:
    """Every statement but the essay's own that is public under the case, the oldest first; replaced ones are gone."""
    public = [s for s in case.facts.statements.values() if s.known_from <= case.view.as_of]
    replaced = {s.replaces for s in public}
    return sorted(
        (s for s in public if s.source.id != ESSAY and s.id not in replaced), key=lambda s: (s.known_from, s.id)
    )


def with_hindsight(case) -> Case:
    """The same case with all the evidence gathered, whatever its `as_of`."""
    return Case(case.facts, replace(case.scenario, as_of=None))


def evidence_by_claim(case) -> dict[str, list[Statement]]:
    """The statements of others on which any part of each claim rests, from any vantage point, the oldest first."""
    read: dict[str, set[str]] = {}
    for judgement in judge_all(case.facts, case.scenario).values():
        ids = (id for vantage in VANTAGES for id in judgement.at(vantage).ids)
        read.setdefault(judgement.claim.claim, set()).update(ids)
    return {claim: [s for s in evidence_of(case) if s.id in ids] for claim, ids in read.items()}


def others(case, *slots: Slot) -> list[Statement]:
    """What others than the essay stated for some slots, as far as the case may see it: slot by slot, best first."""
    return [s for slot in slots for s in case.view.all(slot) if s.source.id != ESSAY]


def figure_under(case, name: str, evidence: str) -> Quantity | None:
    """The named figure as the case would have it under another `evidence`; None where nothing is public."""
    return Case(case.facts, case.scenario, evidence=evidence).read(name).figure


def publishers(statements: Iterable[Statement]) -> set[str]:
    """Who printed what was read."""
    return {s.source.publisher for s in statements}


def named(statements: Iterable[Statement], *fields: str) -> dict[str, Statement]:
    """Statements with a figure under labels made of their fields; of equal labels and figures the first stays.

    Equal labels with other figures are told apart by who said so, then by when it was printed.
    """
    labelled: dict[str, Statement] = {}
    for s in (s for s in statements if s.has_figure):
        label = ", ".join(_field(s, field) for field in fields)
        for further in (field for field in ("said_by", "published") if field not in fields):
            if label in labelled and _figures(labelled[label]) != _figures(s):
                label = f"{label}, {_field(s, further)}"
        labelled.setdefault(label, s)
    return labelled


def distinct(statements: Iterable[Statement], unit: str) -> list[Statement]:
    """The first statement of every figure, in order of the figure in `unit`: what is repeated is drawn once."""
    first = {_figures(s): s for s in reversed([s for s in statements if s.has_figure])}
    return sorted(first.values(), key=lambda s: (s.figure.to(unit).value, s.id))


def spread(statements: Iterable[Statement], unit: str | None = None) -> Quantity:
    """The first figure with the range that all of them span; open bounds count at their figure.

    Raises DisplayError where no statement has a figure.
    """
    figures = [closed(s.figure.to(unit or s.unit)) for s in statements if s.has_figure]
    if not figures:
        raise DisplayError("spread: found no figure, expected one at least")
    return figures[0].spanning(figures[1:])


def reach(statements: Iterable[Statement], unit: str | None = None) -> Filled:
    """The same range in words, or that there is no figure yet."""
    statements = [s for s in statements if s.has_figure]
    return phrase("{all:range}", all=spread(statements, unit)) if statements else phrase("no figure yet")


def _figures(s: Statement) -> tuple:
    return s.value, s.low, s.high, s.unit


def _field(s: Statement, field: str) -> str:
    if field == "period":
        return dates.shortened(s.period.text)
    if field == "published":
        return f"printed {dates.shortened(s.published)}" if s.published else "undated"
    if field == "who":
        return s.who.replace("_", " ").capitalize()
    return MEASURES.get(getattr(s, field), getattr(s, field).replace("_", " "))


def topic(quantity: str) -> str:
    """The name of a quantity as a reader sees it."""
    return TOPICS.get(quantity, quantity.replace("_", " "))
