"""What was stored of the verdicts in `verdicts.json`, and of which facts."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from steppe.tables import DataError, read_text

FILE = "verdicts.json"


class Recorded(NamedTuple):
    """The digest of the facts, and the bare words by scenario and by (part, vantage)."""

    facts: str
    words: dict[str, dict[tuple[str, str], str]]


def read(folder: Path) -> Recorded:
    """The record in a folder of data. Raises DataError."""
    return parse(read_text(folder / FILE))


def parse(text: str) -> Recorded:
    """A record as `steppe refresh` writes it. Raises DataError."""
    words = defaultdict(dict)
    try:
        record = json.loads(text)
        for row in record["verdicts"]:
            words[row["scenario"]][row["part"], row["vantage"]] = row["verdict"]
        return Recorded(record["facts"], dict(words))
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise DataError(FILE, f"no record ({error})", "what `steppe refresh` writes") from None
