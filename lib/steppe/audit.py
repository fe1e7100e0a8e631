"""The verdicts, the scenarios and the parameters as a notebook reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steppe import judging, scenarios
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
