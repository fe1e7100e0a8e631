"""Figures as a notebook stores them: a small sharp picture, its sentence, a digest of what was drawn."""

import base64
import io
import struct
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from math import inf
from numbers import Real

import pandas as pd
from IPython.display import display
from matplotlib import pyplot
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from steppe.display.fingerprint import fingerprint
from steppe.display.style import house_style, in_language, lay_out
from steppe.display.template import Filled, Value, caller, filled
from steppe.facts import Statement
from steppe.language import translated
from steppe.markup import folded, html_text, one_line
from steppe.quantity import Quantity, union
from steppe.units import SIGNIFICANT_DIGITS, DisplayError

MIME = "application/vnd.steppe.figure+json"
DPI, SHOWN = 160, 100  # rendered at, and shown at: letters stay sharp on a fine screen
OSM_CREDIT = "© OpenStreetMap contributors, ODbL 1.0"
ROWS = 1_000  # of what was drawn, as it travels beside the picture
# The colours that every picture keeps: inks in four tints, and fills of areas.
INKS = ("#222222", "#0072B2", "#D55E00", "#009E73", "#8C4A7B", "#E69F00", "#444444", "#A84300")
TINTS = (1.0, 0.7, 0.45, 0.2)
FILLS = ("#dddddd", "#f4f4f4", "#1C74AE", "#9CC7E3", "#F6C58F", "#C98F55", "#752600")
# How many other colours of a picture may join them, and how far from all others each has to be.
COMMON, APART = 40, 24
UNDRAWN = ["wording", "origin", "url", "known_from", "says", "note", "because", "copies"]  # columns of `facts.about`


class Picture:
    """A figure that Jupyter shows once, as a PNG with a sentence beside it and its statements folded away below.

    Nothing is rendered before it is asked for. `digest` tells whether two figures draw the same data.
    """

    def __init__(self, fig, alt: Filled, statements: tuple[str, ...], drawn: Iterable = ()):
        self._fig, self.alt, self._drawn = fig, alt, drawn
        self.digest = fingerprint(fig)  # taken at once: rendering settles scales and ticks
        in_language(fig)
        self.statements = union((statements, alt.ids))

    @cached_property
    def png(self) -> bytes:
        """The picture, finer than it is shown."""
        return render(self._fig)

    def __repr__(self) -> str:
        return self.alt.text

    def _ipython_display_(self) -> None:
        """Two outputs, since of one a notebook shows the picture only, and JupyterLab without its alternative text."""
        data, metadata = self._repr_mimebundle_()
        display(data, metadata=metadata, raw=True)
        below = {"text/html": f"<p>{html_text(self.alt.text)}</p>\n{folded(self.statements)}".strip()}
        display(below | {"text/plain": f"{translated('Statements')}: {len(self.statements)}"}, raw=True)

    def _repr_mimebundle_(self, include=None, exclude=None) -> tuple[dict, dict]:
        alt, size = self.alt.text, struct.unpack_from(">II", self.png, 16)  # a PNG has its size at its beginning
        width, height = (round(pixels * SHOWN / DPI) for pixels in size)
        bound = {"alt": alt, "digest": self.digest, "values": self.alt.values, "statements": list(self.statements)}
        bound["data"] = csv_of(self._drawn)
        data = {"image/png": base64.b64encode(self.png).decode("ascii"), "text/plain": alt, MIME: bound}
        return data, {"image/png": {"width": width, "height": height, "alt": alt}}


def show(
    fig, alt: str, *, data: Iterable | None = None, osm: bool = False, otherwise: str | None = None, **values: Value
) -> Picture:
    """A matplotlib figure with its alternative text and the statements it was drawn from; the figure is closed.

    fig: a figure, or the axes of one.
    alt: what the figure shows, for those who do not see it: a template like that of `say`, its holes filled from
    `values` and then from the names of the caller. otherwise: as in `say`.
    data: what was drawn: DataFrames, columns, Quantities. Their statements are listed below the figure, and they
    travel beside it as CSV, of 1,000 rows at most.
    osm: whether OpenStreetMap's lines were drawn; they are credited in the picture.

    Returns a Picture, which Jupyter shows; `.png` holds its bytes and `.alt` its text. The digest that travels beside
    it is that of the data which the artists hold: it changes when a point, a label, a colour or a scale does, and not
    on float dust. Raises DisplayError where `data` is left out, for digits in the text, and for an empty hole.

    >>> show(pyplot.figure(), "Nothing but paper.", data=[]).alt
    Nothing but paper.
    """
    given, fig = fig, getattr(fig, "figure", None)
    if not hasattr(fig, "savefig"):
        raise DisplayError(f"show: found {type(given).__name__}, expected a figure or axes; use show_table for tables")
    if data is None and not hasattr(fig, "statements"):
        raise DisplayError("show: found no data, expected data=[...] with the tables, columns or quantities drawn")
    sentence = filled("show", alt, otherwise, values, caller())
    is_one = isinstance(data, Quantity | Filled | Statement) or hasattr(data, "dtypes")
    listed = [data] if is_one else list(data or ())
    if data is not None:
        fig.statements = union(map(statements_of, listed))
        if osm:
            fig.supxlabel(OSM_CREDIT, x=0.01, ha="left", fontsize=9, color="#666666")
    pyplot.close(fig)
    return Picture(fig, sentence, fig.statements, listed)


