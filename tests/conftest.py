"""Small houses of notebooks to run, store and break, and a browser to look at pages with."""

from __future__ import annotations

import contextlib
import csv
import fcntl
import gc
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from hypothesis import settings
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from lint import stored as lint
from nbsuite import store
from steppe import paths
from steppe.scenario import VOCABULARY
from steppe.suite import checks, refresh, scenarios
from steppe.suite.house import House

settings.register_profile("suite", deadline=None, derandomize=True)
settings.register_profile("random", deadline=None, print_blob=True)
settings.load_profile("suite")

WORDS = {"holds", "roughly", "mixed", "open", "overstated", "understated", "contradicted", "not testable", "-"}
INTERRUPTED = "steppe: interrupted; what was finished is whole, and run again goes on from there\n"
HANG = 600  # seconds: what takes longer never ends; nothing that ends may fail for being slow
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

DEFAULTS = {"evidence": '"essay"', "weekly_arrivals": "None", "horizon_weeks": "52"}

ANSWER = """\
from steppe.units import digits
from steppe.facts import load
arrivals = load().statements["essay_arrivals"].value if weekly_arrivals is None else weekly_arrivals
total = arrivals * horizon_weeks
values = {"total": {"value": total, "low": total, "high": total, "unit": "persons", "ids": ["essay_arrivals"]}}"""

SENTENCE = """\
from IPython.display import display
text = f"All in all {digits(total, 'persons')} under {evidence}."
display({"text/plain": text, "application/vnd.steppe.say+json": {"values": values}}, raw=True)"""

DRAWING = """\
picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
figure = {"alt": f"A bar of {digits(total, 'persons')}.", "digest": str(total), "values": values}
display({"image/png": picture, "text/plain": figure["alt"], "application/vnd.steppe.figure+json": figure}, raw=True)"""

STREAM = """\
import sys
for word in "one", "two", "three":
    print(word, flush=True)
assert horizon_weeks != len("no such weeks"), "first line\\nsuch weeks bring bad luck" """

COUNTED = """\
from pathlib import Path
with Path(".ran.log").open("a") as log:
    print({name!r}, evidence, file=log)
print({name!r}, evidence, horizon_weeks)"""


def parameters_cell(defaults: dict[str, str]):
    lines = [
        f"{name}: {VOCABULARY[name].type.__name__} = {value}  # {VOCABULARY[name].meaning}"
        for name, value in defaults.items()
    ]
    return new_code_cell("\n".join(lines), metadata={"tags": ["parameters"]})


def tiny_notebook(defaults: dict[str, str] = DEFAULTS, *more: str):
    """A notebook with all that the suite looks at, quick to run."""
    cells = [new_markdown_cell("# How many come?"), parameters_cell(defaults)]
    for source in (ANSWER, SENTENCE, DRAWING, STREAM, *more):
        cells += [new_markdown_cell("A step."), new_code_cell(source)]
    notebook = new_notebook(cells=cells)
    notebook.metadata.kernelspec = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook.metadata.language_info = {"name": "python"}
    return notebook


def counted(folder: Path, name: str, *more: str) -> Path:
    """A notebook that leaves a line in `.ran.log` each time it is run."""
    cells = [parameters_cell(DEFAULTS), *map(new_code_cell, (COUNTED.format(name=name), *more))]
    return put(folder / f"{name}.ipynb", new_notebook(cells=cells, metadata={"kernelspec": store.KERNEL}))


def ran(folder: Path) -> list[str]:
    """Which notebooks were run under which evidence, in the order of the alphabet."""
    log = folder / ".ran.log"
    return sorted(log.read_text().splitlines()) if log.exists() else []


def command(*words) -> list[str]:
    return [sys.executable, "-m", "steppe", *map(str, words)]


def steppe(*words, **options) -> subprocess.CompletedProcess:
    return subprocess.run(command(*words), capture_output=True, text=True, encoding="utf-8", **options)


def begun(*words) -> subprocess.Popen:
    """A command that was started."""
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def nbval(*words, **options) -> subprocess.CompletedProcess:
    """nbval in a process of its own."""
    plugins = ("no:cacheprovider", "nbsuite.surroundings", *(() if "-n" in words else ("no:xdist",)))
    chosen = [part for plugin in plugins for part in ("-p", plugin)]
    line = [sys.executable, "-m", "pytest", *chosen, "--nbval", *map(str, words)]
    return subprocess.run(line, capture_output=True, text=True, encoding="utf-8", **options)


def csv_rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as table:
        return list(csv.reader(table))


