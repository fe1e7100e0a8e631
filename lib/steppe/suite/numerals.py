"""Numerals typed into prose. Figures belong into `say(...)`, where they are bound to statements.

Prose is Markdown without code, link targets, HTML tags and comments, and without what is generated between markers:
what stands there is not read as a figure. Of the digits that remain these may stand: dates and years, claim ids,
references to chapters, sections and exercises, list markers, and the names of `NAMES`.
"""

from __future__ import annotations

import re

NAMES = {
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
}

_MONTH = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
)
_YEAR = r"(?:1[89]|20)\d\d"
_COUNTED = r"(?:%|per\s?cent|miles|km|people|persons)"
_PLACE = "(?:chapter|section|exercise|step|notebook|figure|table)"
_DAY = r"\d{1,2}(?:\s*(?:[-–]|to|and|or)\s*\d{1,2})?"

NOT_PROSE = [
    re.compile(r"^(```|~~~).*?^\1[^\n]*$", re.M | re.S),
    re.compile(r"<!-- (\w+):start -->.*?<!-- \1:end -->", re.S),
    re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.S),
    re.compile(r"<!--.*?-->", re.S),
    re.compile(r"(?<=\])\([^()\s]*(?:\s+\"[^\"]*\")?\)"),
    re.compile(r"^\s*\[[^\]]+\]:\s*\S+.*$", re.M),
    re.compile(r"<https?://[^>]*>|https?://\S+"),
    re.compile(r"</?[A-Za-z][^<>]*>"),
]
MAY_STAND = [
    *(re.compile(rf"(?<![\w.]){re.escape(name)}(?!\w)") for name in NAMES),
    re.compile(r"\b(?:C(?:0[1-9]|1[0-7])|N0[1-9])\b"),
    re.compile(rf"\b{_YEAR}-\d\d(?:-\d\d)?\b"),
    re.compile(rf"\b{_DAY}\s+{_MONTH}\b(?:\s+{_YEAR}\b)?"),
    re.compile(rf"\b{_MONTH}\s+{_DAY}\b(?!\d)(?:,?\s+{_YEAR}\b)?"),
    re.compile(rf"(?<![\d.,]){_YEAR}(?:[-–/](?:{_YEAR}|\d\d))?s?\b(?![.,]?\d)(?!\s*{_COUNTED})"),
    re.compile(rf"\b{_PLACE}s?\s+\d{{1,2}}\b(?:(?:,|\s+and|\s+or|\s+to)\s+\d{{1,2}}\b)*", re.I),
    re.compile(r"^\s*(?:>\s*)*\d{1,2}[.)]\s", re.M),
    re.compile(r"^#+\s+\d{1,2}(?:\.\d{1,2})*\.?(?=\s)", re.M),
]
_FIGURE = re.compile(r"\S*\d\S*")


def unbound(markdown: str) -> list[str]:
    """The numerals of a piece of prose that are bound to nothing, as they stand."""
    return [figure for _, figure in located(markdown)]


def located(markdown: str) -> list[tuple[int, str]]:
    """The same with the line on which each stands, counted from one."""
    prose = markdown
    for pattern in (*NOT_PROSE, *MAY_STAND):
        prose = pattern.sub(lambda match: "\n" * match[0].count("\n") or " ", prose)
    return [
        (prose.count("\n", 0, found.start()) + 1, found[0].strip(".,;:()[]*_\"'“”‘’"))
        for found in _FIGURE.finditer(prose)
    ]
