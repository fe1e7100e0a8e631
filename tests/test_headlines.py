"""The five headline figures of the essay carry the stored outputs: change one, and nbval turns red."""

import os
import shutil
import subprocess
import sys

import pytest

from steppe import facts
from steppe.paths import ROOT

HEADLINES = {
    "essay_callup": "300000",
    "essay_arrivals": "100000",
    "essay_border": "4739",
    "essay_citizens": "130000",
    "essay_population": "19000000",
}


@pytest.fixture
def copy(tmp_path):
    for folder in ("lib", "data"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "notebooks").mkdir()
    shutil.copy(ROOT / "notebooks" / "00_start_here.ipynb", tmp_path / "notebooks")
    return tmp_path


def label(copy):
    """Types the figures into the paraphrases of the copy, so that no label moves with a figure."""
    path = copy / "data" / "claims.csv"
    text = path.read_text(encoding="utf-8")
    for statement in facts.load().statements.values():
        if statement.source.id == "essay" and statement.has_figure:
            text = text.replace(f"{{{statement.id}}}", f"{statement.figure.value:,.10g}")
    path.write_text(text, encoding="utf-8")


def nbval(copy):
    command = [sys.executable, "-m", "pytest", "-q", "--nbval", "-p", "no:cacheprovider", "--rootdir", ".", "notebooks"]
    environment = os.environ | {"PYTHONPATH": str(copy / "lib")}
    return subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True)


def change(copy, id, old, new):
    path = copy / "data" / "facts.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    (at,) = [n for n, line in enumerate(lines) if line.startswith(id + ",")]
    assert f",{old}," in lines[at]
    lines[at] = lines[at].replace(f",{old},", f",{new},")
    path.write_text("".join(lines), encoding="utf-8")


def test_typed_labels_alone_move_no_figure(copy):
    label(copy)
    run = nbval(copy)
    assert "mismatch 'application/vnd.steppe.figure+json'" not in run.stdout, run.stdout[-3000:]


@pytest.mark.parametrize(("id", "figure"), HEADLINES.items())
def test_another_headline_figure_by_one_per_cent_turns_a_drawing_red_and_not_by_its_label(copy, id, figure):
    assert facts.load().statements[id].value == float(figure)
    label(copy)
    change(copy, id, figure, str(round(float(figure) * 1.01)))
    run = nbval(copy)
    assert run.returncode == 1, run.stdout[-3000:]
    assert "mismatch 'application/vnd.steppe.figure+json'" in run.stdout, run.stdout[-3000:]
    assert "Error" not in run.stdout.replace("AssertionError", ""), run.stdout[-3000:]
