"""Witnesses: everything that one origin published about one thing, read at one row; and what is computed of them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from math import inf, isfinite
from typing import NamedTuple, Self

from steppe.facts import Statement
from steppe.quantity import Quantity, span, union


class Witness(NamedTuple):
    """A figure as one origin gives it, with the width of its wording.

    figure: its ids are the row that is read, and those whose other figures widen it. printed: the other rows of
    the same origin, which copy it. thing: what it is a figure of; only witnesses of one thing compete by grade.
    is_beyond: put as "more than", so that it lies above the stated figure.
    """

    origin: str
    figure: Quantity
    grade: str = "A"
    printed: tuple[str, ...] = ()
    thing: tuple = ()
    is_anonymous: bool = False
    is_beyond: bool = False

    @property
    def name(self) -> str:
        """Who says it, with the grade in brackets, as it is shown."""
        return f"{self.origin} ({self.grade})"

    @property
    def ids(self) -> tuple[str, ...]:
        """The rows read, then the copies."""
        return self.figure.ids + self.printed


def witnesses(statements: Iterable[Statement], unit: str | None = None, one_thing: bool = False) -> list[Witness]:
    """The witnesses behind statements that are sorted best first, as `View.all` returns them, in that order.

    unit: converts every figure to it. one_thing: takes all periods as one thing, as for one side of a comparison.
    """
    rows_of = defaultdict(list)
    for s in statements:
        if s.has_figure:
            thing = (s.quantity, s.measure, s.who, s.place, "" if one_thing else s.period.text)
            rows_of[thing, s.origin].append(s)
    found = []
    for (thing, origin), (first, *more) in rows_of.items():
        same = [s for s in more if s.grade == first.grade and s.figure.is_bound == first.figure.is_bound]
        read, *others = (s.figure.to(unit or first.unit) for s in (first, *same))
        # A rounding that takes in the figure read is no other figure.
        others = [q for q in others if not q.low <= read.value <= q.high]
        figure = read.spanning(others) if others else read
        copies = tuple(s.id for s in more if s.id not in figure.ids)
        is_anonymous, is_beyond = origin.startswith("anonymous"), first.wording == "more than"
        found.append(Witness(origin, figure, first.grade, copies, thing, is_anonymous, is_beyond))
    return found


@dataclass(frozen=True)
class Evidence:
    """The witnesses of one side of a claim: those that decide, and those of a lower grade, which are shown beside."""

    deciding: tuple[Witness, ...] = ()
    others: tuple[Witness, ...] = ()

    @classmethod
    def of(cls, found: Iterable[Witness]) -> Self:
        """For each thing the best grade with a figure decides, and bounds of that grade or a better one with it.

        Without a figure all bounds do. A single anonymous witness decides nothing.
        """
        found = list(found)
        named = [w for w in found if not w.is_anonymous]
        best: dict[tuple, str] = {}
        for w in named:
            if not w.figure.is_bound:
                best[w.thing] = min(w.grade, best.get(w.thing, w.grade))
        deciding = tuple(w for w in named if w.grade <= best.get(w.thing, w.grade))
        return cls(deciding, tuple(w for w in found if w not in deciding))

    @classmethod
    def exact(cls, figure: Quantity) -> Self:
        """A constant or an assumption, as the one witness."""
        return cls((Witness("", figure),))

    def __add__(self, other: Self) -> Self:
        return Evidence(self.deciding + other.deciding, self.others + other.others)

    def __iter__(self) -> Iterator[Witness]:
        return iter(self.deciding + self.others)

    def __bool__(self) -> bool:
        return bool(self.deciding)

    @cached_property
    def figure(self) -> Quantity | None:
        """The first deciding figure with a range over all that decide, over bounds only where there is no other."""
        return span(w.figure for w in self.deciding) if self.deciding else None

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Every statement behind it, those that decide first."""
        return union(w.ids for w in self)

    def as_lower_bound(self) -> Self:
        """The highest deciding figure as a lower bound: at least so many."""
        highest = sorted(self.deciding, key=lambda w: -w.figure.low)[:1]
        return Evidence(tuple(w._replace(figure=replace(w.figure, high=inf)) for w in highest))

    def as_upper_bound(self) -> Self:
        """Every figure with an upper end as an upper bound: at most so many."""
        ends = [w for w in self if isfinite(w.figure.high)]
        return Evidence.of(w._replace(figure=replace(w.figure, low=-inf)) for w in ends)


def combine(formula: Callable[..., Quantity], *inputs: Evidence, of_one_origin: bool = False) -> Evidence:
    """A formula at every pairing of the deciding witnesses of its inputs; each pairing is a witness.

    Those with one input of a lower grade are the `others`. A pairing has the worst grade of its inputs.
    of_one_origin: pairs only what one origin gave, as for a difference of its own counts; a constant goes with any.
    """

    def pairings(*sides: Iterable[Witness]) -> Iterator[Witness]:
        for each in product(*sides):
            origins = list(dict.fromkeys(w.origin for w in each if w.origin))
            if not of_one_origin or len(origins) <= 1:
                figure = formula(*(w.figure for w in each))
                printed = union(w.printed for w in each)
                grade, thing = max(w.grade for w in each), tuple(w.thing for w in each)
                is_anonymous = any(w.is_anonymous for w in each)
                yield Witness(" and ".join(origins), figure, grade, printed, thing, is_anonymous)

    deciding = [input.deciding for input in inputs]
    others = ([*deciding[:at], input.others, *deciding[at + 1 :]] for at, input in enumerate(inputs))
    return Evidence(tuple(pairings(*deciding)), tuple(w for sides in others for w in pairings(*sides)))
