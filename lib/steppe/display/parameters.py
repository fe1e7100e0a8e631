"""The vocabulary of parameters and the scenarios, each as a table."""

from __future__ import annotations

from steppe import scenarios
from steppe.display.grid import Cell, Grid, Shown
from steppe.scenario import VOCABULARY, Parameter


def show_parameters(case, *names: str) -> Shown:
    """Parameters: what each means, its unit, what it may be, its neutral value, its value in this run.

    names: those to show, in this order; none of them means all.
    """
    rows = [
        [
            Cell(p.name), Cell(p.meaning), Cell(p.unit), Cell(_allowed(p)),
            Cell(_value(p.neutral)), Cell(_value(getattr(case.scenario, p.name))),
        ]
        for p in (VOCABULARY[name] for name in names or VOCABULARY)
    ]
    return Shown(Grid(["Parameter", "What it means", "Unit", "May be", "Neutral", "In this run"], [(None, rows)]))


def show_scenarios() -> Shown:
    """Every scenario: its purpose, and the values it sets."""
    rows = [[Cell(name), Cell(scenarios.describe(name)), Cell(_settings(name))] for name in scenarios.names()]
    return Shown(Grid(["Scenario", "What for", "Sets"], [(None, rows)]))


def _settings(name: str) -> str:
    return ", ".join(f"{key} {_value(value)}" for key, value in scenarios.load(name).items())


def _allowed(p: Parameter) -> str:
    if p.choices:
        return ", ".join(p.choices)
    if p.type is bool:
        return "True, False"
    return "a date" if p.low is None else f"{_value(p.low)} to {_value(p.high)}"


def _value(value: object) -> str:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{value:,.10g}" if is_number else str(value)
