"""How a place is written, and what a count comes to by the day."""

from __future__ import annotations

from steppe.facts import Statement
from steppe.quantity import Quantity

NAMES = {"eu": "European Union"}


def place_name(statement: Statement) -> str:
    """The place of a statement as a reader writes it."""
    return NAMES.get(statement.place, statement.place.replace("_", " ").title())


def per_day(statement: Statement) -> Quantity:
    """The figure of a statement spread evenly over the days it covers; persons a day."""
    return statement.figure / Quantity.exact(statement.period.days, "day")
