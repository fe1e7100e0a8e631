"""A figure reckoned from others, once for every choice of source, with the places where it can be varied."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from math import isfinite, prod
from operator import is_

from steppe.quantity import Quantity

Option = tuple[Quantity, float]
Change = Callable[["Input"], "Input"]


@dataclass(frozen=True)
class Input:
    """The figures that may stand in one place, each with its weight, the chosen one first.

    `name` is what the place can be varied by; a constant has none, nor has a figure that belongs to
    one pair alone.
    """

    options: tuple[Option, ...]
    name: str | None = None

    @classmethod
    def of(cls, options: list[Option], name: str | None = None) -> Input:
        return cls(tuple(options), name)

    @classmethod
    def fixed(cls, figure: Quantity) -> Input:
        """A constant."""
        return cls(((figure, 1.0),))

    def supposing(self, figure: Quantity) -> Input:
        """One figure in the place of all."""
        return Input(((figure, 1.0),), self.name)


@dataclass(frozen=True)
class Reckoned:
    """A formula over inputs; without one, the single input as it stands.

    The formula uses + - * / alone, constants on the right, so that it takes whatever does arithmetic.
    """

    inputs: tuple[Input, ...]
    formula: Callable | None = None

    @classmethod
    def plain(cls, options: list[Option], name: str | None = None) -> Reckoned:
        return cls((Input.of(options, name),))

    @classmethod
    def fixed(cls, figure: Quantity) -> Reckoned:
        return cls((Input.fixed(figure),))

    @cached_property
    def options(self) -> tuple[Option, ...]:
        """The result for every combination of options; weights multiply; the chosen ones come first.

        "More than" and "up to" count at their figure in a formula, which is then a bound itself.
        """
        if self.formula is None:
            return self.inputs[0].options
        return tuple(
            (self.formula(*(drawn_in(q) for q, _ in options)), prod(weight for _, weight in options))
            for options in product(*(input.options for input in self.inputs))
        )

    def changed(self, change: Change) -> Reckoned:
        """The same formula over changed inputs; itself, with what it has worked out, where none changes."""
        inputs = tuple(map(change, self.inputs))
        return self if all(map(is_, inputs, self.inputs)) else Reckoned(inputs, self.formula)


def closed(q: Quantity) -> Quantity:
    """The same figure with its open ends drawn in to where they stand, as if exact."""
    return replace(drawn_in(q), beyond=(False, False))


def drawn_in(q: Quantity) -> Quantity:
    """The same figure with infinite ends drawn in to its value, for ranges that are shown; they stay `beyond`."""
    if isfinite(q.low) and isfinite(q.high):
        return q
    low, high = (end if isfinite(end) else q.value for end in (q.low, q.high))
    sides = [side for _, side in q.open_ends]
    return replace(q, low=low, high=high, beyond=(-1 in sides, 1 in sides))
