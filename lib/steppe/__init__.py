"""Steppe Count: an essay's claims about a border, part by part, each judged from three vantage points.

    facts = open_facts(globals())                          # what was public by `as_of`
    week = facts.about("border_crossings", "entries")      # a pandas DataFrame, the best witness first
    week.groupby("place")["figure"].agg(span)              # pandas does the rest

Importing the package loads nothing but the standard library; pandas and matplotlib load when a name that needs them
is first used.
"""

from difflib import get_close_matches
from importlib import import_module

__version__ = "0.1.0"

_HOMES = {
    "Quantity": "steppe.quantity",
    "break_even": "steppe.audit",
    "judge": "steppe.judging",
    "leave_one_out": "steppe.audit",
    "open_facts": "steppe.opened",
    "phrase": "steppe.display.template",
    "parameter_table": "steppe.audit",
    "plot_ranges": "steppe.plots",
    "say": "steppe.display.template",
    "scenario_table": "steppe.audit",
    "show": "steppe.display.figure",
    "show_facts": "steppe.display.tables",
    "show_matrix": "steppe.display.verdicts",
    "show_sources": "steppe.display.tables",
    "show_table": "steppe.display.tables",
    "span": "steppe.quantity",
    "stamp": "steppe.display.stamp",
    "verdict_table": "steppe.audit",
    "verdict": "steppe.display.verdicts",
    "verdict_timeline": "steppe.audit",
    "words_for": "steppe.display.dates",
}
_RENAMED = {
    "Slot": "facts.about(...)", "claim_word": "judge", "judge_all": "verdict_table", "load_claims": "verdict_table",
    "open_case": "open_facts", "plot_matrix": "show_matrix", "run_stamp": "stamp", "show_evidence": "show_facts",
}  # fmt: skip

__all__ = sorted(_HOMES)


def __getattr__(name: str):
    if name not in _HOMES:
        near = get_close_matches(name, _HOMES, 1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        if name in _RENAMED:
            hint = f"; it is now {_RENAMED[name]}"
        raise AttributeError(f"module 'steppe' has no attribute {name!r}{hint}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
