"""The five headline figures of the essay carry the stored outputs: change one, and nbval turns red."""

import csv
import os
import re
import shutil
import subprocess
import sys

import pytest

from steppe import facts
from steppe.paths import ROOT

BOUND = "mismatch 'application/vnd.steppe."
BROKEN = "Cell execution caused an exception"
HEADLINES = [
    ("essay_callup", "300000", "00_start_here"),
    ("essay_arrivals", "100000", "00_start_here"),
    ("essay_border", "4739", "00_start_here"),
    ("essay_citizens", "130000", "00_start_here"),
    ("essay_population", "19000000", "07_a_year_at_this_rate"),
]


@pytest.fixture
def copy(tmp_path):
    for folder in ("lib", "data", "notebooks"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def label(copy):
    """Types the figures into the paraphrases of the copy, so that no label moves with a figure."""
    path = copy / "data" / "claims.csv"
    essay = (s for s in facts.load().statements.values() if s.source.id == "essay" and s.has_figure)
    figures = {s.id: f"{s.figure.value:,.10g}" for s in essay}
    with path.open(encoding="utf-8", newline="") as file:
        rows = [[cell.format(**figures) for cell in row] for row in csv.reader(file)]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def nbval(copy, chapter):
    """What nbval says of a chapter, cell by cell."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "--nbval",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        ".",
        f"notebooks/{chapter}.ipynb",
    ]
    environment = os.environ | {"PYTHONPATH": str(copy / "lib")}
    run = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True)
    assert BROKEN not in run.stdout, run.stdout[-3000:]
    return re.split(r"_{5,} notebooks/", run.stdout)


def moved(cells):
    """The cells in which a bound value, a verdict or a drawing moved; the digest of the facts does not count."""
    return [cell for cell in cells if BOUND in cell and "run_stamp(case)" not in cell]


def change(copy, id, old, new):
    path = copy / "data" / "facts.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    (at,) = [n for n, line in enumerate(lines) if line.startswith(id + ",")]
    assert f",{old}," in lines[at]
    lines[at] = lines[at].replace(f",{old},", f",{new},")
    path.write_text("".join(lines), encoding="utf-8")


def test_typed_labels_alone_move_nothing_that_is_bound(copy):
    label(copy)
    assert moved(nbval(copy, "00_start_here")) == []


@pytest.mark.parametrize(("id", "figure", "chapter"), HEADLINES)
def test_another_headline_figure_by_one_per_cent_moves_a_value_or_a_drawing_and_not_by_its_label(
    copy, id, figure, chapter
):
    label(copy)
    change(copy, id, figure, str(round(float(figure) * 1.01)))
    assert moved(nbval(copy, chapter))
