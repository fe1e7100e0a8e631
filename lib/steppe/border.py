"""How long a line is on the WGS 84 ellipsoid, and how its length depends on the ruler."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import dist, exp, log, sqrt
from pathlib import Path

import numpy as np
from pyproj import Geod

from steppe.lines import LINES, Line, read_line, read_rivals
from steppe.lines import SCALES as SCALES
from steppe.paths import DATA
from steppe.quantity import Quantity

GEOD = Geod(ellps="WGS84")
ONE = Quantity.exact(1, "ratio")
OPENINGS = tuple(512 / 2**halving for halving in range(14))
NO_BREAK = "\u00a0"

Points = Sequence[tuple[float, float]]
Place = tuple[float, float, float]
Walks = Iterable[tuple[float, Quantity]]


@dataclass(frozen=True, eq=False)
class Ruler:
    """One map of the border and what it measures; both quantities in km.

    detail: the scale of the map, or how far its line may stray from the mapped one. segment: the mean
    distance from one point of the line to the next.
    """

    name: str
    source: str
    detail: str
    line: Line
    length: Quantity
    segment: Quantity

    @property
    def label(self) -> str:
        return f"{self.source} {self.detail.replace(' ', NO_BREAK)}"


def length(points: Points) -> Quantity:
    """Length in km of a line of (longitude, latitude) in degrees, along geodesics from point to point."""
    lon, lat = np.asarray(points, dtype=float).reshape(-1, 2).T
    return Quantity.exact(float(GEOD.line_length(lon, lat)) / 1000, "km")


@cache
def read_rulers(folder: Path = DATA) -> dict[str, Ruler]:
    """The nine lines of `data/border` by name, those of each source from coarse to fine."""
    return {name: _ruler(name, read_line(folder, name)) for name in LINES}


def _ruler(name: str, line: Line) -> Ruler:
    measured = length(line)
    return Ruler(name, *LINES[name], line, measured, measured / (len(line) - 1))


@cache
def longest_pieces(scale: str, folder: Path = DATA) -> dict[str, Quantity]:
    """The longest piece of each of the world's longest borders, km, the longest first.

    scale: one of `SCALES`, the scales at which Natural Earth draws all of them alike.
    """
    rivals = read_rivals(folder, scale)
    longest = {border: max(map(length, pieces), key=lambda q: q.value) for border, pieces in rivals.items()}
    return dict(sorted(longest.items(), key=lambda item: -item[1].value))


def name_of(border: str) -> str:
    """The two countries of a border as a reader knows them: `canada_united-states` as Canada–United States."""
    return border.replace("_", "–").replace("-", " ").title()


def off(found: Quantity, stated: Quantity) -> Quantity:
    """By how many per cent a length differs from the one stated; below zero where it is shorter."""
    return (found.to(stated.unit) / stated - ONE).to("percent")


def apart(one: Quantity, other: Quantity) -> Quantity:
    """How far two lengths are apart, per cent: the longer over the shorter, less one."""
    shorter, longer = sorted((one, other.to(one.unit)), key=lambda q: q.value)
    return off(longer, shorter)


def walk(points: Points, step: float) -> Quantity:
    """What dividers opened to `step` km measure along a line, km.

    From the first point to the first place on the line that is `step` away, and so on; what is left at
    the end counts as it is. The method of L. F. Richardson, "The problem of contiguity" (1961), made
    known by B. Mandelbrot, "How long is the coast of Britain?" (1967). Dividers cut straight through
    the Earth; at a step of 500 km that costs less than 0.03 %. Walked from both ends: `low` and `high`
    are the two results, `value` lies midway. Raises ValueError for a step of zero or less.
    """
    if not step > 0:
        raise ValueError(f"step: found {step} km, expected more than zero")
    places = _in_space(points)
    low, high = sorted((_walked(places, step), _walked(places[::-1], step)))
    return Quantity((low + high) / 2, low, high, "km")


def walks_of(ruler: Ruler, openings: Iterable[float] = OPENINGS) -> list[tuple[float, Quantity]]:
    """What dividers measure on one map at each opening, from wide to narrow: pairs of km and km."""
    return list(_walks(ruler, tuple(openings)))


@cache
def _walks(ruler: Ruler, openings: tuple[float, ...]) -> tuple[tuple[float, Quantity], ...]:
    return tuple((step, walk(ruler.line, step)) for step in openings)


def growth(walks: Walks) -> Quantity:
    """By how many per cent a length grows from one opening to the next; the value is that of the last."""
    grown = [off(finer, coarser).value for (_, coarser), (_, finer) in pairwise(walks)]
    return Quantity(grown[-1], min(grown), max(grown), "percent")


def ruler_for(walks: Walks, target: Quantity) -> Quantity | None:
    """The opening of the dividers at which the walks come to `target`, km; None outside what was walked.

    walks: pairs of a step in km and what it measured. Between two steps the logarithm of the step is
    taken to be linear in the length.
    """
    for (step, here), (other, there) in pairwise((step, q.to(target.unit).value) for step, q in walks):
        if min(here, there) <= target.value <= max(here, there):
            share = (target.value - here) / (there - here) if there != here else 0.0
            return Quantity.exact(exp(log(step) + share * (log(other) - log(step))), "km", target.ids)
    return None


def _in_space(points: Points) -> list[Place]:
    """Points of the ellipsoid in km from the centre of the Earth."""
    lon, lat = np.radians(np.asarray(points, dtype=float).reshape(-1, 2)).T
    normal = GEOD.a / 1000 / np.sqrt(1 - GEOD.es * np.sin(lat) ** 2)
    x, y = normal * np.cos(lat) * np.cos(lon), normal * np.cos(lat) * np.sin(lon)
    return list(zip(x.tolist(), y.tolist(), (normal * (1 - GEOD.es) * np.sin(lat)).tolist(), strict=True))


def _walked(places: list[Place], step: float) -> float:
    """Whole steps from the first place on, and the straight remainder."""
    if not places:
        return 0.0
    foot, back, taken = places[0], places[0], 0
    for place in places[1:]:
        if place != back and dist(foot, place) >= step:
            foot = _leaving(foot, step, back, place)
            ahead = dist(foot, place)
            more = int(ahead // step)
            foot = _towards(foot, place, more * step / ahead) if more else foot
            taken += 1 + more
        back = place
    return taken * step + dist(foot, places[-1])


def _leaving(foot: Place, step: float, inside: Place, outside: Place) -> Place:
    """Where the way from `inside` to `outside` leaves the sphere of radius `step` round `foot`."""
    (fx, fy, fz), (ax, ay, az), (bx, by, bz) = foot, inside, outside
    x, y, z = bx - ax, by - ay, bz - az
    dx, dy, dz = ax - fx, ay - fy, az - fz
    square = x * x + y * y + z * z
    half = x * dx + y * dy + z * dz
    beyond = dx * dx + dy * dy + dz * dz - step * step
    return _towards(inside, outside, (sqrt(half * half - square * beyond) - half) / square)


def _towards(start: Place, end: Place, share: float) -> Place:
    """The place that lies at a share of the way."""
    (ax, ay, az), (bx, by, bz) = start, end
    return ax + share * (bx - ax), ay + share * (by - ay), az + share * (bz - az)
