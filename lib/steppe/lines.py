"""The border lines as they were published: longitude and latitude in degrees."""

from __future__ import annotations

from pathlib import Path

from steppe.refusal import shown
from steppe.tables import DataError, number, read_columns

Line = list[tuple[float, float]]
LINES = {
    "naturalearth_110m": ("Natural Earth", "1:110m"),
    "naturalearth_50m": ("Natural Earth", "1:50m"),
    "naturalearth_10m": ("Natural Earth", "1:10m"),
    "osm_10km": ("OpenStreetMap", "10 km"),
    "osm_5km": ("OpenStreetMap", "5 km"),
    "osm_1km": ("OpenStreetMap", "1 km"),
    "osm_250m": ("OpenStreetMap", "250 m"),
    "osm_100m": ("OpenStreetMap", "100 m"),
    "osm_10m": ("OpenStreetMap", "10 m"),
}
SCALES = ("110m", "50m", "10m")


def read_line(folder: Path, name: str) -> Line:
    """One line of `data/border`, such as `naturalearth_10m`, from the Caspian Sea eastwards."""
    file = f"border/{name}.csv"
    line = [_point(file, row, *cells) for row, cells in enumerate(read_columns(folder, file, ["lon", "lat"]), start=2)]
    if len(line) < 2:
        raise DataError(file, "a single point", "at least two")
    return line


def read_rivals(folder: Path, scale: str) -> dict[str, list[Line]]:
    """The longest borders of the world at one Natural Earth scale, each cut into continuous pieces."""
    file = "border/rivals_naturalearth.csv"
    rivals: dict[str, dict[str, Line]] = {}
    rows = read_columns(folder, file, ["border", "scale", "piece", "lon", "lat"])
    for row, (border, of_scale, piece, lon, lat) in enumerate(rows, start=2):
        if of_scale not in SCALES:
            raise DataError(file, shown(of_scale), f"one of {', '.join(SCALES)}", row, "scale")
        if of_scale == scale:
            rivals.setdefault(border, {}).setdefault(piece, []).append(_point(file, row, lon, lat))
    if not rivals:
        raise DataError(file, f"no row at the scale {scale}", "the same borders at every scale")
    return {border: list(pieces.values()) for border, pieces in rivals.items()}


def _point(file: str, row: int, lon: str, lat: str) -> tuple[float, float]:
    return _degrees(file, row, "lon", lon, 180), _degrees(file, row, "lat", lat, 90)


def _degrees(file: str, row: int, column: str, text: str, bound: int) -> float:
    try:
        degrees = number(text)
        if -bound <= degrees <= bound:
            return degrees
    except ValueError:
        pass
    raise DataError(file, shown(text), f"degrees from -{bound} to {bound} in plain decimals", row, column)
