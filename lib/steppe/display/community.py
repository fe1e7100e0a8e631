"""The Russian citizens in Kazakhstan: what one speech said of them."""

from __future__ import annotations

from steppe import migration
from steppe.display.census import others
from steppe.display.flows import RUSSIANS
from steppe.facts import NotYetKnown, Slot, Statement
from steppe.quantity import RATIO, Quantity

ONCE = Quantity.exact(1, RATIO)
SINCE_FEBRUARY = "2022-02-24/2022-04-30"
FIRST_QUARTER = "2022-01-01/2022-04-13"


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
        "permanent residence": Slot("permanent_residence", "applications", *RUSSIANS, FIRST_QUARTER, 90),
        "citizenship": Slot("citizenship", "applications", *RUSSIANS, FIRST_QUARTER),
    }
    found = {what: others(case, slot) for what, slot in slots.items()}
    for what, statements in found.items():
        if not statements:
            raise NotYetKnown(f"figure {what!r} of the speech: nothing public as of {case.view.as_of}")
    return {what: statements[0] for what, statements in found.items()}


def staying(case) -> Quantity:
    """The share of the arrivals of a week who are there at its end, as this run supposes; a ratio."""
    return Quantity.exact(migration.retained(1, departure=case.scenario.weekly_departure), RATIO)
