"""Slides: a chapter as a deck for reveal.js, without code and solutions, laid out by the template in `deck/`."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from nbformat import NotebookNode, from_dict

from nbsuite import files
from steppe.language import current, translated

DECK = Path(__file__).with_name("deck")  # a template for nbconvert, and reveal.js 5.2.1 with a theme of our own
LEFT_OUT = ("The parameters", "Limits", "Sources", "How to run it again", "How to teach with it", "How to read on")
FORMULA = re.compile(r"\$\$(.+?)\$\$|\$([^$\n]+?)\$", re.DOTALL)


def write(path: Path, cells: Sequence[NotebookNode]) -> None:
    """Writes the deck of a chapter, whose cells are arranged for a class."""
    from latex2mathml.converter import convert
    from nbconvert import SlidesExporter

    exporter = SlidesExporter(
        template_name=DECK.name, extra_template_basedirs=[str(DECK.parent)], exclude_anchor_links=True,
        exclude_input=True, language_code=current(), reveal_url_prefix="reveal", reveal_theme="steppe",
    )  # fmt: skip
    deck = list(_slides(cells))
    for cell in deck:
        source = cell.source.replace(".ipynb)", ".html)")
        cell.source = FORMULA.sub(lambda it: convert(it[1] or it[2], display="block" if it[1] else "inline"), source)
    about = {"title": cells[0].source.partition("\n")[0].removeprefix("# ")}
    notebook = from_dict({"cells": deck, "metadata": about, "nbformat": 4, "nbformat_minor": 5})
    files.write(path, exporter.from_notebook_node(notebook)[0])


def _slides(cells: Sequence[NotebookNode]) -> Iterator[NotebookNode]:
    """The cells of the slides: a section begins one with its first text or output, each other output one below it."""
    heading, level = "", 3
    for cell in map(from_dict, cells):
        tags = {*cell.metadata.get("tags", [])}
        if cell.cell_type == "markdown" and cell.source.startswith(("# ", "## ")):
            heading, _, cell.source = cell.source.partition("\n\n")
            level, heading = heading.index(" "), heading.partition(" ")[2]
        is_shown = cell.outputs if cell.cell_type == "code" else cell.source and (level < 3 or "exercise" in tags)
        if "hint" in tags:
            cell.metadata = from_dict({"slideshow": {"slide_type": "fragment"}})
        elif is_shown and "solution" not in tags and heading not in map(translated, LEFT_OUT):
            kind = "slide" if level < 3 else "subslide"
            about = {"slide_type": kind, "heading": heading, "level": level, "may_shrink": "exercise" in tags}
            cell.metadata, level = from_dict({"slideshow": about}), 3
        else:
            continue
        yield cell
