"""Figures as a notebook stores them: a small sharp picture, its sentence, a digest of what was drawn."""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterable
from functools import cached_property

from IPython.display import display
from matplotlib import pyplot
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from steppe.display.style import house_style, lay_out
from steppe.display.template import Filled, Value, caller, filled
from steppe.facts import Statement
from steppe.markup import folded
from steppe.quantity import Quantity
from steppe.refusal import DisplayError
from steppe.suite.fingerprint import fingerprint
from steppe.suite.palette import png

MIME = "application/vnd.steppe.figure+json"
DPI, SHOWN = 160, 100  # rendered at, and shown at: letters stay sharp on a fine screen
OSM_CREDIT = "© OpenStreetMap contributors, ODbL 1.0"


class Picture:
    """A figure that Jupyter shows once, as a PNG with a sentence beside it and its statements folded away below.

    Nothing is rendered before it is asked for. `digest` tells whether two figures draw the same data.
    """

    def __init__(self, fig, alt: Filled, statements: tuple[str, ...]):
        self._fig, self.alt = fig, alt
        self.digest = fingerprint(fig)  # taken at once: rendering settles scales and ticks
        self.statements = tuple(dict.fromkeys([*statements, *alt.ids]))

    @cached_property
    def png(self) -> bytes:
        """The picture, finer than it is shown."""
        return render(self._fig)

    def __repr__(self) -> str:
        return self.alt.text

    def _ipython_display_(self) -> None:
        """Two outputs where one would not do: a notebook shows either a picture or HTML, never both of one bundle."""
        if not self.statements:
            raise NotImplementedError
        data, metadata = self._repr_mimebundle_()
        display(data, metadata=metadata, raw=True)
        below = f"Statements: {len(self.statements)}"
        display({"text/html": folded(self.statements), "text/plain": below}, raw=True)

    def _repr_mimebundle_(self, include=None, exclude=None) -> tuple[dict, dict]:
        alt, size = self.alt.text, struct.unpack_from(">II", self.png, 16)  # a PNG has its size at its beginning
        width, height = (round(pixels * SHOWN / DPI) for pixels in size)
        bound = {"alt": alt, "digest": self.digest, "values": self.alt.values, "statements": list(self.statements)}
        data = {"image/png": base64.b64encode(self.png).decode("ascii"), "text/plain": alt, MIME: bound}
        return data, {"image/png": {"width": width, "height": height, "alt": alt}}


def show(
    fig, alt: str, *, data: Iterable | None = None, osm: bool = False, otherwise: str | None = None, **values: Value
) -> Picture:
    """A matplotlib figure with its alternative text and the statements it was drawn from; the figure is closed.

    Parameters
    ----------
    fig
        A figure, or the axes of one.
    alt
        What the figure shows, for those who do not see it: a template like that of `say`, its holes filled from
        `values` and then from the names of the caller. otherwise: as in `say`.
    data
        What was drawn: DataFrames, columns of Quantities, Quantities. Their statements are listed below the figure.
        An empty list for a figure that rests on none.
    osm
        Whether OpenStreetMap's lines were drawn; they are credited in the picture.

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
    if data is not None:
        is_one = isinstance(data, Quantity | Filled | Statement) or hasattr(data, "dtypes")
        listed = [data] if is_one else data
        fig.statements = tuple(dict.fromkeys(id for drawn in listed for id in statements_of(drawn)))
        if osm:
            fig.supxlabel(OSM_CREDIT, x=0.01, ha="left", fontsize=9, color="#666666")
    pyplot.close(fig)
    return Picture(fig, sentence, fig.statements)


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


def render(fig) -> bytes:
    """A figure as a PNG."""
    with house_style():
        fig.set_dpi(DPI)
        canvas = FigureCanvasAgg(fig)
        lay_out(fig)
        canvas.draw()
    return png(Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba()).convert("RGB"))
