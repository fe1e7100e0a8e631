"""The rule: how a word is found for what a claim states and what the witnesses say. The same for all claims.

Copies count once, the best grade decides, a bound is a bound. A part of a claim is one of five kinds: `Figure`,
`Comparison`, `Weighing`, `OnRecord`, or `Readings` of these.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from math import inf
from typing import NamedTuple

from steppe.evidence import Evidence, Witness
from steppe.language import in_parts, translated
from steppe.quantity import Quantity, union

NO_ARITHMETIC = "-"
FOR = frozenset({"holds", "roughly"})
AGAINST = frozenset({"overstated", "understated", "contradicted"})
_DUST = 1e-12


@dataclass(frozen=True)
class Verdict:
    """What the rule says about a part from one vantage point.

    stated, found: the figure claimed, and the deciding figure with a range over all that decide. rivals: what it was
    compared with, by name. ids: every statement read. contested: who of a lower grade gives another side. fragile:
    another word at half or at double tolerance. missing: what was not published, where the word is `open`. pro,
    contra: who speaks on either side, where the word is `mixed` or weighed. readings: the verdict by each reading,
    where there are several, those that decide first.
    """

    word: str
    stated: Quantity | None = None
    found: Quantity | None = None
    rivals: Mapping[str, Quantity] = field(default_factory=dict)
    ids: tuple[str, ...] = ()
    contested: tuple[str, ...] = ()
    fragile: bool = False
    missing: tuple[str, ...] = ()
    pro: tuple[str, ...] = ()
    contra: tuple[str, ...] = ()
    readings: Mapping[str, "Verdict"] = field(default_factory=dict)

    @property
    def has_tolerance(self) -> bool:
        """Whether a figure was stated, here or in a reading: all else is the same at any tolerance."""
        return any(each.stated for each in (self, *self.readings.values()))

    @property
    def marks(self) -> tuple[str, ...]:
        """contested, fragile: what else a reader must know about the word."""
        return ("contested",) * bool(self.contested) + ("fragile",) * self.fragile

    @property
    def unsettled(self) -> str:
        """What is missing where the word is `open`, who disagrees where it is `mixed` or contested; else nothing."""
        readings = [f"{name}, {reading.word}" for name, reading in self.readings.items()]
        named = {translated("missing {names}"): self.missing}
        if self.word in ("open", "mixed"):
            named |= {translated("for {names}"): self.pro, translated("against {names}"): self.contra}
            named[translated("read as {names}")] = readings
        named[translated("contested by {names}")] = self.contested
        told = {what: " · ".join(map(in_parts, names)) for what, names in named.items() if names}
        return "; ".join(what.format(names=names) for what, names in told.items())


class Outcome(NamedTuple):
    """The word that one witness gives, and its name. direction: 1 where the claim is too much, -1 where too little."""

    word: str
    name: str
    direction: int = 0


def side(word: str) -> int:
    """1 for a word that supports a claim, -1 for one against it, 0 for neither."""
    return (word in FOR) - (word in AGAINST)


def deviation(stated: float, found: float) -> float:
    """How far two figures are apart, either way: larger over smaller, less one; infinite where a sign differs."""
    if stated == found:
        return 0.0
    if stated * found <= 0:
        return inf
    larger, smaller = max(abs(stated), abs(found)), min(abs(stated), abs(found))
    return larger / smaller - 1


def judge_figure(stated: float, found: float, tolerance: float) -> str:
    """The word for a figure: within the tolerance, within twice it, beyond, off by a factor of two."""
    off = deviation(stated, found)
    if off <= tolerance + _DUST:
        return "holds"
    if off <= 2 * tolerance + _DUST:
        return "roughly"
    if off >= 1 - _DUST:
        return "contradicted"
    return "overstated" if abs(stated) > abs(found) else "understated"


def agreed(outcomes: Collection[Outcome]) -> str:
    """One word for several: the milder of one side, `mixed` for both, or too much and too little; `open` for none."""
    words, directions = {o.word for o in outcomes}, {o.direction for o in outcomes}
    if "mixed" in words or len(set(map(side, words))) > 1 or {1, -1} <= directions:
        return "mixed"
    return next((w for w in ("roughly", "holds", "overstated", "understated", "contradicted") if w in words), "open")


def _named(word: str, outcomes: Collection[Outcome], others: Iterable[Outcome] = ()) -> dict[str, tuple[str, ...]]:
    """Who disagrees, as fields of a Verdict: both sides where it is `mixed` (overlaps on both), else lower grades."""
    if word != "mixed":
        return {"contested": union([o.name] for o in others if side(o.word) not in (0, side(word)))}
    pro, neither, contra = ([o.name for o in outcomes if side(o.word) == sign] for sign in (1, 0, -1))
    return {"pro": union([pro or neither]), "contra": union([contra or neither])}


class Figure(NamedTuple):
    """A figure stated, against the figures found. A width is met at its nearest point.

    A bound makes no figure hold: it has a word only where the figure stated lies beyond it. sought: what a reader
    would have to find, where nothing was published. at_least: the claim holds at its figure or beyond it.
    """

    stated: Quantity
    found: Evidence
    sought: str = "a published figure"
    at_least: bool = False

    def judged(self, tolerance: float) -> Verdict:
        outcomes, others = (self._outcomes(found, tolerance) for found in (self.found.deciding, self.found.others))
        word, missing = agreed(outcomes), () if outcomes else (self.sought,)
        named = _named(word, outcomes, others)
        return Verdict(word, self.stated, self.found.figure, ids=self.found.ids, missing=missing, **named)

    def _outcomes(self, found: Iterable[Witness], tolerance: float) -> list[Outcome]:
        stated, outcomes = self.stated.value, []
        for w in found:
            nearest = min(max(stated, -inf if self.at_least else w.figure.low), w.figure.high)
            word = judge_figure(stated, nearest, tolerance)
            if not w.figure.is_bound or word in AGAINST:
                direction = 0 if word in FOR else 1 if abs(stated) > abs(nearest) else -1
                outcomes.append(Outcome(word, w.name, direction))
        return outcomes


class Comparison(NamedTuple):
    """One thing asserted to be greater than others, by name; or several such pairs, all of which must hold.

    pairs: by the name of the rival, what is asserted to be greater and what to be smaller; reversed where `is_smaller`.
    sought: what a reader would have to find where the first was not published; sought_of: the same, before a rival.
    """

    pairs: Mapping[str, tuple[Evidence, Evidence]]
    sought: str = "a published figure"
    sought_of: str = "a published figure for"
    is_smaller: bool = False

    def judged(self, tolerance: float) -> Verdict:
        contests = {name: self._contests(name, *pair) for name, pair in self.pairs.items()}
        words = {name: agreed(outcomes) for name, outcomes in contests.items()}
        word, first = _weakest(words), next(iter(self.pairs.values()))[0]
        mixed = [o for name, outcomes in contests.items() if words[name] == "mixed" for o in outcomes]
        unknown = [name for name in words if words[name] == word == "open"]
        is_first = any(not self.pairs[name][0] for name in unknown)
        sought = self.sought if is_first else f"{self.sought_of} {', '.join(unknown)}"
        rivals = {name: theirs.figure for name, (_, theirs) in self.pairs.items() if theirs}
        ids, missing = union(each.ids for pair in self.pairs.values() for each in pair), (sought,) if unknown else ()
        named = _named(word, mixed, self._with_others(words))
        return Verdict(word, found=first.figure, rivals=rivals, ids=ids, missing=missing, **named)

    def _with_others(self, words: Mapping[str, str]) -> Iterator[Outcome]:
        """The word of the whole with one witness of a lower grade in the place of those that decide its side."""
        sides = {id(each): each for pair in self.pairs.values() for each in pair}.values()
        for one, w in [(side, other) for side in sides for other in side.others]:
            concerned = {name: pair for name, pair in self.pairs.items() if any(each is one for each in pair)}
            alone = {n: [Evidence((w,)) if each is one else each for each in pair] for n, pair in concerned.items()}
            contests = {name: self._contests(name, *pair) for name, pair in alone.items()}
            changed = {name: agreed(outcomes) for name, outcomes in contests.items() if outcomes}
            yield Outcome(_weakest(words | changed), w.name)

    def _contests(self, rival: str, ours: Evidence, theirs: Evidence) -> list[Outcome]:
        """The word of each pair that tells something: a bound does so only beyond every figure of the other side."""
        outcomes, sides = [], (ours.deciding, theirs.deciding)
        heard = [[w for w in ours if not _is_silent(w, theirs)] for ours, theirs in (sides, sides[::-1])]
        for a, b in product(*heard):
            word = _greater(b, a) if self.is_smaller else _greater(a, b)
            if word != "mixed" or not (a.figure.is_bound or b.figure.is_bound):
                names = " against ".join(w.name for w in (a, b) if w.origin)
                outcomes.append(Outcome(word, f"{rival}: {names}" if names else rival))
        return outcomes


def _weakest(words: Mapping[str, str]) -> str:
    """One pair that fails is enough, whatever is unknown of the others."""
    return next((word for word in ("contradicted", "open", "mixed") if word in words.values()), "holds")


def _is_silent(bound: Witness, others: Iterable[Witness]) -> bool:
    return bound.figure.is_bound and any(not w.figure.is_bound and _greater(bound, w) == "mixed" for w in others)


def _greater(a: Witness, b: Witness) -> str:
    if a.figure.low > b.figure.high or (a.is_beyond and a.figure.low == b.figure.high):
        return "holds"
    if a.figure.high < b.figure.low or (b.is_beyond and b.figure.low == a.figure.high):
        return "contradicted"
    return "mixed"


class Voice(NamedTuple):
    """One witness on a claim without a figure: for, against or neither."""

    name: str
    side: str
    grade: str
    ids: tuple[str, ...]


class Weighing(NamedTuple):
    """Statements for and against. Grades A and B decide together, C only contests; one voice alone decides nothing."""

    voices: tuple[Voice, ...]
    sought: str = "two witnesses of the effect on one side"

    def judged(self, tolerance: float) -> Verdict:
        heard = [v for v in self.voices if v.grade < "C"]
        pro, contra = (tuple(v.name for v in heard if v.side == side) for side in ("for", "against"))
        word = "mixed" if pro and contra else "open" if len(pro + contra) < 2 else "holds" if pro else "contradicted"
        said = {"for": "holds", "against": "contradicted", "neither": "open"}
        lower = [Outcome(said[v.side], v.name) for v in self.voices if v.grade == "C"]
        named = _named(word, (), lower) | {"pro": pro, "contra": contra}
        missing = (self.sought,) if word == "open" else ()
        return Verdict(word, ids=union(v.ids for v in self.voices), missing=missing, **named)


class OnRecord(NamedTuple):
    """Announcements that must all be on record, by what each is about, with the ids of the statements that give it."""

    announced: Mapping[str, tuple[str, ...]]

    def judged(self, tolerance: float) -> Verdict:
        missing = tuple(f"an assurance about {about}" for about, ids in self.announced.items() if not ids)
        return Verdict("open" if missing else "holds", ids=union(self.announced.values()), missing=missing)


class Readings(NamedTuple):
    """A part that can fairly be read in several ways: `deciding` give the word, `beside` are shown.

    Readings on one side give the milder word; else `open` if one of them is, or `mixed`. Figures are of the first.
    """

    deciding: Mapping[str, "Assertion"]
    beside: Mapping[str, "Assertion"] = {}

    def judged(self, tolerance: float) -> Verdict:
        verdicts = {name: reading.judged(tolerance) for name, reading in self.deciding.items()}
        shown = {name: reading.judged(tolerance) for name, reading in self.beside.items()}
        first, *_ = verdicts.values()
        directions = {"overstated": 1, "understated": -1}
        outcomes = [Outcome(v.word, f"read as {name}", directions.get(v.word, 0)) for name, v in verdicts.items()]
        word = "open" if any(v.word == "open" for v in verdicts.values()) else agreed(outcomes)
        readings, named = verdicts | shown, _named(word, outcomes) if len(verdicts) > 1 else {}
        named["contested"] = union(v.contested for v in verdicts.values() if v.word == word)
        missing = union(v.missing for v in verdicts.values() if word == "open")
        ids, several = union(v.ids for v in readings.values()), readings if len(readings) > 1 else {}
        return replace(first, word=word, ids=ids, missing=missing, readings=several, **named)


# What a part consists of: `judged` gives the verdict at one tolerance, except for `fragile`.
Assertion = Figure | Comparison | Weighing | OnRecord | Readings


def verdict_on(assertion: Assertion, tolerance: float) -> Verdict:
    """The verdict on what a part consists of; fragile where half or double the tolerance gives another word."""
    verdict = assertion.judged(tolerance)
    if not verdict.has_tolerance:
        return verdict
    others = {assertion.judged(tolerance * factor).word for factor in (0.5, 2)}
    return replace(verdict, fragile=others != {verdict.word})
