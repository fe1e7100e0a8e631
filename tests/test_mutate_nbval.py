"""Statements changed on disk: nbval turns red where the cheap path of `steppe mutate` sees something move."""

import re
from random import Random

import pytest

from conftest import Turns
from steppe import facts
from steppe.paths import DATA, NOTEBOOKS
from steppe.suite import reasons
from steppe.suite.mutate import changed_by
from steppe.suite.notebooks import SLOW, read
from steppe.suite.slices import RAISED, Cell, Chapter
from steppe.tables import DataError
from test_suite_mutate import EVERY, write

CHAPTERS = sorted(NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))
LEDGER = facts.Ledger(DATA)
FACTS = LEDGER.facts()
STAMP = "stamp(facts)"
SURVIVOR = "survivor"
NAMES = ["x1.1", "source", SURVIVOR]


def sampled(name):
    """A chapter chosen by chance, and a mutation of this name that reaches it, or that nothing sees."""
    chance = Random(f"20220930 {name}")
    unseen = reasons.read(DATA, FACTS).keys()
    among = [m for m in EVERY if ((m.id, m.name) in unseen if name == SURVIVOR else m.name == name)]
    for path in chance.sample(CHAPTERS, len(CHAPTERS)):
        chapter = Chapter(path, {}, FACTS)
        for mutation in chance.sample(among, len(among)):
            try:
                if chapter.reached(chapter.reach(changed_by(mutation, LEDGER, FACTS))):
                    return mutation, path, chapter
            except DataError:
                continue
    raise AssertionError(f"no chapter is reached by a mutation named {name}")


def bundles(path, given):
    """What nbval compares of each cell, up to the first that stops; no kernel, no stored outputs."""
    namespace, found = {"__name__": "__main__"}, []
    with facts.given(given):
        for at, node in enumerate(cell for cell in read(path).cells if cell.cell_type == "code"):
            cell = Cell.of(at, node, path.name)
            try:
                shown = cell.run(namespace, {})
            except Exception:
                return found
            data = getattr(shown, "_repr_mimebundle_", lambda shown=shown: {"text/plain": repr(shown)})()
            data = data[0] if isinstance(data, tuple) else data
            found.append(({mime: part for mime, part in data.items() if mime != "image/png"}, cell.observe(shown)))
    return found


@pytest.fixture(scope="module")
def tried(tmp_path_factory):
    """Of each name a mutation, the chapter, and the fate of its code cells where the facts are changed by it."""
    turns, found = Turns(tmp_path_factory.mktemp("mutated")), {name: sampled(name) for name in NAMES}
    chosen = {name: f"{name}/{path.name}" for name, (_, path, _) in found.items()}
    for name, (mutation, path, _) in found.items():
        write(turns.add(name, path.stem, "facts.csv") / "facts.csv", mutation)
    said = turns.nbval("-rA", *chosen.values())
    return {name: (*found[name], fates(said, path)) for name, path in chosen.items()}


@pytest.mark.parametrize("name", NAMES)
def test_nbval_is_red_where_the_cheap_path_sees_something_move_and_else_where_names_alone_do(tried, name):
    mutation, path, chapter, said = tried[name]
    reach = chapter.reach(changed_by(mutation, LEDGER, FACTS))
    moved = {cell.cell: cell.kind for cell in chapter.moved(reach)}
    before, after = (bundles(path, given) for given in (FACTS, changed_by(mutation, LEDGER, FACTS).facts))

    assert {said[at] for at in moved} <= {"FAILED"}
    assert name != SURVIVOR or set(moved.values()) <= {RAISED}
    assert (len(after) < len(before)) is (RAISED in moved.values())
    for at, (old, new) in enumerate(zip(before, after, strict=False)):
        if chapter.cells[at].source != STAMP:
            assert said[at] == ("PASSED" if old[0] == new[0] else "FAILED"), f"{path.name}, code cell {at}"
        if at not in moved and SLOW not in chapter.cells[at].tags:
            assert old[1] == new[1], f"{path.name}, code cell {at} moves under {mutation}"


def fates(said, path):
    """The fate of each code cell of one notebook, of all that nbval said."""
    found = re.findall(rf"^(PASSED|FAILED) {re.escape(path)}::Cell (\d+)", said, re.MULTILINE)
    assert found, said[-2000:]
    return {int(at): fate for fate, at in found}
