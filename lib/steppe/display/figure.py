"""Figures as a notebook stores them: a small sharp picture, its sentence, a digest of what was drawn."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import struct
import sys
from decimal import Decimal
from functools import cache, cached_property

from steppe.display import album
from steppe.display.drawn import fingerprint
from steppe.display.footnotes import folded
from steppe.display.style import NAMED, house_style, palette
from steppe.display.template import Filled, Value, fill

MIME = "application/vnd.steppe.figure+json"
DPI = 200
DIGITS = 64
COMMON, APART = 40, 24
COMPRESSION = 7
HUNDREDTH = Decimal("0.01")
_NUMBER = re.compile(r"-?\d+\.\d+")
_ID = re.compile(r'(?<=id=")[^"]+(?=")|(?<=href="#)[^"]+(?=")|(?<=url\(#)[^)]+(?=\))')


class Picture:
    """A figure that Jupyter shows once, as a PNG with a sentence beside it.

    Where its source line names some of its statements only, a list of all is folded away below it.
    Nothing is rendered before it is asked for. `drawn` tells cheaply whether two figures draw the same data.
    """

    def __init__(self, fig, alt: Filled):
        self._fig, self.alt = fig, alt
        self._named = tuple(getattr(fig, "statements", ()))[:NAMED]
        self.statements = tuple(dict.fromkeys([*getattr(fig, "statements", ()), *alt.ids]))

    @cached_property
    def drawn(self) -> str:
        return fingerprint(self._fig)

    @property
    def png(self) -> bytes:
        return self._rendered[DIGITS:]

    @property
    def size(self) -> tuple[int, int]:
        """Half the width and height in pixels, which a PNG tells in its head."""
        width, height = struct.unpack_from(">II", self.png, 16)
        return width // 2, height // 2

    @property
    def digest(self) -> str:
        return self._rendered[:DIGITS].decode()

    @cached_property
    def _rendered(self) -> bytes:
        """The digest of the figure as SVG, then the picture as PNG."""
        return album.once(self._fig, self._render)

    def _render(self) -> bytes:
        with house_style():
            png = _png(_draw(self._fig))
            return digest_of(self._fig).encode() + png

    def __repr__(self) -> str:
        return self.alt.text

    def _ipython_display_(self) -> None:
        """Two outputs where one would not do: a notebook shows either a picture or HTML, never both of one bundle."""
        if self._named == self.statements:
            raise NotImplementedError
        from IPython.display import display

        data, metadata = self._repr_mimebundle_()
        display(data, metadata=metadata, raw=True)
        below = f"Statements drawn from: {len(self.statements)}"
        display({"text/html": folded(below, self.statements), "text/plain": below}, raw=True)

    def _repr_mimebundle_(self, include=None, exclude=None) -> tuple[dict, dict]:
        data = {
            "image/png": base64.b64encode(self.png).decode("ascii"),
            "text/plain": self.alt.text,
            MIME: {
                "alt": self.alt.text,
                "digest": self.digest,
                "values": self.alt.values,
                "statements": list(self.statements),
            },
        }
        width, height = self.size
        return data, {"image/png": {"width": width, "height": height, "alt": self.alt.text}}


def show(fig, alt: str, **values: Value) -> Picture:
    """A figure with its alternative text, a template like that of `say`.

    The picture is drawn in the house style at twice its size, when Jupyter asks for it. The digest changes
    when something drawn moves by a hundredth of a point or a label changes, and not on float dust. The
    statements drawn travel beside it. The figure is closed.
    """
    sentence = fill("show", alt, values)
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close(fig)
    return Picture(fig, sentence)


def digest_of(fig) -> str:
    """SHA-256 of the figure as SVG: text as text, coordinates to two decimals, ids by order."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    drawn = io.StringIO()
    FigureCanvasSVG(fig).print_svg(drawn, metadata={"Date": None, "Creator": None})
    order: dict[str, str] = {}
    steady = _ID.sub(lambda m: order.setdefault(m[0], f"i{len(order)}"), drawn.getvalue())
    steady = _NUMBER.sub(lambda m: _to_two_decimals(m[0]), steady)
    return hashlib.sha256(steady.encode()).hexdigest()


@cache
def _to_two_decimals(number: str) -> str:
    return f"{Decimal(number).quantize(HUNDREDTH) + 0:f}"


def _draw(fig):
    """The figure in pixels; its layout is settled with that, so that every rendering has the same positions."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    fig.set_dpi(DPI)
    canvas = FigureCanvasAgg(fig)
    canvas.draw()
    fig.set_layout_engine("none")
    return Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba()).convert("RGB")


def _png(picture) -> bytes:
    """The picture as a palette PNG without date or maker."""
    packed = io.BytesIO()
    _with_few_colours(picture).save(packed, format="png", compress_level=COMPRESSION)
    return packed.getvalue()


def _with_few_colours(picture):
    """The picture in the house's colours and a few more that it has most of; letters lose some shades."""
    from PIL import Image

    colours = palette()
    for _, colour in sorted(picture.getcolors(1 << 16) or [], key=lambda found: (-found[0], found[1]))[:COMMON]:
        if all(max(abs(a - b) for a, b in zip(colour, other, strict=True)) >= APART for other in colours):
            colours.append(colour)
    few = Image.new("P", (1, 1))
    few.putpalette([part for colour in colours for part in colour])
    return picture.quantize(palette=few, dither=Image.Dither.NONE)
