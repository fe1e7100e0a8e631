"""The set-up files agree with each other, and no tracked file names this or that machine."""

import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path
from zipfile import ZipFile

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")

ENTRY = re.compile(r"^(?P<pin>[^\s#].*?) \\\n(?P<hashes>(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE)
PINS = [Requirement(entry["pin"]) for entry in ENTRY.finditer(LOCK)]
VERSIONS = {pin.name: next(iter(pin.specifier)).version for pin in PINS}
GROUPS = PROJECT["dependency-groups"]
WANTED = [*PROJECT["project"]["dependencies"], *(one for group in GROUPS.values() for one in group)]

REGISTRIES = [
    "".join(pieces)
    for pieces in [
        ("py", "pi.org"),
        ("python", "hosted.org"),
        ("npm", "js.org"),
        ("yarn", "pkg.com"),
        ("deb.", "debian.org"),
        ("archive.", "ubuntu.com"),
        ("anaconda", ".org"),
        ("anaconda", ".com"),
        ("prefix", ".dev"),
        ("js", "delivr.net"),
        ("un", "pkg.com"),
    ]
]
MACHINE_PATH = re.compile(
    r"(?<![\w.+/-])(?:/(?:home|Users|root|work)/|[A-Za-z]:\\+Users\\+)"
    r"(?!(?:somebody|you|x)\b)\w"  # stand-ins for a name
)


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


def test_the_build_backend_is_pinned_to_the_locked_version():
    [backend] = map(Requirement, PROJECT["build-system"]["requires"])
    assert str(backend.specifier) == f"=={VERSIONS[backend.name]}"


def test_every_line_of_the_lock_belongs_to_a_hashed_pin():
    left_over = ENTRY.sub("", LOCK).splitlines()
    assert [line for line in left_over if not line.startswith("#")] == []


def test_every_pin_of_the_lock_is_exact():
    assert [str(pin) for pin in PINS if not re.fullmatch(r"==[^*,]+", str(pin.specifier))] == []


def test_every_package_stands_once_in_the_lock():
    assert {name: count for name, count in Counter(pin.name for pin in PINS).items() if count > 1} == {}


def test_the_lock_names_no_address_and_no_index():
    assert [line for line in LOCK.splitlines() if re.search("://|--index|--extra|--find-links", line)] == []


def test_the_conda_environment_holds_the_pins_of_the_lock_and_then_the_project():
    [*pins, project] = ENVIRONMENT["dependencies"][-1]["pip"]
    assert sorted(map(str, map(Requirement, pins))) == sorted(map(str, PINS))
    assert project == "-e ."


def test_the_conda_environment_has_a_python_that_the_project_allows():
    [version] = [line.removeprefix("python=") for line in ENVIRONMENT["dependencies"] if str(line).startswith("python")]
    assert version in Requirement("python" + PROJECT["project"]["requires-python"]).specifier


def test_the_wheel_carries_the_library_with_its_data_and_notebooks(tmp_path):
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    [wheel] = tmp_path.glob("*.whl")
    rooms = {"lib/steppe/": "steppe/", "data/": "steppe/_share/data/", "notebooks/": "steppe/_share/notebooks/"}
    files = [path.relative_to(ROOT).as_posix() for path in tracked()]
    expected = {rooms[room] + file.removeprefix(room) for file in files for room in rooms if file.startswith(room)}
    assert {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name} == expected


@pytest.mark.skipif(not shutil.which("make"), reason="no make on this machine")
def test_plain_make_lists_every_target_with_one_line_of_help():
    [targets] = re.findall(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)[:1]
    printed = subprocess.run(["make", "-s"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    listed = [re.fullmatch(r"make (\w+) +\S.*", line)[1] for line in printed.splitlines()]
    assert listed == targets.split()


def test_no_tracked_file_names_a_package_registry():
    assert mentions(re.compile("|".join(map(re.escape, REGISTRIES)))) == []


def test_no_tracked_file_holds_a_path_of_somebodys_machine():
    assert mentions(MACHINE_PATH) == []
