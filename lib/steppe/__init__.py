"""Steppe Count: an essay's claims about a border, part by part, each judged from three vantage points.

The names here are what chapters share; what one chapter needs alone it imports from its module.
Importing the package loads nothing but the standard library; pandas and matplotlib load when a
display function is first used.
"""

from difflib import get_close_matches
from importlib import import_module

__version__ = "0.1.0"

_HOMES = {
    "Quantity": "steppe.quantity",
    "break_even": "steppe.audit",
    "judge": "steppe.audit",
    "leave_one_out": "steppe.audit",
    "open_facts": "steppe.opened",
    "phrase": "steppe.display.template",
    "parameter_table": "steppe.audit",
    "plot_ranges": "steppe.plots",
    "say": "steppe.display.say",
    "scenario_table": "steppe.audit",
    "show": "steppe.display.figure",
    "show_facts": "steppe.display.tables",
    "show_sources": "steppe.display.tables",
    "show_table": "steppe.display.tables",
    "span": "steppe.frames",
    "stamp": "steppe.display.stamp",
    "verdict_table": "steppe.audit",
    "verdict": "steppe.display.verdicts",
    "verdict_timeline": "steppe.audit",
    "words_for": "steppe.display.dates",
}
# Names that the chapters which are still to be rewritten take from here.
_OLD = {
    "Slot": "steppe.facts",
    "claim_word": "steppe.claims",
    "judge_all": "steppe.claims",
    "load_claims": "steppe.claims",
    "open_case": "steppe.case",
    "plot_matrix": "steppe.display.matrix",
    "run_stamp": "steppe.display.stamp",
    "show_evidence": "steppe.display.tables",
    "show_matrix": "steppe.display.verdicts",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str):
    home = _HOMES.get(name) or _OLD.get(name)
    if home is None:
        hint = get_close_matches(name, _HOMES, 1)
        raise AttributeError(f"module 'steppe' has no attribute {name!r}" + (f"; did you mean {hint[0]!r}?" if hint else ""))
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
