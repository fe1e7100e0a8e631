"""The fingerprint of a figure: it moves wherever the picture moves, and not with float dust."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import canvas
from steppe.display.figure import show
from steppe.display.fingerprint import fingerprint
from steppe.plots import plot_ranges
from steppe.quantity import Quantity

VALUES = [98000.0, 64234.0, 40000.0]
DUST = st.floats(-1e-13, 1e-13)
CHANGE = st.floats(1.001, 30)


def ranges(values):
    counts = {f"count {n}": Quantity(v, v * 0.9, v * 1.2, "persons") for n, v in enumerate(values)}
    return plot_ranges(pd.Series(counts)).figure


def lines(values):
    figure, axes = canvas(3)
    axes.plot(range(3), values, "o-")
    axes.fill_between(range(3), [0.9 * value for value in values], [1.1 * value for value in values])
    return figure


def bars(values):
    figure, axes = canvas(3)
    axes.barh(range(3), values)
    for row, value in enumerate(values):
        axes.text(value, row, "here")
    return figure


def points(values):
    figure, axes = canvas(3)
    axes.scatter(range(3), values, s=20)
    return figure


def sizes(values):
    figure, axes = canvas(3)
    axes.scatter(range(3), range(3), s=[value / 1000 for value in values])
    return figure


def bands(values):
    figure, axes = canvas(3)
    axes.set_xlim(0, 2_000_000)
    axes.axvspan(values[0], 2 * values[0])
    axes.hlines(range(1, 3), 0, values[1:], color="#0072B2")
    return figure


def arrows(values):
    figure, axes = canvas(3)
    axes.set_xlim(0, 2_000_000)
    for row, value in enumerate(values):
        axes.annotate("", (value, row / 3), (0, row / 3), arrowprops={"arrowstyle": "->"})
    return figure


def shades(values):
    figure, axes = canvas(3)
    axes.imshow([values])
    return figure


def ticks(values):
    figure, axes = canvas(3)
    axes.set_xticks([1, 2, 3], [f"{value:,.1f}" for value in values])
    return figure


def picture(figure):
    return show(figure, "Something.", data=[]).png


FIGURES = [ranges, lines, bars, points, sizes, bands, arrows, shades, ticks]


@pytest.mark.parametrize("figure", FIGURES)
@settings(max_examples=3)
@given(st.integers(0, 2), CHANGE)
def test_the_fingerprint_moves_wherever_the_picture_moves(figure, which, change):
    moved = [value * change if n == which else value for n, value in enumerate(VALUES)]
    assert (fingerprint(figure(moved)) != fingerprint(figure(VALUES))) >= (
        picture(figure(moved)) != picture(figure(VALUES))
    )


@pytest.mark.parametrize("figure", FIGURES)
def test_every_kind_of_drawing_moves_the_fingerprint(figure):
    assert len({fingerprint(figure([*VALUES[:n], VALUES[n] * 1.1, *VALUES[n + 1 :]])) for n in range(3)}) == 3


@pytest.mark.parametrize("figure", FIGURES[:-1])
@settings(max_examples=10)
@given(st.lists(DUST, min_size=3, max_size=3))
def test_float_dust_leaves_the_fingerprint_alone(figure, dust):
    dusty = [value * (1 + part) for value, part in zip(VALUES, dust, strict=True)]
    assert fingerprint(figure(dusty)) == fingerprint(figure(VALUES))


def test_a_day_that_is_drawn_moves_the_fingerprint():
    def on(day):
        figure, axes = canvas(3)
        axes.plot([date(2022, 9, 21), day], [0, 1])
        axes.annotate("call-up", (day, 1))
        return figure

    assert fingerprint(on(date(2022, 9, 30))) != fingerprint(on(date(2022, 10, 1)))


def test_rendering_leaves_the_fingerprint_alone():
    for figure in FIGURES:
        shown = show(figure(VALUES), "Something.", data=[])
        assert shown.png
        assert shown.digest == fingerprint(figure(VALUES))


def test_the_statements_drawn_are_listed_below_the_picture_and_not_in_it():
    first, second = (
        show(bars(VALUES), "Bars.", data=[Quantity.exact(1, "persons", (id,))]) for id in ("one", "another")
    )
    assert (first.digest, first.png) == (second.digest, second.png)
    assert (first.statements, second.statements) == (("one",), ("another",))


def test_the_names_of_categories_move_the_fingerprint():
    def named(*names):
        figure, axes = canvas(3)
        axes.bar(names, VALUES)
        return figure

    assert fingerprint(named("a", "b", "c")) != fingerprint(named("a", "b", "d"))


def test_nothing_is_rendered_before_it_is_asked_for(monkeypatch):
    monkeypatch.setattr("steppe.display.figure.render", lambda fig: pytest.fail("rendered"))
    assert show(bars(VALUES), "Bars.", data=[]).digest
