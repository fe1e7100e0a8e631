"""The five headline figures of the essay carry the stored outputs: change one, and nbval turns red."""

import csv
import re

import pytest

from conftest import Turns
from steppe import facts

BOUND = "mismatch 'application/vnd.steppe."
BROKEN = "Cell execution caused an exception"
UNCHANGED = "unchanged"
HEADLINES = [
    ("essay_callup", "300000", "00_start_here"),
    ("essay_arrivals", "100000", "00_start_here"),
    ("essay_border", "4739", "00_start_here"),
    ("essay_citizens", "130000", "00_start_here"),
    ("essay_population", "19000000", "07_a_year_at_this_rate"),
]


def label(folder):
    """Types the figures into the paraphrases, so that no label moves with a figure."""
    path = folder / "claims.csv"
    essay = (s for s in facts.load().statements.values() if s.source.id == "essay" and s.has_figure)
    figures = {s.id: f"{s.figure.value:,.10g}" for s in essay}
    with path.open(encoding="utf-8", newline="") as file:
        rows = [[cell.format(**figures) for cell in row] for row in csv.reader(file)]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def moved(cells):
    """The cells in which a bound value, a verdict or a drawing moved; the digest of the facts does not count."""
    return [cell for cell in cells if BOUND in cell and "stamp(facts)" not in cell]


def change(folder, id, old, new):
    path = folder / "facts.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    (at,) = [n for n, line in enumerate(lines) if line.startswith(id + ",")]
    assert f",{old}," in lines[at]
    lines[at] = lines[at].replace(f",{old},", f",{new},")
    path.write_text("".join(lines), encoding="utf-8")


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What nbval says of chapters, cell by cell, each with one figure that is another, and of one as it was."""
    turns, chosen = Turns(tmp_path_factory.mktemp("headlines")), {}
    for id, figure, chapter in [(UNCHANGED, "", "00_start_here"), *HEADLINES]:
        folder = turns.add(id, chapter, "claims.csv", "facts.csv")
        label(folder)
        if figure:
            change(folder, id, figure, str(round(float(figure) * 1.01)))
        chosen[id] = f"{id}/{chapter}.ipynb"
    said = turns.nbval(*chosen.values())
    assert BROKEN not in said and all(path in said for path in chosen.values()), said[-3000:]
    cells = re.split(r"_{5,} (?=\w+/\d\d_)", said)
    return {id: [cell for cell in cells if cell.startswith(path)] for id, path in chosen.items()}


def test_typed_labels_alone_move_nothing_that_is_bound(told):
    assert moved(told[UNCHANGED]) == []


@pytest.mark.parametrize("id", [id for id, _, _ in HEADLINES])
def test_another_headline_figure_by_one_per_cent_moves_a_value_or_a_drawing_and_not_by_its_label(told, id):
    assert moved(told[id])
