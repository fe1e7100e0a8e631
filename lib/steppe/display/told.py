"""What was told, in the words of those who told it."""

from __future__ import annotations

from collections.abc import Iterable
from string import ascii_lowercase

from steppe.case import Case
from steppe.display.say import Sentence, say
from steppe.facts import Statement


def quotes(case: Case, statements: Iterable[Statement]) -> Sentence:
    """Who said what, and when it was published, one after the other; or that nothing was public."""
    told_so = {f"s{letter}": s for letter, s in zip(ascii_lowercase, statements, strict=False)}
    if not told_so:
        return say("Nothing on this was public by {day}.", day=case.view.as_of)
    template, values = [], {}
    for n, s in told_so.items():
        template.append(f"{{by_{n}}}, {{on_{n}}}: {{{n}}}{'.' * s.has_figure}")
        who = s.said_by[0].upper() + s.said_by[1:]
        values |= {n: s, f"by_{n}": who, f"on_{n}": s.published or "undated"}
    return say(" ".join(template), **values)
