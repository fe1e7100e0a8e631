"""The one canonical form of a notebook on disk: same content, same bytes.

What an author wrote stays, in metadata as well. What running adds and another run would not repeat goes: times,
versions, process ids, temporary paths, addresses in memory. Random ids are numbered in the order in which they appear.
"""

import json
import re
from collections import Counter
from functools import partial
from hashlib import sha256

from nbsuite.notebooks import INJECTED, KERNEL, own_metadata

LANGUAGE = {"file_extension": ".py", "mimetype": "text/x-python", "name": "python", "pygments_lexer": "ipython3"}
WIDGETS, VIEW = (f"application/vnd.jupyter.widget-{kind}+json" for kind in ("state", "view"))
NOISE = [
    (re.compile(r"(?:[A-Za-z]:)?[/\\][^\s'\"<>\x1b:]*?ipykernel_[0-9]+[/\\]"), "/tmp/ipykernel/"),
    (re.compile(r"((?:/tmp|/T|\\Temp)[/\\]tmp)[a-z0-9_]{8}(?![a-z0-9_])"), r"\g<1>00000000"),
    (re.compile(r"(?<= at )0x[0-9A-Fa-f]{6,16}(?=>)"), "0x0"),
    (re.compile(r"(?<=\(pid=)[0-9]+(?=\))"), "0"),
    (re.compile(r"^Matplotlib (is building the font cache;|created a temporary cache directory at ).*\n?", re.M), ""),
]
RANDOM = re.compile(r"(?<=display_id=)[0-9a-f]{32}\b")
STYLED = re.compile(r"<table id=\"T_([0-9a-f]{5})\"")  # by pandas
KEPT = "output_type", "name", "text", "ename", "evalue", "execution_count"  # of an output, besides what is changed
PICTURES = ("image/png", "image/jpeg", "image/svg+xml")


def normalise(notebook):
    """The canonical form of a notebook node; the argument is left alone."""
    from nbformat import from_dict

    ids = Ids()
    cells = [_cell(cell, ids) for cell in notebook.cells]
    seen: Counter[str] = Counter()
    for cell in cells:  # an edited one changes its own id and no other
        is_injected = INJECTED in cell["metadata"].get("tags", [])
        name = INJECTED if is_injected else sha256(f"{cell['cell_type']}\n{cell['source']}".encode()).hexdigest()[:12]
        seen[name] += 1
        cell["id"] = name if seen[name] == 1 else f"{name}-{seen[name]}"
    kept = own_metadata(notebook) | {"kernelspec": KERNEL, "language_info": LANGUAGE}
    if WIDGETS in (widgets := notebook.get("metadata", {}).get("widgets", {})):
        kept["widgets"] = {WIDGETS: ids.of_widgets(widgets[WIDGETS])}
    return from_dict({"cells": cells, "metadata": kept, "nbformat": 4, "nbformat_minor": 5})


def as_reference(notebook):
    """A canonical notebook as far as other runs are compared: no prose, no images, which have a digest beside them."""
    from nbformat import from_dict

    lean = from_dict(notebook)
    lean.cells = [cell for cell in lean.cells if cell.cell_type == "code"]
    outputs = (output for cell in lean.cells for output in cell.outputs)
    for part in (output.get(name, {}) for output in outputs for name in ("data", "metadata")):
        for kind in PICTURES:
            part.pop(kind, None)
    return lean


def dumps(notebook) -> str:
    """A canonical notebook as text: keys sorted, one space of indent, real characters, final newline."""
    from nbformat import writes

    return writes(notebook, version=4).rstrip("\n") + "\n"


def plain_dumps(notebook: dict) -> str:
    """As `dumps`, for a canonical notebook that was read as plain JSON."""
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True, separators=(",", ": ")) + "\n"


