"""Lengths on the sphere: enough to rank borders, where `border` measures on the ellipsoid."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_KM = 6371.0088


def length_km(points: Sequence[tuple[float, float]]) -> float:
    """Length in km of a line of (longitude, latitude) in degrees, by the haversine formula.

    Mean Earth radius of the IUGG; at middle latitudes within half a per cent of the WGS 84 ellipsoid.
    """
    return sum(_arc(*a, *b) for a, b in pairwise(points)) * EARTH_RADIUS_KM


def _arc(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    phi1, phi2 = radians(lat1), radians(lat2)
    rise = sin((phi2 - phi1) / 2) ** 2 + cos(phi1) * cos(phi2) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * asin(sqrt(rise))
