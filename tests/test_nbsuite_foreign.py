"""Somebody else's folder of notebooks: run, kept, verified, compared, swept, refreshed and checked by nbval.

It has no facts and no claims, but parameters of its own, a helper module and a data file beside its notebooks.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from conftest import contents, put
from steppe.paths import ROOT

HELPER = "def area(width, height):\n    return width * height\n"
ROOMS = "room,width,height\nkitchen,3,4\nhall,2,6\n"
CONFIGURATION = """\
notebooks = "rooms"
scenarios = "rooms/scenarios"
references = "stored"
default = "plain"
depends = ["rooms/helper.py"]
"""
CODE = """\
import pandas as pd
from helper import area

rooms = pd.read_csv("rooms.csv")
rooms["area"] = area(rooms["width"], rooms["height"]) * scale
rooms[["room", "area"]]"""
TOTAL = """\
from IPython.display import JSON
print(f"{title}: {rooms['area'].sum():.1f} square metres")
JSON({"total": float(rooms["area"].sum())})"""
SCENARIOS = {"plain": "scale: 1", "wide": "scale: 2", "tall": "scale: 3\ntitle: tall"}


def nbsuite(*words: object, cwd: Path, status: int = 0) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("STEPPE")}
    command = [sys.executable, "-m", "nbsuite", *map(str, words)]
    run = subprocess.run(command, cwd=cwd, capture_output=True, text=True, env=environment)
    assert run.returncode == status, run.stdout + run.stderr
    return run.stdout + run.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("foreign")
    cells = [
        new_markdown_cell("# Rooms"),
        new_code_cell("scale = 1.0  # of each side\ntitle: str = 'all'", metadata={"tags": ["parameters"]}),
        new_code_cell(CODE), new_code_cell(TOTAL),
    ]  # fmt: skip
    put(folder / "rooms" / "rooms.ipynb", new_notebook(cells=cells))
    put(folder / "rooms" / "as it is.ipynb", new_notebook(cells=[new_code_cell("print('no parameters')")]))
    (folder / "rooms" / "helper.py").write_text(HELPER, encoding="utf-8")
    (folder / "rooms" / "rooms.csv").write_text(ROOMS, encoding="utf-8")
    for name, text in SCENARIOS.items():
        path = folder / "rooms" / "scenarios" / f"{name}.yml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def ran(folder) -> tuple[Path, str]:
    """Without any configuration: the notebooks under three scenarios, given as files, into runs/."""
    before = contents(folder)
    files = [folder / "rooms" / "scenarios" / f"{name}.yml" for name in SCENARIOS]
    words = ["run", *sorted((folder / "rooms").glob("*.ipynb")), "--scenarios", *files]
    said = nbsuite(*words, cwd=folder)
    made = {path for path in contents(folder) if path not in before and "__pycache__" not in path}
    assert {path.split("/")[0] for path in made} == {"runs"}
    assert "6 of 6 notebooks done: runs/<scenario>/" in said
    assert "6 of them unchanged" in nbsuite(*words, cwd=folder)
    return folder / "runs", said


def test_each_output_is_in_the_folder_of_its_scenario_and_the_folder_is_as_it_was_left(ran):
    runs, _ = ran
    assert {path.relative_to(runs).as_posix() for path in runs.rglob("*.ipynb")} == {
        f"{name}/{notebook}.ipynb" for name in SCENARIOS for notebook in ("rooms", "as it is")
    }
    assert "tall: 72.0 square metres" in (runs / "tall" / "rooms.ipynb").read_text(encoding="utf-8")
    for words in ([], ["--rerun"]):
        assert nbsuite("verify", "runs", *words, cwd=runs.parent).endswith("runs: 6 files, nothing amiss\n")


def test_a_value_of_ones_own_is_read_by_the_type_of_the_default_and_any_other_refused(ran):
    folder = ran[0].parent
    words = ["run", "rooms/rooms.ipynb", "--out", "own", "-p"]
    assert "own/default+scale=3/" in nbsuite(*words, "scale", "3", cwd=folder)
    for name, value, said in (("scale", "much", "expected a number"), ("scal", "3", "did you mean 'scale'?")):
        refused = nbsuite(*words, name, value, cwd=folder, status=2)
        assert refused.count("\n") == 1 and said in refused


def test_tables_text_and_json_are_compared_the_largest_effect_first(ran):
    found = json.loads(nbsuite("diff", "runs/plain", "runs/wide", "--format", "json", cwd=ran[0].parent))
    moved = {value["name"]: (value["before"], value["after"], value["effect"]) for value in found["values"]}
    assert moved["total"] == ("24", "48", 0.5)
    assert moved["stdout, line 1"] == ("all: 24.0 square metres", "all: 48.0 square metres", 0.5)
    assert moved["text, line 2"][2] == 0.5
    assert found["parameters"] == [["scale", "1.0", "2.0"]]


def test_a_sweep_makes_one_tidy_table_of_what_is_shown_at_each_point(folder):
    (folder / "grid.yml").write_text(
        "notebooks: [rooms/rooms.ipynb]\nparameters: {scale: {from: 1, to: 2, steps: 3}}", encoding="utf-8"
    )
    nbsuite("sweep", "grid.yml", cwd=folder)
    with (folder / "sweep" / "sweep.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    assert [(row["scale"], row["value"]) for row in rows if row["name"] == "total"] == [
        ("1.0", "24.0"), ("1.5", "36.0"), ("2.0", "48.0")
    ]  # fmt: skip
    assert "nothing amiss" in nbsuite("verify", "sweep", cwd=folder)


def test_a_configured_folder_is_refreshed_checked_and_passes_nbval_and_nothing_of_this_project_is_touched(folder):
    (folder / "nbsuite.toml").write_text(CONFIGURATION, encoding="utf-8")
    ours = contents(ROOT / "tests" / "references") | contents(ROOT / "notebooks")
    said = nbsuite("refresh", cwd=folder)
    assert "stored/wide/rooms.ipynb: new" in said
    assert "2 notebooks, 3 scenarios: nothing amiss" in nbsuite("check", cwd=folder)
    assert nbsuite("refresh", cwd=folder) == ""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "nbsuite.nbval", "--nbval", "."]
    run = subprocess.run(command, cwd=folder / "rooms", capture_output=True, text=True)
    assert run.returncode == 0 and "4 passed" in run.stdout, run.stdout
    assert "Values that differ" in nbsuite("diff", "plain", "tall", cwd=folder)
    (folder / "rooms" / "helper.py").write_text(HELPER.replace("*", "+"), encoding="utf-8")
    run = subprocess.run(command, cwd=folder / "rooms", capture_output=True, text=True)
    assert run.returncode == 1 and "2 failed" in run.stdout
    (folder / "rooms" / "helper.py").write_text(HELPER, encoding="utf-8")
    assert contents(ROOT / "tests" / "references") | contents(ROOT / "notebooks") == ours


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('notebook = "rooms"', "key: found 'notebook', did you mean 'notebooks'?"),
        ('notebooks = "rooms"', "found notebooks: rooms, which is not there, expected a path"),
        ('scenarios = "plans"', "found scenarios: plans, which is not there, expected a path"),
    ],
    ids=["an unknown key", "no folder of notebooks", "no folder of scenarios"],
)
def test_what_is_wrong_in_a_configuration_is_refused_by_name(tmp_path, line, said):
    (tmp_path / "nbsuite.toml").write_text(f"{line}\n", encoding="utf-8")
    assert nbsuite("check", cwd=tmp_path, status=2) == f"nbsuite: nbsuite.toml: {said}\n"


def test_a_hook_that_is_no_such_thing_is_refused(tmp_path):
    (tmp_path / "nbsuite.toml").write_text('vocabulary = "json:dumps"\n', encoding="utf-8")
    said = "vocabulary: found 'json:dumps' (a function, no Mapping), expected package.module:name"
    assert nbsuite("check", cwd=tmp_path, status=2) == f"nbsuite: {said}\n"
