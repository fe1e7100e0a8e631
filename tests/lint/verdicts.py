"""Verdicts typed beside the id of a claim, where `say` or a table should put the one that was worked out."""

from __future__ import annotations

import re

from conftest import WORDS

_CLAIM = re.compile(r"\bC[0-9]{2}\b")
_QUOTED = re.compile(rf"(?<!`)`(?:{'|'.join(sorted(WORDS - {'-'}))})`(?!`)")
_SPOKEN = re.compile(r"\b(?:contradict(?:s|ed)?|holds|open|overstated|understated|not testable)\b", re.I)
_PARAGRAPH = re.compile(r"\n\s*\n|\n(?=\s*(?:[*|#-]|\d+\.)\s)")
_SENTENCE = re.compile(r"(?<=[.!?:;])[*_\"”)]*\s+")


def typed(text: str) -> list[str]:
    """Words of the rule beside the id of a claim: in backticks in one paragraph, as plain words in one sentence."""
    found = []
    for paragraph in filter(_CLAIM.search, _PARAGRAPH.split(text)):
        found += _QUOTED.findall(paragraph)
        for sentence in filter(_CLAIM.search, _SENTENCE.split(_QUOTED.sub(" ", paragraph))):
            found += _SPOKEN.findall(sentence)
    return found
