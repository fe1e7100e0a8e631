"""What would change a word: another figure or parameter, a statement that was never published, another day."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import pairwise
from math import isclose
from typing import TYPE_CHECKING

from steppe.claims import TESTS
from steppe.facts import ESSAY, Facts, cached
from steppe.judging import Claim, load_claims, part_of, vantage_case, verdict_at
from steppe.quantity import Quantity
from steppe.scenario import VOCABULARY, Scenario
from steppe.verdicts import Verdict

if TYPE_CHECKING:
    import pandas as pd

    from steppe.case import Case
    from steppe.rule import Assertion

# Rows of the three tables below.
BreakEven = namedtuple("BreakEven", "along now word below word_below above word_above")
LeftOut = namedtuple("LeftOut", "id said_by word without changes")
Step = namedtuple("Step", "day word published corrected moved_by found")

TOLERANCES = ("tolerance_flat", "tolerance_hedged")
# How far a search goes: this many times below and above a figure, to the bounds of a parameter. STEPS are parts of the
# whole way: each step is 1.3 times as long as the one before, and the first one moves a figure by 0.13 percent.
FARTHEST = 80_000
STEPS = tuple((1.3**k - 1) / (1.3**30 - 1) for k in range(31))
PRECISION = 1e-10


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
    return _table(BreakEven, break_evens, facts, part)


@cached
def break_evens(facts: Facts, scenario: Scenario, id: str) -> list[BreakEven]:
    """The rows of `break_even`. A change of the word and back within one of STEPS would be missed."""
    part = load_claims(facts)[id]
    if part.verdict:
        return []
    parameters = [row for row in _along_parameters(facts, scenario, part) if row.below or row.above]
    return [*_along_figures(facts, scenario, part), *parameters]


def _along_figures(facts: Facts, scenario: Scenario, part: Claim) -> Iterator[BreakEven]:
    case, tolerance = vantage_case(facts, scenario, part, "known"), part.tolerance(scenario)

    def word_at(name: str, unit: str, x: float) -> str:
        supposed = case.supposing({name: Quantity.exact(x, unit)})
        return TESTS[part.id](supposed, part).judged(tolerance).word

    TESTS[part.id](case, part)  # notes in `inputs` what it reads
    for name, found in case.inputs.items():
        if found:
            now = Quantity.exact(found.figure.value, found.figure.unit, found.deciding[0].figure.ids)
            ways = [[now.value * FARTHEST ** (sign * step) for step in STEPS] for sign in (-1, 1)]
            yield _searched(name, now, partial(word_at, name, now.unit), ways)


def _along_parameters(facts: Facts, scenario: Scenario, part: Claim) -> Iterator[BreakEven]:
    def assertion(**values: float) -> Assertion:
        return TESTS[part.id](vantage_case(facts, replace(scenario, **values), part, "known"), part)

    def word_at(name: str, x: float) -> str:
        moved = here if name in TOLERANCES else assertion(**{name: x})
        return moved.judged(part.tolerance(replace(scenario, **{name: x}))).word

    here = assertion()
    for name, parameter in VOCABULARY.items():
        now, is_tolerance = getattr(scenario, name), name in TOLERANCES
        if parameter.type not in (int, float) or now is None or (is_tolerance and name != f"tolerance_{part.hedge}"):
            continue
        # A second wave comes before the horizon.
        low = scenario.second_wave_week + 1 if name == "horizon_weeks" else parameter.low
        high = scenario.horizon_weeks - 1 if name == "second_wave_week" else parameter.high
        if is_tolerance or any(assertion(**{name: x}) != here for x in (low, (low + high) // 2, high)):
            ways = [[parameter.type(now + (end - now) * step) for step in STEPS] for end in (low, high)]
            yield _searched(name, Quantity.exact(now, parameter.unit), partial(word_at, name), ways)


def _searched(name: str, now: Quantity, word_at: Callable[[float], str], ways: Sequence[Sequence[float]]) -> BreakEven:
    """The nearest values with another word on the way down and on the way up: by steps, then by bisection."""
    here, edges = word_at(now.value), []
    for way in ways:
        near, far = next(((a, b) for a, b in pairwise(dict.fromkeys(way)) if word_at(b) != here), (None, None))
        while far is not None and not isclose(near, far, rel_tol=PRECISION, abs_tol=PRECISION * abs(way[1] - way[0])):
            middle = type(far)((near + far) / 2)
            if middle in (near, far):
                break
            near, far = (middle, far) if word_at(middle) == here else (near, middle)
        edges += [None, None] if far is None else [Quantity.exact(far, now.unit), word_at(far)]
    return BreakEven(name, now, here, *edges)


def leave_one_out(facts: Case, part: str, vantage: str = "known") -> pd.DataFrame:
    """The word of a part without each statement behind it, as if that had never been published.

    One row a statement, those that change the word first; the essay's own are never left out. Columns: id, said_by,
    word (with the statement), without (the word without it), changes.

    >>> from steppe import open_facts
    >>> leave_one_out(open_facts({}), "C07").query("changes").empty
    True
    """
    return _table(LeftOut, left_out, facts, part, vantage)


@cached
def left_out(facts: Facts, scenario: Scenario, id: str, vantage: str = "known") -> list[LeftOut]:
    """The rows of `leave_one_out`."""
    verdict, rows = verdict_at(facts, scenario, id, vantage), []
    for s in map(facts.statements.get, verdict.ids):
        if s.source.id != ESSAY:
            without = verdict_at(_without(facts, {s.id}), scenario, id, vantage).word
            rows.append(LeftOut(s.id, s.said_by, verdict.word, without, without != verdict.word))
    return sorted(rows, key=lambda row: (not row.changes, row.id))


def _without(facts: Facts, ids: Collection[str]) -> Facts:
    """The facts without some statements that are not the essay's, so that the claims stay and are not read again."""
    left = facts.without(ids)
    left.cached("claims", lambda _: load_claims(facts))
    return left


