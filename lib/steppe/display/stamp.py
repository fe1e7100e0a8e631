"""The stamp of a run: which facts and values made these outputs, and what differs from the stored run."""

from __future__ import annotations

from steppe import scenarios
from steppe.display import dates
from steppe.display.template import Filled, Piece
from steppe.judging import VANTAGES, judge_all
from steppe.markup import markdown_text
from steppe.verdicts import Recorded

FACTS_SHOWN = 12


def stamp(facts) -> Filled:
    """Which facts made these outputs, and how they differ from the stored run, which is under scenario `essay`.

    No clock, no path: whether it is on other facts, the parameters that differ, and the claims with another word from
    some vantage point. Raises DataError where no verdicts are stored beside the facts.
    """
    stored = facts.facts.table(Recorded.read)
    digest, before = facts.facts.digest[:FACTS_SHOWN], stored.facts[:FACTS_SHOWN]
    changed, turned = facts.scenario.differences(), []
    compared = "Facts and parameters are those of the stored run, under the scenario essay."
    if changed or digest != before:
        words = stored.words.get(scenarios.DEFAULT, {})
        judged = judge_all(facts.facts, facts.scenario)
        turned = [id for id, j in judged.items() if any(j.at(v).word != words.get((id, v)) for v in VANTAGES)]
        what = [f"the facts (there {before})"] * (digest != before) + [f"{name} = {x}" for name, x in changed.items()]
        effect = f"another word on {', '.join(turned)}" if turned else "the same word on every claim"
        compared = f"Unlike the stored run, under the scenario essay: {', '.join(what)}; with {effect}."
    text = f"Run on the facts {digest}, evidence closed on {dates.in_words(facts.facts.compiled)}. {compared}"
    return Filled((Piece(text, markdown_text(text)),), {"facts": digest, **changed, "turned": turned})
