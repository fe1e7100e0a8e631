"""Bound sentences: rounded for the reader, exact for the machine beside it."""

from __future__ import annotations

from steppe.display.template import MIME, Filled, Value, caller, filled

__all__ = ["MIME", "say"]


def say(template: str, *, otherwise: str | None = None, **values: Value) -> Filled:
    """A sentence in which every figure is a value.

    Parameters
    ----------
    template
        Text with holes. `{n}` is the figure, `{n:range}` its range in words, `{n:both}` the range with the figure in
        brackets, `{n:low}` and `{n:high}` the ends.
    otherwise
        The template said instead where a value of the first one is missing (None, nan): nothing was public yet.
    values
        What fills the holes: Quantities, phrases, dates (ISO text too), whole numbers and texts. Holes that are not
        passed are filled from the names of the caller, as in `DataFrame.query`.

    Each figure has its statements as a title; all of them are listed in a fold below. Raises DisplayError for digits
    typed in the template, other than claims, dates and years, for a hole without a value, for a value passed that no
    template has a hole for, and for a value that has no unit.

    >>> from steppe import Quantity
    >>> arrivals = Quantity(98_000, 90_000, 100_000, "persons", ("kz_in_27sep",))
    >>> print(say("Entries: {arrivals:both}."))
    Entries: 90,000 to 100,000 (98,000).
    >>> print(say("Entries: {none}.", otherwise="By {day} nobody had counted.", none=None, day="2022-09-22"))
    By 22 September 2022 nobody had counted.
    """
    return filled("say", template, otherwise, values, caller())
