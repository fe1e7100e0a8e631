"""Figures typed into Markdown, in digits or in words.

Headings, captions, alternative texts and titles are read; tags, comments, addresses and code are not. A code span or
fence is code only as far as it holds ids, calls, settings and commands. The numbers of a list that begins with one are
no figures, nor are single digits in a formula.

May stand what may stand in a template (`steppe.typed`), a year after a word such as "since", and the phrases of
`phrases.csv`. Of numbers in words those up to twelve may stand, with first, second, half, twice and double: they count
what is in sight. A larger number, a share ("nine of ten", "every tenth"), a multiple or a percentage is a figure.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from pathlib import Path

from steppe.typed import MAY_STAND, MONTH, NOTHING_COUNTED, YEAR, blanked, in_digits

_CALL = r"[A-Za-z_][\w./]*(?:\s*[=(][^\n`]*)?"
_CODE = rf"(?:[\w./]*\b(?:make|papermill|steppe)\s[^\n`]*|-p\s[^\n`]*|\d\d_[a-z_]+(?:\.ipynb)?|{_CALL})"
_FENCE = re.compile(r"^(```|~~~)(.*?)^\1[^\n]*$", re.M | re.S)
_CODE_LINE = re.compile(rf"^{_CODE}$", re.M)
_NOT_PROSE = [
    re.compile(rf"(?<![`\w])`{_CODE}`(?!`)"),
    re.compile(r"<!--.*?-->", re.S),
    re.compile(r"\$\$?(?:[^$\d]|(?<!\d)\d(?!\d))+\$\$?"),
    re.compile(r"(?<=\]\()[^()\s\"]*"),
    re.compile(r"^\s*\[[^\]^][^\]]*\]:\s*\S+", re.M),
    re.compile(r"<https?://[^>]*>|https?://[^\s)]+"),
]
_TAG = re.compile(r"</?[A-Za-z](?:\"[^\"]*\"|'[^']*'|[^<>\"'])*>")
_SEEN = re.compile(r"\b(?:alt|title|aria-label)\s*=\s*(\"[^\"]*\"|'[^']*')", re.I)
_MARKER = re.compile(r"^[ \t]*(?:>[ \t]*)*(\d{1,2})\.(?=\s)", re.M)

_BEFORE_A_YEAR = (
    "after|and|around|before|between|by|during|early|for|from|in|late|mid|of|or|since|spring|summer|the|to|until|years?"
)
_YEARS = [
    re.compile(
        rf"\b(?:{MONTH}|(?i:{_BEFORE_A_YEAR}))[\s-]+{YEAR}(?:[-–/]{YEAR})?{NOTHING_COUNTED}"
        rf"(?:\s+(?:and|or|to)\s+{YEAR}{NOTHING_COUNTED})?"
    ),
    re.compile(rf"(?:\A|,)\s*{YEAR}(?=,|\s+to\b|\s*\Z)"),
]

_SMALL = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_LARGE = (
    "(?:thir|four|fif|six|seven|eigh|nine)teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
    "|dozens?|hundreds?|thousands?|millions?|billions?"
)
_PART = "third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
_ANY = f"(?:{_SMALL}|{_LARGE})"
_IN_WORDS = re.compile(
    rf"""\b(?: (?:{_ANY}[\s-]+(?:and\s+)?)*(?:{_LARGE})(?:[\s-]+{_ANY})*  # ninety-eight thousand
        | (?:{_SMALL})[\s-](?:{_PART})s | (?:an?|one)[\s-](?:{_PART})  # two-thirds, a tenth
        | {_ANY}[\s-]+(?:in|of)[\s-]+(?:(?:all|its|the|their|these|those)\s+)?{_ANY}  # nine of ten, one of its two
        | (?:{_ANY}[\s-]+)?(?:out[\s-]+of|(?:in|of)\s+(?:each|every))[\s-]+{_ANY}  # nine out of ten
        | every\s+(?:{_PART})                                          # every tenth
        | (?:{_SMALL})\s+per\s?cent | (?:{_SMALL})\s+times\s+(?:the|as|more)  # four times as much
        | (?:{_SMALL})fold | (?:more|less|fewer)\s+than\s+half | half\s+of\s+(?:all|them|the)
        )\b""",
    re.I | re.X,
)


def _phrases() -> dict[str, re.Pattern]:
    """The phrases of `phrases.csv`, each with the pattern that finds it in any case and over the end of a line."""
    with Path(__file__).with_name("phrases.csv").open(encoding="utf-8", newline="") as table:
        phrases = [row["phrase"] for row in csv.DictReader(table)]
    words = {phrase: r"\s+".join(map(re.escape, phrase.split())) for phrase in phrases}
    return {phrase: re.compile(rf"(?<![\w.]){pattern}(?!\w)", re.I) for phrase, pattern in words.items()}


PHRASES = _phrases()


def typed(markdown: str, allowed: Iterable[re.Pattern] = tuple(PHRASES.values())) -> list[tuple[int, str]]:
    """The figures of a text that may not stand, as they stand, each with its line, counted from one."""
    prose = _FENCE.sub(lambda fence: blanked(fence[0], [_CODE_LINE]), markdown)
    prose = _TAG.sub(_what_is_seen, blanked(prose, _NOT_PROSE))
    prose = blanked(_without_markers(prose), [*allowed, *MAY_STAND, *_YEARS])
    found = [*in_digits(prose), *((figure.start(), figure[0]) for figure in _IN_WORDS.finditer(prose))]
    return [(prose.count("\n", 0, place) + 1, figure) for place, figure in sorted(found)]


def _what_is_seen(tag: re.Match) -> str:
    """Of a tag the texts that a reader sees or hears, and its lines."""
    return " ".join(["", *_SEEN.findall(tag[0]), "\n" * tag[0].count("\n")])


def _without_markers(prose: str) -> str:
    """Prose without the numbers of lists: one, or one more than the number of another item."""
    numbers = {0, *map(int, _MARKER.findall(prose))}
    return _MARKER.sub(lambda marker: marker[0] if int(marker[1]) - 1 not in numbers else " " * len(marker[0]), prose)
