"""The exercises of a chapter, read from its cells with the tags `exercise`, `hint` and `solution`."""

import re
from collections import namedtuple
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from nbsuite import notebooks
from nbsuite.errors import Refused, expected
from steppe.classroom.answers import ERRORS
from steppe.suite.house import EXERCISES as TAGS

KINDS = ("read", "compute", "vary", "criticise", "extend")
POINTS = {"easy": 1, "medium": 2, "hard": 3}
HEADER = "**Exercise 07.1** · vary · 10 minutes · easy · *compute a rate*"
_HEADER = re.compile(
    r"\*\*Exercise (?P<id>\d\d\.[1-9]\d?)\*\* · (?P<kind>\w+) · (?P<minutes>[1-9]\d?) minutes"
    r" · (?P<difficulty>\w+) · \*(?P<objective>[a-z][^*]+)\*"
)
_SOLUTION = re.compile(
    r"(?s)```python\n(?P<code>[^\n]*(?:\n[^\n]*){,24}?)\n```\n\n"  # at most 25 lines
    r"(?P<explanation>.+?)\n\nUsual wrong answers:\n\n(?P<wrong>- .+)"
)
Cell = namedtuple("Cell", ("tag", "source", "place"))
Wrong = namedtuple("Wrong", ("code", "kind", "reveals"))  # a usual wrong answer: what computes it, and what it tells
_FIELDS = "id kind minutes difficulty objective text own_words hint code explanation wrong place"
_WRONG = re.compile(rf"- `([^`]+)` — \*({'|'.join(ERRORS)})\*: (\S.*)")


class Exercise(namedtuple("Exercise", _FIELDS)):
    """One exercise with its hint and solution; the texts are Markdown, `code` sets `answer`, `place` is its cell."""

    @property
    def points(self) -> int:
        return POINTS[self.difficulty]

    @property
    def written(self) -> str:  # recorded with its answers, to tell whether it was changed since; itself no answer
        return repr((self.code, [(wrong.code, wrong.kind) for wrong in self.wrong]))


def of_chapters(paths: Iterable[Path]) -> dict[str, Exercise]:
    """The exercises of several chapters by id, in order. Raises Refused as `of_chapter` does, and for a taken id."""
    found: dict[str, Exercise] = {}
    for one in chain.from_iterable(map(of_chapter, paths)):
        if (other := found.setdefault(one.id, one)) is not one:
            raise Refused(f"{one.place}: found exercise {one.id}, expected another id than that of {other.place}")
    return found


def of_chapter(path: Path) -> list[Exercise]:
    """The exercises of a chapter, in order. Raises Refused, with its place, for what is not as the README has it."""
    cells = [
        Cell(tag if cell["cell_type"] == "markdown" else f"{tag} as code", cell["source"], f"{path.name}, cell {at}")
        for at, cell in enumerate(notebooks.plain(path)["cells"], start=1)
        for tag in sorted(set(TAGS).intersection(cell["metadata"].get("tags", [])))
    ]
    found = []
    for number, start in enumerate(range(0, len(cells), len(TAGS)), start=1):
        three = cells[start : start + len(TAGS)]
        for wanted, (tag, _, place) in zip(TAGS, [*three, Cell("nothing", "", three[-1].place)], strict=False):
            if tag != wanted:
                raise Refused(f"{place}: found {tag}, expected the {wanted} of exercise {number}")
        found.append(_exercise(f"{path.name[:2]}.{number}", *three))
    return found


def _exercise(id: str, exercise: Cell, hint: Cell, solution: Cell) -> Exercise:
    header, _, text = exercise.source.partition("\n\n")
    about = _matched(_HEADER, header, exercise.place, f"a first line such as {HEADER!r}")
    if about["id"] != id:
        raise Refused(f"{exercise.place}: found exercise {about['id']}, expected {id}, the next of the chapter")
    for name, choices in (("kind", KINDS), ("difficulty", POINTS)):
        if about[name] not in choices:
            raise expected(f"{exercise.place}: {name}", about[name], choices)
    text, own, question = text.partition("*In your own words:*")
    parts = "a block of at most 25 lines of Python, an explanation, 'Usual wrong answers:', a list"
    solved = _matched(_SOLUTION, _unfolded("Solution", id, solution), solution.place, parts)
    form = f"'- `code` — *kind*: what it reveals' with one of the kinds {', '.join(ERRORS)}"
    wrong = [_matched(_WRONG, item, solution.place, form) for item in solved["wrong"].splitlines()]
    return Exercise(
        id, about["kind"], int(about["minutes"]), about["difficulty"], about["objective"], text.strip(),
        f"{own}{question}".strip(), _unfolded("Hint", id, hint), solved["code"], solved["explanation"],
        tuple(Wrong(*item.groups()) for item in wrong), solution.place,
    )  # fmt: skip


def _matched(pattern: re.Pattern, text: str, place: str, wanted: str) -> re.Match:
    if found := pattern.fullmatch(text):
        return found
    raise Refused(f"{place}: found {text[:60]!r}, expected {wanted}")


def _unfolded(what: str, id: str, cell: Cell) -> str:
    """The Markdown inside the fold of a hint or solution."""
    start = f"<details><summary>{what} {id}</summary>"
    wanted = f"{start!r}, a blank line, text, a blank line, '</details>'"
    fold = re.compile(rf"{re.escape(start)}\n\n(.+)\n\n</details>", re.DOTALL)
    return _matched(fold, cell.source, cell.place, wanted)[1].strip()
