"""Border lines as they were published, longitude and latitude in degrees, and their lengths on the sphere."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

from steppe.tables import read_package, read_table

EARTH_RADIUS_KM = 6371.0088


def longest_pieces_km(folder: Path, scale: str) -> dict[str, float]:
    """The longest continuous piece of each border at one Natural Earth scale, in km. Raises DataError."""
    pieces, longest = defaultdict(list), defaultdict(float)
    for row in read_table(folder, read_package(folder), "rivals_naturalearth"):
        if row["scale"] == scale:
            pieces[row["border"], row["piece"]].append((row["lon"], row["lat"]))
    for (border, _), points in pieces.items():
        longest[border] = max(longest[border], length_km(points))
    return longest


def length_km(points: Sequence[tuple[float, float]]) -> float:
    """Length in km of a line of (longitude, latitude) in degrees, by the haversine formula: enough to rank borders.

    Mean Earth radius of the IUGG; at middle latitudes within half a per cent of the WGS 84 ellipsoid.
    """
    return sum(_arc(*a, *b) for a, b in pairwise(points)) * EARTH_RADIUS_KM


def _arc(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    phi1, phi2 = radians(lat1), radians(lat2)
    rise = sin((phi2 - phi1) / 2) ** 2 + cos(phi1) * cos(phi2) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * asin(sqrt(rise))
