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
    "afterwards": "steppe.display.flows",
    "arrivals_in_words": "steppe.display.supposition",
    "at_tolerance": "steppe.display.rule",
    "by_place": "steppe.display.places",
    "carried_forward": "steppe.display.supposition",
    "counted_against_supposed": "steppe.display.flows",
    "distances": "steppe.display.distances",
    "distinct": "steppe.display.census",
    "evidence_by_claim": "steppe.display.census",
    "evidence_of": "steppe.display.census",
    "faded": "steppe.display.flows",
    "figure_under": "steppe.display.census",
    "first_week": "steppe.display.places",
    "judge_all": "steppe.claims",
    "largest": "steppe.display.places",
    "load_claims": "steppe.claims",
    "named": "steppe.display.census",
    "natural_increase": "steppe.display.supposition",
    "on_same_days": "steppe.display.places",
    "open_case": "steppe.case",
    "others": "steppe.display.census",
    "per_day": "steppe.display.places",
    "place_and_days": "steppe.display.places",
    "plot_border": "steppe.display.borders",
    "plot_counts": "steppe.display.place_figures",
    "plot_days": "steppe.display.flow_figures",
    "plot_disagreements": "steppe.display.disagreements",
    "plot_distances": "steppe.display.distances",
    "plot_first_week": "steppe.display.flow_figures",
    "plot_groups": "steppe.display.place_figures",
    "plot_growth": "steppe.display.publication",
    "plot_matrix": "steppe.display.matrix",
    "plot_path": "steppe.display.supposition",
    "plot_ranges": "steppe.display.ranges",
    "plot_ranking": "steppe.display.borders",
    "plot_rulers": "steppe.display.borders",
    "plot_scenarios": "steppe.display.supposition",
    "plot_strips": "steppe.display.publication",
    "plot_then_and_later": "steppe.display.publication",
    "plot_timeline": "steppe.display.timeline",
    "plot_totals": "steppe.display.flow_figures",
    "plot_yardsticks": "steppe.display.place_figures",
    "present_by_week": "steppe.display.supposition",
    "publishers": "steppe.display.census",
    "rates_supposed": "steppe.display.supposition",
    "reach": "steppe.display.census",
    "resting_on": "steppe.display.supposition",
    "rise_by_scenario": "steppe.display.supposition",
    "rise_of": "steppe.display.supposition",
    "run_stamp": "steppe.display.verdicts",
    "say": "steppe.display.say",
    "share_public": "steppe.display.publication",
    "show": "steppe.display.figure",
    "show_evidence": "steppe.display.tables",
    "show_fragile": "steppe.display.rule",
    "show_matrix": "steppe.display.verdicts",
    "show_parameters": "steppe.display.parameters",
    "show_places": "steppe.display.places",
    "show_rule": "steppe.display.rule",
    "show_rulers": "steppe.display.borders",
    "show_scenarios": "steppe.display.parameters",
    "show_sources": "steppe.display.tables",
    "show_statement": "steppe.display.anatomy",
    "show_table": "steppe.display.tables",
    "spread": "steppe.display.census",
    "standing": "steppe.display.places",
    "then_and_later": "steppe.display.publication",
    "topic": "steppe.display.census",
    "verdict": "steppe.display.verdicts",
    "week_of": "steppe.display.supposition",
    "weekly_needed": "steppe.display.supposition",
    "where_lies": "steppe.display.supposition",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str):
    if name not in _HOMES:
        raise AttributeError(f"module 'steppe' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
