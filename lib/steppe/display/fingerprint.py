"""A hash of what a figure draws, without rendering it: the data of its artists, steady under float dust."""

import hashlib
from collections.abc import Iterator

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import Collection
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Patch
from matplotlib.spines import Spine
from matplotlib.text import Annotation, Text
from matplotlib.ticker import FixedLocator

BITS, DUST = 33, 1e-10


def fingerprint(fig) -> str:
    """SHA-256 of the data that the artists of a figure hold: points, outlines, words, looks, scales.

    Steady under float dust (33 bits of every number count). What rendering settles is left out: positions on the page.
    """
    digest = hashlib.sha256()
    for part in (_numbers(fig.get_size_inches()), *_parts(fig)):
        digest.update(part if isinstance(part, bytes) else repr(part).encode())
        digest.update(b"\0")
    return digest.hexdigest()


def _parts(artist) -> Iterator[object]:
    """What an artist and all that it holds draw, in order."""
    if not artist.get_visible():
        return
    yield type(artist).__name__
    if isinstance(artist, Axis):
        yield from _scale(artist)
        return
    yield from _data(artist)
    for child in artist.get_children():
        if not isinstance(child, Spine) and child is not getattr(artist, "patch", None):
            yield from _parts(child)
    if isinstance(artist, Axes):
        yield _numbers([*artist.get_xlim(), *artist.get_ylim()])


def _scale(axis) -> Iterator[object]:
    """The kind of a scale, its name, its categories, and the ticks that were set by hand with their words."""
    yield axis.get_scale()
    yield axis.get_label().get_text()
    yield list(getattr(axis.units, "_mapping", ()))
    ticks, words = axis.get_major_locator(), axis.get_major_formatter()
    if isinstance(ticks, FixedLocator):
        yield _numbers(ticks.locs)
        yield [words(place, at) for at, place in enumerate(ticks.locs)]


def _data(artist) -> Iterator[object]:
    if isinstance(artist, Line2D):
        yield _numbers(artist.get_xydata())
        yield artist.get_color(), artist.get_marker(), artist.get_fillstyle(), artist.get_linewidth()
        yield artist.get_markersize(), artist.get_markerfacecolor(), artist._unscaled_dash_pattern
    elif isinstance(artist, FancyArrowPatch):
        yield _numbers(artist._posA_posB or [])
        yield artist.get_edgecolor()
    elif isinstance(artist, Patch):
        yield _numbers(artist.get_patch_transform().transform(artist.get_path().vertices))
        yield artist.get_facecolor(), artist.get_edgecolor(), artist.get_linewidth(), artist.get_hatch()
    elif isinstance(artist, Collection):
        for path in artist.get_paths():
            yield _numbers(path.vertices)
        for numbers in (artist.get_offsets(), artist.get_array(), artist.get_facecolor(), artist.get_edgecolor()):
            yield _numbers([] if numbers is None else numbers)
        yield _numbers(getattr(artist, "get_sizes", list)())
    elif isinstance(artist, AxesImage):
        yield _numbers(artist.get_array())
        yield _numbers(artist.get_extent())
    elif isinstance(artist, Text):
        yield artist.get_text()
        yield artist.get_color(), artist.get_ha(), artist.get_va(), artist.get_rotation()
        yield _numbers(artist.get_unitless_position())
        if isinstance(artist, Annotation):
            yield _numbers([artist.convert_xunits(artist.xy[0]), artist.convert_yunits(artist.xy[1])])


def _numbers(numbers) -> bytes:
    """Numbers of any shape as bytes, to 33 bits each; what is next to nothing beside the largest is nothing."""
    given = np.ma.filled(np.ma.asarray(numbers, dtype=float), np.nan)
    part, power = np.frexp(given)
    steady = np.ldexp(np.round(np.ldexp(part, BITS)), power - BITS)
    finite = np.abs(steady[np.isfinite(steady)])
    steady[np.abs(steady) < DUST * (finite.max() if finite.size else 0)] = 0.0
    return repr(steady.shape).encode() + (steady + 0.0).tobytes()
