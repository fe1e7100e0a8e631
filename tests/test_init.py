"""`steppe init`: an audit of another text, which brings its own claims."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import contents, once, steppe
from steppe import paths
from steppe.suite.audit_template import FREE, TABLES

ELSEWHERE = {name: value for name, value in os.environ.items() if name != paths.PROJECT}
ELSEWHERE |= {"PYTHON": sys.executable, "PYTHONPATH": os.pathsep.join(sys.path)}


def make(target: str, folder: Path) -> subprocess.CompletedProcess:
    return subprocess.run(["make", target], cwd=folder, env=ELSEWHERE, capture_output=True, text=True)


def make_audit(folder: Path) -> None:
    done = steppe("init", folder / "audit", env=ELSEWHERE)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    return once(tmp_path_factory, make_audit) / "audit"


@pytest.fixture
def audit(made, tmp_path) -> Path:
    """An audit as it was made, to change."""
    return Path(shutil.copytree(made, tmp_path / "audit"))


def judged(audit: Path) -> dict[str, list[str]]:
    """The words of each part, by the verdicts of a run without notebooks."""
    code = (
        "from steppe import facts, judging, scenario; found = judging.judge_all(facts.load(), "
        "scenario.Scenario(evidence='best')); import json; "
        "print(json.dumps({id: [j.at(v).word for v in judging.VANTAGES] for id, j in found.items()}))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=audit, env=ELSEWHERE, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def put(path: Path, *rows: str) -> None:
    path.write_text("".join(f"{row}\n" for row in (path.read_text("utf-8").splitlines()[0], *rows)), "utf-8")


def test_a_new_audit_runs_and_passes_its_own_checks(audit):
    before = contents(audit)
    for target in ("run", "test"):
        done = make(target, audit)
        assert done.returncode == 0, done.stdout + done.stderr
    after = contents(audit)
    moved = {name for name in before | after if before.get(name) != after.get(name)}
    assert all(name.startswith("runs/") for name in moved)


def test_without_facts_every_claim_is_open_or_not_testable(made):
    assert judged(made) == {
        "C01": ["-", "open", "open"], "C02": ["-", "open", "open"], "C03": ["not testable"] * 3,
    }


def test_a_figure_is_judged_without_any_code_and_a_comparison_by_the_function_that_the_audit_brings(audit):
    put(audit / "data" / "sources.csv", "essay,A newsletter,,,", "survey,An office,,,")
    rows = [
        "essay_c01,height,measured,all,first,1901,44,,,,,m,2001,A writer,,essay,,C,",
        "first_height,height,measured,all,first,1901,41,,,exact,,m,1990,An office,,survey,,A,",
        "second_height,height,measured,all,second,1901,30,,,exact,,m,1990,An office,,survey,,A,",
    ]
    put(audit / "data" / "facts.csv", *rows)
    assert judged(audit) == {
        "C01": ["-", "roughly", "roughly"], "C02": ["-", "holds", "holds"], "C03": ["not testable"] * 3,
    }


@pytest.mark.parametrize("where", ["before", "inside", "in its notebooks", "by the variable"])
def test_the_project_is_the_one_that_is_named_or_else_that_of_the_current_folder(made, tmp_path, where):
    options = {
        "before": {"cwd": tmp_path}, "inside": {"cwd": made}, "in its notebooks": {"cwd": made / "notebooks"},
        "by the variable": {"cwd": tmp_path, "env": ELSEWHERE | {paths.PROJECT: str(made)}},
    }[where]
    words = ["--project", made] if where == "before" else []
    done = steppe(*words, "run", "99", "--out", tmp_path / "runs", **{"env": ELSEWHERE} | options)
    assert done.stderr == "steppe: notebook: found '99', expected one of 01_the_claims\n"


def test_a_folder_that_is_no_audit_is_refused(tmp_path):
    done = steppe("--project", tmp_path, "check", env=ELSEWHERE)
    assert (done.returncode, done.stderr) == (
        2, f"steppe: --project: found {str(tmp_path)!r}, expected a folder that `steppe init` made\n"
    )  # fmt: skip


@pytest.mark.parametrize("there", ["a file in it", "a file"])
def test_an_existing_folder_is_refused_in_one_line_and_stays_as_it_was(tmp_path, there):
    folder = tmp_path / "mine"
    kept = folder / "notes.txt" if there == "a file in it" else folder
    kept.parent.mkdir(exist_ok=True)
    kept.write_text("mine")
    done = steppe("init", folder, env=ELSEWHERE)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "expected a new folder or an empty one" in done.stderr
    assert [path.read_text() for path in tmp_path.rglob("*") if path.is_file()] == ["mine"]


def test_where_the_outputs_cannot_be_stored_nothing_is_left(tmp_path):
    (tmp_path / "sitecustomize.py").write_text("import sys\nif 'refresh' in sys.orig_argv: sys.exit('no kernel')")
    where = tmp_path / "where"
    where.mkdir()
    paths_of = os.pathsep.join([str(tmp_path), ELSEWHERE["PYTHONPATH"]])
    done = steppe("init", where / "mine", env=ELSEWHERE | {"PYTHONPATH": paths_of})
    assert done.returncode == 2 and "its outputs could not be stored" in done.stderr and done.stderr.count("\n") == 1
    assert list(where.iterdir()) == []


def test_a_broken_module_of_tests_is_told_in_one_line(audit):
    (audit / "data" / "claims.py").write_text("TESTS = {")
    done = steppe("check", cwd=audit, env=ELSEWHERE)
    assert done.returncode == 2 and done.stderr.startswith("steppe: claims.py: found SyntaxError")
    assert done.stderr.count("\n") == 1


def test_the_tables_of_an_audit_have_the_columns_of_those_of_the_essay_with_names_of_ones_own(made):
    tables = [
        {t["name"]: t for t in json.loads((root / "data" / "datapackage.json").read_text("utf-8"))["resources"]}
        for root in (paths.OWN, made)
    ]
    assert list(tables[1]) == list(TABLES)
    for name in TABLES:
        ours, theirs = ({f["name"]: f for f in t[name]["schema"]["fields"]} for t in tables)
        assert list(ours) == list(theirs)
        for column, field in theirs.items():
            assert column not in FREE or "enum" not in field["constraints"]


def test_the_parameters_of_an_audit_are_those_of_any_text(made):
    done = steppe("run", "01", "-p", "weekly_arrivals", "5", cwd=made, env=ELSEWHERE)
    assert done.stderr == (
        "steppe: parameter 'weekly_arrivals': not in the vocabulary; expected one of as_of, evidence, tolerance_flat, "
        "tolerance_hedged\n"
    )  # fmt: skip
