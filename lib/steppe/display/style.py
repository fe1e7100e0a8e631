"""The one look of all figures, whatever settings the reader has, and the language of their texts."""

import re
from pathlib import Path
from textwrap import fill

import matplotlib.style
from matplotlib.layout_engine import TightLayoutEngine
from matplotlib.text import Text
from matplotlib.ticker import Formatter

from steppe.language import ENGLISH, current, in_parts, month, separated
from steppe.typed import MONTHS

SETTINGS = matplotlib.rc_params_from_file(Path(__file__).with_name("steppe.mplstyle"), use_default_template=False)
APPLIED: dict[str, object] = {}  # all settings of matplotlib once these are applied
SHORT = [name[:3] for name in MONTHS.split("|")]
A_MONTH = re.compile(rf"\b({'|'.join(SHORT)})\b")
LINE, WHOLE, LEAST, ROOM = 38, 58, 16, 1.15  # letters of a line in axes, of one above all, at least; over English
SMALLER = 0.88  # letters of other languages are wider: where a chapter breaks lines, as many fit as in English
PAD, BETWEEN = 0.7, 0.8  # room around the axes and between them, in heights of a letter


def house_style():
    """A context within which matplotlib has these settings and none of the reader's."""
    return matplotlib.style.context(SETTINGS, after_reset=True)


def use_style() -> None:
    """From here on matplotlib draws with these settings and none of the reader's."""
    if matplotlib.rcParams.copy() != APPLIED:  # setting them all again takes a while
        matplotlib.rcdefaults()  # leaves the backend alone: setting it anew would close figures
        matplotlib.style.use(SETTINGS | {"figure.autolayout": True})
        APPLIED.update(matplotlib.rcParams.copy())


def lay_out(fig) -> None:
    """Places the axes, once, so that labels, titles and a legend below them all fit.

    In the automatic layout of `use_style` every text is measured once, where constrained layout, which gives much the
    same picture, measures it several times. Figures with another layout, or none, get what they ask for.
    """
    engine = fig.get_layout_engine()
    if isinstance(engine, TightLayoutEngine):
        TightLayoutEngine(pad=PAD, h_pad=BETWEEN, w_pad=BETWEEN, rect=None).execute(fig)  # a rect is measured twice
        height = max((legend.get_window_extent().height for legend in fig.legends), default=0)
        fig.subplots_adjust(bottom=fig.subplotpars.bottom + height / fig.bbox.height)
    elif engine:
        engine.execute(fig)
    fig.set_layout_engine("none")  # a second layout of the same figure would move it by a hair


class _Ticks(Formatter):
    """The labels of an axis in the language in use: figures, months and words."""

    def __init__(self, english: Formatter):
        self.english = english

    def __call__(self, x: float, pos: int | None = None) -> str:
        text = str(self.english(x, pos))
        if re.fullmatch(r"[−-]?[\d,]+(\.\d+)?%?", text):
            return separated(text)
        return A_MONTH.sub(lambda name: month(SHORT.index(name[0]) + 1, "abbreviated"), worded(text))

    def set_locs(self, locs: list[float]) -> None:
        self.english.set_locs(locs)


def worded(text: str, most: float = LINE) -> str:
    """A text of a figure in the language in use; a line much longer than in English, or than `most`, is broken."""
    new = in_parts(text)
    if "\n" in text:
        most = max(ROOM * max(map(len, text.split("\n"))), LEAST)
    return new if new == text else "\n".join(fill(line, round(most)) for line in new.split("\n"))


def in_language(fig) -> None:
    """Puts all texts of a figure into the language in use: titles, labels, legends, notes and ticks."""
    if current() == ENGLISH:
        return
    for axis in (axis for ax in fig.axes for axis in (ax.xaxis, ax.yaxis)):
        if not isinstance(axis.get_major_formatter(), _Ticks):  # axes may share one
            axis.set_major_formatter(_Ticks(axis.get_major_formatter()))
    for text in fig.findobj(Text):
        text.set_text(worded(text.get_text(), LINE if text.axes else WHOLE))
        text.set_fontsize(SMALLER * text.get_fontsize())
