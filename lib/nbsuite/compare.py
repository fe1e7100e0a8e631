"""What the cells of two runs show, compared: parameters, values, text and pictures, the largest effect first.

A cell shows values by name: of a JSON output those in it, by their path; of text its lines. An output for programs, a
JSON object with an object `values`, binds just those, and draws what has its `digest`. A figure with a range is an
object with `value`, `low` and `high`, perhaps `unit` and `ids`.
"""

import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from difflib import SequenceMatcher
from hashlib import sha256
from itertools import zip_longest
from math import isclose
from pathlib import Path

from nbsuite import notebooks
from nbsuite.errors import Refused, in_markdown, in_one_line
from nbsuite.jobs import finished_name, known_scenario
from nbsuite.project import Project
from nbsuite.store import PICTURES

ENDS = ("value", "low", "high")
ROUNDING, DIGITS, EXACT, LARGEST = 1e-12, 3, 12, sys.float_info.max
IN_WORDS = ("text/plain", "text/markdown", "text/html")
IN_TEXT = re.compile(r"(?<![\w.])[-+]?\d+(?:[.,]\d+)*(?:[eE][-+]?\d+)?")


@dataclass(frozen=True)
class Side:
    """One of two runs: its name, its notebooks by file name, whether it is one by itself, and what failed."""

    name: str
    notebooks: dict[str, object]
    is_file: bool = False
    failed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """A value that a cell of a notebook shows, by the number that the cell bears, and how far it moved.

    effect: the largest move of the figure or of an end of its range, as a share of the larger of the two, at most 1:
    what appears or vanishes, an end that opens or closes and a change of sign count as all of it, a rounding error as
    none. Of a line of text it is that of the number that moved most; None where words differ.
    """

    notebook: str
    cell: int | None
    name: str
    before: str
    after: str
    effect: float | None


@dataclass(frozen=True)
class Difference:
    """All that differs: parameters as (name, before, after), values ranked by effect.

    drawings: the cells, as (notebook, number), whose pictures differ. failed: the notebooks that failed, with the name
    of the side. only: those that one side alone has, with its name, unless they failed on the other.
    """

    before: str
    after: str
    parameters: list[tuple[str, str, str]] = field(default_factory=list)
    values: list[Change] = field(default_factory=list)
    drawings: list[tuple[str, int | None]] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    only: list[tuple[str, str]] = field(default_factory=list)

    def sections(self) -> dict[str, list[tuple[str, ...]]]:
        """The rows of a report, by their title."""
        return {
            "Parameters that differ": [(name, f"{before} -> {after}") for name, before, after in self.parameters],
            "Values that differ, the largest effect first": [
                (_place(each.notebook, each.cell), each.name, f"{each.before} -> {each.after}",
                 "" if each.effect is None else f"{each.effect:.1%}")
                for each in self.values
            ],
            "Drawn differently": [(_place(*drawing),) for drawing in self.drawings],
            "Failed": self.failed,
            "In one only": self.only,
        }  # fmt: skip

    def __bool__(self) -> bool:
        return any(self.sections().values())


def side(word: str, project: Project) -> Side:
    """The run meant by a folder, a notebook or a scenario, of which it is the stored one. Raises `Refused` for none."""
    folder = Path(word)
    is_file = folder.suffix == ".ipynb" and folder.is_file()
    if not folder.is_dir() and not is_file:
        if folder.suffix or len(folder.parts) > 1 or not project.references:
            raise Refused(f"diff: found no folder or notebook {word!r}, expected one, or a scenario")
        name = known_scenario(project, word)
        folder = project.notebooks if name == project.default else project.references / name
    names = {path: finished_name(path) for path in ([folder] if is_file else sorted(folder.glob("*.ipynb")))}
    if not names:
        raise Refused(f"diff: found no notebook in {project.name_of(folder)}, expected the outputs of a run")
    done = {name: notebooks.expect_run(path) for path, name in names.items() if is_file or name == path.name}
    return Side(word, done, is_file, tuple(name for path, name in names.items() if name != path.name))


def between(a: Side, b: Side) -> Difference:
    """All that differs from one run to the other, in the notebooks that both have; two by themselves are one."""
    if a.is_file and b.is_file:
        b = replace(b, notebooks=dict(zip(a.notebooks, b.notebooks.values(), strict=True)))
    pairs = [(name, old, b.notebooks[name]) for name, old in a.notebooks.items() if name in b.notebooks]
    cells = [(name, *cell) for name, old, new in pairs for cell in _written(old, new)]
    values = [Change(name, number, *change) for name, number, old, new in cells for change in moved(old, new)]
    return Difference(
        a.name,
        b.name,
        _parameters(*([pair[at] for pair in pairs] for at in (1, 2))),
        sorted(values, key=lambda change: -1 if change.effect is None else change.effect, reverse=True),
        [(name, number) for name, number, old, new in cells if drawn(old) != drawn(new)],
        [(name, s.name) for s in (a, b) for name in s.failed],
        [(name, s.name) for s, t in ((a, b), (b, a)) for name in s.notebooks if name not in {*t.notebooks, *t.failed}],
    )


