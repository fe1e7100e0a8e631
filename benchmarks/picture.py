"""The picture of benchmarks/README.md: what the whole suite costs each way, and how cost grows with runs."""

from __future__ import annotations

import io

from steppe.display.style import house_style

BLUE, PALE = "#0072B2", "#dddddd"
DPI = 150
WIDTH, HEIGHT = 9.0, 3.6
OURS = ("steppe", "the same")


def drawn(seconds: dict[str, float], sweeps: list[dict], told: str) -> bytes:
    """A PNG that says in words what it shows, its Description.

    seconds: for the whole suite, by way; sweeps: as benchmarks/growth.py keeps them.
    """
    from matplotlib.figure import Figure

    with house_style():
        figure = Figure(figsize=(WIDTH, HEIGHT), layout="constrained")
        ways, cost, memory = figure.subplot_mosaic([["ways", "cost"], ["ways", "memory"]], width_ratios=(3, 2)).values()
        _bars(ways, seconds)
        runs = [row["runs"] for row in sweeps]
        _line(cost, runs, [row["seconds"] / row["runs"] for row in sweeps], "Seconds a run", "{:.2f}")
        _line(memory, runs, [row["all_mib"] for row in sweeps], "Peak memory, MiB", "{:,.0f}")
        memory.set_xlabel("runs of a small notebook")
        picture = io.BytesIO()
        figure.savefig(picture, format="png", dpi=DPI, metadata={"Software": None, "Description": told})
    return picture.getvalue()


def _bars(axes, seconds: dict[str, float]) -> None:
    colours = [BLUE if name.startswith(OURS) else PALE for name in seconds]
    bars = axes.barh(list(seconds), list(seconds.values()), color=colours, height=0.62)
    axes.bar_label(bars, [f"{value:,.1f}" for value in seconds.values()], padding=3)
    axes.set_xscale("log")
    axes.set_xlim(min(seconds.values()) / 2, max(seconds.values()) * 4)
    axes.xaxis.set_major_formatter("{x:,g}")
    axes.invert_yaxis()
    axes.set_title("Seconds for the whole suite (log scale)")


def _line(axes, runs: list[int], values: list[float], title: str, shape: str) -> None:
    axes.plot(runs, values, "o-", color=BLUE)
    for x, y in zip(runs, values, strict=True):
        axes.annotate(shape.format(y), (x, y), (0, 6), textcoords="offset points", ha="center")
    axes.set_xscale("log")
    axes.set_xticks(runs, [f"{run:,}" for run in runs])
    axes.minorticks_off()
    axes.set_ylim(0, 1.4 * max(values))
    axes.margins(x=0.12)
    axes.set_title(title)
