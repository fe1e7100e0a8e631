"""What would change a word: another figure or parameter, a statement that was never published, another day."""

from collections import defaultdict, namedtuple
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import pairwise

from steppe.facts import ESSAY, Facts, View, cached
from steppe.judging import Claim, assertion, judged, part_of, vantage_case, verdict_at
from steppe.quantity import Quantity
from steppe.rule import Assertion, Verdict
from steppe.scenario import VOCABULARY, Scenario

# The rows of three tables, which `audit` describes.
BreakEven = namedtuple("BreakEven", "along now word below word_below above word_above")
LeftOut = namedtuple("LeftOut", "id said_by word without changes")
Step = namedtuple("Step", "day word published corrected moved_by found")

TOLERANCES = ("tolerance_flat", "tolerance_hedged")
# How far a search goes: this many times below and above a figure, to the bounds of a parameter. STEPS are parts of the
# whole way: each step is 1.6 times as long as the one before, and the first one moves a figure by 0.14 percent.
FARTHEST = 80_000
STEPS = tuple((1.6**k - 1) / (1.6**18 - 1) for k in range(19))
HALVINGS = 34


@cached
def break_evens(facts: Facts, scenario: Scenario, id: str) -> list[BreakEven]:
    """The rows of `break_even`. A change of the word and back within one of STEPS would be missed."""
    part = part_of(facts, id)
    if part.verdict:
        return []
    parameters = [row for row in _along_parameters(facts, scenario, part) if row.below or row.above]
    return [*_along_figures(facts, scenario, part), *parameters]


def _along_figures(facts: Facts, scenario: Scenario, part: Claim) -> Iterator[BreakEven]:
    case, tolerance = vantage_case(facts, scenario, part, "known"), part.tolerance(scenario)

    def word_at(name: str, unit: str, x: float) -> str:
        supposed = case.supposing({name: Quantity.exact(x, unit)})
        return assertion(supposed, part).judged(tolerance).word

    assertion(case, part)  # notes in `inputs` what it reads
    for name, found in case.inputs.items():
        if found:
            now = Quantity.exact(found.figure.value, found.figure.unit, found.deciding[0].figure.ids)
            ways = [[now.value * FARTHEST ** (sign * step) for step in STEPS] for sign in (-1, 1)]
            yield _searched(name, now, partial(word_at, name, now.unit), ways)


def _along_parameters(facts: Facts, scenario: Scenario, part: Claim) -> Iterator[BreakEven]:
    def asserted(**values: float) -> Assertion:
        return assertion(vantage_case(facts, replace(scenario, **values), part, "known"), part)

    def word_at(name: str, x: float) -> str:
        moved = here if name in TOLERANCES else asserted(**{name: x})
        return moved.judged(part.tolerance(replace(scenario, **{name: x}))).word

    here = asserted()
    has_tolerance = here.judged(part.tolerance(scenario)).has_tolerance
    for name, parameter in VOCABULARY.items():
        now = getattr(scenario, name)
        if parameter.type not in (int, float) or parameter.neutral is None:
            continue  # one that stands for a figure is varied with the figures
        if name in TOLERANCES and not (has_tolerance and name == f"tolerance_{part.hedge or 'flat'}"):
            continue
        # A second wave comes before the horizon.
        low = scenario.second_wave_week + 1 if name == "horizon_weeks" else parameter.low
        high = scenario.horizon_weeks - 1 if name == "second_wave_week" else parameter.high
        if name in TOLERANCES or any(asserted(**{name: x}) != here for x in (low, (low + high) // 2, high)):
            ways = [[parameter.type(now + (end - now) * step) for step in STEPS] for end in (low, high)]
            yield _searched(name, Quantity.exact(now, parameter.unit), partial(word_at, name), ways)


def _searched(name: str, now: Quantity, word_at: Callable[[float], str], ways: Sequence[Sequence[float]]) -> BreakEven:
    """The nearest values with another word on the way down and on the way up: by steps, then by bisection."""
    here, edges = word_at(now.value), []
    for way in ways:
        near, far = next(((a, b) for a, b in pairwise(dict.fromkeys(way)) if word_at(b) != here), (None, None))
        for _ in range(HALVINGS if far is not None else 0):
            middle = type(far)((near + far) / 2)
            near, far = (middle, far) if word_at(middle) == here else (near, middle)
        edges += [None, None] if far is None else [Quantity.exact(far, now.unit), word_at(far)]
    return BreakEven(name, now, here, *edges)


@cached
def left_out(facts: Facts, scenario: Scenario, id: str, vantage: str = "known") -> list[LeftOut]:
    """The rows of `leave_one_out`."""
    part, verdict, rows = part_of(facts, id), verdict_at(facts, scenario, id, vantage), []
    for s in map(facts.statements.get, verdict.ids):
        if s.source.id != ESSAY:
            case = vantage_case(facts.without({s.id}), scenario, part, vantage)
            without = assertion(case, part).judged(part.tolerance(scenario)).word
            rows.append(LeftOut(s.id, s.said_by, verdict.word, without, without != verdict.word))
    return sorted(rows, key=lambda row: (not row.changes, row.id))


@cached
def timeline(facts: Facts, scenario: Scenario, id: str, first: date, last: date) -> list[Step]:
    """The rows of `verdict_timeline`, from `first` to `last` and no further than the `as_of` of the scenario."""
    if scenario.as_of:
        last = min(last, date.fromisoformat(scenario.as_of))
    facts = facts.cached("dated", lambda all: all.without({s.id for s in all.statements.values() if not s.published}))
    published_on = defaultdict(list)
    for s in facts.statements.values():
        published_on[s.known_from] += filter(None, (s, facts.statements.get(s.replaces)))
    part = part_of(facts, id)
    before, view = _verdict_on(first, facts, scenario, part)
    steps = [Step(first, before.word, (), (), (), before.found)]
    for day in sorted(day for day in published_on if first < day <= last):
        if not any(map(view.asked_for, published_on[day])):
            continue  # nothing that was asked has another answer
        verdict, view = _verdict_on(day, facts, scenario, part)
        if verdict != before:
            published = tuple(i for i in verdict.ids if facts.statements[i].known_from == day)
            corrected = tuple(i for i in before.ids if i not in verdict.ids)
            moved_by = _movers(day, facts, scenario, part, published) if verdict.word != before.word else ()
            steps.append(Step(day, verdict.word, published, corrected, moved_by, verdict.found))
            before = verdict
    return steps


def _verdict_on(day: date, facts: Facts, scenario: Scenario, part: Claim) -> tuple[Verdict, View]:
    case = vantage_case(facts, replace(scenario, as_of=day.isoformat()), part, "known")
    return judged(case, part), case.view


def _movers(day: date, facts: Facts, scenario: Scenario, part: Claim, published: Collection[str]) -> tuple[str, ...]:
    """As few of the day's publications as give the day's word; those that the verdict names are kept before others."""
    word, spared = _verdict_on(day, facts, scenario, part)[0].word, set()
    evidence = (s for s in facts.statements.values() if s.source.id != ESSAY)
    others = [s.id for s in evidence if s.known_from == day and s.id not in published]
    for candidate in (*others, *reversed(published)):
        if _verdict_on(day, facts.without(spared | {candidate}), scenario, part)[0].word == word:
            spared.add(candidate)
    return tuple(i for i in (*published, *others) if i not in spared)
