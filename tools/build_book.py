"""`steppe book`: the rendered book, from stored outputs, with every warning an error.

`build/.book/last` has what Sphinx read and wrote for the last whole book. A build goes on from a copy of it, so that
pages are read and written again only where their source differs, and throws the copy away if it fails.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from nbsuite import files, key, manifest, notebooks, parameters, runner, store
from nbsuite.errors import Refused
from nbsuite.jobs import Job, job
from nbsuite.key import World
from steppe import paths
from steppe.language import ENGLISH, current, translated
from steppe.markup import spoken
from steppe.scenario import VOCABULARY
from steppe.suite import door, scenarios
from steppe.suite.house import EXERCISES, House

PAGES = paths.ROOT / "book"
CITATION = paths.ROOT / "CITATION.cff"
RUNS, ESSAY = "runs", "notebooks"  # folders
SCENARIOS = "{{ scenarios }}"
CELL = 10_000  # myst-nb numbers a line by its cell and its place there, and counts one too many
STEP = re.compile(r"(reading|writing) (?:sources|output)\.\.\. \[ *(\d+)%\]")
NEEDED = ("sphinx", "myst_nb")


def build(house: House) -> int:
    """Builds `build/book` beside `notebooks/`, prints where its first page is and returns the exit status.

    In a language other than English it builds `build/book-LANGUAGE`, of chapters that were run in it. Chapters under
    other scenarios are taken from `runs/`; what is missing there, or rests on what has changed since, is run first. The
    old book stays until the new one is whole.
    """
    missing = [f"no {name}" for name in NEEDED if find_spec(name) is None]
    if missing or not PAGES.is_dir():
        found = next(iter(missing), f"no folder {PAGES}")
        raise Refused(f"book: found {found}, expected a clone of the repository set up with `make book`")
    door.sound(house)
    name, jobs = "book" if current() == ENGLISH else f"book-{current()}", _jobs(house)
    if not _run_missing(house, jobs, _folder(house)):
        return 1
    runs: dict[str, list[Path]] = {}
    for each in jobs:
        runs.setdefault(each.scenario, []).append(each.target)
    out = house.root / "build" / name
    last, now = (out.with_name(f".{name}") / step for step in ("last", "now"))
    now.parent.mkdir(parents=True, exist_ok=True)
    with (now.parent / "lock").open("w") as turn:
        with suppress(OSError):  # where there are no locks
            files.lock(turn, wait=True)
        os.set_inheritable(turn.fileno(), True)  # Sphinx has it too: if this is killed, the next one waits for Sphinx
        try:
            complaints = _built(house, runs, last, now)
            if complaints:
                print("\n".join(complaints), file=sys.stderr)
                print("steppe: the book was not built; warnings count as errors", file=sys.stderr)
                return 1
            shutil.copytree(now / "html", now / "book")
            files.swap(now / "book", out)
            shutil.rmtree(last, ignore_errors=True)
            now.rename(last)
        finally:
            shutil.rmtree(now, ignore_errors=True)
    print(f"book: {out / 'index.html'}")
    return 0


def stage(house: House, pages: Path, runs: Mapping[str, list[Path]], target: Path) -> bool:
    """Fills `target` with the source of the book and says whether any page or chapter there was another before.

    `pages` holds the written pages, `runs` the chapters as run under each other scenario, and under that of the essay
    where the stored ones are not meant. `notebooks/` and one folder for each other scenario lie side by side, so that
    links between chapters and to `../data` lead to the same places as in the repository. What stays the same is not
    written again. Raises `Refused` for a chapter without a title or a missing data dictionary.
    """
    dictionary = house.data / "README.md"
    if not dictionary.is_file():
        raise Refused(f"{house.name_of(dictionary)}: found no such file, expected the data dictionary")
    import marks  # only here: with it comes matplotlib, which writes into the user's home

    others = {name: paths for name, paths in runs.items() if name != scenarios.DEFAULT}
    entries = "\n".join(f"{spoken(name).capitalize()} <{name}/index>" for name in others)
    texts = {page.name: page.read_text(encoding="utf-8").replace(SCENARIOS, entries) for page in pages.glob("*.md")}
    shutil.copytree(house.data, target / "data", dirs_exist_ok=True)
    written = {path.name: path for path in runs.get(scenarios.DEFAULT, house.chapters()) if title_of(path)}
    for name, path in written.items():
        texts[f"{ESSAY}/{name}"] = store.dumps(store.normalise(notebooks.read(path)))
    for name, run in others.items():
        for path in run:
            chapter, essay = (_without_exercises(path.name, each) for each in (path, written[path.name]))
            chapter.metadata[marks.MOVED] = marks.mark(chapter, essay)
            texts[f"{name}/{path.name}"] = store.dumps(chapter)
        listed = "\n".join(path.stem for path in run)
        title = f"{translated('Scenario')}: {translated(spoken(name))}"
        texts[f"{name}/index.md"] = f"# {title}\n\n```{{toctree}}\n:hidden:\n\n{listed}\n```\n"
    changed = [name for name, text in texts.items() if files.write_if_changed(target / name, text)]
    return bool(changed)


def _without_exercises(name: str, path: Path):
    """A chapter for the page of a scenario: its exercises, which are the same under each, stand on the essay's page."""
    notebook = store.normalise(notebooks.read(path))
    link = f"[{translated('Exercises')}](../{ESSAY}/{name})"
    places = [at for tag in EXERCISES for at in notebooks.tagged(notebook, tag)]
    for at in places:
        notebook.cells[at].source = link
    notebook.cells = [cell for at, cell in enumerate(notebook.cells) if at not in places[1:]]
    return notebook


