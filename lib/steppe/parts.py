"""What a claim consists of, as data: figures, comparisons, remarks, typed words, and how they join.

One engine judges them all: `judged`, or `word` where no more is asked. Whoever varies, samples or takes apart
a claim reads the same parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

from steppe.quantity import Quantity
from steppe.reckoning import Change, Input, Option, Reckoned, drawn_in
from steppe.rule import (
    Verdict,
    judge_figure,
    judge_probability,
    nearest_flip,
    probability_greater,
    readings,
    settle,
)

NO_EVIDENCE = Verdict("open", reason="no evidence")
Contest: TypeAlias = tuple[Reckoned, Reckoned]


@dataclass(frozen=True)
class Figure:
    """A figure stated, against every figure found, the chosen one first."""

    stated: Quantity
    found: Reckoned

    @cached_property
    def spread(self) -> Quantity:
        """The chosen figure with a range over all that were found."""
        (chosen, _), *others = self.found.options
        return drawn_in(chosen).spanning([drawn_in(q) for q, _ in others])

    def word(self, tolerance: float, needed: float) -> str:
        if not self.found.options:
            return NO_EVIDENCE.word
        outcomes = [(judge_figure(self.stated.value, q.value, tolerance), w) for q, w in self.found.options]
        return settle(outcomes[0][0], outcomes, needed)

    def judged(self, tolerance: float, needed: float) -> Verdict:
        if not self.found.options:
            return replace(NO_EVIDENCE, stated=self.stated)
        word, (chosen, _) = self.word(tolerance, needed), self.found.options[0]
        settled = word == judge_figure(self.stated.value, chosen.value, tolerance)
        flip = nearest_flip(self.stated, chosen, tolerance) if settled else None
        return Verdict(word, self.stated, self.spread, self.spread.ids, flip=flip)

    def reckoned(self) -> Iterator[Reckoned]:
        yield self.found

    def changed(self, change: Change) -> Figure:
        return Figure(self.stated, self.found.changed(change))


@dataclass(frozen=True)
class Comparison:
    """Contests, in each of which the first is asserted to be the greater; every pair counts by its weight."""

    contests: tuple[Contest, ...]
    stated: Quantity | None = None

    @property
    def pairs(self) -> Iterator[tuple[Option, Option]]:
        return ((a, b) for first, second in self.contests for a in first.options for b in second.options)

    @cached_property
    def bounds(self) -> tuple[float, float] | None:
        """The probability, at least and at most, that the first of a pair is the greater, over all by their weight."""
        bounds = [(*probability_greater(a, b), weight_a * weight_b) for (a, weight_a), (b, weight_b) in self.pairs]
        if not bounds:
            return None
        total = sum(weight for _, _, weight in bounds)
        low = min(1.0, sum(p * weight for p, _, weight in bounds) / total)
        high = min(1.0, sum(p * weight for _, p, weight in bounds) / total)
        return low, high

    @cached_property
    def found(self) -> Quantity | None:
        """That probability, with the statements behind it."""
        if self.bounds is None:
            return None
        low, high = self.bounds
        ids = dict.fromkeys(id for (a, _), (b, _) in self.pairs for id in a.ids + b.ids)
        return Quantity((low + high) / 2, low, high, "probability", tuple(ids))

    def word(self, tolerance: float, needed: float) -> str:
        return judge_probability(*self.bounds, needed) if self.bounds else NO_EVIDENCE.word

    def judged(self, tolerance: float, needed: float) -> Verdict:
        if self.found is None:
            return replace(NO_EVIDENCE, stated=self.stated)
        return Verdict(self.word(tolerance, needed), self.stated, self.found, self.found.ids)

    def reckoned(self) -> Iterator[Reckoned]:
        for contest in self.contests:
            yield from contest

    def changed(self, change: Change) -> Comparison:
        contests = tuple((a.changed(change), b.changed(change)) for a, b in self.contests)
        return Comparison(contests, self.stated)


@dataclass(frozen=True)
class Remarks:
    """Assurances that must all be on record, each with the ids of the statements that give it."""

    groups: tuple[tuple[str, ...], ...]

    def word(self, tolerance: float, needed: float) -> str:
        on_record = sum(map(bool, self.groups))
        return "holds" if on_record == len(self.groups) else "roughly" if on_record else "open"

    def judged(self, tolerance: float, needed: float) -> Verdict:
        return Verdict(self.word(tolerance, needed), ids=tuple(id for group in self.groups for id in group))

    def reckoned(self) -> Iterator[Reckoned]:
        return iter(())

    def changed(self, change: Change) -> Remarks:
        return self


@dataclass(frozen=True)
class Typed:
    """A word that was weighed, not computed, with the share of the weight that speaks for the claim."""

    typed: str
    share: Quantity | None = None
    ids: tuple[str, ...] = ()

    def word(self, tolerance: float, needed: float) -> str:
        return self.typed

    def judged(self, tolerance: float, needed: float) -> Verdict:
        return Verdict(self.typed, found=self.share, ids=self.ids, judged=self.typed != "not testable")

    def reckoned(self) -> Iterator[Reckoned]:
        return iter(())

    def changed(self, change: Change) -> Typed:
        return self


@dataclass(frozen=True)
class Joined:
    """Several parts under one word: `join` is `rule.conjunction` or `rule.readings`.

    The figures are those of the first, the main part; where `spanning`, their range covers the others too.
    """

    join: Callable[[Iterable[str]], str]
    parts: tuple[Part, ...]
    spanning: bool = False

    def word(self, tolerance: float, needed: float) -> str:
        return self.join(part.word(tolerance, needed) for part in self.parts)

    def judged(self, tolerance: float, needed: float) -> Verdict:
        main, *others = verdicts = [part.judged(tolerance, needed) for part in self.parts]
        word = self.join(v.word for v in verdicts)
        return replace(
            main,
            word=word,
            found=main.found.spanning([v.found for v in others]) if self.spanning and main.found else main.found,
            ids=tuple(dict.fromkeys(id for v in verdicts for id in v.ids)),
            judged=any(v.judged for v in verdicts),
            flip=main.flip if word == main.word else None,
            alone=main.alone if self.spanning or not others else "reading" if self.join is readings else "part",
        )

    def reckoned(self) -> Iterator[Reckoned]:
        for part in self.parts:
            yield from part.reckoned()

    def changed(self, change: Change) -> Joined:
        return Joined(self.join, tuple(part.changed(change) for part in self.parts), self.spanning)


Part: TypeAlias = Figure | Comparison | Remarks | Typed | Joined


def named_inputs(part: Part) -> dict[str, Input]:
    """The figures by which a part can be varied, by name, in the order of first use."""
    inputs: dict[str, Input] = {}
    for reckoned in part.reckoned():
        for input in reckoned.inputs:
            if input.name and input.options:
                inputs.setdefault(input.name, input)
    return inputs


def supposing(part: Part, figures: dict[str, Quantity]) -> Part:
    """The part with one figure in the place of all that stand under each name."""
    return part.changed(lambda input: input.supposing(figures[input.name]) if input.name in figures else input)
