"""Ranges of figures drawn on matplotlib axes."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import pandas as pd

import steppe.opened  # noqa: F401 registers Series.range
from steppe.quantity import Quantity
from steppe.units import DisplayError, bare, unit_of

FILLS = {"A": "full", "B": "left", "C": "none"}
SIGNS = {"A": "● A", "B": "◐ B", "C": "○ C"}


def plot_ranges(figures: pd.Series, ax=None, color: str = "C0", grades: Sequence[str] | None = None):
    """A column of Quantities as horizontal ranges with their points, one row each, the first on top.

    figures: Quantities of one unit; the index names the rows. Missing cells are left out.
    ax: the axes to draw on; without it a figure of the usual width is made, as tall as the rows ask for.
    color: a matplotlib colour.
    grades: how good each figure is, in the order of the rows: then points are round, and filled for A, half filled for
    B, hollow for C. Without grades they are square: figures that were computed.

    Returns the axes. An arrow marks an end that nobody knows, and a bar without a point a range of which no figure was
    given. Each figure is written at the right of its row. Raises DisplayError for no figure, two units and numbers.

    >>> plot_ranges(pd.Series([Quantity.exact(98_000, "persons")], ["Kazakhstan"])).get_xlabel()
    'persons'
    """
    if not isinstance(figures, pd.Series):
        raise DisplayError(f"plot_ranges: found {type(figures).__name__}, expected a column of Quantities, a Series")
    if grades is not None and len(grades) != len(figures):
        raise DisplayError(f"plot_ranges: found {len(grades)} grades, expected one for each of {len(figures)} figures")
    table = pd.DataFrame({"figure": figures, "grade": None if grades is None else list(grades)}).dropna(subset="figure")
    figures = table["figure"]
    units = list(dict.fromkeys(q.unit if isinstance(q, Quantity) else f"{q!r} without a unit" for q in figures))
    if len(units) != 1 or not isinstance(figures.iloc[0], Quantity):
        found = " and ".join(units) or "no figure"
        raise DisplayError(f"plot_ranges: found {found}, expected Quantities of one unit")
    if ax is None:
        lines = sum(str(name).count("\n") for name in figures.index)
        _, ax = plt.subplots(figsize=(6.4, 0.9 + 0.34 * len(figures) + 0.16 * lines))
    numbers = figures.range
    reach = max(numbers.high.max(), 0) - min(numbers.low.min(), 0) or 1
    looks = {"fmt": "none", "elinewidth": 4, "ecolor": color, "alpha": 0.45}
    ax.errorbar(numbers.value, range(len(figures)), xerr=numbers.error, **looks)
    for y, (q, grade) in enumerate(zip(figures, table["grade"], strict=True)):
        if q.has_point:
            look = {"markerfacecolor": "white"} if grade == "C" else {"fillstyle": FILLS.get(grade, "full")}
            ax.plot(q.value, y, "o" if grade else "s", color=color, markersize=6, markerfacecoloralt="white", **look)
        for end, side in q.open_ends:
            arrow = {"arrowstyle": "->", "color": color}
            ax.annotate("", (end + side * 0.08 * reach, y), (end, y), arrowprops=arrow, annotation_clip=False)
        ax.text(1.02, y, bare(q).replace("$", r"\$"), transform=ax.get_yaxis_transform(), va="center", fontsize=9)
    ax.set_yticks(range(len(figures)), [str(name) for name in figures.index])
    ax.set_ylim(len(figures) - 0.4, -0.6)
    with_point = table["grade"][[q.has_point for q in figures]].dropna()
    key = ", ".join(SIGNS[grade] for grade in sorted(set(with_point)))
    ax.set_xlabel(unit_of(units[0]).axis + (f" (grade: {key})" if key else ""))
    ax.xaxis.set_major_formatter("{x:,.10g}")
    ax.xaxis.set_major_locator(plt.MaxNLocator(4 if reach >= 10_000 else 5, steps=[1, 2, 2.5, 5, 10]))
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x")
    return ax