def title_of(path: Path) -> str:
    """The question a chapter asks: the heading of its first cell."""
    cells = notebooks.read(path).cells
    first = cells[0].source.partition("\n")[0] if cells and cells[0].cell_type == "markdown" else ""
    if not first.startswith("# "):
        raise Refused(f"{path.name}: found no title, expected a first cell that starts with '# '")
    return first.removeprefix("# ").strip()


def render(source: Path, html: Path) -> list[str]:
    """Runs Sphinx over a staged book; returns its complaints, none for a whole book."""
    command = [sys.executable, "-m", "sphinx", "--builder", "html", "--conf-dir", str(PAGES)]
    command += ["--doctree-dir", str(html.with_name("doctrees")), "--jobs", "auto"]
    command += ["--fail-on-warning", "--keep-going", "--no-color", str(source), str(html)]
    words = {"text": True, "encoding": "utf-8", "errors": "replace", "start_new_session": True, "close_fds": False}
    words["env"] = os.environ | {"NO_COLOR": "1"}  # --no-color leaves escape codes in progress lines where CI is set
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, **words) as sphinx:
            try:
                _show_progress(sphinx.stdout)
            except BaseException:  # its workers with it: they would go on writing
                os.killpg(sphinx.pid, signal.SIGKILL) if hasattr(os, "killpg") else sphinx.kill()
                raise
        said.seek(0)
        complaints = [_located(line.rstrip(), source) for line in said if line.strip()]
    return complaints or ["sphinx: failed without a word"] if sphinx.returncode else []


def _show_progress(lines: Iterable[str]) -> None:
    """Says how far Sphinx is: in one line on a terminal, otherwise a line for each quarter of the pages."""
    shown = ""
    for line in lines:
        if found := STEP.match(line):
            percent = int(found[2]) if sys.stdout.isatty() else int(found[2]) // 25 * 25
            step = f"book: {found[1]} pages, {percent} %"
            if step != shown:
                ending = "\r" if sys.stdout.isatty() and percent < 100 else "\n"
                print(step, end=ending, flush=True)
            shown = step


def _located(line: str, source: Path) -> str:
    """A complaint that names file, cell and line as a reader counts them."""

    def place(found: re.Match) -> str:
        cell, row = divmod(int(found[0]) - 1, CELL)
        return f" cell {cell}, line {row}"

    return re.sub(r"(?<=\.ipynb:)\d+(?=: )", place, line.replace(f"{source}{os.sep}", ""))


def _folder(house: House) -> Path:
    """Where the runs are; those in another language apart from what `steppe run` writes."""
    return house.root / RUNS if current() == ENGLISH else house.root / "build" / f".book-{current()}" / RUNS


def _jobs(house: House) -> list[Job]:
    """Every chapter under every other scenario; in a language other than English, that of the essay too."""
    return [
        job(path, name, scenarios.load(name), parameters.declared(path, VOCABULARY), _folder(house))
        for name in (scenarios.others() if current() == ENGLISH else scenarios.names())
        for path in house.chapters()
    ]


def _run_missing(house: House, jobs: list[Job], folder: Path) -> bool:
    """Runs what the folder of runs lacks; says whether every chapter is there."""
    results = runner.run(jobs, world=World(house))
    manifest.write(folder)
    print(f"runs of the book: {sum(result.is_kept for result in results)} of {len(results)} were there: {folder}")
    for result in results:
        if not result.ok:
            print(f"failed: {result.job.title}: {result.reason}", file=sys.stderr)
    return all(result.ok for result in results)


def _built(house: House, runs: dict[str, list[Path]], last: Path, now: Path) -> list[str]:
    """Renders the book in `now`, from `last` where nothing but pages can differ; returns the complaints."""
    titles = {path.stem: title_of(path) for path in house.chapters()}
    pages = sorted(path.name for path in PAGES.glob("*.md"))
    asides = [path.read_text(encoding="utf-8") for path in (house.ratchet, CITATION) if path.is_file()]
    about = files.digest([World(house).digests, key.tree(PAGES, {*pages, "__pycache__"}), pages, titles, asides])
    shutil.rmtree(now, ignore_errors=True)
    if (last / "key").is_file() and (last / "key").read_text() == about:
        shutil.copytree(last, now)
    print(f"book: staging {sum(map(len, runs.values())) + len(titles)} chapters", flush=True)
    if stage(house, PAGES, runs, now / "source"):
        for page in (now / "source").rglob("*.md"):  # what stands on them may come from any chapter
            page.touch()
    (now / "key").write_text(about)
    return render(now / "source", now / "html")
