"""Figures of the arithmetic: what wages and rents would do, from bound to bound of an elasticity."""

from __future__ import annotations

from collections.abc import Mapping

from steppe.display.curves import plot_lines
from steppe.display.strain import YEAR, along, rent_change, wage_change
from steppe.quantity import Quantity
from steppe.scenario import VOCABULARY

AT_WORK = {"all at work all year": 1.0, "half of them, or all for half a year": 0.5}
SIZE = VOCABULARY["household_size_ratio"]
SIZES = {
    "few to a home": SIZE.low,
    "as residents": SIZE.neutral,
    "many to a home": SIZE.high,
}


def plot_wages(case):
    """What wages would do for every elasticity, where all or half of the newcomers are at work all year.

    A band is the range of the evidence. Returns a matplotlib figure for `show`.
    """
    lines = {
        label: along(case, wage_change, "wage_elasticity", employment_rate=rate, months_stayed=YEAR)
        for label, rate in AT_WORK.items()
    }
    figure = plot_lines({label: pairs[::-1] for label, pairs in lines.items()}, x="elasticity of wages, an assumption")
    figure.axes[0].invert_xaxis()
    figure.axes[0].set_ylabel("change of wages, percent")
    return figure


def plot_rent_answers(case, measured: Mapping[str, Quantity]):
    """What rents would do for every elasticity, where the households of newcomers are of three sizes.

    Smallest and largest are the bounds of the assumption, against a household of residents. measured: rises of rent
    drawn as level lines. Everybody stays all year. Returns a matplotlib figure for `show`.
    """
    lines = {
        label: along(case, rent_change, "rent_elasticity", household_size_ratio=size, months_stayed=YEAR)
        for label, size in SIZES.items()
    }
    figure = plot_lines(lines, x="elasticity of rents, an assumption", mark=measured)
    figure.axes[0].set_ylabel("change of rents, percent")
    return figure
