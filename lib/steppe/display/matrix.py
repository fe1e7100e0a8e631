"""The verdict matrix as a picture: the parts of the claims, three vantage points, a word in every cell."""

from __future__ import annotations

from textwrap import fill

from steppe.claims import VANTAGES, judge_all
from steppe.display import dates
from steppe.display.style import FILLS, GREY, INK, LABEL, PALE, PALER, canvas, house_style, source_line
from steppe.display.verdicts import vantage_days
from steppe.verdicts import NO_ARITHMETIC

MAUVE = "#CBAEC4"  # a tint of the palette
LOOKS = {
    "holds": ("✓", FILLS["deep blue"], "white"),
    "roughly": ("≈", FILLS["light blue"], "black"),
    "mixed": ("±", MAUVE, "black"),
    "open": ("?", PALER, INK),
    "overstated": ("▲", FILLS["sand"], "black"),
    "understated": ("▼", FILLS["clay"], "black"),
    "contradicted": ("✗", FILLS["brick"], "white"),
    "not testable": ("", "white", GREY),
    NO_ARITHMETIC: ("", "white", GREY),
}
ROW = 0.3
CELL = 0.94
LEFT = 3.18
GAP = 0.02


def plot_matrix(case):
    """Every part in our words with its three verdicts; returns a matplotlib figure for `show`.

    Sign, word and colour say the same, so that any one of them is enough.
    """
    judgements = judge_all(case.facts, case.scenario)
    with house_style():
        figure, axes = canvas(ROW * len(judgements) + 1.0)
        axes.set_xlim(0, LEFT + 3 * CELL)
        axes.set_ylim(ROW * len(judgements), -0.55)
        axes.axis("off")
        for column, (point, day) in enumerate(vantage_days(case).items()):
            centre = LEFT + (column + 0.5) * CELL
            axes.text(centre, -0.32, point, ha="center", fontsize=10)
            axes.text(centre, -0.1, dates.shortened(day) if day else "", ha="center", fontsize=9, color=GREY)
        for row, (id, judgement) in enumerate(judgements.items()):
            middle = (row + 0.5) * ROW
            axes.text(0, middle, id, va="center", fontsize=8.5, fontweight="bold")
            words = _short(judgement.claim.paraphrase)
            axes.text(0.46, middle, words, va="center", fontsize=7.3, linespacing=1.1, gid=LABEL + id)
            for column, vantage in enumerate(VANTAGES):
                _cell(axes, LEFT + column * CELL, row * ROW, judgement.at(vantage))
        ids = [id for j in judgements.values() for v in VANTAGES for id in j.at(v).ids]
        source_line(figure, ids, notes="Each verdict names its own statements in the chapter of its claim.")
    return figure


def _cell(axes, x: float, y: float, verdict) -> None:
    from matplotlib.patches import Rectangle

    sign, fill_colour, ink = LOOKS[verdict.word]
    edge = PALE if fill_colour in ("white", PALER) else fill_colour
    box = Rectangle((x + GAP, y + GAP), CELL - 2 * GAP, ROW - 2 * GAP, facecolor=fill_colour, edgecolor=edge)
    axes.add_artist(box)
    word = "–" if verdict.word == NO_ARITHMETIC else f"{sign} {verdict.word}".strip()
    marks = ", ".join(verdict.marks)
    centred = {"ha": "center", "va": "center", "color": ink}
    axes.text(x + CELL / 2, y + ROW * (0.32 if marks else 0.5), word, fontsize=8, **centred)
    if marks:
        axes.text(x + CELL / 2, y + ROW * 0.74, marks, fontsize=6.5, style="italic", **centred)


def _short(paraphrase: str) -> str:
    return fill(paraphrase, 48, max_lines=2, placeholder=" …")
