"""A small arithmetic of work and rent: what a number of newcomers could move, if the assumptions held.

No elasticity is in the evidence. All five assumptions are parameters with bounds; at their neutral values nothing
answers, and only the whole stretch between the bounds says anything. The bounds know no gain: wages do not rise and
rents do not fall.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import product

from steppe.case import Case
from steppe.display.flows import START
from steppe.facts import NotYetKnown, Slot, Statement
from steppe.quantity import Quantity
from steppe.scenario import VOCABULARY

YEAR = 12.0
WAGES = ("employment_rate", "months_stayed", "wage_elasticity")
RENTS = ("rent_elasticity", "months_stayed", "household_size_ratio")
ASSUMPTIONS = tuple(dict.fromkeys((*WAGES, *RENTS)))
LABOUR = {"employed": "people at work", "labour_force": "the labour force", "unemployed": "people without work"}
PAY = {
    "mean": "mean pay a month",
    "median": "median pay a month",
    "it_specialists": "pay in information and communication, in a year",
    "all": "prices, in a year",
}

Effect = Callable[[Case], Quantity]


def employed(case: Case) -> Quantity:
    """People at work in Kazakhstan, over every published count."""
    return _counted(case, "employed")


def labour_force(case: Case) -> Quantity | None:
    """People at work or looking for it, over every published count; None before any."""
    try:
        return _counted(case, "labour_force")
    except NotYetKnown:
        return None


def _counted(case: Case, who: str) -> Quantity:
    found = [q for q, _ in case.figures(Slot("labour", "count", who, "kazakhstan"))]
    if not found:
        raise NotYetKnown(f"labour, {who}: nothing public as of {case.view.as_of}; choose a later as_of")
    return found[0].spanning(found[1:])


def more_workers(case: Case) -> Quantity:
    """The newcomers at work, spread over a year, in per cent of the people at work."""
    s = case.scenario
    return (case["arrivals"] * (s.employment_rate * s.months_stayed / YEAR) / employed(case)).to("percent")


def more_households(case: Case) -> Quantity:
    """The households of the newcomers, spread over a year, in per cent of those of the residents.

    How many persons live in a household falls out of the sum; only its ratio between the two remains.
    """
    s = case.scenario
    stay = s.months_stayed / YEAR / s.household_size_ratio
    return (case["arrivals"] * stay / case["population"]).to("percent")


def wage_change(case: Case) -> Quantity:
    """What wages would do, in per cent: the elasticity times the added workers, to first order."""
    return more_workers(case) * case.scenario.wage_elasticity


def rent_change(case: Case) -> Quantity:
    """What rents would do, in per cent: the elasticity times the added households, to first order."""
    return more_households(case) * case.scenario.rent_elasticity


def assuming(case: Case, **values: float) -> Case:
    """The same case under other assumptions."""
    return Case(case.facts, replace(case.scenario, **values))


def over_bounds(case: Case, effect: Effect, names: tuple[str, ...]) -> Quantity:
    """An effect of this run, its range over the bounds of the assumptions named and over the evidence.

    An effect rises or falls throughout in each assumption, so that the corners of the bounds suffice.
    """
    corners = product(*((VOCABULARY[name].low, VOCABULARY[name].high) for name in names))
    return effect(case).spanning([effect(assuming(case, **dict(zip(names, at, strict=True)))) for at in corners])


def along(case: Case, effect: Effect, name: str, steps: int = 10, **fixed: float) -> list[tuple[float, Quantity]]:
    """An effect for values of one assumption from bound to bound, others fixed as given."""
    low, high = VOCABULARY[name].low, VOCABULARY[name].high
    at = [low + (high - low) * step / steps for step in range(steps + 1)]
    return [(x, effect(assuming(case, **{name: x}, **fixed))) for x in at]


def highest(name: str) -> Quantity:
    """The upper bound of an assumption."""
    return Quantity.exact(VOCABULARY[name].high, "ratio")


def weeks_to(day: date) -> float:
    """How many weeks there were from the call-up to the end of a day."""
    return ((day - START).days + 1) / 7


def elasticity_needed(case: Case, observed: Quantity | None, weeks: float = 1.0) -> Quantity | None:
    """What elasticity of rents would bring an observed rise if so many weeks had each brought the newcomers of one.

    The range goes over the bounds of how large households are and over the evidence; None where no elasticity would.
    """
    bounds = VOCABULARY["household_size_ratio"]
    sizes = (case.scenario.household_size_ratio, bounds.low, bounds.high)
    added = [more_households(assuming(case, household_size_ratio=size)) * weeks for size in sizes]
    if observed is None or added[0].low <= 0:
        return None
    here, *others = [observed / households for households in added]
    return here.spanning(others)


def counted(case: Case) -> list[Statement]:
    """Everybody at work, looking for it, or both, as counted for the country, in the order of the times described."""
    found = case.view.all(Slot("labour", "count", None, "kazakhstan"))
    return sorted((s for s in found if s.who in LABOUR), key=lambda s: (s.who, s.period.end, s.id))


def pay_and_prices(case: Case) -> list[Statement]:
    """What was paid a month, how much more that was than before, and how prices rose; by the times described."""
    wages = [s for measure in ("level", "change") for s in case.view.all(Slot("wage", measure, None, "kazakhstan"))]
    prices = case.view.all(Slot("inflation", "rate", "all", "kazakhstan"))
    return [s for group in (wages, prices) for s in sorted(group, key=lambda s: (s.who, s.period.end, s.id))]


def unemployment(case: Case) -> dict[str, Quantity | None]:
    """The rate of 2022 as published, and as the counts of people at work and without work imply it; in per cent."""
    work, out, rate = (
        next((q for q, _ in case.figures(Slot("labour", measure, who, "kazakhstan", "2022", days=365))), None)
        for measure, who in (("count", "employed"), ("count", "unemployed"), ("rate", "unemployed"))
    )
    return {"rate": rate, "implied": work and out and (out / (work + out)).to("percent")}


def pay_rise(case: Case) -> Quantity | None:
    """The rise of mean pay from the first to the third quarter of 2022, in per cent; None before both are public."""
    means = {s.period.text: s.figure for s in case.view.all(Slot("wage", "level", "mean", "kazakhstan"))}
    first, third = means.get("2022-01/2022-03"), means.get("2022-07/2022-09")
    return first and third and ((third / first - Quantity.exact(1, "ratio")).to("percent"))
