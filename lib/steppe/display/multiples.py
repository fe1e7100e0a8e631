"""The range of several rows, in words."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite

from steppe.display.marks import Row
from steppe.display.template import Filled, phrase
from steppe.quantity import closed


def stretch(rows: Iterable[Row]) -> Filled:
    """The range of all rows in words; an end that is only a bound says so."""
    rows = list(rows)
    first, *rest = (closed(row.figure) for row in rows)
    whole = first.spanning(rest)
    if whole.is_exact:
        return phrase("{whole}", whole=whole)
    below = any(not isfinite(row.figure.low) and row.figure.value == whole.low for row in rows)
    above = any(not isfinite(row.figure.high) and row.figure.value == whole.high for row in rows)
    words = "from {whole:low}" + " or less" * below + " to {whole:high}" + " or more" * above
    return phrase(words, whole=whole)
