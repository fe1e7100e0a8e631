"""One statement taken apart: every column, what it is for, what stands in it."""

from __future__ import annotations

from steppe.display import dates
from steppe.display.grid import Cell, Grid, Shown
from steppe.facts import Period, Source, Statement
from steppe.tables import read_package


def show_statement(case, statement: Statement) -> Shown:
    """The columns of `facts.csv` with their meaning, and what a statement has in each."""
    facts = next(r for r in read_package(case.facts.folder)["resources"] if r["name"] == "facts")
    rows = [
        [Cell(field["name"]), Cell(field["description"]), Cell(_shown(getattr(statement, field["name"])))]
        for field in facts["schema"]["fields"]
    ]
    return Shown(Grid(["Column", "What it is for", "In this statement"], [(None, rows)]))


def _shown(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, Period):
        return dates.in_words(value.text)
    if isinstance(value, Source):
        return f"{value.id} ({value.publisher})"
    if isinstance(value, float):
        return f"{value:,.10g}"
    return dates.in_words(value) if dates.is_period(value) else value
