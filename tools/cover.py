"""Draw the picture for link previews and the small icon of the book: `python tools/cover.py`.

All figures come from the data, all colours from the style sheet. What the picture says stands in the file as well, so
that a test can tell whether it is in step with the data.
"""

import io
import re
import sys
from math import pi, sin
from pathlib import Path

import matplotlib
from matplotlib.figure import Figure
from matplotlib.patches import Circle
from PIL import Image, PngImagePlugin

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "book" / "static"
COVER, ICON = STATIC / "cover.png", STATIC / "favicon.png"
SHEET = (ROOT / "book/theme/static/base.css").read_text(encoding="utf-8").partition("@media")[0]
COLOURS = dict(re.findall(r"--([\w-]+): (#\w{6});", SHEET))
TONES = {"holds": "good", "roughly": "fair", "overstated": "off", "understated": "off", "contradicted": "bad"}
WIDTH, HEIGHT = 1200, 630
LEFT, RIGHT, AXIS = 150, 1050, 200  # where half and double stand, in pixels, and how high
STEP = 27  # from one dot to the next above it
COLOURS_KEPT = 64

sys.path.append(str(ROOT / "book"))
from views import front  # noqa: E402 (a module of the book)


def canvas(width: int, height: int):
    """A figure of so many pixels, and axes of the same coordinates that fill it."""
    fig = Figure(figsize=(width / 100, height / 100), dpi=100, facecolor=COLOURS["paper"])
    ax = fig.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, width), ylim=(0, height))
    ax.axis("off")
    return fig, ax


def hills(ax, width: int, height: int) -> None:
    """The steppe along the lower edge, as in the mark beside the title of the book."""
    xs = range(width + 1)
    ax.fill_between(xs, [height * (0.8 + 0.2 * sin(2.6 * pi * x / width + 0.4)) for x in xs], color=COLOURS["ink"])


def png(fig, says: str = "") -> bytes:
    """The figure as a small PNG without date or maker, with what it says."""
    drawn = io.BytesIO()
    fig.savefig(drawn, format="png")
    about = PngImagePlugin.PngInfo()
    about.add_text("Description", says)
    few = Image.open(drawn).convert("RGB").quantize(COLOURS_KEPT, dither=Image.Dither.NONE)
    file = io.BytesIO()
    few.save(file, format="png", optimize=True, pnginfo=about)
    return file.getvalue()


def cover() -> tuple[bytes, str]:
    """The cover as a PNG, and all that it says."""
    page = front()
    words = [part.known.word for part in page["parts"].values()]
    stands, falls = sum(w in ("holds", "roughly") for w in words), sum(w in tuple(TONES)[2:] for w in words)
    title = (ROOT / "book/index.md").read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
    counted = f"{stands} of {len(words)} parts hold or roughly hold, {falls} do not, the others are unsettled."
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        fig, ax = canvas(WIDTH, HEIGHT)
        hills(ax, WIDTH, 112)
        ax.add_patch(Circle((1098, 562), 38, color=COLOURS["accent"]))
        serif = {"family": "DejaVu Serif", "color": COLOURS["ink"], "va": "center"}
        ax.text(72, 580, "Steppe Count: one short essay, checked claim by claim", fontsize=15, **serif)
        ax.text(69, 465, title.replace(", ", ",\n"), fontsize=38, weight="bold", linespacing=1.2, **serif)
        ax.text(72, 340, "What was found, beside each figure of the essay:", fontsize=15, **serif)
        ax.text(72, 42, counted, fontsize=15, color=COLOURS["paper"], va="center")
        says = "; ".join([title, counted, *distances(ax, page["distances"])])
        return png(fig, says), says


def distances(ax, rows: list[dict]) -> list[str]:
    """Draws each figure found as a dot on one scale, names the farthest, and says what is drawn."""
    ax.plot((LEFT, RIGHT), (AXIS, AXIS), color=COLOURS["soft"], linewidth=1.5)
    for share, words in ((0, "half"), (0.5, "as the essay says"), (1, "double")):
        x = LEFT + share * (RIGHT - LEFT)
        ax.plot((x, x), (AXIS - 9, AXIS + 9), color=COLOURS["soft"], linewidth=1.5)
        ax.text(x, AXIS - 28, words, fontsize=14, ha="center", va="center", color=COLOURS["soft"])
    placed, said = [], []
    for row in reversed(rows):  # the nearest first
        word, x = row["part"].known.word, LEFT + (RIGHT - LEFT) * row["places"][1] / 100
        y, tone = AXIS + STEP * sum(abs(x - other) < STEP for other in placed), COLOURS[TONES.get(word, "unknown")]
        ax.plot(x, y, "o", markersize=16, color=tone, markeredgecolor=COLOURS["paper"], markeredgewidth=1.5)
        placed.append(x)
        said.append(f"{row['part'].claim.id} {word}: stated {row['stated']}, found {row['found']}")
    ax.text(x, AXIS + 36, said[-1].partition(": ")[2], fontsize=15, ha="center", color=tone)
    return said


def icon() -> bytes:
    """The mark of the book on a square."""
    fig, ax = canvas(180, 180)
    fig.set_facecolor(COLOURS["wash"])
    hills(ax, 180, 74)
    ax.add_patch(Circle((122, 122), 26, color=COLOURS["accent"]))
    return png(fig)


if __name__ == "__main__":
    COVER.write_bytes(cover()[0])
    ICON.write_bytes(icon())
