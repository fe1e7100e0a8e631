"""The border lines as they were published: longitude and latitude in degrees."""

from __future__ import annotations

from pathlib import Path

from steppe.tables import DataError, read_columns

Line = list[tuple[float, float]]


def read_line(folder: Path, name: str) -> Line:
    """One line of `data/border`, such as `naturalearth_10m`, from the Caspian Sea eastwards."""
    file = f"border/{name}.csv"
    return [_point(file, row, *cells) for row, cells in enumerate(read_columns(folder, file, ["lon", "lat"]), start=2)]


def read_rivals(folder: Path, scale: str) -> dict[str, list[Line]]:
    """The longest borders of the world at one Natural Earth scale, each cut into unbroken pieces."""
    file = "border/rivals_naturalearth.csv"
    rivals: dict[str, dict[str, Line]] = {}
    rows = read_columns(folder, file, ["border", "scale", "piece", "lon", "lat"])
    for row, (border, of_scale, piece, lon, lat) in enumerate(rows, start=2):
        if of_scale == scale:
            rivals.setdefault(border, {}).setdefault(piece, []).append(_point(file, row, lon, lat))
    return {border: list(pieces.values()) for border, pieces in rivals.items()}


def _point(file: str, row: int, lon: str, lat: str) -> tuple[float, float]:
    for column, text, bound in (("lon", lon, 180), ("lat", lat, 90)):
        try:
            if not -bound <= float(text) <= bound:
                raise ValueError(text)
        except ValueError:
            raise DataError(file, repr(text), f"degrees from -{bound} to {bound}", row, column) from None
    return float(lon), float(lat)
