"""Write both locks and environment.yml from pyproject.toml: `python tools/lock.py [--upgrade]`.

requirements.lock holds everything; requirements-lab.lock those of its entries that a class needs.
"""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROJECT, LOCK, ENVIRONMENT = (ROOT / name for name in ("pyproject.toml", "requirements.lock", "environment.yml"))
LAB = ROOT / "requirements-lab.lock"

COMPILE = [
    *("-m", "uv", "pip", "compile", "-", "--quiet", "--universal", "--fork-strategy", "fewest"),
    *("--python-version", "3.11", "--no-annotate", "--custom-compile-command", "python tools/lock.py"),
]

HELD_BACK = ["argon2-cffi-bindings<26"]  # 26 has no wheel for Macs with an Intel processor

HEAD = """\
# Written by `python tools/lock.py` from requirements.lock. Do not edit.
name: steppe-count
channels:
  - conda-forge
dependencies:
  - python=3.12
  - pip
  - pip:
"""


def requirements(project: dict) -> list[str]:
    """Every requirement of pyproject.toml: to run, by extra and group, and to build."""
    groups = [*project["project"]["optional-dependencies"].values(), *project["dependency-groups"].values()]
    grouped = [requirement for group in groups for requirement in group]
    return [*project["project"]["dependencies"], *grouped, *project["build-system"]["requires"]]


def for_a_class(project: dict) -> list[str]:
    """What `make lab` installs: the dependencies of the project, and what installs the project itself."""
    return [*project["project"]["dependencies"], *project["build-system"]["requires"]]


def pins(lock: str) -> list[str]:
    """The `name==version ; marker` lines of a lock, without their hashes."""
    return [line.removesuffix("\\").strip() for line in lock.splitlines() if re.match(r"[a-z0-9]", line)]


def subset(lock: str, names: set[str]) -> str:
    """The text of a lock that keeps the comments and, with their hashes, the entries of these packages."""
    head, *entries = re.split(r"^(?=[a-z0-9])", lock, flags=re.MULTILINE)
    return head + "".join(entry for entry in entries if entry.partition("==")[0] in names)


def environment(lock: str) -> str:
    """The text of environment.yml for a lock: its pins, then the project itself."""
    return HEAD + "".join(f'      - "{line}"\n' for line in [*pins(lock), "-e ."])


def resolve(wanted: list[str], *options: str) -> str:
    """What uv prints for these requirements."""
    command, lines = [sys.executable, *COMPILE, *options], "\n".join(wanted + HELD_BACK)
    return subprocess.run(command, input=lines, cwd=ROOT, text=True, check=True, stdout=subprocess.PIPE).stdout


def main(options: list[str]) -> None:
    """Resolve anew, keeping present pins unless `--upgrade` is among the options for uv."""
    project = tomllib.loads(PROJECT.read_text("utf-8"))
    resolve(requirements(project), "--generate-hashes", "--output-file", LOCK.name, *options)
    lock, lab = LOCK.read_text("utf-8"), resolve(for_a_class(project), "--constraints", LOCK.name)
    LAB.write_text(subset(lock, {pin.partition("==")[0] for pin in pins(lab)}), "utf-8", newline="\n")
    ENVIRONMENT.write_text(environment(lock), "utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