def verdict_timeline(facts: Case, part: str, first: str = "2022-09-21", last: str | None = None) -> pd.DataFrame:
    """The word of a part, as known, day by day: one row for the first day and for each on which its evidence changed.

    Columns: day (a timestamp), word, published and corrected (ids of that day), moved_by (the statements that were
    enough for a new word), found (a Quantity or missing). Ends on `last`, or on the notebook's own `as_of`. Pages
    without a date are left out: nobody knows on which day they came.
    """
    import pandas as pd

    days = date.fromisoformat(first), date.fromisoformat(last) if last else facts.view.as_of
    table = _table(Step, timeline, facts, part, *days)
    return table.assign(day=table["day"].map(pd.Timestamp))


@cached
def timeline(facts: Facts, scenario: Scenario, id: str, first: date, last: date) -> list[Step]:
    """The rows of `verdict_timeline`, from `first` to `last` and no further than the `as_of` of the scenario."""
    if scenario.as_of:
        last = min(last, date.fromisoformat(scenario.as_of))
    facts = facts.cached("dated", lambda all: all.without({s.id for s in all.statements.values() if not s.published}))
    before = _verdict_on(first, facts, scenario, id)
    steps = [Step(first, before.word, (), (), (), before.found)]
    for day in sorted({s.known_from for s in facts.statements.values() if first < s.known_from <= last}):
        verdict = _verdict_on(day, facts, scenario, id)
        if verdict != before:
            published = tuple(i for i in verdict.ids if facts.statements[i].known_from == day)
            corrected = tuple(i for i in before.ids if i not in verdict.ids)
            moved_by = _movers(day, facts, scenario, id, published) if verdict.word != before.word else ()
            steps.append(Step(day, verdict.word, published, corrected, moved_by, verdict.found))
            before = verdict
    return steps


def _verdict_on(day: date, facts: Facts, scenario: Scenario, id: str) -> Verdict:
    return verdict_at(facts, replace(scenario, as_of=day.isoformat()), id, "known")


def _movers(day: date, facts: Facts, scenario: Scenario, id: str, published: Collection[str]) -> tuple[str, ...]:
    """As few of the day's publications as give the day's word; those that the verdict names are kept before others."""
    word, spared = _verdict_on(day, facts, scenario, id).word, set()
    evidence = (s for s in facts.statements.values() if s.source.id != ESSAY)
    others = [s.id for s in evidence if s.known_from == day and s.id not in published]
    for candidate in (*others, *reversed(published)):
        if _verdict_on(day, _without(facts, spared | {candidate}), scenario, id).word == word:
            spared.add(candidate)
    return tuple(i for i in (*published, *others) if i not in spared)


def _table(row: type[tuple], rows: Callable[..., list[tuple]], facts: Case, part: str, *more: object) -> pd.DataFrame:
    import pandas as pd

    id = part_of(facts.facts, part).id
    return pd.DataFrame(rows(facts.facts, facts.scenario, id, *more), columns=row._fields)
