"""How many left: what was recorded, what the counts lost, and what neither explains."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from steppe.case import closed
from steppe.display import dates, marks
from steppe.display.census import others, spread
from steppe.display.composition import KAZAKHSTAN, LAST_SOVIET_CENSUS, RUSSIANS, Known
from steppe.display.headcounts import fall, headcounts, in_thousands
from steppe.facts import NotYetKnown, Slot, Statement
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


def recorded(case) -> Statement:
    """The record of Russians who left between two censuses; NotYetKnown where none is public."""
    spans = {f"{a[:4]}/{b[:4]}" for a, b in pairwise(CENSUSES)}
    found = next((s for s in long_records(case, RUSSIANS) if s.period.text in spans), None)
    if found is None:
        raise NotYetKnown(f"Russians recorded as leaving: nothing public as of {case.view.as_of}; choose a later as_of")
    return found


def repatriated(case) -> Statement:
    """Those said to have gone back to Russia in the first years; NotYetKnown where nobody says so publicly."""
    found = others(case, Slot(TOPIC, "repatriated", RUSSIANS, KAZAKHSTAN))
    if not found:
        raise NotYetKnown(f"Russians repatriated: nothing public as of {case.view.as_of}; choose a later as_of")
    return found[0]


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


def pieces(case) -> Known[Known[Quantity]]:
    """The shorter stretches: everybody who left, Russians as printed, as a share printed, as the two make.

    Keys: everybody, net, russians, printed (per cent), by share (persons), makes (per cent), as far as public.
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
    found = {stretch: {name: of[stretch] for name, of in series.items() if stretch in of} for stretch in stretches}
    made = {stretch: Known(f"leavers of {stretch}", case, _piece(q)) for stretch, q in found.items()}
    return Known("leavers", case, made)


def _piece(q: dict[str, Quantity]) -> dict[str, Quantity]:
    everybody, russians, printed = (q.get(name) for name in ("everybody", "russians", "printed"))
    by_share = {"by share": everybody * printed.to("ratio")} if everybody and printed else {}
    makes = {"makes": (russians / everybody).to("percent")} if everybody and russians else {}
    return q | by_share | makes


def towards_millions(case) -> dict[str, marks.Drawn]:
    """What bears on how many Russians left, each under its own label; no two measure the same."""
    counts, ten_years, whole = headcounts(case, RUSSIANS), CENSUSES[1], fall(case)
    first = in_thousands(counts[LAST_SOVIET_CENSUS].figure - counts[ten_years].figure)
    falls = {ten_years: first, whole.day: whole.fewer}
    back = others(case, Slot(TOPIC, "repatriated", RUSSIANS, KAZAKHSTAN))
    net = [s for s in others(case, Slot(TOPIC, "net", "all", KAZAKHSTAN)) if s.period.days > SHORT]
    stock = others(case, Slot(TOPIC, "stock", None, "russia"))
    return {
        **{f"Russians recorded as leaving, {_years(s)}": s for s in long_records(case, RUSSIANS)},
        **{f"Russians said to have gone back, {_years(s)}": s for s in back},
        **{f"Fall of the Russian count, {LAST_SOVIET_CENSUS[:4]} to {day[:4]}": q for day, q in falls.items()},
        **{f"All groups, less those who came, {_years(s)}": marks.stated(s, -s.figure) for s in net},
        **{f"All groups recorded as leaving, {_years(s)}": s for s in long_records(case, "all")},
        **{f"People from Kazakhstan in Russia, {_years(s)}": s for s in stock},
    }


def _years(s: Statement) -> str:
    return dates.shortened(s.period.text)
