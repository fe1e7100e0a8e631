"""Steppe Count: seventeen claims about a border, each judged from three vantage points.

Importing the package loads nothing but the standard library; pandas and matplotlib load when a
display function is first used.
"""

from importlib import import_module

__version__ = "0.1.0"

_HOMES = {
    "Case": "steppe.case",
    "Quantity": "steppe.quantity",
    "Slot": "steppe.facts",
    "at_tolerance": "steppe.display.rule",
    "distances": "steppe.display.distances",
    "distinct": "steppe.display.census",
    "evidence_by_claim": "steppe.display.census",
    "evidence_of": "steppe.display.census",
    "judge_all": "steppe.claims",
    "load_claims": "steppe.claims",
    "named": "steppe.display.census",
    "open_case": "steppe.case",
    "others": "steppe.display.census",
    "plot_disagreements": "steppe.display.disagreements",
    "plot_distances": "steppe.display.distances",
    "plot_growth": "steppe.display.publication",
    "plot_matrix": "steppe.display.matrix",
    "plot_ranges": "steppe.display.ranges",
    "plot_strips": "steppe.display.publication",
    "plot_then_and_later": "steppe.display.publication",
    "publishers": "steppe.display.census",
    "run_stamp": "steppe.display.verdicts",
    "say": "steppe.display.say",
    "show": "steppe.display.figure",
    "show_evidence": "steppe.display.tables",
    "show_fragile": "steppe.display.rule",
    "show_matrix": "steppe.display.verdicts",
    "show_parameters": "steppe.display.parameters",
    "show_rule": "steppe.display.rule",
    "show_scenarios": "steppe.display.parameters",
    "show_sources": "steppe.display.tables",
    "show_statement": "steppe.display.anatomy",
    "show_table": "steppe.display.tables",
    "then_and_later": "steppe.display.census",
    "topic": "steppe.display.census",
    "verdict": "steppe.display.verdicts",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str):
    if name not in _HOMES:
        raise AttributeError(f"module 'steppe' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
