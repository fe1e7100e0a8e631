"""The album: a figure drawn again is not rendered again, and is the same to the last byte."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import canvas
from steppe.display import album, style
from steppe.display.figure import show

VALUES = (1.0, 3.0, 2.0)


def figure(values=VALUES, words="some words", formatter="{x:.0f}"):
    with style.house_style():
        drawn, axes = canvas(1.5)
        axes.plot(values, "o-")
        axes.text(0, 1, words)
        axes.yaxis.set_major_formatter(formatter)
    return drawn


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(album, "folder", str(tmp_path))
    return tmp_path


def rendered(fig) -> bool:
    """Whether a figure was not in the album."""
    calls = []
    album.once(fig, lambda: calls.append(fig) or b"picture")
    return bool(calls)


def test_a_figure_drawn_again_is_rendered_once(folder):
    assert [rendered(figure()), rendered(figure())] == [True, False]


@given(at=st.integers(0, 2), up=st.booleans())
def test_a_figure_that_moved_by_the_last_bit_is_rendered_anew(tmp_path_factory, at, up):
    import numpy as np

    moved = list(VALUES)
    moved[at] = float(np.nextafter(moved[at], 9.0 if up else -9.0))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(album, "folder", str(tmp_path_factory.mktemp("album")))
        assert [rendered(figure()), rendered(figure(moved))] == [True, True]


def test_other_words_or_statements_are_rendered_anew(folder):
    other = figure()
    other.statements = ("another",)
    every = [figure(), figure(words="other words"), other, figure(formatter="{x:.1f}")]
    assert all(map(rendered, every))


def test_a_picture_from_the_album_is_the_one_that_is_rendered(tmp_path, monkeypatch):
    pictures = [show(figure(), "A line.", data=[])]
    monkeypatch.setattr(album, "folder", str(tmp_path))
    pictures += [show(figure(), "A line.", data=[]), show(figure(), "A line.", data=[])]
    told = [(picture.png, picture.size, picture.digest) for picture in pictures]
    assert told[0] == told[1] == told[2]
    assert len(list(tmp_path.iterdir())) == 1


def test_what_cannot_be_told_apart_is_rendered_each_time(folder, monkeypatch):
    def own(value, _):
        return "own"

    monkeypatch.setattr(sys.modules["__main__"], "own", own, raising=False)
    own.__module__, own.__qualname__ = "__main__", "own"
    for formatter in (own, lambda value, _: "any"):
        assert [rendered(figure(formatter=formatter)) for _ in range(2)] == [True, True]


def test_folders_have_albums_of_their_own(folder, tmp_path_factory, monkeypatch):
    assert rendered(figure())
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert rendered(figure())


def test_a_figure_is_rendered_where_the_album_is_gone(folder, monkeypatch):
    monkeypatch.setattr(album, "folder", str(folder / "gone"))
    assert rendered(figure())
