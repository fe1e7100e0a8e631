"""The Russian citizens in Kazakhstan: what one speech said of them, and what it would take to double them."""

from __future__ import annotations

from typing import NamedTuple

from steppe import migration
from steppe.display.census import others
from steppe.display.flows import RUSSIANS
from steppe.facts import NotYetKnown, Slot, Statement
from steppe.quantity import RATIO, Quantity

ONCE = Quantity.exact(1, RATIO)
SINCE_FEBRUARY = "2022-02-24/2022-04-30"
FIRST_QUARTER = "2022-01-01/2022-04-13"


class Needed(NamedTuple):
    """What a multiple would take, each with the other two as in the case.

    arrivals: persons a week. citizens: present before, at most. staying: share of the arrivals, in percent.
    None where no figure would do.
    """

    arrivals: Quantity | None
    citizens: Quantity
    staying: Quantity | None

    @property
    def more_than_all(self) -> bool:
        """Whether even if all stayed they would be too few."""
        return self.staying is None or self.staying.low > 100


def crossings(measure: str, who: str | None, place: str | None, period: str | None = None, days: int = 1) -> Slot:
    return Slot("border_crossings", measure, who, place, period, days)


def speech(case) -> dict[str, Statement]:
    """What one speech and the reports of it gave, by what it is a figure of, in the order of the argument.

    NotYetKnown where one of the figures is not in the view.
    """
    slots = {
        "present": Slot("citizens_present", "present", *RUSSIANS, "2022-04"),
        "entered": crossings("entries", *RUSSIANS, SINCE_FEBRUARY, 30),
        "left again": crossings("exits", *RUSSIANS, SINCE_FEBRUARY, 30),
        "ID numbers": Slot("id_numbers", "applications", *RUSSIANS, FIRST_QUARTER),
        "permanent residence": Slot("permanent_residence", "applications", *RUSSIANS, FIRST_QUARTER, 90),
        "citizenship": Slot("citizenship", "applications", *RUSSIANS, FIRST_QUARTER),
    }
    found = {what: others(case, slot) for what, slot in slots.items()}
    for what, statements in found.items():
        if not statements:
            raise NotYetKnown(f"figure {what!r} of the speech: nothing public as of {case.view.as_of}")
    return {what: statements[0] for what, statements in found.items()}


def remainder(case) -> Quantity:
    """How many of those who had entered since the invasion could still be there at the speech, at most; persons."""
    said = speech(case)
    return said["entered"].figure - said["left again"].figure


def staying(case) -> Quantity:
    """The share of the arrivals of a week who are there at its end, as this run supposes; a ratio."""
    return Quantity.exact(migration.retained(1, departure=case.scenario.weekly_departure), RATIO)


def needed(case, multiple: float) -> Needed:
    """What it would take for one week to bring a multiple of those present before."""
    before, came, more = case["citizens"], case["arrivals"], multiple - 1
    there = staying(case)
    return Needed(
        before * more / there if there.value else None,
        came * there / more,
        (before * more / came).to("percent") if came.low > 0 else None,
    )


def within(stated: Quantity, tolerance: float) -> tuple[float, float]:
    """The least and the most that are still within a tolerance of the figure stated, two-sided."""
    return stated.value / (1 + tolerance), stated.value * (1 + tolerance)
