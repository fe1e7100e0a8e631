"""The one look of all figures, whatever settings the reader has."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from functools import cache
from pathlib import Path

# Where matplotlib lists the fonts for the first time it says so, and the remark would be stored in a cell.
logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)

STYLE = Path(__file__).with_name("steppe.mplstyle")
# Artists with these ids name statements or claims; they draw no data.
LISTING, LABEL = "listing", "label-"
OSM_CREDIT = "© OpenStreetMap contributors, ODbL 1.0"

BLUE, VERMILION, GREEN, PURPLE, ORANGE, GREY = "#0072B2", "#D55E00", "#009E73", "#8C4A7B", "#E69F00", "#444444"
SERIES = (BLUE, VERMILION, GREEN, PURPLE, ORANGE, GREY)
RUST = "#A84300"
PALE, PALER = "#dddddd", "#f4f4f4"
INK = "#222222"
FILLS = {"deep blue": "#1C74AE", "light blue": "#9CC7E3", "sand": "#F6C58F", "clay": "#C98F55", "brick": "#752600"}
TINTS = (1.0, 0.7, 0.45, 0.2)


@contextmanager
def house_style():
    """Within it matplotlib has the house's settings and none of the reader's."""
    import matplotlib

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_settings())
        yield


def use_style() -> None:
    """From here on matplotlib draws with these settings and none of the reader's."""
    import matplotlib

    # The backend is left as it is: setting it anew would close figures.
    defaults = {name: value for name, value in matplotlib.rcParamsDefault.items() if name != "backend"}
    matplotlib.rcParams.update(defaults | _settings() | {"figure.constrained_layout.use": True})


@cache
def _settings():
    import matplotlib

    return matplotlib.rc_params_from_file(STYLE, use_default_template=False)


def credit(figure, osm: bool) -> None:
    """At the foot, whose map it is."""
    if osm:
        figure.supxlabel(OSM_CREDIT, x=0.01, ha="left", fontsize=8, color="#666666").set_gid(LISTING)


def palette() -> list[tuple[int, int, int]]:
    """The colours a stored picture keeps whatever else is in it: every ink in four tints, every fill."""
    inks = [_channels(ink) for ink in (INK, *SERIES, RUST)]
    tints = [tuple(round(255 - (255 - part) * tint) for part in ink) for ink in inks for tint in TINTS]
    return list(dict.fromkeys([(255, 255, 255), *tints, *map(_channels, (PALE, PALER, *FILLS.values()))]))


def _channels(colour: str) -> tuple[int, int, int]:
    return tuple(bytes.fromhex(colour[1:]))
