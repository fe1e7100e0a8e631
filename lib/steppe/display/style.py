"""The one look of all figures, whatever settings the reader has."""

from __future__ import annotations

import logging
from functools import cache
from pathlib import Path

# Where matplotlib lists the fonts for the first time it says so, and the remark would be stored in a cell.
logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)

STYLE = Path(__file__).with_name("steppe.mplstyle")
# Artists with these ids name statements or claims; they draw no data.
LISTING, LABEL = "listing", "label-"
OSM_CREDIT = "© OpenStreetMap contributors, ODbL 1.0"

BLUE, PALE = "#0072B2", "#dddddd"
INKS = ("#222222", BLUE, "#D55E00", "#009E73", "#8C4A7B", "#E69F00", "#444444", "#A84300")
FILLS = (PALE, "#f4f4f4", "#1C74AE", "#9CC7E3", "#F6C58F", "#C98F55", "#752600")
TINTS = (1.0, 0.7, 0.45, 0.2)
# Room around the axes and between them, in heights of a letter.
PAD, BETWEEN = 0.7, 0.8


def house_style():
    """Within it matplotlib has the house's settings and none of the reader's."""
    import matplotlib.style

    return matplotlib.style.context(_settings(), after_reset=True)


def use_style() -> None:
    """From here on matplotlib draws with these settings and none of the reader's."""
    import matplotlib.style

    matplotlib.rcdefaults()  # leaves the backend alone: setting it anew would close figures
    matplotlib.style.use(_settings() | {"figure.autolayout": True})


@cache
def _settings():
    import matplotlib

    return matplotlib.rc_params_from_file(STYLE, use_default_template=False)


def lay_out(fig) -> None:
    """Places the axes, once, so that labels, titles and a legend below them all fit.

    In the automatic layout of `use_style` every text is measured once, where constrained layout, which gives much the
    same picture, measures it several times. Figures with another layout, or none, get what they ask for.
    """
    from matplotlib.layout_engine import TightLayoutEngine

    engine = fig.get_layout_engine()
    if isinstance(engine, TightLayoutEngine):
        TightLayoutEngine(pad=PAD, h_pad=BETWEEN, w_pad=BETWEEN, rect=None).execute(fig)  # a rect is measured twice
        height = max((legend.get_window_extent().height for legend in fig.legends), default=0)
        fig.subplots_adjust(bottom=fig.subplotpars.bottom + height / fig.bbox.height)
    elif engine:
        engine.execute(fig)
    fig.set_layout_engine("none")  # a second layout of the same figure would move it by a hair


def credit(figure, osm: bool) -> None:
    """At the foot, whose map it is."""
    if osm:
        figure.supxlabel(OSM_CREDIT, x=0.01, ha="left", fontsize=8, color="#666666").set_gid(LISTING)


@cache
def palette() -> list[tuple[int, int, int]]:
    """The colours a stored picture keeps whatever else is in it: every ink in four tints, every fill."""
    inks, flat = ([tuple(bytes.fromhex(colour[1:])) for colour in colours] for colours in (INKS, FILLS))
    tints = [tuple(round(255 - (255 - part) * tint) for part in ink) for ink in inks for tint in TINTS]
    return list(dict.fromkeys([(255, 255, 255), *tints, *flat]))
