"""Write requirements.lock and environment.yml from pyproject.toml: `python tools/lock.py [--upgrade]`."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROJECT, LOCK, ENVIRONMENT = (ROOT / name for name in ("pyproject.toml", "requirements.lock", "environment.yml"))

RECIPE = [
    *("-m", "uv", "pip", "compile", "-", "--quiet", "--universal", "--fork-strategy", "fewest", "--generate-hashes"),
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


def pins(lock: str) -> list[str]:
    """The `name==version ; marker` lines of a lock, without their hashes."""
    return [line.removesuffix("\\").strip() for line in lock.splitlines() if re.match(r"[a-z0-9]", line)]


def environment(lock: str) -> str:
    """The text of environment.yml for a lock: its pins, then the project itself."""
    return HEAD + "".join(f'      - "{line}"\n' for line in [*pins(lock), "-e ."])


def main(options: list[str]) -> None:
    """Resolve anew, keeping present pins unless `--upgrade` is among the options for uv."""
    wanted = "\n".join(requirements(tomllib.loads(PROJECT.read_text("utf-8"))) + HELD_BACK)
    command = [sys.executable, *RECIPE, "--output-file", LOCK.name, *options]
    subprocess.run(command, input=wanted, cwd=ROOT, text=True, check=True, stdout=subprocess.DEVNULL)
    ENVIRONMENT.write_text(environment(LOCK.read_text("utf-8")), "utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
