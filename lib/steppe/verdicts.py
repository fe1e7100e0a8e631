"""A verdict: the word for a part from one vantage point, and everything that it rests on; and the stored words."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from steppe.quantity import Quantity
from steppe.tables import DataError, read_text

NO_ARITHMETIC = "-"
FOR = frozenset({"holds", "roughly"})
UNSETTLED = frozenset({"open", "mixed"})
AGAINST = frozenset({"overstated", "understated", "contradicted"})
WORDS = (
    "holds", "roughly", "mixed", "open", "overstated", "understated", "contradicted", "not testable", NO_ARITHMETIC,
)


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
    readings: Mapping[str, Verdict] = field(default_factory=dict)

    @property
    def marks(self) -> tuple[str, ...]:
        """contested, fragile: what else a reader must know about the word."""
        return ("contested",) * bool(self.contested) + ("fragile",) * self.fragile

    @property
    def unsettled(self) -> str:
        """What is missing where the word is `open`, who disagrees where it is `mixed` or contested; else nothing."""
        readings = [f"{name}, {reading.word}" for name, reading in self.readings.items()]
        sides = {"for": self.pro, "against": self.contra, "read as": readings}
        named = {"missing": self.missing, **(sides if self.word in UNSETTLED else {}), "contested by": self.contested}
        return "; ".join(f"{what} {' · '.join(names)}" for what, names in named.items() if names)


class Recorded(NamedTuple):
    """What `verdicts.json` stores: the digest of the facts, and the bare words by scenario and by (part, vantage)."""

    facts: str
    words: dict[str, dict[tuple[str, str], str]]

    @classmethod
    def read(cls, folder: Path) -> Recorded:
        """The record in a folder of data. Raises DataError."""
        return cls.parse(read_text(folder / "verdicts.json"))

    @classmethod
    def parse(cls, text: str) -> Recorded:
        """A record as `steppe refresh` writes it. Raises DataError."""
        words = defaultdict(dict)
        try:
            record = json.loads(text)
            for row in record["verdicts"]:
                words[row["scenario"]][row["part"], row["vantage"]] = row["verdict"]
            return cls(record["facts"], dict(words))
        except (ValueError, LookupError, TypeError, RecursionError) as error:
            raise DataError("verdicts.json", f"no record ({error})", "what `steppe refresh` writes") from None
