"""Nothing that is read is run: no pickles, no code from data, YAML by safe loaders alone, no shell."""

import ast
from pathlib import Path

import pytest

import steppe
from steppe.paths import ROOT

LIBRARY = Path(steppe.__file__).parent
MODULES = sorted([*LIBRARY.rglob("*.py"), *(ROOT / "book").glob("*.py"), *(ROOT / "tools").rglob("*.py")])
MODULES_THAT_RUN_WHAT_THEY_READ = {"pickle", "cPickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "code"}
CALLS_THAT_RUN = {"eval", "exec", "compile", "__import__", "execfile"}
METHODS_THAT_RUN = {
    "yaml.load", "yaml.load_all", "yaml.full_load", "yaml.unsafe_load", "os.system", "os.popen", "pandas.read_pickle",
    "pd.read_pickle", "np.load", "numpy.load", "subprocess.getoutput",
    "pickle.load", "pickle.loads", "pickle.Unpickler",
}  # fmt: skip
EXCEPTIONS = {
    ("suite/pictures.py", "pickle"): "a figure is known by the digest of its pickle, which is never read back",
    ("suite/slices.py", "compile"): "`steppe mutate` runs the cells of the project's own notebooks in one process",
    ("suite/slices.py", "exec"): "the statements of such a cell",
    ("suite/slices.py", "eval"): "the last expression of such a cell, which is what it shows",
}


def running(path: Path) -> set[str]:
    """The names in a module by which something that was read could be run."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names} & MODULES_THAT_RUN_WHAT_THEY_READ
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module.partition(".")[0]} & MODULES_THAT_RUN_WHAT_THEY_READ
            found |= {alias.name for alias in node.names if f"{node.module}.{alias.name}" in METHODS_THAT_RUN}
        elif isinstance(node, ast.Call):
            found |= {ast.unparse(node.func)} & (CALLS_THAT_RUN | METHODS_THAT_RUN)
            switches = (k for k in node.keywords if k.arg in ("shell", "allow_pickle"))
            found |= {f"{k.arg}=True" for k in switches if getattr(k.value, "value", True) is not False}
    return found


def name_of(path: Path) -> str:
    return path.relative_to(LIBRARY if path.is_relative_to(LIBRARY) else ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_runs_nothing_that_it_reads(path):
    assert running(path) == {what for (module, what) in EXCEPTIONS if module == name_of(path)}


@pytest.mark.parametrize(
    "line",
    ["import pickle", "from marshal import loads", "eval(text)", "yaml.load(text, yaml.Loader)",
     "from os import system", "subprocess.run(line, shell=True)", "numpy.load(path, allow_pickle=yes)",
     "import shelve as s"],
)  # fmt: skip
def test_each_way_to_run_what_is_read_is_seen(tmp_path, line):
    (tmp_path / "module.py").write_text(line, encoding="utf-8")
    assert running(tmp_path / "module.py")
