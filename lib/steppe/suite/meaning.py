"""What changed between two stored notebooks, said in values rather than in lines of JSON."""

import sys
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path

from nbsuite import notebooks
from nbsuite.errors import Refused, shown
from nbsuite.store import PICTURES
from steppe.judging import VANTAGES

SAY = "application/vnd.steppe.say+json"
FIGURE = "application/vnd.steppe.figure+json"
ENDS = ("value", "low", "high")


def read(path: Path):
    """A notebook as `notebooks.read` gives it. Refused also where what a cell carries for programs is not that."""
    notebook = notebooks.read(path)
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            for mime in {SAY, FIGURE} & output.get("data", {}).keys():
                for found, expected in _misfits(output.data[mime]):
                    raise Refused(f"{path.name}, cell {number}: found {shown(found)}, expected {expected}")
    return notebook


def _misfits(bundle: object) -> Iterator[tuple[object, str]]:
    """What is found and what is expected, for each part that is not of the shape of what `bundle` returns."""
    if not isinstance(bundle, dict) or not isinstance(bundle.get("values", {}), dict):
        yield bundle, "an object with values by name"
        return
    values = bundle.get("values", {})
    for _, bound in leaves(values):
        if isinstance(bound, dict) and not _is_figure(bound):
            yield dict(bound), "a figure: value, low, high, unit and ids"
        elif isinstance(bound, float | int) and not _is_number(bound):
            yield bound, "a finite number"
    if is_verdict(values):
        for part in values["parts"].values():
            for judged in map(part.get, VANTAGES) if isinstance(part, dict) else [part]:
                if not isinstance(judged, dict) or not isinstance(judged.get("word"), str):
                    yield judged, "a verdict with its word"


def _is_figure(bound: dict) -> bool:
    ids = bound.get("ids") or []
    return (
        all(bound.get(end) is None or _is_number(bound[end]) for end in ENDS)
        and isinstance(bound.get("unit"), str | None)
        and isinstance(ids, list)
        and all(isinstance(id, str) for id in ids)
    )


def _is_number(value: object) -> bool:
    """Whether a value is a number with which one can go on to reckon; JSON from Python may also have NaN."""
    return isinstance(value, int | float) and abs(value) <= sys.float_info.max


def is_verdict(values: dict) -> bool:
    """Whether values are those of a verdict: its claim, and for each part the word from each vantage point."""
    return "claim" in values and isinstance(values.get("parts"), dict)


def changes(old, new) -> list[str]:
    """One line for each value, drawing, text or cell that differs; none for the same notebook."""
    lines: list[str] = []
    for at, before, after in paired(old.cells, new.cells):
        if before is None:
            lines.append(f"cell {at}: new ({_opening(after)})")
        elif after is None:
            lines.append(f"cell {at}: removed ({_opening(before)})")
        else:
            lines += [f"cell {at}: {change}" for change in _cell(before, after)]
    return lines or ([] if old == new else ["stored form only"])


def paired(old: list, new: list) -> Iterator[tuple[int, object, object]]:
    """Cells side by side, by their ids and then by place; numbered as in the new notebook."""
    matcher = SequenceMatcher(a=[cell.get("id") for cell in old], b=[cell.get("id") for cell in new], autojunk=False)
    for _, i, i_end, j, j_end in matcher.get_opcodes():
        for k, (before, after) in enumerate(zip_longest(old[i:i_end], new[j:j_end])):
            yield (j + k if after is not None else i + k) + 1, before, after


def _cell(old, new) -> list[str]:
    if old.cell_type != new.cell_type:
        return [f"turned from {old.cell_type} into {new.cell_type}"]
    found = ["edited"] if old.source != new.source else []
    outputs = old.get("outputs", []), new.get("outputs", [])
    bound = [f"{name}: {figure(was)} -> {figure(now)}" for name, was, now in moved(*outputs)]
    if is_redrawn(*outputs):
        bound.append("figure drawn differently")
    if not bound and outputs[0] != outputs[1]:
        bound = [_text(*outputs)]
    return found + bound


def bundle(outputs: list, mime: str) -> dict:
    """What the outputs of a cell carry for programs, under one of the two MIME types; empty where they do not."""
    return next((output["data"][mime] for output in outputs if mime in output.get("data", {})), {})


def moved(old: list, new: list) -> Iterator[tuple[str, object, object]]:
    """The values bound to the outputs of a cell that differ: name, before and after; None for what is not there."""
    for mime in (SAY, FIGURE):
        before, after = (dict(leaves(bundle(outputs, mime).get("values", {}))) for outputs in (old, new))
        for name in before | after:
            if before.get(name) != after.get(name):
                yield name, before.get(name), after.get(name)


def is_redrawn(old: list, new: list) -> bool:
    """Whether the figure among the outputs of a cell draws something else."""
    before, after = (bundle(outputs, FIGURE).get("digest") for outputs in (old, new))
    return before != after


def leaves(values: dict, path: str = "") -> Iterator[tuple[str, object]]:
    """Every bound figure, word or list by its path, such as `C05 known word`."""
    for name, value in values.items():
        if isinstance(value, dict) and "value" not in value:
            yield from leaves(value, f"{path}{name} ")
        else:
            yield path + name, value


def figure(bound: object) -> str:
    """A bound figure with range, unit and statements; anything else as it is."""
    return f"{amount(bound)} [{', '.join(bound.get('ids') or [])}]" if isinstance(bound, dict) else amount(bound)


def amount(bound: object) -> str:
    """A bound figure with range and unit; anything else as it is."""
    if not isinstance(bound, dict):
        return "absent" if bound is None else _number(bound)
    value, low, high = map(bound.get, ENDS)
    spread = "" if low == high else f" ({_number(low)} to {_number(high)})"
    return " ".join(filter(None, [_number(value) + spread, bound.get("unit")]))


def _number(number) -> str:
    return "open" if number is None else f"{number:.12g}" if isinstance(number, float) else str(number)


def _text(old: list, new: list) -> str:
    before, after = _plain(old), _plain(new)
    if before == after:
        return "picture stored anew, nothing drawn differently" if _bare(old) == _bare(new) else "output changed"
    first = next((a, b) for a, b in zip_longest(before, after, fillvalue="") if a != b)
    return f"text: {first[0].strip()!r} -> {first[1].strip()!r}"


def _plain(outputs: list) -> list[str]:
    """What the cell says in plain text, line by line."""
    return "\n".join(
        output.get("text") or output.get("evalue") or output.get("data", {}).get("text/plain", "") for output in outputs
    ).splitlines()


def _bare(outputs: list) -> list[dict]:
    return [{mime: data for mime, data in output.get("data", {}).items() if mime not in PICTURES} for output in outputs]


def _opening(cell) -> str:
    return f"{cell.cell_type} {next(iter(cell.source.splitlines()), '')[:60]!r}"