def put_csv(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as table:
        csv.writer(table, lineterminator="\n").writerows(rows)


TAKING_TURNS = """\
import shutil
from pathlib import Path

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    for table in item.path.parent.glob("*.csv"):
        shutil.copyfile(table, Path(__file__).parent / "data" / table.name)"""


class Turns:
    """A copy of the project in which chapters take turns, each with tables of its own in the place of those of all.

    All kernels are forked from one process, which has loaded the library of the copy.
    """

    def __init__(self, root: Path):
        self.root = copied(root, "lib", "data", "notebooks")
        (root / "conftest.py").write_text(TAKING_TURNS, encoding="utf-8")

    def add(self, name: str, chapter: str, *tables: str) -> Path:
        """A folder with one chapter and with copies of some tables, to change."""
        folder = self.root / name
        folder.mkdir()
        for original in (paths.NOTEBOOKS / f"{chapter}.ipynb", *(paths.DATA / table for table in tables)):
            shutil.copy(original, folder)
        return folder

    def nbval(self, *words) -> str:
        """What nbval says of chapters, one after the other; their names are told from the root."""
        own_library = os.environ | {"PYTHONPATH": os.pathsep.join([str(self.root / "lib"), str(paths.ROOT)])}
        return nbval("--rootdir", ".", "-p", "tests.warm", *words, cwd=self.root, env=own_library).stdout


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path from there."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def copied(root: Path, *folders: str) -> Path:
    """Some folders of the project below another root; the library with its compiled modules, which stay valid."""
    for name in folders:
        shutil.copytree(paths.ROOT / name, root / name)
    return root


def once(tmp_path_factory, make: Callable[[Path], object]) -> Path:
    """A folder that the first of all workers makes and the others wait for."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared
    folder, done = shared / make.__name__, shared / f"{make.__name__}.done"
    with (shared / f"{make.__name__}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


@pytest.fixture(autouse=True)
def kernels_start_as_the_environment_says():
    """Jupyter looks once in a process how kernels are to start; a test may set another environment than that before."""
    if jupyter := sys.modules.get("jupyter_client.provisioning.factory"):
        jupyter.KernelProvisionerFactory.clear_instance()


@pytest.fixture(autouse=True)
def figures_are_closed():
    """pyplot keeps every figure that a test leaves open."""
    yield
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close("all")


@pytest.fixture(scope="session")
def made(tmp_path_factory) -> Path:
    """A folder with two notebooks, run under two scenarios."""
    return once(tmp_path_factory, run_twice)


def run_twice(root: Path) -> None:
    chosen = [counted(root, name) for name in ("01_one", "02_two")]
    done = steppe("run", *chosen, "--scenario", "essay", "hindsight", "--cold", "--out", root / "runs")
    assert done.returncode == 0, done.stderr
    assert ran(root) == ["01_one best", "01_one essay", "02_two best", "02_two essay"]
    (root / ".ran.log").unlink()


@pytest.fixture(scope="session")
def wheel(tmp_path_factory) -> Path:
    """The wheel of the project."""
    (packed,) = once(tmp_path_factory, build_wheel).glob("*.whl")
    return packed


def build_wheel(folder: Path) -> None:
    words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
    subprocess.run(words, cwd=paths.ROOT, capture_output=True, check=True)


@pytest.fixture(scope="session")
def whole_book(tmp_path_factory) -> Path:
    """The book as `make book` builds it, with every chapter under every scenario; built once for all workers."""
    once(tmp_path_factory, build_book)
    return paths.ROOT / "build" / "book"


def build_book(folder: Path) -> None:
    done = steppe("book")
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def little_book(tmp_path_factory) -> Path:
    """A book of two small chapters, as they are stored and once more under a scenario; built once for all workers."""
    return once(tmp_path_factory, build_little_book) / "html"


def build_little_book(folder: Path) -> None:
    import booklet

    booklet.rendered(booklet.house_of_two(folder), folder)


@pytest.fixture
def finished(made, tmp_path) -> Path:
    """A copy of it, to break."""
    return Path(shutil.copytree(made, tmp_path / "made"))


@pytest.fixture
def runs(made, tmp_path) -> Path:
    """A folder for runs in which the verdicts were worked out before, which takes its time."""
    runs = tmp_path / "runs"
    runs.mkdir()
    shutil.copy(made / "runs" / "verdicts.json", runs)
    return runs


@pytest.fixture(scope="module")
def browser():
    """A real browser; skips, saying so, where none is installed."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.skip(f"no browser: none of {', '.join(BROWSERS)} is installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield opened
        opened.close()


def put(path: Path, notebook) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return path


@pytest.fixture
def tiny(tmp_path) -> Path:
    """One small notebook that has not been run."""
    return put(tmp_path / "notebooks" / "07_tiny.ipynb", tiny_notebook())


LONGEST = (
    "test_book_every_page_1", "test_book_every_page_2",
    "test_book_access", "test_book", "test_book_build", "test_suite_runner", "test_suite_warm", "test_suite_faults",
    "test_lab", "test_mutate_nbval",
    "test_fuzz", "test_escaping", "test_suite_refresh", "test_display_doubt", "test_hostile",
)  # fmt: skip


def pytest_configure():
    """Tests send SIGINT and SIGHUP: started with `&` or `nohup` they would inherit that these are ignored, and hang."""
    for number, usual in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, usual)


