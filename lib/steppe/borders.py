"""Border lines as they were published, longitude and latitude in degrees, and their lengths on the sphere."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import asin, cos, inf, radians, sin, sqrt
from pathlib import Path

from steppe.refusal import shown
from steppe.tables import DataError, number, read_rows

Line = list[tuple[float, float]]
SCALES = ("110m", "50m", "10m")
LINES = (
    *(f"naturalearth_{scale}" for scale in SCALES),
    *(f"osm_{spacing}" for spacing in ("10km", "5km", "1km", "250m", "100m", "10m")),
)
EARTH_RADIUS_KM = 6371.0088


def read_line(folder: Path, name: str) -> Line:
    """One line of `data/border`, such as `naturalearth_10m`, from the Caspian Sea eastwards. Raises DataError."""
    file = f"border/{name}.csv"
    line = [_point(file, row, *cells) for row, cells in read_rows(folder, file, ["lon", "lat"])]
    if len(line) < 2:
        raise DataError(file, "a single point", "at least two")
    return line


def read_rivals(folder: Path, scale: str) -> dict[str, list[Line]]:
    """The longest borders of the world at one Natural Earth scale, cut into continuous pieces. Raises DataError."""
    file = "border/rivals_naturalearth.csv"
    rivals: dict[str, dict[str, Line]] = {}
    columns = ["border", "scale", "piece", "lon", "lat"]
    for row, (border, of_scale, piece, lon, lat) in read_rows(folder, file, columns):
        if of_scale not in SCALES:
            raise DataError(file, shown(of_scale), f"one of {', '.join(SCALES)}", row, "scale")
        if of_scale == scale:
            rivals.setdefault(border, {}).setdefault(piece, []).append(_point(file, row, lon, lat))
    if not rivals:
        raise DataError(file, f"no row at the scale {scale}", "the same borders at every scale")
    return {border: list(pieces.values()) for border, pieces in rivals.items()}


def length_km(points: Sequence[tuple[float, float]]) -> float:
    """Length in km of a line of (longitude, latitude) in degrees, by the haversine formula: enough to rank borders.

    Mean Earth radius of the IUGG; at middle latitudes within half a per cent of the WGS 84 ellipsoid.
    """
    return sum(_arc(*a, *b) for a, b in pairwise(points)) * EARTH_RADIUS_KM


def _arc(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    phi1, phi2 = radians(lat1), radians(lat2)
    rise = sin((phi2 - phi1) / 2) ** 2 + cos(phi1) * cos(phi2) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * asin(sqrt(rise))


def _point(file: str, row: int, lon: str, lat: str) -> tuple[float, float]:
    return _degrees(file, row, "lon", lon, 180), _degrees(file, row, "lat", lat, 90)


def _degrees(file: str, row: int, column: str, text: str, bound: int) -> float:
    try:
        degrees = number(text)
    except ValueError:
        degrees = inf
    if not -bound <= degrees <= bound:
        raise DataError(file, shown(text), f"degrees from -{bound} to {bound} in plain decimals", row, column)
    return degrees
