"""Pictures as small PNG files: few colours, no date and no maker, the same bytes for the same pixels."""

from __future__ import annotations

import io

from PIL import Image

# The colours that a stored picture keeps whatever else is in it: inks in four tints, and fills of areas.
INKS = ("#222222", "#0072B2", "#D55E00", "#009E73", "#8C4A7B", "#E69F00", "#444444", "#A84300")
TINTS = (1.0, 0.7, 0.45, 0.2)
FILLS = ("#dddddd", "#f4f4f4", "#1C74AE", "#9CC7E3", "#F6C58F", "#C98F55", "#752600")
# How many other colours of a picture may join them, and how far from all others each has to be.
COMMON, APART = 40, 24


def png(picture: Image.Image) -> bytes:
    """A PNG without date or maker, in the colours of the style and a few of its own; letters lose some shades."""
    ink, fill = ([tuple(bytes.fromhex(colour[1:])) for colour in colours] for colours in (INKS, FILLS))
    tints = [tuple(round(255 - (255 - part) * tint) for part in colour) for colour in ink for tint in TINTS]
    colours = list(dict.fromkeys([(255, 255, 255), *tints, *fill]))
    for _, colour in sorted(picture.getcolors(1 << 16) or [], key=lambda found: (-found[0], found[1]))[:COMMON]:
        if all(max(abs(a - b) for a, b in zip(colour, other, strict=True)) >= APART for other in colours):
            colours.append(colour)
    few = Image.new("P", (1, 1))
    few.putpalette([part for colour in colours for part in colour])
    packed = io.BytesIO()
    picture.quantize(palette=few, dither=Image.Dither.NONE).save(packed, format="png")
    return packed.getvalue()
