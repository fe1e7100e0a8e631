"""What a notebook reads elsewhere in the project joins its record: a change of it makes the run out of date."""

import sys
from pathlib import Path

import pytest

from nbsuite import execution, files, runner, store
from nbsuite.jobs import Job
from nbsuite.key import World
from nbsuite.project import Project, Tree
from nbsuite.runner import How
from test_nbsuite_done import cold, notebook
from test_nbsuite_foreign import nbsuite

__all__ = ["cold"]

PARAMETERS = ("x: int = 1", {"tags": ["parameters"]})
READ = "print(open('data/rate.txt').read(), x)"
FORKED = """\
from multiprocessing import get_context
from pathlib import Path
child = get_context("fork").Process(target=Path("data/rate.txt").read_text)
child.start()
child.join()"""
OUTPUT = Path("runs", "default", "asked.ipynb")


@pytest.fixture
def root(tmp_path) -> Path:
    """A project with a folder of notebooks, in which there is a folder of data, and a folder of modules."""
    for name, text in {"in/data/rate.txt": "one", "lib/helper.py": "NAME = 'one'\n", "in/beside.txt": "beside"}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def job(asked: Path, root: Path, **parameters) -> Job:
    return Job(asked, "default", root / OUTPUT.parent / asked.name, parameters)


def run(asked: Path, root: Path, project: Project | None = None) -> runner.Result:
    (result,) = runner.run([job(asked, root)], How(cold=True), world=World(project or Project(root=root)))
    assert result.reason == ""
    return result


def read(root: Path) -> dict[str, str]:
    """What the record of the run names, by its path from the notebook's folder."""
    return files.record(root / OUTPUT)["reads"]


READERS = {
    "below": (READ, "data/rate.txt"),
    "from within": ("import os\nos.chdir('data')\nprint(open('rate.txt').read())", "data/rate.txt"),
    "pandas": ("import pandas\npandas.read_csv('data/rate.txt')", "data/rate.txt"),
    "pathlib": ("from pathlib import Path\nPath(b'data/rate.txt'.decode()).read_bytes()", "data/rate.txt"),
    "module": ("import sys\nsys.path.append('../lib')\nimport helper", "../lib/helper.py"),
    "listed": ("import glob\nprint(glob.glob('data/*.txt'))", "data"),
    "absent": ("try:\n    open('data/more.txt')\nexcept OSError:\n    pass", "data/more.txt"),
    "a notebook": ("print(open('other.ipynb').read())", "other.ipynb"),
    "forked": (FORKED, "data/rate.txt"),
}


def test_runs_are_out_of_date_when_what_they_read_elsewhere_changes(root):
    notebook(root / "in" / "other.ipynb", "1")
    paths = [notebook(root / "in" / f"{name}.ipynb", PARAMETERS, source) for name, (source, _) in READERS.items()]
    jobs = [job(path, root) for path in paths]

    def kept() -> list[bool]:
        results = runner.run(jobs, world=World(Project(root=root)))
        assert [result.reason for result in results] == [""] * len(jobs)
        assert [[*files.record(each.target)["reads"]] for each in jobs] == [[name] for _, name in READERS.values()]
        return [result.is_kept for result in results]

    none, every = ([is_kept] * len(jobs) for is_kept in (False, True))
    assert (kept(), kept()) == (none, every)
    for changed in ("in/data/rate.txt", "lib/helper.py", "in/data/more.txt", "in/other.ipynb"):
        with (root / changed).open("a") as file:
            file.write("\n")
    assert (kept(), kept()) == (none, every)  # a module was now read from its compiled form


def test_what_the_key_covers_or_the_run_makes_itself_is_not_named(root, capfd):
    makes = "made = Path('data/made.txt')\nmade.write_text('own')\nmade.read_text()"
    others = "open('beside.txt').read(), open('.hidden').read(), open('asked.ipynb').read(), open('../lib/helper.py')"
    (root / "in" / ".hidden").touch()
    asked = notebook(root / "in" / "asked.ipynb", f"from pathlib import Path\n{makes}\n{others};")
    run(asked, root, Project(root=root, depends={"lib": Tree(root / "lib")}))
    assert (read(root), capfd.readouterr().err) == ({}, "")


def test_a_file_that_changes_after_it_was_read_is_told_and_the_run_is_repeated_the_next_time(root, capfd):
    counts = "from pathlib import Path\nPath('data/rate.txt').write_text(Path('data/rate.txt').read_text() + 'more')"
    asked = notebook(root / "in" / "asked.ipynb", counts)
    for _ in range(2):
        assert not run(asked, root).is_kept
        assert read(root) == {"data/rate.txt": ""}
        assert capfd.readouterr().err == f"{runner.MOVED_ELSEWHERE.format('asked.ipynb', 'data/rate.txt')}\n"


