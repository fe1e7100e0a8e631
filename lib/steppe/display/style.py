"""The one look of all figures, whatever settings the reader has."""

from __future__ import annotations

from pathlib import Path

import matplotlib.style
from matplotlib.layout_engine import TightLayoutEngine

SETTINGS = matplotlib.rc_params_from_file(Path(__file__).with_name("steppe.mplstyle"), use_default_template=False)
APPLIED: dict[str, object] = {}  # all settings of matplotlib once these are applied
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