class Ids(dict):
    """Random ids, each with its number as an id of the same length, in the order in which they are looked up."""

    def __missing__(self, random: str) -> str:
        return self.setdefault(random, f"{len(self) + 1:0{len(random)}x}")

    def of_widgets(self, widgets: dict) -> dict:
        """The state of widgets with numbered ids: first those that were seen, what each refers to, then the others."""
        texts = {id: json.dumps(model, sort_keys=True) for id, model in widgets["state"].items()}
        random = re.compile("|".join(map(re.escape, texts)) or "$.")
        numbered: set[str] = set()
        for start in [*(id for id in self if id in texts), *sorted(texts, key=lambda id: random.sub("", texts[id]))]:
            waiting = [start]
            for id in waiting:
                if id not in numbered:
                    numbered.add(id)
                    self[id]
                    waiting += random.findall(texts[id])
        return json.loads(random.sub(lambda found: self[found[0]], json.dumps(widgets)))


def _cell(cell, ids: Ids) -> dict:
    kept = own_metadata(cell)
    if not kept.get("tags", True):  # papermill gives every cell a list of them
        del kept["tags"]
    source = cell.source.replace("\r\n", "\n").replace("\r", "\n")
    plain = {"cell_type": cell.cell_type, "metadata": kept, "source": source}
    if cell.cell_type == "code":
        plain["execution_count"] = cell.get("execution_count")
        plain["outputs"] = canonical(cell.get("outputs", []), ids)
    elif cell.get("attachments"):
        plain["attachments"] = cell.attachments
    return plain


def canonical(outputs: list[dict], ids: Ids) -> list[dict]:
    """The outputs of a cell in canonical form: streams joined and as JupyterLab draws them, `ids` numbered."""
    joined: list[dict] = []
    streams: dict[str, dict] = {}  # that follow each other: where they are cut is a matter of timing
    for output in outputs:
        if output["output_type"] != "stream":
            streams = {}
            joined.append(output)
        elif output["name"] in streams:
            streams[output["name"]]["text"] += "".join(output["text"])
        else:
            stream = streams[output["name"]] = {**output, "text": "".join(output["text"])}
            joined.insert(len(joined) - (output["name"] == "stdout" and len(streams) > 1), stream)
    return [output for output in map(partial(_output, ids), joined) if output.get("text") != ""]


def _output(ids: Ids, output: dict) -> dict:
    plain = {name: output[name] for name in KEPT if name in output}
    if plain["output_type"] == "stream":
        return plain | {"text": _steady("\n".join(map(_drawn, output["text"].split("\n"))), ids)}
    if plain["output_type"] == "error":
        lines = [_steady(line, ids) for line in output["traceback"]]
        return plain | {"evalue": _steady(output["evalue"], ids), "traceback": lines}
    data = dict(output["data"])
    for mime, content in data.items():
        if mime.startswith("text/") and isinstance(content, str):
            data[mime] = _steady(content, ids)
    if VIEW in data:
        data[VIEW] = data[VIEW] | {"model_id": ids[data[VIEW]["model_id"]]}
    return plain | {"data": data, "metadata": dict(output.get("metadata", {}))}


def _steady(text: str, ids: Ids) -> str:
    """A text without what differs from run to run."""
    for noise, instead in NOISE:
        text = noise.sub(instead, text)
    text = RANDOM.sub(lambda found: ids[found[0]], text)
    for random in dict.fromkeys(STYLED.findall(text)):
        text = text.replace(f"T_{random}", f"T_{ids[random]}")
    return text


def _drawn(line: str) -> str:
    """A line as JupyterLab draws it: a carriage return goes back to its start, a backspace removes a character."""
    text, at = "", 0
    for piece in re.split("([\r\b])", line):
        if piece == "\r":
            at = 0
        elif piece == "\b":
            text, at = text[: max(at - 1, 0)] + text[at + bool(at) :], max(at - 1, 0)
        else:
            text, at = text[:at] + piece + text[at + len(piece) :], at + len(piece)
    return text
