"""Figures typed into prose, be it Markdown or a text for readers in code.

Prose is Markdown with its headings, captions, alternative texts and titles, but without tags, comments, addresses and
code: in a code span or fence stand ids, calls, settings and commands, anything else there is read as prose. The
numbers of a list that begins with one are no figures, nor are single digits in a formula. What else may stand is in
`typed`.
"""

from __future__ import annotations

import re

from steppe import typed

_CALL = r"[A-Za-z_][\w./]*(?:\s*[=(][^\n`]*)?"
_CODE = rf"(?:[\w./]*\b(?:make|papermill|steppe)\s[^\n`]*|-p\s[^\n`]*|\d\d_[a-z_]+(?:\.ipynb)?|{_CALL})"
_SEEN = re.compile(r"\b(?:alt|title|aria-label)\s*=\s*(\"[^\"]*\"|'[^']*')", re.I)
_TAG = re.compile(r"</?[A-Za-z](?:\"[^\"]*\"|'[^']*'|[^<>\"'])*>")
_FENCE = re.compile(r"^(```|~~~)(.*?)^\1[^\n]*$", re.M | re.S)
_MARKER = re.compile(r"^[ \t]*(?:>[ \t]*)*(\d{1,2})\.(?=\s)", re.M)
NOT_PROSE = [
    re.compile(rf"(?<![`\w]){'`'}{_CODE}{'`'}(?!`)"),
    re.compile(r"<!--.*?-->", re.S),
    re.compile(r"\$\$?(?:[^$\d]|(?<!\d)\d(?!\d))+\$\$?"),
    re.compile(r"(?<=\]\()[^()\s\"]*"),
    re.compile(r"^\s*\[[^\]^][^\]]*\]:\s*\S+", re.M),
    re.compile(r"<https?://[^>]*>|https?://[^\s)]+"),
]


def unbound(markdown: str) -> list[str]:
    """The figures of a piece of prose that are bound to nothing, as they stand."""
    return [figure for _, figure in located(markdown)]


def located(markdown: str) -> list[tuple[int, str]]:
    """The same with the line on which each stands, counted from one."""
    prose = _FENCE.sub(lambda fence: typed.blanked(fence[0], [re.compile(rf"^{_CODE}$", re.M)]), markdown)
    prose = _TAG.sub(_what_is_seen, typed.blanked(prose, NOT_PROSE))
    return [(prose.count("\n", 0, place) + 1, figure) for place, figure in typed.figures(_without_markers(prose))]


def _what_is_seen(tag: re.Match) -> str:
    """Of a tag the texts that a reader sees or hears, and its lines."""
    return " ".join(["", *_SEEN.findall(tag[0]), "\n" * tag[0].count("\n")])


def _without_markers(prose: str) -> str:
    """Prose without the numbers of lists: one, or one more than the number before."""
    expected, pieces, end = 1, [], 0
    for marker in _MARKER.finditer(prose):
        if int(marker[1]) in (1, expected):
            pieces.append(prose[end : marker.start()] + " " * len(marker[0]))
            end, expected = marker.end(), int(marker[1]) + 1
    return "".join([*pieces, prose[end:]])
