"""The key of a run: another where anything it rests on is another, and nowhere else."""

import json
import os
import random
import shutil
import subprocess
import sys
from ast import literal_eval
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

import build_book as book
from conftest import DEFAULTS, copied, put, tiny_notebook
from nbsuite import files, key, notebooks, parameters, runner
from nbsuite.jobs import Job, admit, job
from nbsuite.key import World
from nbsuite.parameters import parse
from nbsuite.runner import How
from steppe.scenario import VOCABULARY
from steppe.suite import scenarios
from steppe.suite.house import House

PASSED = {"nothing": {}, "default": {"horizon_weeks": 52}, "other": {"horizon_weeks": 13}}
LOCK = "requirements.lock"
FILES = ["data/facts.csv", "data/border/line.geojson", "lib/steppe/rule.py", "lib/steppe/display/template.py"]
CHANCE = random.Random(20220921)


@pytest.fixture
def world_of_two(tmp_path) -> House:
    """Two notebooks, data, a library and a lock, each of a few files."""
    for name in FILES:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(CHANCE.randbytes(60))
    (tmp_path / LOCK).write_bytes(CHANCE.randbytes(60))
    put(tmp_path / "notebooks" / "04_one.ipynb", tiny_notebook())
    put(tmp_path / "notebooks" / "07_two.ipynb", tiny_notebook(DEFAULTS, "1 + 1"))
    return House(tmp_path / "notebooks", data=tmp_path / "data", library=tmp_path / "lib" / "steppe")


def keys(house: House) -> dict[str, str]:
    """The key of every notebook under every way of passing parameters."""
    jobs = {f"{path.stem} {how}": Job(path, how, path, p) for path in house.chapters() for how, p in PASSED.items()}
    return dict(zip(jobs, (record["key"] for record in World(house).records(jobs.values())), strict=True))


def moved(house: House, change) -> set[str]:
    """The runs whose key is another after a change."""
    before = keys(house)
    change()
    after = keys(house)
    return {name for name in before if before[name] != after[name]}


def change_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[CHANCE.randrange(len(content))] ^= CHANCE.randrange(1, 256)
    path.write_bytes(content)


EVERY = {f"{stem} {how}" for stem in ("04_one", "07_two") for how in PASSED}
ONE = {name for name in EVERY if name.startswith("04_one")}


@pytest.mark.parametrize("name", [*FILES, LOCK])
def test_every_single_byte_of_data_library_and_lock_reaches_every_run(world_of_two, name):
    path = world_of_two.root / name
    for at, byte in enumerate(path.read_bytes()):
        content = bytearray(path.read_bytes())
        content[at] = byte ^ CHANCE.randrange(1, 256)
        assert moved(world_of_two, lambda content=content: path.write_bytes(content)) == EVERY


@pytest.mark.parametrize("name", ["data/new.csv", "lib/steppe/new.py"])
def test_a_file_more_a_file_less_and_another_name_reach_every_run(world_of_two, name):
    path = world_of_two.root / name
    assert moved(world_of_two, path.touch) == EVERY
    assert moved(world_of_two, lambda: path.rename(path.with_stem("newer"))) == EVERY
    assert moved(world_of_two, path.with_stem("newer").unlink) == EVERY


def test_a_word_of_a_notebook_reaches_its_own_runs_and_an_output_none(world_of_two):
    path = world_of_two.chapters()[0]

    def change(what):
        notebook = nbformat.read(path, 4)
        what(notebook.cells[5])
        nbformat.write(notebook, path)

    assert moved(world_of_two, lambda: change(lambda cell: cell.update(source=cell.source + " "))) == ONE
    assert moved(world_of_two, lambda: change(lambda cell: cell.metadata.update(tags=["raises-exception"]))) == ONE
    assert moved(world_of_two, lambda: change(lambda cell: cell.update(execution_count=5, id="another"))) == set()


