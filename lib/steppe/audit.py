"""The verdicts as a notebook reads them: one part, all parts, and what would change a word, as DataFrames."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steppe import breakeven, judging, left_out, scenarios
from steppe import timeline as steps
from steppe.scenario import VOCABULARY

if TYPE_CHECKING:
    import pandas as pd

    from steppe.opened import OpenedFacts


def judge(facts: OpenedFacts, part: str) -> judging.Judgement:
    """One part of a claim from the three vantage points, under the parameters of the notebook.

    Returns a Judgement: `.written`, `.knowable` and `.known` are Verdicts with `.word`, `.stated`, `.found`, `.marks`
    (contested, fragile), `.missing` and `.ids`; `.claim` has the paraphrase, the hedge and `knowable_by`. Raises
    KeyError, with the ids that there are, for a claim of several parts and for none.

    >>> from steppe import open_facts
    >>> judge(open_facts({}), "C03.1").known.word
    'holds'
    """
    return judging.judge(facts.facts, facts.scenario, part)


def verdict_table(facts: OpenedFacts) -> pd.DataFrame:
    """The word of every part from the three vantage points: one row a part, in order.

    Columns: part, claim, chapter, kind, paraphrase, hedge; written, knowable, known; the marks of each vantage point in
    written_marks, knowable_marks, known_marks; and unsettled: what is missing, and who disagrees.

    >>> from steppe import open_facts
    >>> verdict_table(open_facts({})).set_index("part").loc["C07", "known"]
    'holds'
    """
    import pandas as pd

    return pd.DataFrame([
        {"part": id, "claim": j.claim.claim, "chapter": j.claim.chapter, "kind": j.claim.kind}
        | {"paraphrase": j.claim.paraphrase, "hedge": j.claim.hedge}
        | {vantage: j.at(vantage).word for vantage in judging.VANTAGES}
        | {f"{vantage}_marks": ", ".join(j.at(vantage).marks) for vantage in judging.VANTAGES}
        | {"unsettled": j.unsettled}
        for id, j in judging.judge_all(facts.facts, facts.scenario).items()
    ])


def leave_one_out(facts: OpenedFacts, part: str, vantage: str = "known") -> pd.DataFrame:
    """The word of a part without each statement behind it: one row a statement, those that change the word first.

    Columns: id, said_by, word (with the statement), without (it left out), changes.

    >>> from steppe import open_facts
    >>> leave_one_out(open_facts({}), "C07").query("changes").empty
    True
    """
    import pandas as pd

    columns = ["id", "said_by", "word", "without", "changes"]
    word = judging.verdict_at(facts.facts, facts.scenario, _one(facts, part), vantage).word
    found = left_out.leave_one_out(facts.facts, facts.scenario, part, vantage)
    statements = facts.facts.statements
    rows = [(id, statements[id].said_by, word, v.word, v.word != word) for id, v in found.items()]
    return pd.DataFrame(rows, columns=columns)


def break_even(facts: OpenedFacts, part: str) -> pd.DataFrame:
    """How far each figure and parameter behind a part may move before its word, as known, changes.

    Columns: along (its name), now (a Quantity), word (with that one value), below and above (the nearest values with
    another word: Quantities, missing where there is none), word_below, word_above. Empty for a part without figures.
    """
    import pandas as pd

    columns = ["along", "now", "word", "below", "word_below", "above", "word_above"]
    found = breakeven.break_evens(facts.facts, facts.scenario, _one(facts, part))
    rows = [(b.along, b.now, b.word, *(b.below or (None, None)), *(b.above or (None, None))) for b in found]
    return pd.DataFrame(rows, columns=columns)


def verdict_timeline(
    facts: OpenedFacts, part: str, first: str = "2022-09-21", last: str | None = None
) -> pd.DataFrame:
    """The word of a part, as known, day by day: one row for the first day and for each on which its evidence changed.

    Columns: day (a timestamp), word, published and corrected (ids of that day), moved_by (the statements that were
    enough for a new word), found (a Quantity or missing). Ends on `last`, or on the notebook's own `as_of`.
    """
    from datetime import date

    import pandas as pd

    days = date.fromisoformat(first), date.fromisoformat(last or facts.as_of)
    return pd.DataFrame([
        (pd.Timestamp(s.day), s.word, s.published, s.corrected, s.moved_by, s.verdict.found)
        for s in steps.timeline(facts.facts, facts.scenario, _one(facts, part), *days)
    ], columns=["day", "word", "published", "corrected", "moved_by", "found"])


def _one(facts: OpenedFacts, part: str) -> str:
    """The id of one part; KeyError, with those that there are, for a claim of several and for none."""
    judging.judge(facts.facts, facts.scenario, part)
    return part


def scenario_table() -> pd.DataFrame:
    """The scenarios of `data/scenarios`: name, purpose, and the parameters that each sets, as a dictionary.

    >>> scenario_table()["scenario"].tolist()[:3]
    ['essay', 'knowable', 'hindsight']
    """
    import pandas as pd

    rows = [(name, scenarios.describe(name), scenarios.load(name)) for name in scenarios.names()]
    return pd.DataFrame(rows, columns=["scenario", "purpose", "sets"])


def parameter_table(facts: OpenedFacts) -> pd.DataFrame:
    """The parameters: name, meaning, unit, the least and the greatest value or the choices, neutral value, this run's.

    >>> from steppe import open_facts
    >>> parameter_table(open_facts({"horizon_weeks": 26})).set_index("parameter").loc["horizon_weeks", "here"]
    26
    """
    import pandas as pd

    rows = [
        (p.name, p.meaning, p.unit, p.low, p.high, p.choices, p.neutral, getattr(facts.scenario, p.name))
        for p in VOCABULARY.values()
    ]
    columns = ["parameter", "meaning", "unit", "least", "most", "choices", "neutral", "here"]
    return pd.DataFrame(rows, columns=columns, dtype=object)
