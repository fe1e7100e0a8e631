"""What hangs on each statement: which claims, sentences, tables and figures move if it were another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from steppe.display.grid import Cell, Grid
from steppe.display.tables import figure_of
from steppe.facts import Facts, Statement
from steppe.markup import code_html
from steppe.tables import read_package, read_table

NEEDED = "Where it is missing, the claim or the chapter that needs it stops; with another figure something moves there."


@dataclass(frozen=True)
class Load:
    """The claims that move with a statement, and how many places of words and figures, by chapter.

    stops: the changes that take it away and are not seen, but stop the claim or the chapter that needs it.
    """

    statement: Statement
    claims: tuple[str, ...]
    words: dict[str, int]
    figures: dict[str, int]
    stops: str

    @property
    def places(self) -> int:
        """Sentences, boxes, tables and figures in all chapters."""
        return sum(self.words.values()) + sum(self.figures.values())


def loads(facts: Facts) -> dict[str, Load]:
    """The load map as `steppe mutate` found it, by statement, the heaviest first. Raises DataError."""
    found = [
        Load(facts.statements[id], claims, dict(words), dict(figures), stops)
        for id, claims, words, figures, stops in _rows(facts.folder)
        if id in facts.statements
    ]
    return {load.statement.id: load for load in sorted(found, key=lambda load: (-load.places, load.statement.id))}


@cache
def _rows(folder: Path) -> list[tuple]:
    return [
        (
            row["statement"],
            tuple((row["claims"] or "").split()),
            *(_counted(row[kind]) for kind in ("words", "figures")),
            row["stops"] or "",
        )
        for row in read_table(folder, read_package(folder), "load_map")
    ]


def _counted(cell: str | None) -> tuple[tuple[str, int], ...]:
    pairs = (pair.split(":") for pair in (cell or "").split())
    return tuple((chapter, int(count)) for chapter, count in pairs)


def hanging(load: Load) -> str:
    """What hangs on a statement, in one line: `C03, C05; chapter 03: 12 texts, 4 figures`."""
    by_chapter = []
    for chapter in sorted(load.words.keys() | load.figures.keys()):
        counted = [*_many(load.words, chapter, "text"), *_many(load.figures, chapter, "figure")]
        by_chapter.append(f"chapter {chapter}: {', '.join(counted)}")
    return "; ".join(filter(None, (", ".join(load.claims), *by_chapter))) or "nothing"


def _many(counts: dict[str, int], chapter: str, what: str) -> list[str]:
    count = counts.get(chapter, 0)
    return [f"{count} {what}{'s' * (count > 1)}"] if count else []


def heaviest(facts: Facts, count: int = 10) -> Grid:
    """The statements on which most hangs: what was stated, by whom, and what would move."""
    rows = [
        [
            Cell(figure_of(load.statement)),
            Cell(load.statement.said_by),
            Cell(hanging(load)),
            Cell(load.statement.id, code_html(load.statement.id)),
        ]
        for load in list(loads(facts).values())[:count]
    ]
    return Grid(["What was stated", "Said by", "What would move", "Statement"], rows)


def unseen(facts: Facts) -> Grid:
    """The changes that are not seen, each statement with its reason: those written by hand, then the one worked out."""
    written = read_table(facts.folder, read_package(facts.folder), "survivors")
    found = [(row["statement"], row["mutations"], row["reason"]) for row in written]
    found += [(id, load.stops, NEEDED) for id, load in loads(facts).items() if load.stops]
    rows = [[Cell(id, code_html(id)), Cell(changes), Cell(reason)] for id, changes, reason in found]
    none = [Cell("none"), Cell(""), Cell("")]
    return Grid(["Statement", "Changed by", "Why it is not seen"], rows or [none])