def test_another_name_of_a_chapter_reaches_every_run_because_others_lead_there(world_of_two):
    two = world_of_two.chapters()[1]
    before = set(keys(world_of_two).values())
    two.rename(two.with_stem("07_other"))
    assert before.isdisjoint(keys(world_of_two).values())


def test_another_python_and_another_package_reach_every_run(world_of_two, tmp_path, monkeypatch):
    assert moved(world_of_two, lambda: monkeypatch.setattr(key.sys, "version_info", (3, 99, 0))) == EVERY
    (tmp_path / "site" / "more-1.0.dist-info").mkdir(parents=True)
    assert moved(world_of_two, lambda: monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "site")])) == EVERY


def test_packages_inside_a_package_reach_no_run_such_as_those_setuptools_brings(world_of_two, tmp_path, monkeypatch):
    inside = tmp_path / "site" / "tool" / "_vendor"
    (inside / "more-1.0.dist-info").mkdir(parents=True)
    (inside.parent / "__init__.py").touch()
    assert moved(world_of_two, lambda: monkeypatch.setattr(sys, "path", [*sys.path, str(inside)])) == set()


def test_the_time_of_a_file_reaches_no_run(world_of_two):
    assert moved(world_of_two, (world_of_two.data / "facts.csv").touch) == set()


def test_a_default_passed_once_more_is_no_other_run_but_has_a_cell_more_than_none(tiny):
    def found(*passed):
        jobs = [Job(tiny, "essay", tiny, each) for each in passed]
        return [(record["key"], record["injected"]) for record in World(House()).records(jobs)]

    (bare, _), (once, names), (twice, more), (other, _) = found(
        {}, {"evidence": "essay"}, {"evidence": "essay", "horizon_weeks": 52}, {"evidence": "best"}
    )
    assert once == twice and len({bare, once, other}) == 3
    assert (names, more) == (["evidence"], ["evidence", "horizon_weeks"])


@given(st.permutations(["evidence", "weekly_arrivals", "horizon_weeks"]), st.sampled_from([50000, 50000.0]))
def test_neither_the_order_nor_the_type_of_a_number_makes_another_run(tmp_path_factory, order, arrivals):
    path = tmp_path_factory.getbasetemp() / "07_ordered.ipynb"
    if not path.exists():
        put(path, tiny_notebook())
    values = {"evidence": "best", "weekly_arrivals": arrivals, "horizon_weeks": 26}
    declared = parameters.declared(path, VOCABULARY)
    made = job(path, "essay", {name: values[name] for name in order}, declared, Path("runs"))
    assert list(made.parameters.items()) == [("evidence", "best"), ("weekly_arrivals", 50000.0), ("horizon_weeks", 26)]
    assert isinstance(made.parameters["weekly_arrivals"], float)


DIGESTS = """\
import json
from nbsuite.key import World
from steppe.suite.house import House
print(json.dumps(World(House()).digests))"""


