"""Bound sentences: rounded for the reader, exact for the machine beside it."""

from __future__ import annotations

from steppe.display.footnotes import Footnotes, bracketed, raised
from steppe.display.template import Filled, Value, fill

MIME = "application/vnd.steppe.say+json"


class Sentence:
    """A sentence that Jupyter shows with a mark on each figure and the statements of each mark below."""

    def __init__(self, filled: Filled):
        self.filled = filled
        self._notes = Footnotes()
        self._marked = [(piece, self._notes.mark(piece.ids)) for piece in filled.pieces]

    def __str__(self) -> str:
        """The bare words."""
        return self.filled.text

    def __repr__(self) -> str:
        marked = "".join(piece.words + bracketed(mark) for piece, mark in self._marked)
        return "\n".join([marked, *self._notes.text()])

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        marked = "".join(piece.markdown + raised(mark) for piece, mark in self._marked)
        return {
            "text/markdown": "\n\n".join([marked, *self._notes.markdown()]),
            "text/plain": repr(self),
            MIME: {"values": self.filled.values},
        }


def say(template: str, **values: Value) -> Sentence:
    """A sentence whose figures are values: `say("{n} came, {n:range}.", n=case["arrivals"])`.

    `{n}` is the figure, `{n:range}` its range in words, `{n:both}` the range with the figure in brackets,
    `{n:low}` and `{n:high}` the ends. Values are Quantities, statements, phrases, dates (ISO text too),
    whole numbers and texts. Each figure carries a mark that leads to its own statements. Raises
    DisplayError for digits typed in the template, other than claims, dates and years.
    """
    return Sentence(fill("say", template, values))
