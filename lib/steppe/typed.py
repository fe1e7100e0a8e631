"""Figures typed in digits into a text, and what may stand there in digits.

A figure belongs into a hole of `say(...)`, which binds it to statements. In a text may stand days, months and years,
ids of claims, numbers of chapters and exercises, names in a code span, and the few names that hold digits.
"""

import re
from collections.abc import Iterable

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
MONTH = f"(?:{MONTHS}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
_DAY = "(?:3[01]|[12][0-9]|0?[1-9])"
_DAYS = rf"{_DAY}(?:\s*(?:[-–]|to|and|or)\s*{_DAY})?"
YEAR = "(?:1[89]|20)[0-9]{2}"
_COUNTED = (
    r"\s*(?:%|(?:[A-Z][a-z]+\s+)?"
    r"(?:per|percent|km|mi|people|men|women|children|(?!(?:as|has|is|its|this|was)\b)[a-z-]+s)\b)"
)
_CHAPTER = "[0-9]{2}"
_MARKS = ".,;:()[]*_`\"'“”‘’\0"

NOTHING_COUNTED = rf"\b(?![.,]?\d)(?!{_COUNTED})"  # so that 2022 is a year, but no year in "2022 men"
A_YEAR = re.compile(rf"(?<![\d.,]){YEAR}{NOTHING_COUNTED}")
MAY_STAND = [
    re.compile(r"\b(?:1:(?:10|50|110)m|WGS84|CC BY 4\.0|ODbL 1\.0)\b"),  # map scales, an ellipsoid, licences
    re.compile(r"\b[CN][0-9]{2}(?:\.[1-9])?\b"),
    re.compile(rf"\b{YEAR}-[01][0-9](?:-[0-3][0-9])?\b"),
    re.compile(rf"(?<![\w.,]){_DAYS}\s+{MONTH}\b(?:\s+{YEAR}\b)?"),
    re.compile(r"(?<!`)`[A-Za-z_][\w./]*`(?!`)"),
    re.compile(r"\*\*Exercise [0-9]{2}\.[0-9]{1,2}\*\* · [a-z]+ · [0-9]+ minutes"),
    re.compile(r"\b(?:[Ee]xercise|Hint|Solution) [0-9]{2}\.[0-9]{1,2}\b"),
    re.compile(rf"\b(?i:chapters?)\s+{_CHAPTER}\b(?:(?:,\s+{_CHAPTER})*,?\s+(?:and|or|to)\s+{_CHAPTER}\b)?(?![.,]?\d)"),
]


def in_digits(text: str) -> list[tuple[int, str]]:
    """The figures in digits, each with its place; superscripts and fractions are digits too."""
    words = re.finditer(r"\S+", text)
    return [(word.start(), word[0].strip(_MARKS)) for word in words if any(sign.isnumeric() for sign in word[0])]


def blanked(text: str, patterns: Iterable[re.Pattern]) -> str:
    """The text with what the patterns find as blanks: every other sign keeps its place."""
    for pattern in patterns:
        text = pattern.sub(lambda found: re.sub(r"\S", " ", found[0]), text)
    return text