def test_the_same_suite_elsewhere_has_the_same_digests_until_a_byte_of_it_changes(tmp_path):
    copied(tmp_path, "data", "lib", "notebooks")
    shutil.copy(House().lock, tmp_path)

    def found() -> dict[str, str]:
        environment = os.environ | {"PYTHONPATH": str(tmp_path / "lib"), "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run([sys.executable, "-c", DIGESTS], capture_output=True, text=True, env=environment)
        return json.loads(done.stdout)

    before = found()
    assert before == World(House()).digests
    changed = {
        "data/README.md": "data", "lib/steppe/rule.py": "library", "lib/nbsuite/key.py": "engine", LOCK: "packages",
    }  # fmt: skip
    for name in changed:
        with (tmp_path / name).open("a") as file:
            file.write("#")
    after = found()
    assert {kind for kind in after if after[kind] != before[kind]} == {*changed.values()}


MOVED, MOVED_BESIDE, STILL = (True, False), (False, True), (False, False)


def test_what_is_written_after_the_key_was_taken_is_noticed_by_what_it_reaches(world_of_two):
    world = World(world_of_two)
    one, two = world_of_two.chapters()
    list(world.records([Job(one, "essay", one), Job(two, "essay", two)]))

    def touched(path: Path) -> tuple[bool, bool]:
        return world.was_touched(path, world.now(path))

    assert touched(one) == STILL
    put(two, tiny_notebook(DEFAULTS, "1 + 2"))
    assert (touched(one), touched(two)) == (STILL, MOVED)
    (one.parent / "mine.csv").touch()
    assert touched(one) == MOVED_BESIDE
    assert not world.has_moved()
    change_a_byte(world_of_two.data / "facts.csv")
    assert touched(one) == (True, True)
    assert world.has_moved()
    two.unlink()
    assert touched(two) == (True, True)


@pytest.mark.parametrize(
    ("name", "told"),
    [*((name, MOVED) for name in ("notebooks/04_one.ipynb", *FILES, LOCK)), ("notebooks/mine.csv", MOVED_BESIDE)],
)
def test_a_file_that_changes_and_is_as_before_in_the_end_is_told_to_what_ran_and_not_to_what_runs_later(
    world_of_two, name, told
):
    path, (one, _) = world_of_two.root / name, world_of_two.chapters()
    (one.parent / "mine.csv").write_bytes(CHANCE.randbytes(60))
    whole, times = path.read_bytes(), path.stat()
    world = World(world_of_two)
    list(world.records([Job(one, "essay", one)]))
    before = world.now(one)
    change_a_byte(path)
    between = world.now(one)
    assert world.was_touched(one, between) == told, "it is not what the key says"
    path.write_bytes(whole)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert world.was_touched(one, before) == world.was_touched(one, between) == told
    assert world.was_touched(one, world.now(one)) == STILL


def test_a_package_that_is_replaced_by_itself_is_told_to_what_ran_meanwhile(world_of_two, tmp_path, monkeypatch):
    package, (one, _) = tmp_path / "site" / "more-1.0.dist-info", world_of_two.chapters()
    package.mkdir(parents=True)
    monkeypatch.setattr(sys, "path", [*sys.path, str(package.parent)])
    world = World(world_of_two)
    list(world.records([Job(one, "essay", one)]))
    since = world.now(one)
    package.rename(package.with_name("more-2.0.dist-info"))
    assert world.was_touched(one, world.now(one)) == MOVED
    package.with_name("more-2.0.dist-info").rename(package)
    assert world.was_touched(one, since) == MOVED
    assert world.was_touched(one, world.now(one)) == STILL


CHANGING = """\
from pathlib import Path
whole = Path({0!r}).read_text()
Path({0!r}).write_text("other")
print(Path({0!r}).read_text())
Path({0!r}).write_text(whole)"""


@pytest.mark.parametrize("name", ["data/facts.csv", "notebooks/mine.csv"])
def test_an_output_of_what_was_there_only_while_it_ran_is_never_taken_for_that_of_what_is_there(world_of_two, name):
    (world_of_two.notebooks / "mine.csv").write_text("whole")
    (world_of_two.data / "facts.csv").write_text("whole")
    source = CHANGING.format(str(world_of_two.root / name))
    mine = put(world_of_two.root / "notebooks" / "mine.ipynb", tiny_notebook(DEFAULTS, source))
    target = world_of_two.root / "runs" / "essay" / mine.name
    for _ in range(2):
        (result,) = runner.run([Job(mine, "essay", target)], How(cold=True), world=World(world_of_two))
        assert not result.is_kept
        assert result.reason == (runner.MOVED if name.startswith("data") else "")
        assert target.exists() == result.ok


def test_the_files_of_a_linked_folder_reach_every_run_and_a_round_of_links_has_an_end(world_of_two, tmp_path_factory):
    away = tmp_path_factory.mktemp("away")
    (away / "line.csv").write_bytes(b"1")
    assert moved(world_of_two, lambda: (world_of_two.data / "linked").symlink_to(away)) == EVERY
    (away / "round").symlink_to(world_of_two.data)
    assert moved(world_of_two, lambda: (away / "line.csv").write_bytes(b"2")) == EVERY


def test_zero_is_one_value_however_it_is_written(tiny):
    put(tiny, tiny_notebook(DEFAULTS | {"weekly_decline": "0.01"}))
    declared = parameters.declared(tiny, VOCABULARY)

    def found(own: dict[str, object]) -> str:
        (record,) = World(House()).records([job(tiny, "essay", own, declared, Path("runs"))])
        return record["key"]

    for text in ("0", "0.0", "-0", "-0.0", "+0e5"):
        assert found(parse([("weekly_decline", text)], VOCABULARY)) == found({"weekly_decline": 0.0})


def test_a_file_beside_a_notebook_reaches_its_runs_and_what_is_hidden_or_a_result_none(world_of_two):
    folder = world_of_two.notebooks
    assert moved(world_of_two, lambda: (folder / "mine.csv").write_bytes(b"1")) == EVERY
    assert moved(world_of_two, lambda: (folder / "mine.csv").write_bytes(b"2")) == EVERY

    def add():
        for name in (".DS_Store", "mine.ipynb", "runs/essay/other.csv"):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("{}")
        (folder / "manifest.json").write_bytes(files.hashed('{"outputs": {}, "nbsuite": {"result": ""}}'))
        os.mkfifo(folder / "pipe")
        (folder / os.fsdecode(b"\xff.csv")).symlink_to("nowhere")

    assert moved(world_of_two, add) == set()
    assert moved(world_of_two, lambda: (folder / "manifest.json").write_text("{}")) == EVERY
    assert moved(world_of_two, lambda: (folder / os.fsdecode(b"\xfe.csv")).touch()) == EVERY


HIDDEN = [".DS_Store", ".ipynb_checkpoints/facts.csv", "border/.line.swp"]
NO_SOURCE = ["__pycache__/rule.pyc", "_share/facts.csv"]


@pytest.mark.parametrize(
    ("folder", "name", "reached"),
    [
        *(("lib/steppe", name, set()) for name in HIDDEN + NO_SOURCE),
        *(("data", name, EVERY if name in NO_SOURCE else set()) for name in HIDDEN + NO_SOURCE),
    ],
)
def test_what_is_hidden_reaches_no_run_and_what_is_no_source_of_the_library_may_still_be_data(
    world_of_two, folder, name, reached
):
    path = world_of_two.root / folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    world = World(world_of_two)
    assert moved(world_of_two, path.touch) == reached
    assert reached or not world.has_moved()


def test_what_a_chapter_declares_is_what_papermill_sees():
    for path in House().chapters():
        seen = notebooks.declared(notebooks.read(path)).items()
        assert notebooks.defaults(notebooks.plain(path)) == {name: literal_eval(one["default"]) for name, one in seen}


@pytest.mark.parametrize(
    ("source", "declared"),
    [
        ("a: int = 1  # one\nb = 'two'", {"a": 1, "b": "two"}),
        ("%matplotlib inline\na = None", {"a": None}),
        ("a = [1,\n     2]\nb = len('three')", {"a": "[1, 2]", "b": "len('three')"}),
        ("a: int\nb, c = 1, 2\nb.d = 3", {}),
        ("a = = 1", {}),
    ],
)
def test_the_parameters_cell_is_read_without_being_run(source, declared):
    cell = {"source": source, "metadata": {"tags": ["parameters"]}}
    assert notebooks.defaults({"cells": [cell]}) == declared


def test_the_book_takes_just_the_runs_that_run_all_makes():
    house = House()
    admitted = admit(house, map(str, house.chapters()), scenarios.others(), [], house.root / book.RUNS).jobs
    assert book._jobs(house) == admitted


def test_scenarios_that_a_chapter_cannot_tell_apart_are_one_run():
    jobs = admit(House(), ["01"], ["hindsight", "fade_out", "knowable"], [], Path("runs")).jobs
    hindsight, fade_out, knowable = (record["key"] for record in World(House()).records(jobs))
    assert hindsight == fade_out != knowable
