"""Steppe Count: an essay's claims about a border, part by part, each judged from three vantage points.

    facts = open_facts(globals())                          # what was public by `as_of`
    week = facts.about("border_crossings", "entries")      # a pandas DataFrame, the best witness first
    week.groupby("place")["figure"].agg(span)              # pandas does the rest

Importing the package loads nothing but the standard library; pandas and matplotlib load when a name needs them.
"""

from importlib import import_module

from nbsuite.errors import did_you_mean

__version__ = "0.1.0"

_HOMES = {
    name: f"steppe.{module}"
    for module, names in {
        "audit": "break_even leave_one_out scenario_table stamp verdict_table verdict_timeline",
        "classroom.answers": "check",
        "display.dates": "words_for",
        "display.figure": "show",
        "display.tables": "show_facts show_sources show_table",
        "display.template": "phrase say",
        "display.verdicts": "verdict",
        "judging": "judge",
        "opened": "open_facts",
        "plots": "plot_ranges",
        "quantity": "Quantity span",
        "scenario": "VOCABULARY",
    }.items()
    for name in names.split()
}

__all__ = sorted(_HOMES)


def __getattr__(name: str):
    if name not in _HOMES:
        raise AttributeError(f"module 'steppe' has no attribute {name!r}{did_you_mean(name, _HOMES)}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
