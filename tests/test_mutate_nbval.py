"""Statements changed on disk: nbval turns red in exactly the cells that move in one process, and in no other."""

import os
import re
import shutil
import subprocess
import sys
from random import Random

import pytest

from steppe import facts
from steppe.display.load_map import loads
from steppe.paths import DATA, NOTEBOOKS, ROOT
from steppe.suite.mutate import changed_by
from steppe.suite.notebooks import read
from steppe.suite.slices import Cell
from test_suite_mutate import EVERY, write

CHAPTERS = sorted(path.name for path in NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))
LEDGER = facts.Ledger(DATA)
FACTS = LEDGER.facts()
STAMP = "run_stamp(case)"
CHANCE = Random(20220930)


def sampled(name):
    """A mutation of this name, chosen by chance, and a chapter of those in which its statement moves something."""
    moving = {id: sorted(load.words.keys() | load.figures.keys()) for id, load in loads(FACTS).items()}
    mutation = CHANCE.choice([m for m in EVERY if m.name == name and moving.get(m.id)])
    number = CHANCE.choice(moving[mutation.id])
    return mutation, next(chapter for chapter in CHAPTERS if chapter.startswith(number))


SAMPLE = [sampled(name) for name in ("x1.1", "sign", "x1000", "dropped", "source", "date")]


def code_cells(chapter):
    return [cell for cell in read(NOTEBOOKS / chapter).cells if cell.cell_type == "code"]


def outputs(chapter, given):
    """What nbval compares of each cell, up to the first that stops; no kernel, no stored outputs."""
    namespace, found = {"__name__": "__main__"}, []
    with facts.given(given):
        for at, node in enumerate(code_cells(chapter)):
            try:
                shown = Cell.of(at, node, chapter).run(namespace, {})
            except Exception:
                return found
            data = getattr(shown, "_repr_mimebundle_", lambda shown=shown: {"text/plain": repr(shown)})()
            data = data[0] if isinstance(data, tuple) else data
            found.append({mime: part for mime, part in data.items() if mime != "image/png"})
    return found


@pytest.mark.parametrize(("mutation", "chapter"), SAMPLE, ids=lambda part: getattr(part, "name", part))
def test_nbval_is_red_where_the_run_in_one_process_differs_and_green_elsewhere(tmp_path, mutation, chapter):
    for folder in ("lib", "data", "notebooks"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    write(tmp_path / "data" / "facts.csv", mutation)
    before, after = (outputs(chapter, f) for f in (FACTS, changed_by(mutation, LEDGER, FACTS).facts))
    said = nbval(tmp_path, chapter)
    cells = code_cells(chapter)
    for at, (old, new) in enumerate(zip(before, after, strict=False)):
        if cells[at].source != STAMP:
            assert said[at] == ("PASSED" if old == new else "FAILED"), f"code cell {at}: {cells[at].source}"
    if len(after) < len(cells):
        assert said[len(after)] == "FAILED"
    if mutation.name == "x1.1":
        assert "FAILED" in [said[at] for at in range(len(cells)) if cells[at].source != STAMP]


def nbval(copy, chapter):
    """The fate of each code cell."""
    command = [sys.executable, "-m", "pytest", "-q", "-rA", "--nbval", "-p", "no:cacheprovider", "--rootdir", "."]
    environment = os.environ | {"PYTHONPATH": str(copy / "lib")}
    run = subprocess.run(
        [*command, f"notebooks/{chapter}"], cwd=copy, env=environment, capture_output=True, text=True, check=False
    )
    found = re.findall(r"^(PASSED|FAILED) notebooks/\S+::Cell (\d+)", run.stdout, re.MULTILINE)
    assert found, run.stdout[-2000:] + run.stderr[-2000:]
    return {int(at): fate for fate, at in found}