def paired(old: list, new: list, key: Callable = lambda cell: cell.get("id")) -> Iterator[tuple[int, object, object]]:
    """Cells, or what has another key, side by side: by their keys, then by place; numbered as in the new list."""
    matcher = SequenceMatcher(a=[*map(key, old)], b=[*map(key, new)], autojunk=False)
    for _, i, i_end, j, j_end in matcher.get_opcodes():
        for k, (before, after) in enumerate(zip_longest(old[i:i_end], new[j:j_end])):
            yield (j + k if after is not None else i + k) + 1, before, after


def _written(before, after) -> Iterator[tuple[int | None, list, list]]:
    """The number of each code cell that someone wrote, as the first run has it, and its outputs in both."""
    cells = [[c for c in notebooks.own_cells(every) if c.cell_type == "code"] for every in (before, after)]
    for _, old, new in paired(*cells):
        yield (old or new).get("execution_count"), *(cell.get("outputs", []) if cell else [] for cell in (old, new))


def moved(old: list, new: list, with_ids: bool = False) -> Iterator[tuple[str, str, str, float | None]]:
    """The values in the outputs of a cell that differ: name, before, after, effect. with_ids: with ids in any case."""
    before, after = values_of(old), values_of(new)
    for name in before | after:
        pair = before.get(name), after.get(name)
        if any(isinstance(each, tuple) for each in pair):
            found = [(f"{name}, line {at}", *line) for at, *line in paired(*(each or () for each in pair), key=str)]
        else:
            found = [(name, *pair)]
        yield from ((name, *_told(with_ids, was, now), effect(was, now)) for name, was, now in found if was != now)


def changes(old, new) -> list[str]:
    """One line for each value, picture, text or cell that differs; none for the same notebook."""
    lines: list[str] = []
    for at, before, after in paired(old.cells, new.cells):
        if before is None or after is None:
            cell, what = (after, "new") if before is None else (before, "removed")
            lines.append(f"cell {at}: {what} ({cell.cell_type} {cell.source.partition(chr(10))[0][:60]!r})")
        else:
            lines += [f"cell {at}: {change}" for change in _cell(before, after)]
    return lines or ([] if old == new else ["stored form only"])


def _cell(old, new) -> Iterator[str]:
    if (old.cell_type, old.source) != (new.cell_type, new.source):
        yield "edited"
    outputs = [cell.get("outputs", []) for cell in (old, new)]
    lines = [f"{name}: {was} -> {now}" for name, was, now, _ in moved(*outputs, with_ids=True)]
    if drawn(outputs[0]) != drawn(outputs[1]):
        lines.append("figure drawn differently")
    if not lines and outputs[0] != outputs[1]:
        texts = ([output.get("data", {}).get(mime, "") for output in each for mime in IN_WORDS] for each in outputs)
        words = ([line.strip() for text in each for line in text.splitlines()] for each in texts)
        differ = [pair for pair in zip_longest(*words, fillvalue="") if pair[0] != pair[1]]
        lines = [f"text: {a!r} -> {b!r}" for a, b in differ[:1]] or ["stored anew, nothing said or drawn differently"]
    yield from lines


def values_of(outputs: list) -> dict[str, object]:
    """What the outputs of a cell show, by name: figures, numbers and words; of text its lines, a tuple; no pictures."""
    found: dict[str, object] = {}
    for output in outputs:
        data = output.get("data", {})
        if programs := [content for mime, content in data.items() if mime.endswith("json") and _binds(content)]:
            found |= {name: value for content in programs for name, value in leaves(content["values"])}
        elif kinds := [mime for mime in data if mime.endswith("json") and "widget" not in mime]:
            found |= {name or "value": value for mime in kinds for name, value in leaves(data[mime])}
        elif data and not any(mime in PICTURES for mime in data):
            words = next(("".join(data[mime]) for mime in IN_WORDS if mime in data), "")
            found["text"] = (*found.get("text", ()), *words.splitlines())
        elif output["output_type"] == "stream":
            found[output["name"]] = (*found.get(output["name"], ()), *"".join(output["text"]).splitlines())
        elif output["output_type"] == "error":
            found["error"] = f"{output['ename']}: {output['evalue']}"
    return found


def drawn(outputs: list) -> list[str]:
    """A digest of each picture among the outputs of a cell: that of what it draws, where it says that."""
    digests = []
    for output in outputs:
        data = output.get("data", {})
        said = [content["digest"] for content in data.values() if _binds(content) and "digest" in content]
        digests += said or [sha256("".join(data[mime]).encode()).hexdigest() for mime in PICTURES if mime in data]
    return digests


def _binds(content: object) -> bool:
    return isinstance(content, dict) and isinstance(content.get("values"), dict)


