"""The verdicts and what would change them as the DataFrames that a notebook reads, and the stamp of a run."""

import pandas as pd

from steppe import whatif
from steppe.case import Case
from steppe.display import dates
from steppe.display.template import Filled, Piece
from steppe.judging import VANTAGES, judge_all
from steppe.language import translated
from steppe.markup import markdown_text
from steppe.opened import day_of
from steppe.scenario import DEFAULT
from steppe.suite import scenarios
from steppe.suite.verdicts import Recorded


def verdict_table(facts: Case) -> pd.DataFrame:
    """The word of every part from the three vantage points: one row a part, in order.

    Columns: part, claim, chapter, kind, paraphrase, hedge; written, knowable, known; the marks of each vantage point in
    written_marks, knowable_marks, known_marks; and unsettled: what is missing, and who disagrees.

    >>> verdict_table(facts).set_index("part").loc["C07", "known"]
    'holds'
    """
    return pd.DataFrame([
        {"part": id}
        | {column: getattr(j.claim, column) for column in ("claim", "chapter", "kind", "paraphrase", "hedge")}
        | {vantage: j.at(vantage).word for vantage in VANTAGES}
        | {f"{vantage}_marks": ", ".join(j.at(vantage).marks) for vantage in VANTAGES}
        | {"unsettled": j.unsettled}
        for id, j in judge_all(facts.facts, facts.scenario).items()
    ])  # fmt: skip


def break_even(facts: Case, part: str) -> pd.DataFrame:
    """How far each figure and parameter behind a part may move before its word, as known, changes.

    Columns: along (its name), now (a Quantity), word (with that one value in the place of all that the sources give),
    below and above (the nearest values with another word: Quantities, missing where there is none), word_below,
    word_above. All figures are listed, and the parameters that can change the word. Empty for a part without figures.
    Raises KeyError for no such part, and for a claim of several.

    >>> break_even(facts, "C03.1")[["along", "now", "word_below", "below"]].head(1)
         along             now word_below           below
    0  entries  98,000 persons    roughly  90,909 persons
    """
    return pd.DataFrame(whatif.break_evens(facts.facts, facts.scenario, part), columns=whatif.BreakEven._fields)


def leave_one_out(facts: Case, part: str, vantage: str = "known") -> pd.DataFrame:
    """The word of a part without each statement behind it, as if that had never been published.

    One row a statement, those that change the word first; the essay's own are never left out. Columns: id, said_by,
    word (with the statement), without (the word without it), changes. Raises KeyError for another part or vantage.

    >>> leave_one_out(facts, "C07").query("changes").empty
    True
    """
    return pd.DataFrame(whatif.left_out(facts.facts, facts.scenario, part, vantage), columns=whatif.LeftOut._fields)


def verdict_timeline(facts: Case, part: str, first: str = "2022-09-21", last: str | None = None) -> pd.DataFrame:
    """The word of a part, as known, day by day: one row for the first day and for each on which its evidence changed.

    Columns: day (a timestamp), word, published and corrected (ids of that day), moved_by (the statements that were
    enough for a new word), found (a Quantity or missing). Ends on `last`, or on the notebook's own `as_of`. Pages
    without a date are left out. Raises KeyError for no such part, FactsError for text that is no day.

    >>> verdict_timeline(facts, "C03.1")["word"].tolist()[:2]
    ['open', 'holds']
    """
    days = day_of(first, "verdict_timeline"), day_of(last, "verdict_timeline") if last else facts.view.as_of
    steps = pd.DataFrame(whatif.timeline(facts.facts, facts.scenario, part, *days), columns=whatif.Step._fields)
    return steps.assign(day=steps["day"].map(pd.Timestamp))


def scenario_table() -> pd.DataFrame:
    """The scenarios of `data/scenarios`: name, purpose, and the parameters that each sets, as a dictionary.

    >>> "hindsight" in set(scenario_table()["scenario"])
    True
    """
    rows = [(name, scenarios.describe(name), scenarios.load(name)) for name in scenarios.names()]
    return pd.DataFrame(rows, columns=["scenario", "purpose", "sets"])


def stamp(facts: Case) -> Filled:
    """Which facts made these outputs, and how they differ from the stored run, which is under scenario `essay`.

    No clock, no path: whether it is on other facts, the parameters that differ, and the claims with another word from
    some vantage point. Raises DataError where no verdicts are stored beside the facts.

    >>> "C11" in stamp(facts.under(tolerance_hedged=0.01)).values["turned"]
    True
    """
    stored = facts.facts.table(Recorded.read)
    digest, before = facts.facts.digest[:12], stored.facts[:12]
    changed, turned = facts.scenario.differences(), []
    compared = translated("Facts and parameters are those of the stored run, under the scenario essay.")
    if changed or digest != before:
        words = stored.words.get(DEFAULT, {})
        judged = judge_all(facts.facts, facts.scenario).items()
        turned = [id for id, j in judged if any(j.at(v).word != words.get((id, v)) for v in VANTAGES)]
        what = [translated("the facts (there {before})").format(before=before)] * (digest != before)
        what = ", ".join([*what, *(f"{name} = {x}" for name, x in changed.items())])
        effect = translated("another word on {parts}" if turned else "the same word on every claim")
        compared = translated("Unlike the stored run, under the scenario essay: {what}; with {effect}.")
        compared = compared.format(what=what, effect=effect.format(parts=", ".join(turned)))
    text = translated("Run on the facts {digest}, evidence closed on {day}.")
    text = f"{text.format(digest=digest, day=dates.in_words(facts.facts.compiled))} {compared}"
    return Filled((Piece(text, markdown_text(text)),), {"facts": digest, **changed, "turned": turned})
