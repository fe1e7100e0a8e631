"""What later print changed: each part as knowable and as known, and the publications that turned a word since."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from steppe.claims import ESSAY_DATE, Judgement, judge_all, verdict_at
from steppe.display import dates
from steppe.left_out import leave_one_out
from steppe.timeline import Step, timeline, turns
from steppe.verdicts import UNSETTLED

if TYPE_CHECKING:
    from pandas import DataFrame

FIRMNESS = ["Part", "The word stands since", "Another word without any one of", "Of its statements"]


def course(case, id: str) -> list[Step]:
    """The verdict on a part from the day of the essay on, a step for each later publication that bears on it."""
    last = case.view.as_of
    return timeline(case.facts, case.scenario, id, min(ESSAY_DATE, last), last)


def tabled(case) -> DataFrame:
    """Part by part: words and figures found as knowable and as known, and the publications that changed a word."""
    from pandas import DataFrame

    return DataFrame(
        [
            {
                "Part": id,
                "as written": j.written.word,
                "as knowable": j.knowable.word,
                "found then": j.knowable.found,
                "as known": j.known.word,
                "found since": j.known.found,
                "The word changed": changes_of(case, id),
            }
            for id, j in judge_all(case.facts, case.scenario).items()
        ],
        dtype=object,
    )


def changes_of(case, id: str) -> str:
    """The days on which the word changed after the essay, and whose publications were enough for it.

    What only a page without a date brought has no day.
    """
    steps, known = course(case, id), verdict_at(case.facts, case.scenario, id, "known").word
    undated = [f"{known} with pages without a date"] * (known != steps[-1].word)
    return "; ".join([*(_change(case, step) for _, step in turns(steps)), *undated]) or "never"


def _change(case, step: Step) -> str:
    voices = dict.fromkeys(case.facts.statements[id].said_by for id in step.moved_by)
    cause = f", with {' and '.join(voices)}" if voices else ", after a correction"
    return f"{step.word} from {dates.in_words(step.day)}{cause}"


def settled(judgements: dict[str, Judgement]) -> dict[str, list[str]]:
    """The parts by the days on which they were settled, for or against: that of the essay and that of the run."""
    kinds = {
        "settled on both days": (True, True),
        "settled on the day of this run alone": (False, True),
        "settled on the day of the essay alone": (True, False),
        "open or mixed on both days": (False, False),
    }
    tested = {id: j for id, j in judgements.items() if j.known.word != "not testable"}
    states = {id: (j.knowable.word not in UNSETTLED, j.known.word not in UNSETTLED) for id, j in tested.items()}
    sorted_out = {kind: [id for id, state in states.items() if state == wanted] for kind, wanted in kinds.items()}
    return sorted_out | {"not testable": [id for id in judgements if id not in tested]}


def firmness(case, ids: Iterable[str]) -> DataFrame:
    """For each part the day of its last word, and how many of its statements would turn it, each left out alone."""
    from pandas import DataFrame

    rows = []
    for id in ids:
        known = verdict_at(case.facts, case.scenario, id, "known").word
        without = leave_one_out(case.facts, case.scenario, id).values()
        days = [step.day for _, step in turns(course(case, id))]
        since = dates.in_words(days[-1]) if days else "before the essay"
        rows.append((id, since, sum(verdict.word != known for verdict in without), len(without)))
    return DataFrame(rows or [("none", "", "", "")], columns=FIRMNESS)