def leaves(values: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Every figure, word, number or list of words in a JSON value by its path, such as `C05 known word`."""
    if isinstance(values, dict) and "value" not in values:
        for name, value in values.items():
            yield from leaves(value, f"{path}{name} ")
    elif isinstance(values, list) and any(isinstance(value, dict | list) for value in values):
        yield from leaves({str(at): value for at, value in enumerate(values)}, path)
    else:
        yield path.rstrip(), values


def effect(old: object, new: object) -> float | None:
    """How far a value moved, as `Change` says; None where there is something that is no figure."""
    if isinstance(old, str) and isinstance(new, str):
        same = IN_TEXT.sub("0", old) == IN_TEXT.sub("0", new)
        pairs = zip(IN_TEXT.findall(old), IN_TEXT.findall(new), strict=False) if same else ()
        return max((_apart(_figure(a), _figure(b)) for a, b in pairs), default=None)
    ends = [_ends(value) for value in (old, new) if value is not None]
    if None in ends:
        return None
    return max(_apart(*pair) for pair in zip(*ends, strict=True)) if len(ends) == 2 else 1.0


def _figure(text: str) -> float:
    """The number in a text; commas part its thousands."""
    plain = text.replace(",", "")
    return float(plain) if plain.count(".") < 2 else 0.0


def _ends(value: object) -> tuple[float | None, ...] | None:
    found = tuple(map(value.get, ENDS)) if isinstance(value, dict) else (value,) * len(ENDS)
    numbers = [end for end in found if isinstance(end, int | float) and not isinstance(end, bool)]
    is_whole = numbers and len(numbers) + found.count(None) == len(ENDS)
    return found if is_whole and all(abs(end) <= LARGEST for end in numbers) else None


def _apart(before: float | None, after: float | None) -> float:
    if before is None or after is None:
        return float(before is not after)
    if isclose(before, after, rel_tol=ROUNDING, abs_tol=ROUNDING):
        return 0.0
    largest = max(abs(before), abs(after))
    return min(1.0, abs(after / largest - before / largest))


def _parameters(*sides: list) -> list[tuple[str, str, str]]:
    """The parameters that differ between some notebooks and as many others; several values where they do not agree."""
    found: dict[str, tuple[dict, dict]] = {}
    for at, every in enumerate(sides):
        for notebook in every:
            for name, value in notebooks.effective(notebook).items():
                found.setdefault(name, ({}, {}))[at][repr(value)] = None
    words = ((name, *(" or ".join(values) or "absent" for values in pair)) for name, pair in found.items())
    return [(name, before, after) for name, before, after in words if before != after]


def _told(with_ids: bool, *values: object) -> list[str]:
    """Two values with range and unit, and with ids if asked for or nothing else differs; what is no figure as it is."""
    words = list(map(_amount, values))
    ids = [value.get("ids") if isinstance(value, dict) else None for value in values]
    if not with_ids and words[0] != words[1]:
        return words
    lists = (f" [{', '.join(map(str, each))}]" if isinstance(each, list) else "" for each in ids)
    return list(map(str.__add__, words, lists))


def _amount(value: object) -> str:
    if not isinstance(value, dict) or _ends(value) is None:
        return "absent" if value is None else _number(value)
    number, low, high = map(value.get, ENDS)
    spread = "" if low == high else f" ({_number(low)} to {_number(high)})"
    return " ".join(filter(None, [_number(number) + spread, str(value.get("unit") or "")]))


def _number(number: object) -> str:
    return "open" if number is None else f"{number:.12g}" if isinstance(number, float) else str(number)


def rounded(text: str) -> str:
    """Figures in a text to three significant digits, as people read them."""
    return IN_TEXT.sub(lambda found: f"{float(f'{_figure(found[0]):.{DIGITS}g}'):,.{EXACT}g}", text)


def report(found: Difference, form: str, most: int) -> str:
    """What differs: `most` rows of a kind at most as text, or as Markdown with names escaped; all of it as JSON."""
    if form == "json":
        return json.dumps(asdict(found), indent=1, allow_nan=False)
    heading, table, plain = ("## {}", _table, _cell_text) if form == "markdown" else ("{}", aligned, in_one_line)
    before, after = plain(found.before), plain(found.after)
    if not found:
        return f"No difference between {before} and {after}."
    lines = [heading.format(f"From {before} to {after}")]
    for title, rows in found.sections().items():
        if rows:
            lines += ["", heading.format(f"{title}: {len(rows)}")]
            lines += table([tuple(map(plain, row)) for row in rows[:most]])
            if len(rows) > most:
                lines += ["", f"... and {len(rows) - most} more; --most {len(rows)} shows all"]
    return "\n".join(lines)


def _cell_text(text: str) -> str:
    return in_markdown(in_one_line(" ".join(text.split())))


def _table(rows: list[tuple[str, ...]]) -> list[str]:
    return ["", "| " * len(rows[0]) + "|", "|---" * len(rows[0]) + "|", *(f"| {' | '.join(row)} |" for row in rows)]


def _place(notebook: str, cell: int | None) -> str:
    return f"{notebook} [{' ' if cell is None else cell}]"


def aligned(rows: list[tuple[str, ...]]) -> list[str]:
    """Rows in columns, for a terminal."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  " + "  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
