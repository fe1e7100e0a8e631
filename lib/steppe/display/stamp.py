"""The stamp of a run: which facts and values made these outputs, and what differs from the stored run."""

from __future__ import annotations

from steppe.claims import VANTAGES, judge_all
from steppe.display import dates
from steppe.display.say import Sentence
from steppe.display.template import Filled, Piece
from steppe.markup import code, markdown_text
from steppe.scenario import Scenario

FACTS_SHOWN = 12


def run_stamp(case) -> Sentence:
    """Which facts made these outputs, and how they differ from the stored run, which is under scenario `essay`.

    No clock, no path: the parameters that differ, and the claims with another word from some vantage point.
    """
    digest, closed = case.facts.digest[:FACTS_SHOWN], dates.in_words(case.facts.compiled)
    changed, turned = case.scenario.differences(), _turned(case)
    text, markdown = (
        f"Run on the facts {plain(digest)}, evidence closed on {closed}. "
        + _differs(", ".join(f"{plain(name)} = {worded(value)}" for name, value in changed.items()), turned)
        for plain, worded in ((str, str), (code, markdown_text))
    )
    return Sentence(Filled((Piece(text, markdown),), {"facts": digest, **changed, "turned": turned}))


def _differs(changed: str, turned: list[str]) -> str:
    if not changed:
        return "Every parameter is as in the stored run, under the scenario essay."
    words = f"another word on {', '.join(turned)}" if turned else "the same word on every claim"
    return f"Unlike the stored run, under the scenario essay: {changed}; with {words}."


def _turned(case) -> list[str]:
    """The claims of which a verdict, from some vantage point, is not that of the scenario essay."""
    stored, own = (judge_all(case.facts, scenario) for scenario in (Scenario(), case.scenario))
    return [id for id in own if any(own[id].at(v).word != stored[id].at(v).word for v in VANTAGES)]