def pytest_collection_modifyitems(items):
    """The longest files first, so that no worker is left alone with one at the end."""
    items.sort(key=lambda item: LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST))


def pytest_collection_finish():
    """Spares the collector of garbage what lives to the end, and the tests most of the collector."""
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)


THREE = ["essay", "hindsight", "fade_out"]
README = "# Steppe Count\n\n<!-- verdicts:start -->\n<!-- verdicts:end -->\n\nMore.\n"


def _house(root: Path) -> House:
    places = root / "notebooks", root / "tests" / "references"
    return House(*places, readme=root / "README.md", verdicts=root / "data" / "verdicts.json")


def small_house(root: Path) -> House:
    """A house of one small notebook, not yet refreshed."""
    house = _house(root)
    put(house.notebooks / "07_tiny.ipynb", tiny_notebook())
    house.readme.write_text(README, encoding="utf-8")
    return house


@pytest.fixture
def three_scenarios(monkeypatch):
    """Three scenarios are enough to see what nine would show."""
    monkeypatch.setattr(scenarios, "names", lambda: list(THREE))


@pytest.fixture(scope="session")
def refreshed(tmp_path_factory) -> tuple[House, str]:
    """A small house after its first refresh, and what the refresh printed."""
    root = once(tmp_path_factory, refresh_for_the_first_time)
    return _house(root / "house"), (root / "said").read_text(encoding="utf-8")


def refresh_for_the_first_time(root: Path) -> None:
    house = small_house(root / "house")
    with (
        pytest.MonkeyPatch.context() as patch,
        (root / "said").open("w", encoding="utf-8") as said,
        contextlib.redirect_stdout(said),
    ):
        patch.setattr(scenarios, "names", lambda: list(THREE))
        assert refresh.refresh(house) == 0


@pytest.fixture
def house(refreshed, tmp_path, three_scenarios) -> House:
    """A copy of the refreshed house, to break."""
    original = refreshed[0]
    shutil.copytree(original.root, tmp_path / "house")
    root = tmp_path / "house"
    return _house(root)


def misjudge(path: Path, scenario: str, part: str) -> None:
    """Writes `open` over the verdict of one part, as known, in a stored record."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    claim = part.partition(".")[0]
    beginning = f'{{"scenario": "{scenario}", "claim": "{claim}", "part": "{part}", "vantage": "known", "verdict": '
    at = next(n for n, line in enumerate(lines) if line.startswith(beginning))
    lines[at] = re.sub(r'(?<="verdict": )"[^"]*"', '"open"', lines[at])
    path.write_text("".join(lines), encoding="utf-8")


def wait_until(condition) -> None:
    """Waits for other processes."""
    deadline = time.monotonic() + HANG
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


def edit(path: Path, change) -> None:
    """Changes a stored notebook and stores it canonically."""
    notebook = nbformat.read(path, as_version=4)
    change(notebook)
    path.write_text(store.dumps(store.normalise(notebook)), encoding="utf-8")


def failures(house, *names: str) -> dict[str, list[str]]:
    """What the named checks, of the command and of the lint, find (none named: all of them), by name."""
    chosen = [each for each in (*checks.CHECKS.values(), *lint.CHECKS) if not names or each.__name__ in names]
    found = {check.__name__: checks.complaints_of(check, house) for check in chosen}
    return {name: complaints for name, complaints in found.items() if complaints}


def complaints(house, name: str) -> list[str]:
    """What one check finds."""
    return failures(house, name)[name]


def chapter(house):
    return house.chapters()[0]


def canvas(height: float, width: float = 6.0):
    """A figure (inches) that pyplot does not know, with one pair of axes."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.subplots()