def test_the_record_is_the_same_warm_and_cold_and_holds_nothing_of_the_machine(root):
    source = "import pandas, sys\nsys.path.append('../lib')\nimport helper\nopen('data/rate.txt').close()"
    asked = notebook(root / "in" / "asked.ipynb", source)
    texts = []
    for is_cold in (True, False):
        (result,) = runner.run([job(asked, root)], How(cold=is_cold, force=True), world=World(Project(root=root)))
        texts.append((result.reason, result.output.read_text()))
    assert texts[0] == texts[1]
    assert [*read(root)] == ["../lib/helper.py", "data/rate.txt"]
    assert str(root) not in texts[0][1]


def test_of_a_notebook_outside_of_the_project_what_it_reads_below_its_folder_is_named(root, tmp_path_factory):
    elsewhere = Project(root=tmp_path_factory.mktemp("elsewhere"))
    asked = notebook(root / "in" / "asked.ipynb", f"{READ.replace(', x', '')}\nopen('../lib/helper.py').close()")
    run(asked, root, elsewhere)
    assert [*read(root)] == ["data/rate.txt"]
    (root / "in" / "data" / "rate.txt").write_text("two")
    assert not run(asked, root, elsewhere).is_kept


def test_runs_that_are_repeated_in_a_copy_of_their_folder_name_the_same_files(root):
    asked = notebook(root / "in" / "asked.ipynb", PARAMETERS, READ, "with open('rows.csv', 'a') as f: print(x, file=f)")
    jobs = [Job(asked, f"s{x}", root / "runs" / f"s{x}" / "asked.ipynb", {"x": x}) for x in (2, 3)]
    (root / "reads").write_text("of the project")
    world = World(Project(root=root))
    assert [result.reason for result in runner.run(jobs, How(cold=True), world=world)] == ["", ""]
    assert [[*files.record(each.target)["reads"]] for each in jobs] == [["data/rate.txt"]] * 2
    assert (root / "reads").read_text() == "of the project"


def test_verify_names_the_file_that_is_other_than_it_was_read(root):
    notebook(root / "in" / "asked.ipynb", PARAMETERS, READ)
    nbsuite("run", "in/asked.ipynb", cwd=root)
    assert "nothing amiss" in nbsuite("verify", "runs", "--rerun", cwd=root)
    (root / "in" / "data" / "rate.txt").write_text("two")
    assert "nothing amiss" in nbsuite("verify", "runs", cwd=root)
    said = nbsuite("verify", "runs", "--rerun", cwd=root, status=1)
    assert "differs: default/asked.ipynb: other data/rate.txt\n" in said


def test_values_that_share_an_execution_share_what_it_read(root):
    asked = notebook(root / "in" / "asked.ipynb", PARAMETERS, READ)
    jobs = [Job(asked, name, root / "runs" / name / "asked.ipynb", {"x": 1}) for name in ("one", "two")]
    for kept in (False, True):
        results = runner.run(jobs, How(cold=True), world=World(Project(root=root)))
        assert [(result.reason, result.is_kept) for result in results] == [("", kept)] * 2
        assert [[*files.record(each.target)["reads"]] for each in jobs] == [["data/rate.txt"]] * 2


def test_neither_python_nor_its_packages_are_named(cold, tmp_path):
    asked = notebook(tmp_path / "asked.ipynb", "import pandas, matplotlib.pyplot, this")
    for root in (Path(sys.prefix), Path(sys.base_prefix)):
        outcome = execution.perform(asked, {}, None, None, root)
        assert (outcome.reason, outcome.reads) == ("", {})


def test_a_notebook_does_not_see_that_it_is_watched(tmp_path, cold):
    seen = "print(In, Out, sorted(name for name in dir() if name[0] != '_'), get_ipython().execution_count)"
    asked = notebook(tmp_path / "asked.ipynb", seen, "_i", "%who")
    watched = execution.perform(asked, {}).text
    assert watched == store.dumps(store.normalise(execution.execute(asked, {})[1]))


def test_a_notebook_that_tampers_with_what_watches_it_is_run_all_the_same(root):
    tampers = "import io, os, shutil\nio.FileIO = os.stat = None\nfile = open('data/rate.txt')"
    asked = notebook(root / "in" / "asked.ipynb", tampers)
    assert run(asked, root).ok
