"""How a chapter is laid out: question, answer, figure; code folded; data and code one click from each figure."""

import json
from itertools import takewhile
from pathlib import Path

from docutils import nodes
from language import t
from sphinx.util.logging import getLogger

from nbsuite import files
from nbsuite.compare import leaves
from steppe.display.figure import MIME as FIGURE
from steppe.display.template import MIME as SAY
from steppe.markup import folded

SET_UP = f'<details class="fold set-up"><summary>{t("Set-up: parameters and imports")}</summary>'
is_cell, is_result, is_output = (
    lambda node, name=name: isinstance(node, nodes.container) and node.get("nb_element") == name
    for name in ("cell_code", "cell_code_output", "mime_bundle")
)


def lay_out(app, doctree) -> None:
    """Lays out a chapter that has been read, before its contents and images are collected."""
    path = Path(app.env.doc2path(app.env.docname))
    if path.suffix != ".ipynb":
        return
    written, drawn, said = json.loads(path.read_text(encoding="utf-8"))["cells"], [], []
    for cell in list(doctree.findall(is_cell)):
        source = written[cell["cell_index"]] | {"place": cell["cell_index"] + 1, "chapter": path.stem[:2]}
        outputs = [output["data"] for output in source["outputs"] if "data" in output]
        for data, node in zip(outputs, list(cell.findall(is_output)), strict=True):
            if FIGURE in data:
                drawn.append(put_figure(app, source | {"number": len(drawn) + 1}, data[FIGURE], node))
            elif drawn and drawn[-1].parent is node.parent and "text/html" in data:
                node.parent.remove(node)  # the sentence and the statements of the figure, which are below it
            elif "text/markdown" in data and SAY in data:
                said.append(node)
        said_here = [data[SAY] for data in outputs if SAY in data]
        about = source | {"said": said_here, "bound": [leaf for each in said_here for leaf in leaves(each["values"])]}
        for image in cell.findall(lambda node: isinstance(node, nodes.image) and not node.get("alt")):
            getLogger(__name__).warning("image without alternative text", subtype="image", location=image)
        cell[:1] = framed(app, "fold.html", about, cell[0])
        cell["ids"].append(f"cell-{source['place']}")
    open_with(next(doctree.findall(nodes.section)), said[:1], drawn[:1])


def raw(html: str) -> nodes.raw:
    return nodes.raw("", html, format="html")


def framed(app, template: str, about: dict, node: nodes.Node) -> list[nodes.Node]:
    """A node between what a template says before and after it."""
    before, after = app.builder.templates.render(template, about).split("<!--here-->")
    return [raw(before), node, raw(after)]


def put_figure(app, about: dict, bundle: dict, shown: nodes.Element) -> nodes.Element:
    """Puts a figure in the place of an output: picture, caption, links, statements; its data beside the page."""
    name = f"fig-{about['chapter']}-{about['number']}"
    if bundle.get("data"):
        lines = "".join(f"{line}\n" for line in bundle["data"])
        files.write(Path(app.outdir, app.env.docname).parent / "data" / f"{name}.csv", lines)
    image = next(shown.findall(nodes.image))
    image["classes"].append("no-scaled-link")
    image["alt"] = bundle["alt"] or ""
    told = [*filter(is_output, shown.parent[: shown.parent.index(shown)])]  # that it differs from another scenario's
    for part in told:
        part.parent.remove(part)
    about |= {"name": name, "bundle": bundle, "below": folded(bundle["statements"])}
    figure = nodes.container("", *told, *framed(app, "figure.html", about, image))
    shown.replace_self(figure)
    return figure


def open_with(top: nodes.Element, said: list[nodes.Element], drawn: list[nodes.Element]) -> None:
    """Has a chapter open with the section that answers, and that with the answer and the first figure.

    What is said about the figure comes with it, what stood above follows. A chapter without an answer stays as it is.
    """
    sections = [part for part in top.children if isinstance(part, nodes.section)]
    home = next((section for section in sections if {*said} & {*section.findall()}), None)
    if home is None:
        return
    opening = nodes.container(ids=["opening"], classes=["first-screen"])
    for node in (*said, *drawn):
        about = text_above(node) if node in drawn else []
        node.replace_self(raw(f'<p class="above"><a href="#opening">{t("Shown at the top of the chapter")}</a></p>'))
        opening += nodes.container("", node, classes=["answer"] if node in said else ["first"])
        for note in about:
            note.parent.remove(note)
            opening += note
    first = next(at for at, part in enumerate(top) if is_cell(part) or part in sections)
    loose = [part for part in top[first : top.index(home)] if part not in sections]
    for part in (home, *loose):
        top.remove(part)
    top.insert(first, home)
    set_up = [*takewhile(lambda part: is_cell(part) and not any(map(is_result, part)), loose)]
    for cell in set_up:
        cell[:] = [cell[1]]  # without a fold of its own
    home[1:1] = [opening, *([raw(SET_UP), *set_up, raw("</details>")] if set_up else []), *loose[len(set_up) :]]


def text_above(node: nodes.Node) -> list[nodes.Node]:
    """The text between the cell of a node and the cell before it; none where no cell is before it."""
    while not is_cell(node):
        node = node.parent
    above = node.parent[: node.parent.index(node)]
    ends = [at for at, part in enumerate(above) if is_cell(part) or isinstance(part, nodes.title | nodes.section)]
    return above[ends[-1] + 1 :] if ends and is_cell(above[ends[-1]]) else []
