"""How what is refused is told: in one line."""

from __future__ import annotations

LONGEST = 80


class DisplayError(ValueError):
    """Something that cannot be shown: a template, a value, a figure; Jupyter shows one line without a traceback."""

    def _render_traceback_(self) -> list[str]:
        return [f"{type(self).__name__}: {self}"]


def shown(value: object) -> str:
    """A value as Python writes it, its unprintable characters escaped, cut in the middle where it is long."""
    text = repr(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 20]}...{text[-17:]}"


def in_one_line(text: object) -> str:
    """A message in printable characters alone: line ends and what steers a terminal are escaped."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in str(text))
