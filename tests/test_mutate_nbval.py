"""Statements changed on disk: nbval turns red where `steppe mutate` sees something move, and for every headline."""

import re
from random import Random

import pytest

from conftest import Turns, csv_rows, put_csv
from nbsuite.errors import DataError
from nbsuite.notebooks import read
from steppe import facts
from steppe.paths import DATA, NOTEBOOKS
from steppe.suite.house import SLOW
from steppe.suite.mutate import changed_by
from steppe.suite.mutations import read_reasons
from steppe.suite.slices import RAISED, Cell, Chapter
from steppe.suite.watched import Reach
from test_suite_mutate import EVERY, write

CHAPTERS = sorted(NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))
FACTS = facts.load(DATA)
STAMP = "stamp(facts)"
SURVIVOR = "survivor"
NAMES = ["x1.1", "source", SURVIVOR]
UNCHANGED = "unchanged"
HEADLINES = [
    (UNCHANGED, "", "00_start_here"), ("essay_callup", "300000", "00_start_here"),
    ("essay_arrivals", "100000", "00_start_here"), ("essay_border", "4739", "00_start_here"),
    ("essay_citizens", "130000", "00_start_here"), ("essay_population", "19000000", "07_a_year_at_this_rate"),
]  # fmt: skip
BOUND = "mismatch 'application/vnd.steppe."
BROKEN = "Cell execution caused an exception"


def sampled(name):
    """A chapter chosen by chance, and a mutation of this name that reaches it, or that nothing sees."""
    chance = Random(f"20220930 {name}")
    unseen = read_reasons(DATA, FACTS).keys()
    among = [m for m in EVERY if ((m.id, m.name) in unseen if name == SURVIVOR else m.name == name)]
    for path in chance.sample(CHAPTERS, len(CHAPTERS)):
        chapter = Chapter(path, {}, FACTS)
        for mutation in chance.sample(among, len(among)):
            try:
                reach = Reach(chapter.results, changed_by(mutation, FACTS))
                if any(reach.reaches(cell.trace) for cell in chapter.cells):
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


def label(folder):
    """Types the figures into the paraphrases, so that no label moves with a figure."""
    essay = (s for s in FACTS.statements.values() if s.source.id == "essay" and s.has_figure)
    figures = {s.id: f"{s.figure.value:,.10g}" for s in essay}
    path = folder / "claims.csv"
    put_csv(path, [[cell.format(**figures) for cell in row] for row in csv_rows(path)])


@pytest.fixture(scope="module")
def mutated():
    """Of each name a mutation, a chapter that it reaches and its path."""
    return {name: sampled(name) for name in NAMES}


@pytest.fixture(scope="module")
def told(mutated, tmp_path_factory):
    """What nbval says of chapters, each with one statement that is another, and of one as it was."""
    turns = Turns(tmp_path_factory.mktemp("mutated"))
    for name, (mutation, path, _) in mutated.items():
        write(turns.add(name, path.stem, "facts.csv") / "facts.csv", mutation)
    for id, figure, chapter in HEADLINES:  # last, because their claims stay
        folder = turns.add(id, chapter, "claims.csv", "facts.csv")
        label(folder)
        rows = csv_rows(folder / "facts.csv")
        for row in (row for row in rows if row[0] == id):
            row[row.index(figure)] = str(round(float(figure) * 1.01))
        put_csv(folder / "facts.csv", rows)
    chosen = [f"{name}/{path.name}" for name, (_, path, _) in mutated.items()]
    return turns.nbval("-rA", *chosen, *(f"{id}/{chapter}.ipynb" for id, _, chapter in HEADLINES))


@pytest.mark.parametrize("name", NAMES)
def test_nbval_is_red_where_the_cheap_path_sees_something_move_and_else_where_names_alone_do(mutated, told, name):
    mutation, path, chapter = mutated[name]
    said = fates(told, f"{name}/{path.name}")
    reach = Reach(chapter.results, changed_by(mutation, FACTS))
    moved = {cell.cell: cell.kind for cell in chapter.moved(reach)}
    before, after = (bundles(path, given) for given in (FACTS, changed_by(mutation, FACTS).facts))

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


@pytest.mark.parametrize(("id", "chapter"), [(id, chapter) for id, _, chapter in HEADLINES])
def test_another_headline_figure_by_one_per_cent_moves_a_value_or_a_drawing_and_not_by_its_label(told, id, chapter):
    assert f"{id}/{chapter}.ipynb" in told, told[-3000:]
    cells = [cell for cell in re.split(r"_{5,} (?=[\w.]+/\d\d_)", told) if cell.startswith(f"{id}/{chapter}.ipynb")]
    assert not any(BROKEN in cell for cell in cells)
    moved = [cell for cell in cells if BOUND in cell and STAMP not in cell]  # the digest of the facts does not count
    assert bool(moved) is (id != UNCHANGED)
