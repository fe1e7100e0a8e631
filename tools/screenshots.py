"""Take the three screenshots of README from the finished book: `python tools/screenshots.py`, after `make book`."""

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
BOOK, STATIC = ROOT / "build" / "book", ROOT / "book" / "static"
BROWSERS = "chromium", "chromium-browser", "google-chrome"
LARGEST = 150_000  # bytes
COLOURS = 128, 64, 32, 16  # as many as fit
NUMBER, CARD = "main p a.figure[data-ids]", ".card"


def card(page: Page) -> None:
    """Opens the card of the first number in a sentence of the chapter."""
    number = page.locator(NUMBER).first
    number.evaluate("number => number.scrollIntoView({block: 'center'})")
    number.focus()
    page.locator(CARD).wait_for()


SHOTS = {  # file: page, width, height, what is done there first
    "front.png": ("index.html", 1280, 900, None),
    "chapter.png": ("notebooks/06_the_russian_community.html", 360, 740, card),
    "explorer.png": ("explorer.html", 768, 900, None),
}


def packed(shot: bytes) -> bytes:
    """The picture as a PNG with a palette, of at most LARGEST bytes."""
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    for count in COLOURS:
        out = io.BytesIO()
        picture.quantize(count, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() <= LARGEST:
            return out.getvalue()
    sys.exit(f"screenshots: found no palette under {LARGEST} bytes; take a smaller part of the page")


def main() -> None:
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name, (file, width, height, prepare) in SHOTS.items():
            size = {"width": width, "height": height}
            page = browser.new_page(viewport=size, color_scheme="light", reduced_motion="reduce")
            page.goto((BOOK / file).as_uri())
            if prepare:
                prepare(page)
            (STATIC / name).write_bytes(packed(page.screenshot()))
            print(f"{name}: {(STATIC / name).stat().st_size:,} bytes")
        browser.close()


if __name__ == "__main__":
    main()
