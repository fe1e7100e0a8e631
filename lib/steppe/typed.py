"""Figures typed in a text, in digits or in words, and the one list of what may stand there.

A figure belongs into `say(...)`, where it is bound to statements. May stand: days, months and years, ids of claims,
numbers of chapters, and the phrases of `PHRASES`. Of numbers in words those up to twelve may stand, with first,
second, half, twice and double: they count what is in sight. A larger number, a share ("nine of ten", "nine out of
ten", "nine of every ten", "every tenth"), a multiple or a percentage in words is a figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

PHRASES = {
    "1:10m": "name of a Natural Earth scale",
    "1:50m": "name of a Natural Earth scale",
    "1:110m": "name of a Natural Earth scale",
    "CC BY 4.0": "name of a licence",
    "ODbL 1.0": "name of a licence",
    "BSD-3-Clause": "name of a licence",
    "Python 3.11 to 3.14": "the versions that are tested",
    "Python 3": "name of the kernel",
    "KZT/m2": "name of a unit",
    "WGS84": "name of an ellipsoid",
    "18 to 60": "ages of call-up, by which a group of the closed list is named",
    "18–60": "the same",
    "18 to 45": "the same, up to a lower age",
    "eighteen to forty-five": "the same",
    "tenge per m²": "name of a unit",
    "never thousands": "name of a unit that is not used",
    "each thousand residents": "the base of a rate",
    "per thousand residents": "the base of a rate",
    "each hundred": "the base of a rate",
    "every hundred residents": "the base of a rate",
    "seventeen claims": "as many as are judged",
    "all seventeen": "as many as are judged",
    "more than seventeen things": "as many as are judged",
    "millions of Russians": "words of C08, under test",
    '"millions" of Russians': "words of C08, under test",
    '"Millions" of Russians': "words of C08, under test",
    "Were it millions": "words of C08, under test",
    "The millions are the claim itself": "words of C08, under test",
    "at least two millions": "the least that the words of C08 can mean",
    "rise by a fourth": "words of C11, under test",
    "a fourth be added": "words of C11, under test",
    "A fourth of the population is reached": "words of C11, under test",
    "more than half another": "a majority, as a notion",
    "more than half of the leavers asked": "the line of C13",
    "one half of the population": "a line that is passed or not",
    "half of the verdict": "a part, no quantity",
    "half of them do": "a supposition",
    "raised by a tenth": "a mutation",
    "a thousand times too much": "a mutation",
    "whole hundred thousands": "how a count is rounded",
    "one of two reasons": "which one, no share",
    "one of three kinds": "which one, no share",
    "a third witness": "an ordinal",
    "a third whom": "an ordinal",
    "a third group": "an ordinal",
    "two quarters of the same year": "quarters of a year",
    "other three quarters": "quarters of a year",
    "half of the year before": "a half of a year",
    "In 2022 births less deaths": "a year, and what happened in it",
    "2022 or since": "the year in which a flow begins",
}

_MONTH = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
)
_DAY = "(?:3[01]|[12][0-9]|0?[1-9])"
_DAYS = rf"{_DAY}(?:\s*(?:[-–]|to|and|or)\s*{_DAY})?"
_YEAR = "(?:1[89]|20)[0-9]{2}"
_BEFORE_A_YEAR = (
    "after|and|around|before|between|by|during|early|for|from|in|late|mid|of|or|since|spring|summer|the|to|until|years?"
)
_COUNTED = (
    r"\s*(?:%|(?:[A-Z][a-z]+\s+)?"
    r"(?:per|percent|km|mi|people|men|women|children|(?!(?:as|has|is|its|this|was)\b)[a-z-]+s)\b)"
)
_CHAPTER = "[0-9]{2}"
_MARKS = ".,;:()[]*_`\"'“”‘’\0"

A_YEAR = re.compile(rf"(?<![\d.,]){_YEAR}\b(?![.,]?\d)(?!{_COUNTED})")
MAY_STAND = [
    *(re.compile(rf"(?<![\w.]){re.escape(phrase)}(?!\w)".replace(r"\ ", r"\s+"), re.I) for phrase in PHRASES),
    re.compile(r"\b[CN][0-9]{2}(?:\.[1-9])?\b"),
    re.compile(rf"\b{_YEAR}-[01][0-9](?:-[0-3][0-9])?\b"),
    re.compile(rf"(?<![\w.,]){_DAYS}\s+{_MONTH}\b(?:\s+{_YEAR}\b)?"),
    re.compile(
        rf"\b(?:{_MONTH}|(?i:{_BEFORE_A_YEAR}))[\s-]+{_YEAR}(?:[-–/]{_YEAR})?\b(?![.,]?\d)(?!{_COUNTED})"
        rf"(?:\s+(?:and|or|to)\s+{_YEAR}\b(?![.,]?\d)(?!{_COUNTED}))?"
    ),
    re.compile(rf"(?:\A|,)\s*{_YEAR}(?=,|\s*\Z)"),
    re.compile(r"(?<!`)`[A-Za-z_][\w./]*`(?!`)"),
    re.compile(r"\*\*Exercise [0-9]{1,2}\.\*\*"),
    re.compile(rf"\b(?i:chapters?)\s+{_CHAPTER}\b(?:(?:,\s+{_CHAPTER})*,?\s+(?:and|or|to)\s+{_CHAPTER}\b)?(?![.,]?\d)"),
]

_SMALL = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_LARGE = (
    "(?:thir|four|fif|six|seven|eigh|nine)teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
    "|dozens?|hundreds?|thousands?|millions?|billions?"
)
_PART = "third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
_JOINED = rf"(?:(?:{_SMALL}|{_LARGE})[\s-]+(?:and\s+)?)*"
_ANY = f"(?:{_SMALL}|{_LARGE})"
_IN_WORDS = re.compile(
    rf"""\b(?: {_JOINED}(?:{_LARGE})(?:[\s-]+(?:{_SMALL}|{_LARGE}))*     # ninety-eight thousand
        | (?:{_SMALL})[\s-](?:{_PART})s | (?:an?|one)[\s-](?:{_PART})  # two-thirds, a tenth
        | {_ANY}[\s-]+(?:in|of)[\s-]+(?:(?:all|its|the|their|these|those)\s+)?{_ANY}  # nine of ten, one of its two
        | (?:{_ANY}[\s-]+)?(?:out[\s-]+of|(?:in|of)\s+(?:each|every))[\s-]+{_ANY}  # nine out of ten
        | every\s+(?:{_PART})                                          # every tenth
        | (?:{_SMALL})\s+per\s?cent | (?:{_SMALL})\s+times\s+(?:the|as|more)  # four times as much
        | (?:{_SMALL})fold | (?:more|less|fewer)\s+than\s+half | half\s+of\s+(?:all|them|the)
        )\b""",
    re.I | re.X,
)


def figures(text: str) -> list[tuple[int, str]]:
    """The figures that may not stand, in digits or in words, each with the place where it begins."""
    rest = blanked(text, MAY_STAND)
    spoken = [(found.start(), found[0]) for found in _IN_WORDS.finditer(rest)]
    return sorted([*_in_digits(rest), *spoken])


def in_digits(text: str) -> list[tuple[int, str]]:
    """Those in digits alone; any numeric sign is a digit, a superscript or a fraction too."""
    return _in_digits(blanked(text, MAY_STAND))


def _in_digits(rest: str) -> list[tuple[int, str]]:
    words = re.finditer(r"\S+", rest)
    return [(word.start(), word[0].strip(_MARKS)) for word in words if any(sign.isnumeric() for sign in word[0])]


def blanked(text: str, patterns: Iterable[re.Pattern]) -> str:
    """The text with what the patterns find as blanks: every other sign keeps its place."""
    for pattern in patterns:
        text = pattern.sub(lambda found: re.sub(r"\S", " ", found[0]), text)
    return text
