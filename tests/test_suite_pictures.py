"""The cache of pictures: a figure drawn again is not rendered again, and is the same to the last byte."""

import importlib
import logging
import sys
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import canvas
from steppe.display import figure as figures
from steppe.display import style
from steppe.display.figure import show
from steppe.suite import pictures

VALUES = (1.0, 3.0, 2.0)


def figure(values=VALUES, words="some words", formatter="{x:.0f}"):
    with style.house_style():
        drawn, axes = canvas(1.5)
        axes.plot(values, "o-")
        axes.text(0, 1, words)
        axes.yaxis.set_major_formatter(formatter)
    return drawn


def rendered(folder, fig) -> bool:
    """Whether a figure was not in the cache."""
    calls = []
    pictures.cached(folder, fig, lambda fig: calls.append(fig) or b"picture")
    return bool(calls)


def test_a_figure_drawn_again_is_rendered_once(tmp_path):
    assert [rendered(tmp_path, figure()), rendered(tmp_path, figure())] == [True, False]


@given(at=st.integers(0, 2), up=st.booleans())
def test_a_figure_that_moved_by_the_last_bit_is_rendered_anew(tmp_path_factory, at, up):
    import numpy as np

    moved = list(VALUES)
    moved[at] = float(np.nextafter(moved[at], 9.0 if up else -9.0))
    folder = tmp_path_factory.mktemp("pictures")
    assert [rendered(folder, figure()), rendered(folder, figure(moved))] == [True, True]


def test_a_figure_that_is_warned_about_is_rendered_anew_so_that_every_kernel_is_warned(tmp_path, recwarn, caplog):
    def warning(fig):
        warnings.warn("a glyph is missing", stacklevel=1)
        return b"picture"

    def logging_one(fig):
        logging.getLogger("matplotlib.font_manager").warning("a font is missing")
        return b"picture"

    for render in (warning, logging_one):
        assert pictures.cached(tmp_path, figure(), render) == b"picture"
        assert list(tmp_path.iterdir()) == []
    assert (len(recwarn), len(caplog.records)) == (1, 1)


def test_other_words_or_statements_are_rendered_anew(tmp_path):
    other = figure()
    other.statements = ("another",)
    every = [figure(), figure(words="other words"), other, figure(formatter="{x:.1f}")]
    assert all(rendered(tmp_path, fig) for fig in every)


def test_a_picture_from_the_cache_is_the_one_that_is_rendered(tmp_path, monkeypatch):
    def seen():
        picture = show(figure(), "A line.", data=[])
        return picture.png, picture._repr_mimebundle_()[1], picture.digest

    first = seen()
    monkeypatch.setattr(figures, "render", figures.render)  # put back at the end
    pictures.install(str(tmp_path))
    assert first == seen() == seen()
    assert len(list(tmp_path.iterdir())) == 1


def test_what_cannot_be_told_apart_is_rendered_each_time(tmp_path, monkeypatch):
    def own(value, _):
        return "own"

    monkeypatch.setattr(sys.modules["__main__"], "own", own, raising=False)
    own.__module__, own.__qualname__ = "__main__", "own"
    for formatter in (own, lambda value, _: "any"):
        assert [rendered(tmp_path, figure(formatter=formatter)) for _ in range(2)] == [True, True]


def test_a_figure_is_rendered_once_for_all_working_directories(tmp_path, tmp_path_factory, monkeypatch):
    assert rendered(tmp_path, figure())
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert not rendered(tmp_path, figure())


@pytest.mark.parametrize("place", ["", "below", "below/package"])
def test_a_figure_with_a_function_of_a_module_of_a_notebooks_own_is_rendered_each_time(
    tmp_path, tmp_path_factory, monkeypatch, place
):
    """Wherever it is found: in another folder one of that name may do something else."""
    folder = tmp_path_factory.mktemp("own") / place
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "labels_of_mine.py").write_text("def label(value, _):\n    return 'mine'\n")
    name = "package.labels_of_mine" if place.endswith("package") else "labels_of_mine"
    for each in ("package", name):
        monkeypatch.delitem(sys.modules, each, raising=False)
    monkeypatch.syspath_prepend(folder.parent if place.endswith("package") else folder)
    label = importlib.import_module(name).label
    assert [rendered(tmp_path, figure(formatter=label)) for _ in range(2)] == [True, True]


def test_a_figure_is_rendered_where_the_cache_is_gone(tmp_path):
    assert rendered(tmp_path / "gone", figure())
