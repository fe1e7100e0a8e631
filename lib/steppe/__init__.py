"""Steppe Count: an essay's claims about a border, part by part, each judged from three vantage points.

The names here are what chapters share; what one chapter needs alone it imports from its module.
Importing the package loads nothing but the standard library; pandas and matplotlib load when a
display function is first used.
"""

from importlib import import_module

__version__ = "0.1.0"

_HOMES = {
    "Quantity": "steppe.quantity",
    "Slot": "steppe.facts",
    "claim_word": "steppe.claims",
    "judge": "steppe.claims",
    "judge_all": "steppe.claims",
    "load_claims": "steppe.claims",
    "open_case": "steppe.case",
    "plot_matrix": "steppe.display.matrix",
    "plot_ranges": "steppe.display.ranges",
    "run_stamp": "steppe.display.stamp",
    "say": "steppe.display.say",
    "show": "steppe.display.figure",
    "show_evidence": "steppe.display.tables",
    "show_matrix": "steppe.display.verdicts",
    "show_sources": "steppe.display.tables",
    "show_table": "steppe.display.tables",
    "verdict": "steppe.display.verdicts",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str):
    if name not in _HOMES:
        raise AttributeError(f"module 'steppe' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
