"""What differs between two runs: parameters, verdicts and bound values, the largest effect first."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from math import isclose
from pathlib import Path

from nbsuite import notebooks
from nbsuite.errors import Refused, in_one_line
from nbsuite.jobs import known_scenario
from steppe.judging import VANTAGES
from steppe.markup import markdown_text
from steppe.suite import meaning, verdicts
from steppe.suite.house import House
from steppe.suite.meaning import SAY

ABSENT = "absent"
FAILED = ".FAILED.ipynb"
ROUNDING = 1e-12


@dataclass(frozen=True)
class Side:
    """One of two runs: what it was called, and its notebooks by file name; `is_file` if it is a notebook by itself.

    failed: the notebooks that failed in it, by the names they would have otherwise.
    """

    name: str
    notebooks: dict[str, object]
    is_file: bool = False
    failed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """A bound value of a notebook that differs, by the number that its cell bears, and how far it moved.

    effect: the largest move of the figure or of an end of its range, as a share of the larger of the two, at most 1:
    what appears or vanishes, an end that opens or closes and a change of sign count as all of it, a move of no more
    than a rounding error (1e-12, absolute or of the larger) as none. None for what is no figure, such as a text.
    """

    notebook: str
    cell: int | None
    name: str
    before: str
    after: str
    effect: float | None


@dataclass(frozen=True)
class Difference:
    """All that differs: parameters as (name, before, after), verdicts as phrases, values ranked by effect.

    drawings: the cells, as (notebook, number), whose figure is drawn differently. failed: the notebooks that failed,
    with the name of the side. only: those that one side alone has, with its name, unless they failed on the other.
    """

    before: str
    after: str
    parameters: list[tuple[str, str, str]]
    verdicts: list[str]
    values: list[Change]
    drawings: list[tuple[str, int | None]]
    failed: list[tuple[str, str]]
    only: list[tuple[str, str]]

    def __bool__(self) -> bool:
        return any((self.parameters, self.verdicts, self.values, self.drawings, self.failed, self.only))


def side(word: str, house: House) -> Side:
    """The run meant by a folder, a notebook or the name of a scenario, which means its stored run.

    Raises `Refused` where there is none.
    """
    given = Path(word)
    if given.suffix == ".ipynb" and given.is_file():
        failed = (_planned(given),) if given.name.endswith(FAILED) else ()
        return Side(word, {_planned(given): meaning.read(given)}, True, failed)
    if given.is_dir():
        folder = given
    elif given.suffix or len(given.parts) > 1:
        raise Refused(f"diff: found no folder or notebook {word!r}, expected one, or a scenario")
    else:
        name = known_scenario(house, word)
        folder = house.notebooks if name == house.default else house.references / name
    found = sorted(folder.glob("*.ipynb"))
    if not found:
        raise Refused(f"diff: found no notebook in {house.name_of(folder)}, expected the outputs of steppe run")
    failed = [path for path in found if path.name.endswith(FAILED)]
    done = {path.name: meaning.read(path) for path in found if path not in failed}
    return Side(word, done, failed=tuple(map(_planned, failed)))


def _planned(output: Path) -> str:
    """The name of an output, as it is when it does not fail."""
    return output.name.replace(FAILED, ".ipynb")


def between(a: Side, b: Side) -> Difference:
    """All that differs from one run to the other, in the notebooks that both have; two by themselves are one."""
    if a.is_file and b.is_file:
        b = replace(b, notebooks=dict(zip(a.notebooks, b.notebooks.values(), strict=True)))
    shared = [name for name in a.notebooks if name in b.notebooks]
    pairs = [(name, a.notebooks[name], b.notebooks[name]) for name in shared]
    before, after = [old for _, old, _ in pairs], [new for _, _, new in pairs]
    cells = [(name, *cell) for name, old, new in pairs for cell in _paired(old, new)]
    changes = [change for cell in cells for change in _values(*cell)]
    return Difference(
        a.name,
        b.name,
        _parameters(before, after),
        verdicts.differences(_words(before), _words(after)),
        sorted(changes, key=lambda c: -1 if c.effect is None else c.effect, reverse=True),
        [(name, number) for name, number, *outputs in cells if meaning.is_redrawn(*outputs)],
        [(name, s.name) for s in (a, b) for name in s.failed],
        [(name, s.name) for s, t in ((a, b), (b, a)) for name in s.notebooks if name not in {*t.notebooks, *t.failed}],
    )


def effect(old: object, new: object) -> float | None:
    """How far a bound figure moved, as `Change` says; None where there is something that is no figure."""
    ends = [_ends(bound) for bound in (old, new) if bound is not None]
    if None in ends:
        return None
    if len(ends) == 1:
        return 1.0
    return max(_apart(before, after) for before, after in zip(*ends, strict=True))


def _ends(bound: object) -> tuple[float | None, ...] | None:
    if isinstance(bound, dict):
        return tuple(map(bound.get, meaning.ENDS))
    is_number = isinstance(bound, int | float) and not isinstance(bound, bool)
    return (bound,) * 3 if is_number else None


def _apart(before: float | None, after: float | None) -> float:
    if before is None or after is None:
        return float(before is not after)
    if isclose(before, after, rel_tol=ROUNDING, abs_tol=ROUNDING):
        return 0.0
    largest = max(abs(before), abs(after))
    return min(1.0, abs(after / largest - before / largest))


def _values(notebook: str, number: int | None, old: list, new: list) -> Iterator[Change]:
    for name, was, now in meaning.moved(old, new):
        same = meaning.amount(was) == meaning.amount(now)
        words = map(meaning.figure if same else meaning.amount, (was, now))
        yield Change(notebook, number, name, *words, effect(was, now))


def _paired(before, after) -> Iterator[tuple[int | None, list, list]]:
    """The number of each code cell that someone wrote, as the first run has it, and its outputs in both."""
    cells = [[c for c in notebooks.own_cells(every) if c.cell_type == "code"] for every in (before, after)]
    for _, old, new in meaning.paired(*cells):
        outputs = [cell.get("outputs", []) if cell else [] for cell in (old, new)]
        yield (old or new).get("execution_count"), *outputs


def _parameters(before: list, after: list) -> list[tuple[str, str, str]]:
    old, new = (_effective(every) for every in (before, after))
    names = dict.fromkeys([*old, *new])
    changed = {name: (old.get(name, ABSENT), new.get(name, ABSENT)) for name in names}
    return [(name, *values) for name, values in changed.items() if values[0] != values[1]]


def _effective(every: list) -> dict[str, str]:
    """The value of each parameter over some notebooks, as in Python; several where they do not agree."""
    found: dict[str, dict[str, None]] = {}
    for notebook in every:
        for name, value in notebooks.effective(notebook).items():
            found.setdefault(name, {})[repr(value)] = None
    return {name: " or ".join(values) for name, values in found.items()}


def _words(every: list) -> dict[tuple[str, str], str]:
    """The verdicts that some notebooks print, by part and vantage point."""
    bundles = [meaning.bundle(cell.get("outputs", []), SAY).get("values", {}) for n in every for cell in n.cells]
    return {
        (part, vantage): judged[vantage]["word"]
        for values in bundles
        if meaning.is_verdict(values)
        for part, judged in values["parts"].items()
        for vantage in VANTAGES
    }


def as_text(found: Difference, most: int) -> str:
    """For a terminal: what differs, `most` values at most."""
    return "\n".join(_lines(found, most, "{}", _aligned, in_one_line))


def as_markdown(found: Difference, most: int) -> str:
    """For a review: the same under headings, the values as a table."""
    return "\n".join(_lines(found, most, "## {}", _table, _escaped))


def as_json(found: Difference, most: int) -> str:
    """For machines: everything, whatever `most` says."""
    return json.dumps(asdict(found), indent=1, allow_nan=False)


def _lines(found: Difference, most: int, heading: str, table: Callable, plain: Callable[[str], str]) -> Iterator[str]:
    """The lines of a report; `plain` makes of what comes from names and notebooks text that is nothing else."""
    before, after = plain(found.before), plain(found.after)
    if not found:
        yield f"No difference between {before} and {after}."
        return
    yield heading.format(f"From {before} to {after}")
    values = [
        (
            _place(value.notebook, value.cell), value.name, _change(value.before, value.after),
            "" if value.effect is None else f"{value.effect:.1%}",
        )
        for value in found.values
    ]
    parts = {
        "Parameters that differ": [(name, _change(*values)) for name, *values in found.parameters],
        "Verdicts that turn": [(phrase,) for phrase in found.verdicts],
        "Bound values that differ, the largest effect first": values,
        "Drawn differently": [(_place(*drawing),) for drawing in found.drawings],
        "Failed": found.failed,
        "In one only": found.only,
    }
    for title, rows in parts.items():
        if rows:
            yield "\n" + heading.format(f"{title}: {len(rows)}")
            yield from table([tuple(map(plain, row)) for row in rows[:most]])
            if len(rows) > most:
                yield f"\n... and {len(rows) - most} more; --most {len(rows)} shows all"


def _place(notebook: str, cell: int | None) -> str:
    return f"{notebook} [{' ' if cell is None else cell}]"


def _change(before: str, after: str) -> str:
    return f"{before} -> {after}"


def _aligned(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  " + "  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]


def _table(rows: list[tuple[str, ...]]) -> list[str]:
    head = ["", "| " * len(rows[0]) + "|", "|---" * len(rows[0]) + "|"]
    return head + ["| " + " | ".join(row) + " |" for row in rows]


def _escaped(text: str) -> str:
    """Text of data that Markdown takes as text."""
    return markdown_text(in_one_line(" ".join(text.split())))
