"""Bound sentences: rounded for the reader, exact for the machine beside it."""

from __future__ import annotations

from steppe.display.markup import code
from steppe.display.template import Filled, Value, fill

MIME = "application/vnd.steppe.say+json"
NAMED = 8


class Sentence:
    """A sentence that Jupyter shows with the statements it rests on."""

    def __init__(self, filled: Filled):
        self.filled = filled

    def __str__(self) -> str:
        return self.filled.text

    def __repr__(self) -> str:
        return "\n".join([self.filled.text, *(resting(self.filled.ids, plain=True))])

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        footnote = [f"*{line}*" for line in resting(self.filled.ids)]
        return {
            "text/markdown": "\n\n".join([self.filled.markdown, *footnote]),
            "text/plain": repr(self),
            MIME: {"values": self.filled.values},
        }


def say(template: str, **values: Value) -> Sentence:
    """A sentence whose figures are values: `say("{n} came, {n:range}.", n=case["arrivals"])`.

    `{n}` is the figure, `{n:range}` its range in words, `{n:both}` one with the other in brackets,
    `{n:low}` and `{n:high}` the ends. Values are Quantities, statements, dates (ISO text too), whole
    numbers and texts. Raises DisplayError for digits typed in the template, other than claims, dates
    and years.
    """
    return Sentence(fill("say", template, values))


def resting(ids: tuple[str, ...], plain: bool = False) -> list[str]:
    """The line that names the statements, or no line at all."""
    if not ids:
        return []
    named = ", ".join(id if plain else code(id) for id in ids[:NAMED])
    more = len(ids) - NAMED
    return [f"Rests on: {named}" + (f" and {more} more" if more > 0 else "")]
