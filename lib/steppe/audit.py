"""The verdicts, what would change them, and the parameters: as the DataFrames that a notebook reads."""

from __future__ import annotations

from datetime import date

import pandas as pd

from steppe import scenarios, whatif
from steppe.case import Case
from steppe.judging import VANTAGES, judge_all
from steppe.scenario import VOCABULARY


def verdict_table(facts: Case) -> pd.DataFrame:
    """The word of every part from the three vantage points: one row a part, in order.

    Columns: part, claim, chapter, kind, paraphrase, hedge; written, knowable, known; the marks of each vantage point in
    written_marks, knowable_marks, known_marks; and unsettled: what is missing, and who disagrees.

    >>> from steppe import open_facts
    >>> verdict_table(open_facts({})).set_index("part").loc["C07", "known"]
    'holds'
    """
    about = "claim", "chapter", "kind", "paraphrase", "hedge"
    return pd.DataFrame([
        {"part": id}
        | {column: getattr(j.claim, column) for column in about}
        | {vantage: j.at(vantage).word for vantage in VANTAGES}
        | {f"{vantage}_marks": ", ".join(j.at(vantage).marks) for vantage in VANTAGES}
        | {"unsettled": j.unsettled}
        for id, j in judge_all(facts.facts, facts.scenario).items()
    ])


def break_even(facts: Case, part: str) -> pd.DataFrame:
    """How far each figure and parameter behind a part may move before its word, as known, changes.

    Columns: along (its name), now (a Quantity), word (with that one value in the place of all that the sources give),
    below and above (the nearest values with another word: Quantities, missing where there is none), word_below,
    word_above. All figures are listed, and the parameters that can change the word. Empty for a part without figures.

    >>> from steppe import open_facts
    >>> break_even(open_facts({}), "C03.1")[["along", "now", "word_below", "below"]].head(1)
         along             now word_below           below
    0  entries  98,000 persons    roughly  90,909 persons
    """
    return pd.DataFrame(whatif.break_evens(facts.facts, facts.scenario, part), columns=whatif.BreakEven._fields)


def leave_one_out(facts: Case, part: str, vantage: str = "known") -> pd.DataFrame:
    """The word of a part without each statement behind it, as if that had never been published.

    One row a statement, those that change the word first; the essay's own are never left out. Columns: id, said_by,
    word (with the statement), without (the word without it), changes.

    >>> from steppe import open_facts
    >>> leave_one_out(open_facts({}), "C07").query("changes").empty
    True
    """
    return pd.DataFrame(whatif.left_out(facts.facts, facts.scenario, part, vantage), columns=whatif.LeftOut._fields)


def verdict_timeline(facts: Case, part: str, first: str = "2022-09-21", last: str | None = None) -> pd.DataFrame:
    """The word of a part, as known, day by day: one row for the first day and for each on which its evidence changed.

    Columns: day (a timestamp), word, published and corrected (ids of that day), moved_by (the statements that were
    enough for a new word), found (a Quantity or missing). Ends on `last`, or on the notebook's own `as_of`. Pages
    without a date are left out: nobody knows on which day they came.
    """
    days = date.fromisoformat(first), date.fromisoformat(last) if last else facts.view.as_of
    steps = pd.DataFrame(whatif.timeline(facts.facts, facts.scenario, part, *days), columns=whatif.Step._fields)
    return steps.assign(day=steps["day"].map(pd.Timestamp))


def scenario_table() -> pd.DataFrame:
    """The scenarios of `data/scenarios`: name, purpose, and the parameters that each sets, as a dictionary.

    >>> scenario_table()["scenario"].tolist()[:3]
    ['essay', 'knowable', 'hindsight']
    """
    rows = [(name, scenarios.describe(name), scenarios.load(name)) for name in scenarios.names()]
    return pd.DataFrame(rows, columns=["scenario", "purpose", "sets"])


def parameter_table(facts: Case) -> pd.DataFrame:
    """The parameters: name, meaning, unit, the least and the greatest value or the choices, neutral value, this run's.

    >>> from steppe import open_facts
    >>> parameter_table(open_facts({"horizon_weeks": 26})).set_index("parameter").loc["horizon_weeks", "here"]
    26
    """
    columns = ["parameter", "meaning", "unit", "least", "most", "choices", "neutral", "here"]
    rows = [
        (p.name, p.meaning, p.unit, p.low, p.high, p.choices, p.neutral, getattr(facts.scenario, p.name))
        for p in VOCABULARY.values()
    ]
    return pd.DataFrame(rows, columns=columns, dtype=object)
