"""The verdict rule: written down in one place, two-sided, the same for all claims."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf, isfinite

from steppe.quantity import Quantity
from steppe.scenario import Scenario

NO_ARITHMETIC = "-"
WORDS = (
    "holds",
    "roughly",
    "open",
    "overstated",
    "understated",
    "contradicted",
    "not testable",
    NO_ARITHMETIC,
)
SUPPORTING = frozenset({"holds", "roughly"})
_DUST = 1e-12
_WEAKNESS = {"holds": 0, "roughly": 1, "open": 2, "overstated": 3, "understated": 3, "contradicted": 4}


@dataclass(frozen=True)
class Rule:
    """The table of tolerances. `scaled` shows a matrix at half or at double tolerance.

    flat, hedged: how far a figure may be off and still hold, as a share; within twice it is `roughly`.
    needed: how probable a comparison must be, and what share of the evidence must lie on one side.
    """

    flat: float = 0.05
    hedged: float = 0.10
    needed: float = 0.9

    @classmethod
    def of(cls, scenario: Scenario) -> Rule:
        """The tolerances that a scenario sets."""
        return cls(scenario.tolerance_flat, scenario.tolerance_hedged, scenario.probability_needed)

    def scaled(self, factor: float) -> Rule:
        """Both tolerances times `factor`; the probability stays."""
        return Rule(self.flat * factor, self.hedged * factor, self.needed)


@dataclass(frozen=True)
class Flip:
    """The nearest found value at which a verdict changes, and the word beyond it."""

    at: Quantity
    word: str


@dataclass(frozen=True)
class Verdict:
    """What the rule says about a claim from one vantage point.

    `found.low` and `found.high` span all admissible statements, `ids` names them. `judged` marks a
    verdict typed with its reason in claims.csv, `fragile` one that changes at half or double tolerance.
    `flip` is set where one figure decides. `alone` says of what `found` is, where a claim has several: the
    first "part" or the first "reading"; empty where it covers the claim.
    """

    word: str
    stated: Quantity | None = None
    found: Quantity | None = None
    ids: tuple[str, ...] = ()
    reason: str = ""
    judged: bool = False
    fragile: bool = False
    flip: Flip | None = None
    alone: str = ""

    @property
    def found_for_claim(self) -> Quantity | None:
        """The figure found; none for a weight, nor for the probability of one part or reading alone."""
        is_partial = self.found is not None and self.found.unit == "probability" and self.alone
        return None if self.judged or is_partial else self.found

    @property
    def supports(self) -> bool:
        return self.word in SUPPORTING


def deviation(stated: float, found: float) -> float:
    """How far two figures are apart: larger over smaller, less one; infinite where a sign differs.

    Symmetric in its arguments, so that too much and too little are treated alike.
    """
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
    return "overstated" if stated > found else "understated"


def within(stated: float, tolerance: float) -> tuple[float, float]:
    """The least and the greatest figure found that a tolerance admits."""
    edge = 1 + tolerance + _DUST
    low, high = sorted((stated / edge, stated * edge))
    return low, high


def nearest_flip(stated: Quantity, found: Quantity, tolerance: float) -> Flip | None:
    """Where `found` would have to move for another word; None for figures of no or unlike sign."""
    if stated.value * found.value <= 0:
        return None
    edges = [stated.value * f**side for f in (1 + tolerance, 1 + 2 * tolerance, 2.0) for side in (1, -1)]
    at = min(edges, key=lambda edge: deviation(edge, found.value))
    here = judge_figure(stated.value, found.value, tolerance)
    beyond = next(
        word for nudge in (1e-9, -1e-9) if (word := judge_figure(stated.value, at * (1 + nudge), tolerance)) != here
    )
    return Flip(Quantity.exact(at, found.unit), beyond)


def judge_probability(low: float, high: float, needed: float) -> str:
    """The word for a comparison whose probability lies between `low` and `high`."""
    if low >= needed:
        return "holds"
    return "contradicted" if high <= 1 - needed else "open"


def settle(word: str, outcomes: Iterable[tuple[str, float]], needed: float) -> str:
    """The word of the chosen evidence, where enough of the weight lies on its side.

    `outcomes` are (word, weight) of every admissible statement, the chosen one among them. The line
    runs between what supports a claim (`holds`, `roughly`) and what does not. Where enough of the weight
    lies across it, the heaviest word there stands; where it lies on neither side enough, `open`.
    """
    weights: dict[str, float] = {}
    for other, weight in outcomes:
        weights[other] = weights.get(other, 0.0) + weight
    across = {other: weight for other, weight in weights.items() if (other in SUPPORTING) != (word in SUPPORTING)}
    total, against = sum(weights.values()), sum(across.values())
    if total - against >= needed * total - _DUST:
        return word
    return max(across, key=across.__getitem__) if against >= needed * total - _DUST else "open"


def conjunction(words: Iterable[str]) -> str:
    """A claim of several parts is as good as its weakest part."""
    return max(words, key=_WEAKNESS.__getitem__)


def readings(words: Iterable[str]) -> str:
    """A claim that can be read in several ways is `open` where the readings disagree."""
    words = list(words)
    sides = {word if word == "open" else word in SUPPORTING for word in words}
    return conjunction(words) if len(sides) == 1 else "open"


def probability_greater(a: Quantity, b: Quantity) -> tuple[float, float]:
    """Lower and upper bound on P(a > b) for independent figures, uniform over two-sided ranges.

    The two bounds agree unless a figure is one-sided: "at least 190,000" may be that or any more.
    """
    (a_least, a_most), (b_least, b_most) = _extremes(a), _extremes(b)
    return _chance(a_least, b_most), _chance(a_most, b_least)


def _extremes(q: Quantity) -> tuple[tuple[float, float], tuple[float, float]]:
    """The smallest and the largest stretch that a figure may mean."""
    if isfinite(q.low) and isfinite(q.high):
        return (q.low, q.high), (q.low, q.high)
    return (q.low, q.low), (q.high, q.high)


def _chance(a: tuple[float, float], b: tuple[float, float]) -> float:
    """P(a > b) for a and b uniform over two stretches, either of which may be a point."""
    if a[0] == a[1]:
        return _share_below(a[0], b)
    if b[0] == b[1]:
        return 1 - _share_below(b[0], a)
    area = _area_below(a[1], b) - _area_below(a[0], b)
    return area / (a[1] - a[0])


def _share_below(x: float, b: tuple[float, float]) -> float:
    if b[0] == b[1]:
        return float(x > b[0])
    return min(1.0, max(0.0, (x - b[0]) / (b[1] - b[0])))


def _area_below(x: float, b: tuple[float, float]) -> float:
    """Integral of the share of b below t, for t up to x."""
    inside = min(max(x, b[0]), b[1])
    ramp = (inside - b[0]) ** 2 / (2 * (b[1] - b[0]))
    return ramp + max(0.0, x - b[1])
