"""The set-up files agree with each other, and no tracked file names this or that machine."""

import os
import re
import shutil
import subprocess
import tomllib
from collections import Counter
from importlib.metadata import distributions, requires
from pathlib import Path
from zipfile import ZipFile

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCK, LAB = ((ROOT / f"requirements{kind}.lock").read_text("utf-8") for kind in ("", "-lab"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")

ENTRY = re.compile(r"^(?P<pin>[^\s#].*?) \\\n(?P<hashes>(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE)
PINS = [Requirement(entry["pin"]) for entry in ENTRY.finditer(LOCK)]
LAB_PINS = [Requirement(entry["pin"]) for entry in ENTRY.finditer(LAB)]
VERSIONS = {pin.name: next(iter(pin.specifier)).version for pin in PINS}
NEEDED, BACKEND = PROJECT["project"]["dependencies"], PROJECT["build-system"]["requires"]
GROUPS = [*PROJECT["project"]["optional-dependencies"].values(), *PROJECT["dependency-groups"].values()]
WANTED = [*NEEDED, *(one for group in GROUPS for one in group)]
NOT_FOR_A_CLASS = {"playwright", "sphinx", "frictionless", "ruff", "hypothesis", "pytest", "nbval", "nbgrader", "uv"}
INSTALLED = {canonicalize_name(found.name) for found in distributions()}

# In two parts, so that this file names none.
REGISTRIES = [
    ("py", "pi.org"), ("python", "hosted.org"), ("npm", "js.org"), ("yarn", "pkg.com"), ("deb.", "debian.org"),
    ("archive.", "ubuntu.com"), ("anaconda", ".org"), ("anaconda", ".com"), ("prefix", ".dev"), ("js", "delivr.net"),
    ("un", "pkg.com"),
]  # fmt: skip
STAND_INS = r"(?!(?:somebody|you|x)\b)\w"  # for a name
MACHINE_PATH = re.compile(r"(?<![\w.+/-])(?:/(?:home|Users|root|work)/|[A-Za-z]:\\+Users\\+)" + STAND_INS)


def tracked() -> list[Path]:
    """Every file that git tracks or is about to."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: nothing says which files belong to the project")
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def mentions(pattern: re.Pattern) -> list[str]:
    """Where a pattern stands in tracked files, as `file:line: match`."""
    return [
        f"{path.relative_to(ROOT)}:{number}: {found[0]}"
        for path in tracked()
        for number, line in enumerate(path.read_text("utf-8", errors="ignore").splitlines(), 1)
        if (found := pattern.search(line))
    ]


@pytest.mark.parametrize("line", WANTED)
def test_every_dependency_of_the_project_is_locked_to_a_version_it_allows(line):
    wanted = Requirement(line)
    assert VERSIONS[canonicalize_name(wanted.name)] in wanted.specifier


def test_the_lock_holds_hashed_and_exact_pins_the_build_backend_too_each_package_once_and_no_address_or_index():
    [backend] = map(Requirement, BACKEND)
    assert str(backend.specifier) == f"=={VERSIONS[backend.name]}"
    left_over = ENTRY.sub("", LOCK).splitlines()
    assert [line for line in left_over if not line.startswith("#")] == []
    assert [str(pin) for pin in PINS if not re.fullmatch(r"==[^*,]+", str(pin.specifier))] == []
    assert {name: count for name, count in Counter(pin.name for pin in PINS).items() if count > 1} == {}
    assert [line for line in LOCK.splitlines() if re.search("://|--index|--extra|--find-links", line)] == []


def test_the_lock_for_a_class_is_a_part_of_the_whole_lock_with_the_same_versions_markers_and_hashes():
    whole, part = ({entry[0] for entry in ENTRY.finditer(lock)} for lock in (LOCK, LAB))
    assert part < whole
    assert [line for line in ENTRY.sub("", LAB).splitlines() if not line.startswith("#")] == []


def test_the_lock_for_a_class_holds_what_the_project_and_its_packages_need_and_no_tool_of_the_tests_or_the_book():
    names = {pin.name for pin in LAB_PINS}
    assert {canonicalize_name(Requirement(line).name) for line in NEEDED + BACKEND} <= names
    needs = [Requirement(line) for name in names if name in INSTALLED for line in requires(name) or []]
    needs = [need for need in needs if not need.marker or need.marker.evaluate({"extra": ""})]
    assert {canonicalize_name(need.name) for need in needs} <= names
    assert names & NOT_FOR_A_CLASS == set()


def test_the_conda_environment_holds_the_pins_of_the_lock_the_project_and_a_python_that_it_allows():
    [*pins, project] = ENVIRONMENT["dependencies"][-1]["pip"]
    assert sorted(map(str, map(Requirement, pins))) == sorted(map(str, PINS))
    assert project == "-e ."
    [version] = [line.removeprefix("python=") for line in ENVIRONMENT["dependencies"] if str(line).startswith("python")]
    assert version in Requirement("python" + PROJECT["project"]["requires-python"]).specifier


def test_the_wheel_carries_the_library_with_its_data_and_notebooks(wheel):
    rooms = {
        "lib/nbsuite/": "nbsuite/", "lib/steppe/": "steppe/",
        "data/": "steppe/_share/data/", "notebooks/": "steppe/_share/notebooks/",
    }  # fmt: skip
    files = [path.relative_to(ROOT).as_posix() for path in tracked()]
    expected = {rooms[room] + file.removeprefix(room) for file in files for room in rooms if file.startswith(room)}
    assert {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name} == expected


@pytest.mark.skipif(not shutil.which("make"), reason="no make on this machine")
def test_plain_make_lists_every_target_with_one_line_of_help():
    [targets] = re.findall(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)[:1]
    printed = subprocess.run(["make", "-s"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    listed = [re.fullmatch(r"make (\w+) +\S.*", line)[1] for line in printed.splitlines()]
    assert listed == targets.split()


PYTHON = """\
#!/bin/sh
echo "$*" >> asked
case "$*" in *pytest*) echo "===== 3 passed in 0.12s =====" ;; esac
for word in $FAILING; do
    case "$*" in *"$word"*) exit 1 ;; esac
done
"""
HEADINGS = [
    "1 of 5: lint", "2 of 5: data, parameters, prose", "3 of 5: library, set-up, book",
    "4 of 5: every notebook under every scenario against its stored outputs",
    "5 of 5: every statement changed, and seen to be",
]  # fmt: skip


@pytest.fixture
def bench(tmp_path):
    """The Makefile and what CI calls, over a set-up whose Python only notes what it is asked for."""
    for name in ("Makefile", ".ci/run", "requirements.lock", "requirements-lab.lock", "pyproject.toml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(ROOT / name, tmp_path / name)
    for program in (tmp_path / ".venv" / "bin" / "python", tmp_path / "bin" / "chromium"):
        program.parent.mkdir(parents=True)
        program.write_text(PYTHON, encoding="utf-8")
        program.chmod(0o755)
    (tmp_path / ".venv" / "full").write_text(f"{tmp_path.resolve()}\n", encoding="utf-8")

    def bench(*words: str, failing: str) -> subprocess.CompletedProcess:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
        about = kept | {"FAILING": failing, "PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"}
        return subprocess.run(words, cwd=tmp_path, env=about, capture_output=True, text=True)

    return bench


@pytest.mark.skipif(not shutil.which("make"), reason="no make on this machine")
@pytest.mark.parametrize(
    ("failing", "failed"),
    [("", []), ("ruff", [0]), ("check nbval", [0, 1, 3]), ("test_lint", [1]), ("mutate", [4]), ("-m", [0, 1, 2, 3, 4])],
    ids=["none", "the first", "three", "the words", "the last", "all"],
)
def test_every_step_of_make_test_runs_and_is_summed_up_whichever_fails(bench, tmp_path, failing, failed):
    cold = ["COLD=1"] if failing else []
    done = bench("make", "-s", "test", *cold, "WORKERS=7", failing=failing)
    assert (done.returncode == 0) == (not failed)
    lines = done.stdout.splitlines()
    assert [line for line in lines if " of 5: " in line][:5] == [f"== {heading}" for heading in HEADINGS]
    fates = ["FAILED" if at in failed else "passed" for at in range(5)]
    assert lines[-5:] == [f"== {fate}: {heading}" for fate, heading in zip(fates, HEADINGS, strict=True)]
    lint, check, words, library, notebooks, mutations = (tmp_path / "asked").read_text().splitlines()
    assert (lint, check, mutations) == ("-m ruff check", "-m steppe check", "-m steppe mutate")
    assert words == "-m pytest tests/test_lint.py" and "--ignore-glob *_lint.py" in library
    assert "-n 7 " in library and "-n 7 " in notebooks
    assert ("-p tests.warm" in notebooks) is not bool(cold)
    assert not any(line.startswith(".venv") for line in lines)


@pytest.mark.skipif(not shutil.which("make") or not shutil.which("bash"), reason="no make or bash on this machine")
@pytest.mark.parametrize("failing", ["", "ruff", "nbval"])
def test_what_ci_runs_fails_with_make_test_and_ends_with_the_closing_lines_of_pytest(bench, failing):
    done = bench("bash", ".ci/run", failing=failing)
    assert (done.returncode == 0) == (not failing)
    assert done.stdout.splitlines()[-3:] == ["===== 3 passed in 0.12s ====="] * 3


def test_no_tracked_file_names_a_package_registry_or_holds_a_path_of_somebodys_machine():
    assert mentions(re.compile("|".join(re.escape(one + other) for one, other in REGISTRIES))) == []
    assert mentions(MACHINE_PATH) == []
