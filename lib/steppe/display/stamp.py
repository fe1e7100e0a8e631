"""The stamp of a run: which facts and values made these outputs, and what differs from the stored run."""

from __future__ import annotations

from steppe import recorded, scenarios
from steppe.display import dates
from steppe.display.template import Filled, Piece
from steppe.judging import VANTAGES, judge_all
from steppe.markup import code_html, markdown_text

FACTS_SHOWN = 12


def stamp(facts) -> Filled:
    """Which facts made these outputs, and how they differ from the stored run, which is under scenario `essay`.

    No clock, no path: whether it is on other facts, the parameters that differ, and the claims with another word from
    some vantage point. Raises DataError where no verdicts are stored beside the facts.
    """
    stored = facts.facts.table(recorded.read)
    digest, before = facts.facts.digest[:FACTS_SHOWN], stored.facts[:FACTS_SHOWN]
    changed = facts.scenario.differences()
    turned = _turned(facts, stored) if changed or digest != before else []
    text, markdown = (
        f"Run on the facts {plain(digest)}, evidence closed on {dates.in_words(facts.facts.compiled)}. "
        + _differs(
            [f"the facts (there {plain(before)})"] * (digest != before)
            + [f"{plain(name)} = {worded(value)}" for name, value in changed.items()],
            turned,
        )
        for plain, worded in ((str, str), (code_html, markdown_text))
    )
    return Filled((Piece(text, markdown),), {"facts": digest, **changed, "turned": turned})


def _differs(what: list[str], turned: list[str]) -> str:
    if not what:
        return "Facts and parameters are those of the stored run, under the scenario essay."
    words = f"another word on {', '.join(turned)}" if turned else "the same word on every claim"
    return f"Unlike the stored run, under the scenario essay: {', '.join(what)}; with {words}."


def _turned(facts, stored: recorded.Recorded) -> list[str]:
    """The parts of claims of which a verdict, from some vantage point, is not the one that is stored."""
    words = stored.words.get(scenarios.DEFAULT, {})
    return [
        id
        for id, judgement in judge_all(facts.facts, facts.scenario).items()
        if any(judgement.at(vantage).word != words.get((id, vantage)) for vantage in VANTAGES)
    ]
