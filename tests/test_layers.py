"""Arrows point one way, and the core stays light."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import nbsuite
import steppe
from steppe.paths import DATA, ROOT
from steppe.tables import read_package, read_table

PACKAGE, ENGINE = Path(steppe.__file__).parent, Path(nbsuite.__file__).parent
CORE = {
    "quantity", "units", "paths", "markup", "tables", "typed", "statements", "facts", "scenario",
    "evidence", "rule", "case", "judging", "testing", "weighing", "language",
}
LATE = {"babel"}  # what the core loads when it is asked for another language
WING = {"whatif"}
BASE = ("nbsuite", "nbsuite.errors", "nbsuite.files", "nbsuite.parameters")  # what the core takes from the engine
NOTEBOOK = {"opened", "audit", "plots"}
LAYERS = {"core": 0, "wing": 1, "display": 2, "suite": 3, "notebook": 4, "classroom": 4, "cli": 5, "__main__": 6}
MODULES = sorted(PACKAGE.rglob("*.py"))


def layer(parts):
    if not parts or parts[0] == "__init__":
        return "core"
    name = parts[0]
    return "core" if name in CORE else "wing" if name in WING else "notebook" if name in NOTEBOOK else name


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names if node.module.startswith("steppe"))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_a_module_imports_only_from_its_own_layer_and_below(path):
    here = layer(path.relative_to(PACKAGE).with_suffix("").parts)
    for name in imported(path):
        if name.startswith("steppe."):
            there = layer(name.split(".")[1:])
            if there in LAYERS and name != "steppe.__version__":
                assert there == here or LAYERS[there] < LAYERS[here], f"{here} imports {name}"


@pytest.mark.parametrize("path", sorted(ENGINE.rglob("*.py")), ids=lambda p: p.relative_to(ENGINE).as_posix())
def test_a_module_of_the_engine_knows_nothing_of_this_library(path):
    assert [name for name in imported(path) if name.partition(".")[0] == "steppe"] == []
    assert re.findall("steppe[._]", path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", sorted(CORE))
def test_the_core_imports_nothing_but_the_standard_library(name):
    own = sys.stdlib_module_names | {"steppe"} | LATE
    others = [module for module in imported(PACKAGE / f"{name}.py") if module.split(".")[0] not in own]
    assert [module for module in others if module not in BASE] == []


HEAVY = LATE | {"pandas", "matplotlib", "numpy", "pyproj", "yaml", "papermill", "IPython"}


@pytest.mark.parametrize(
    "code",
    [
        "import steppe",
        "from steppe import case, facts, scenario; case.Case(facts.load(), scenario.Scenario())",
        "from steppe import judging, facts, scenario; judging.judge_all(facts.load(), scenario.Scenario())",
    ],
)
def test_judging_every_claim_loads_no_heavy_library(code):
    script = f"{code}\nimport sys; print(' '.join(sorted(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert set(run.stdout.splitlines()[-1].split()) & HEAVY == set()


# Names of the closed lists that are plain words too.
GENERIC = {
    "age", "all", "change", "companies", "count", "event", "lake", "land", "language", "length", "level", "mean",
    "median", "multiple", "net", "open", "permits", "planned", "population", "present", "rank", "rate", "remark",
    "river", "road", "rule", "sea", "share", "stock", "study",
}
A_DAY = re.compile(r"(19|20)\d\d(-\d\d(-\d\d)?)?(/.*)?|.*/(19|20)\d\d.*|[CN]\d\d(\.\d)?")


def essay_names():
    """Quantities, measures, groups and places of the closed lists, and the ids of statements and claims."""
    package = read_package(DATA)
    resource = next(r for r in package["resources"] if r["name"] == "facts")
    fields = {field["name"]: field for field in resource["schema"]["fields"]}
    lists = (fields[name]["constraints"]["enum"] for name in ("quantity", "measure", "who", "place"))
    ids = (row["id"] for table in ("facts", "claims") for row in read_table(DATA, package, table))
    return {*(name for names in lists for name in names), *ids} - GENERIC


def test_the_library_names_next_to_nothing_of_the_essay():
    names, found = essay_names(), []
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found += [node.value] * (node.value in names or bool(A_DAY.fullmatch(node.value)))
    assert len(found) <= 20, found


LIMITS = [
    ("lib/**/*.py", 10_860), ("lib/nbsuite/**/*.py", 4_000), ("lib/steppe/classroom/*.py", 900),
    ("book/*.py", 600), ("book/theme/static/explorer.js", 400),
]  # fmt: skip


@pytest.mark.parametrize(("files", "most"), LIMITS)
def test_library_engine_classroom_book_and_explorer_stay_small(files, most):
    assert 0 < sum(len(path.read_text(encoding="utf-8").splitlines()) for path in ROOT.glob(files)) <= most


def test_the_engine_has_few_modules_and_none_is_long():
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in ENGINE.rglob("*.py")}
    assert len(lengths) <= 25
    assert [path.name for path, length in lengths.items() if length > 400] == []
