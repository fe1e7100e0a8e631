"""How many left: what was recorded, what the counts lost, and what neither explains."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from steppe.case import closed
from steppe.display import dates
from steppe.display.census import others, spread
from steppe.display.composition import KAZAKHSTAN, LAST_SOVIET_CENSUS, RUSSIANS, fall, headcounts
from steppe.facts import Slot, Statement
from steppe.quantity import Quantity

TOPIC = "russian_emigration"
CENSUSES = (LAST_SOVIET_CENSUS, "1999-02-25", "2009-02-25", "2021-09-01")
REGISTER = "2022-01-01"
BEFORE_THE_RECOUNT = 3
SHORT = 400
COUNTED, RECORDED, REST, UNSPLIT = "counted", "recorded", "rest", "unsplit"

Node = tuple[str, str, Quantity]


class Step(NamedTuple):
    """A row of the bridge: a count, or a change that ends at `bottom`; persons."""

    label: str
    kind: str
    top: Quantity
    bottom: Quantity
    figure: Quantity


def long_records(case, who: str) -> list[Statement]:
    """Recorded departures over five years or more, by their last day, the essay's own figure left out."""
    found = others(case, Slot(TOPIC, "exits", who, KAZAKHSTAN, "1989/2021", days=1800))
    return sorted(found, key=lambda s: (s.period.end, s.id))


def bridge(case) -> list[Step]:
    """From the Russian count of one census to the next: recorded departures, and what they leave unexplained.

    Where no departures of Russians are recorded for the years between, the whole fall is one step. Before the
    census of 2021 stands the register of 2022, which that census corrected.
    """
    counts = {day: h.figure for day, h in headcounts(case, RUSSIANS).items()}
    nodes = [(f"Counted, {day[:4]}", day[:4], counts[day]) for day in CENSUSES if day in counts]
    if REGISTER in counts:
        nodes.insert(BEFORE_THE_RECOUNT, ("On the register, 2022", REGISTER[:4], counts[REGISTER]))
    steps = [_counted(nodes[0])]
    for before, after in pairwise(nodes):
        steps += [*_changes(case, before, after), _counted(after)]
    return steps


def _counted(node: Node) -> Step:
    label, _, q = node
    return Step(label, COUNTED, q, q, q)


def _changes(case, before: Node, after: Node) -> list[Step]:
    (_, since, top), (_, until, bottom) = before, after
    record = [s for s in long_records(case, RUSSIANS) if s.period.text == f"{since}/{until}"]
    if not record:
        label = f"Fall, {since} to {until}" if since < until else "Corrected by the census of 2021"
        return [Step(label, UNSPLIT, top, bottom, top - bottom)]
    left = closed(spread(record))
    kept = top - left
    return [
        Step(f"Recorded as leaving, {since} to {until}", RECORDED, top, kept, left),
        Step(f"Not explained, {since} to {until}", REST, kept, bottom, kept - bottom),
    ]


def pieces(case) -> list[dict[str, object]]:
    """The shorter stretches: everybody who left, Russians as printed, as a share printed, as the two make.

    Keys: stretch, everybody, net, russians, printed (per cent), by share (persons), makes (per cent).
    """
    kinds = {
        "everybody": ("exits", "all"), "net": ("net", "all"),
        "russians": ("exits", RUSSIANS), "printed": ("share", RUSSIANS),
    }
    series = {
        name: {s.period.text: s.figure for s in others(case, Slot(TOPIC, *kind, KAZAKHSTAN)) if s.period.days < SHORT}
        for name, kind in kinds.items()
    }
    stretches = sorted({stretch for found in series.values() for stretch in found})
    return [_piece(stretch, {name: found.get(stretch) for name, found in series.items()}) for stretch in stretches]


def _piece(stretch: str, q: dict[str, Quantity | None]) -> dict[str, object]:
    everybody, russians, printed = q["everybody"], q["russians"], q["printed"]
    return {
        "stretch": stretch, **q,
        "by share": everybody * printed.to("ratio") if everybody and printed else None,
        "makes": (russians / everybody).to("percent") if everybody and russians else None,
    }


def towards_millions(case) -> dict[str, Quantity | Statement]:
    """What bears on how many Russians left, each under its own label; no two measure the same."""
    counts = {day: h.figure for day, h in headcounts(case, RUSSIANS).items()}
    ten_years, (last, all_of_it) = CENSUSES[1], fall(case)
    falls = {ten_years: counts[LAST_SOVIET_CENSUS] - counts[ten_years], last: all_of_it}
    net = [s for s in others(case, Slot(TOPIC, "net", "all", KAZAKHSTAN)) if s.period.days > SHORT]
    stock = others(case, Slot(TOPIC, "stock", None, "russia"))
    return {
        **{f"Russians recorded as leaving, {_years(s)}": s for s in long_records(case, RUSSIANS)},
        **{f"Fall of the Russian count, {LAST_SOVIET_CENSUS[:4]} to {day[:4]}": q for day, q in falls.items()},
        **{f"All groups, less those who came, {_years(s)}": -s.figure for s in net},
        **{f"All groups recorded as leaving, {_years(s)}": s for s in long_records(case, "all")},
        **{f"People from Kazakhstan in Russia, {_years(s)}": s for s in stock},
    }


def _years(s: Statement) -> str:
    return dates.shortened(s.period.text)