def statements_of(drawn: object) -> Iterable[str]:
    """The statements behind a DataFrame, a column or a Quantity: its ids, and those of the Quantities in it."""
    if hasattr(drawn, "columns"):
        own = list(drawn["id"]) if "id" in drawn.columns else []
        return [*own, *(id for name in drawn.columns for id in statements_of(drawn[name]))]
    if isinstance(drawn, Quantity | Filled):
        return drawn.ids
    if isinstance(drawn, Statement):
        return (drawn.id,)
    if hasattr(drawn, "dtype") or isinstance(drawn, list | tuple | dict):
        members = drawn.values() if isinstance(drawn, dict) else drawn
        return [id for member in members if isinstance(member, Quantity | Statement) for id in statements_of(member)]
    raise DisplayError(f"show: found {type(drawn).__name__} in data, expected a DataFrame, a column or a Quantity")


def csv_of(listed: Iterable) -> list[str]:
    """What was drawn as the lines of one CSV with the columns of all: a figure has four, days are in ISO form."""
    records = [record for drawn in listed for record in _records(drawn)][:ROWS]
    wide = [{str(k): _cell(x) for pair in record.items() for k, x in _columns(*pair).items()} for record in records]
    table = pd.DataFrame(wide).dropna(axis="columns", how="all")
    return table.to_csv(index=False, lineterminator="\n").splitlines() if wide else []


def _records(drawn: object) -> list[dict]:
    if isinstance(drawn, Quantity | Filled | Statement):
        return [{"figure": drawn, "id": "; ".join(statements_of(drawn))}]
    column = drawn if hasattr(drawn, "dtypes") else pd.Series(drawn, dtype=object)
    frame = column if hasattr(column, "columns") else column.to_frame(column.name or "figure")
    unnamed = frame.index.name is None and pd.api.types.is_integer_dtype(frame.index)
    return frame.drop(columns=UNDRAWN, errors="ignore").reset_index(drop=unnamed).to_dict("records")


def _columns(name: object, value: object) -> dict[str, object]:
    """A value by column: a figure has its ends and its unit beside it, a statement who said it and when."""
    if isinstance(value, Statement):
        about = {"said_by": value.said_by, "published": value.published, "id": value.id}
        return about | _columns(name, value.figure if value.has_figure else value.says)
    if isinstance(value, Quantity):
        return {name: value.value, f"{name} low": value.low, f"{name} high": value.high, f"{name} unit": value.unit}
    return {name: value}


def _cell(value: object) -> str | None:
    """A value as text, None for a missing one and for an open end."""
    if value != value or value in (None, inf, -inf):
        return None
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    is_number = isinstance(value, Real) and not isinstance(value, bool)
    return f"{value:.{SIGNIFICANT_DIGITS}g}" if is_number else one_line(getattr(value, "word", value))


def render(fig) -> bytes:
    """A figure as a PNG."""
    with house_style():
        fig.set_dpi(DPI)
        canvas = FigureCanvasAgg(fig)
        lay_out(fig)
        canvas.draw()
    return packed(Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba()).convert("RGB"))


def packed(picture: Image.Image) -> bytes:
    """A small PNG: few colours, no date and no maker, the same bytes for the same pixels."""
    ink, fill = ([tuple(bytes.fromhex(colour[1:])) for colour in colours] for colours in (INKS, FILLS))
    tints = [tuple(round(255 - (255 - part) * tint) for part in colour) for colour in ink for tint in TINTS]
    colours = list(dict.fromkeys([(255, 255, 255), *tints, *fill]))
    for _, colour in sorted(picture.getcolors(1 << 16) or [], key=lambda found: (-found[0], found[1]))[:COMMON]:
        if all(max(abs(a - b) for a, b in zip(colour, other, strict=True)) >= APART for other in colours):
            colours.append(colour)
    few = Image.new("P", (1, 1))
    few.putpalette([part for colour in colours for part in colour])
    file = io.BytesIO()
    picture.quantize(palette=few, dither=Image.Dither.NONE).save(file, format="png")
    return file.getvalue()
