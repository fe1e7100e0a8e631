"""`python start.py`, as `make lab` calls it, in a fresh folder: the set-up, JupyterLab in a browser, what stays."""

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from conftest import HANG
from lint import verdicts
from steppe import language, paths
from test_lab import door_of
from test_setup import ROOT, tracked

SET_UP = 600  # seconds, for a slow network
MOST_MEGABYTES = 450
CHAPTER = "07_a_year_at_this_rate.ipynb"
LEFT_OUT = ("JUPYTER", "PYTHON", "VIRTUAL_ENV", "MAKE")
PINNED = "six==1.17.0 --hash=sha256:" + "0" * 64 + "\n"


def start(folder: Path, *options: str, python: str = sys.executable, **about: str) -> subprocess.CompletedProcess:
    """Runs start.py as somebody would who has opened a terminal in its folder."""
    command = [python, "start.py", *options]
    return subprocess.run(
        command, cwd=folder, env=environment(folder, **about), capture_output=True, text=True, timeout=SET_UP
    )


def environment(folder: Path, **about: str) -> dict[str, str]:
    """The environment of somebody without settings of their own, whose shell is the usual one."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(LEFT_OUT)}
    home = folder.parent / "home"
    home.mkdir(exist_ok=True)
    jupyter = {f"JUPYTER_{name.upper()}_DIR": str(home / name) for name in ("config", "data", "runtime")}
    return {**kept, "HOME": str(home), "SHELL": "/bin/sh", **jupyter, **about}


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """A folder with the files of the project and nothing else, set up; skips where there is no network."""
    folder = tmp_path_factory.mktemp("fresh") / "steppe"
    for path in tracked():
        copy = folder / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    done = start(folder, "--set-up")
    if done.returncode and "onnection" in done.stderr:
        pytest.skip("no network: the packages of requirements-lab.lock could not be fetched")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def server(fresh):
    """JupyterLab as start.py starts it without a terminal of its own, as from a file manager."""
    home = fresh.parent / "home"
    command = [sys.executable, "start.py", "--no-browser", "--ServerApp.port=0"]
    with (home / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=fresh, env=environment(fresh), stdout=log, stderr=log)
    try:
        yield SimpleNamespace(**door_of(process, home))
    finally:
        process.terminate()
        process.wait(HANG)


@pytest.fixture(scope="module")
def page(browser, server):
    """The page that JupyterLab opens at its first start, once it is ready."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    page.set_default_timeout(HANG * 1000)
    page.goto(f"{server.url}lab?token={server.token}")
    page.get_by_role("region", name="notebook content").or_(page.locator(".jp-Launcher")).first.wait_for()
    yield page
    context.close()


def megabytes(folder: Path) -> float:
    """What a folder takes on the disk, as du measures it."""
    kilobytes = subprocess.run(["du", "-sk", folder], capture_output=True, text=True, check=True).stdout.split()[0]
    return int(kilobytes) / 1024


def test_the_environment_of_a_class_is_small_and_has_the_programs_of_the_lessons(fresh):
    assert megabytes(fresh / ".venv") <= MOST_MEGABYTES
    programs = {path.stem for path in (fresh / ".venv" / ("Scripts" if os.name == "nt" else "bin")).iterdir()}
    assert {"steppe", "papermill", "jupyter-lab"} <= programs
    assert programs & {"ruff", "playwright", "sphinx-build", "uv", "nbgrader"} == set()


def test_a_second_set_up_installs_nothing(fresh):
    stamp = (fresh / ".venv" / "set-up").stat().st_mtime_ns
    assert start(fresh, "--set-up").stdout == ""
    assert (fresh / ".venv" / "set-up").stat().st_mtime_ns == stamp


def test_jupyterlab_opens_at_the_student_edition_beside_its_data_and_offers_no_news(page):
    shown = page.locator(".jp-DirListing-itemText")
    shown.get_by_text(CHAPTER, exact=True).wait_for()
    chapters = {path.name for path in paths.NOTEBOOKS.glob("[0-9]*.ipynb")}
    assert {"data", *chapters} <= set(shown.all_text_contents())
    page.locator(".jp-LauncherCard", has_text="Terminal").wait_for()
    assert page.get_by_text("official Jupyter news").count() == 0


def test_steppe_and_papermill_are_found_in_the_terminal_of_jupyterlab(page, fresh):
    told, part = fresh / "class" / "told", fresh / "class" / "told.part"
    page.locator(".jp-LauncherCard", has_text="Terminal").click()
    page.locator(".xterm-helper-textarea").wait_for(state="attached")
    page.locator(".jp-Terminal").click()
    deadline = time.monotonic() + HANG
    while not told.exists() and time.monotonic() < deadline:  # what is typed before the terminal is connected is lost
        page.keyboard.type(f"(command -v steppe; command -v papermill) > {part.name}; mv {part.name} {told.name}\n")
        page.wait_for_timeout(5000)
    programs = (fresh / ".venv" / "bin").resolve()
    assert told.read_text("utf-8").splitlines() == [str(programs / "steppe"), str(programs / "papermill")]
    assert page.get_by_text("official Jupyter news").count() == 0


def test_what_somebody_changed_in_class_is_kept_and_what_nobody_changed_is_renewed(fresh):
    assert start(fresh, "--version").returncode == 0
    mine, scenario = fresh / "class" / CHAPTER, fresh / "data" / "README.md"
    copy, own = fresh / "class" / "data" / scenario.name, fresh / "class" / "my notes.md"
    before = copy.read_text("utf-8")
    mine.write_text("answered", "utf-8")
    own.write_text("mine", "utf-8")
    scenario.write_text(f"{scenario.read_text('utf-8')}# a newer edition\n", "utf-8")
    done = start(fresh, "--version")
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stdout.splitlines() if line.startswith("Kept as you changed it: ")] == [
        f"Kept as you changed it: {mine.resolve()}. For a fresh copy rename it, then start again."
    ]
    assert (mine.read_text("utf-8"), own.read_text("utf-8")) == ("answered", "mine")
    assert copy.read_text("utf-8") == f"{before}# a newer edition\n"
    mine.rename(mine.with_name("07_mine.ipynb"))
    start(fresh, "--version")
    assert json.loads(mine.read_text("utf-8"))["nbformat"] == 4


def test_a_class_keeps_its_language_until_another_is_named(fresh):
    def names() -> str:
        return (fresh / "class" / "04_the_border.ipynb").read_text("utf-8")

    english = names()
    assert start(fresh, "--language=kk", "--version").returncode == 0
    kazakh = names()
    assert start(fresh, "--version").returncode == 0
    assert names() == kazakh != english
    assert start(fresh, "--language=en", "--version").returncode == 0
    assert names() == english


def test_no_file_that_is_handed_out_holds_a_verdict(fresh):
    assert start(fresh, "--version").returncode == 0
    handed_out = json.loads((fresh / "class" / ".handed_out.json").read_text("utf-8"))
    names = {name for name in handed_out if "." in name}
    chapters = {path.name for path in paths.NOTEBOOKS.glob("[0-9]*.ipynb")}
    assert names == chapters | {f"data/{name}" for name in ("README.md", "facts.csv", "sources.csv")}
    for name in names - chapters:
        text = (fresh / "class" / name).read_text("utf-8")
        assert verdicts.typed(text) == [] and not re.search(r"\b(?:contradicted|overstated|understated)\b", text), name


@pytest.fixture
def handing(tmp_path, monkeypatch):
    """start.py as a module that hands out into a folder of the test, and an edition with one file."""
    spec = importlib.util.spec_from_file_location("start", ROOT / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "CLASS", tmp_path / "class")
    monkeypatch.setattr(module, "RECORD", tmp_path / "class" / ".handed_out.json")
    edition = tmp_path / "edition"
    edition.mkdir()
    (edition / "a.csv").write_text("1", "utf-8")
    return SimpleNamespace(module=module, folder=tmp_path / "class", edition=edition)


def test_a_file_that_the_edition_no_longer_has_goes_unless_somebody_changed_it(handing):
    for name in ("old.csv", "changed.csv"):
        (handing.edition / name).write_text("1", "utf-8")
    handing.module.hand_out(handing.edition, {})
    for name in ("old.csv", "changed.csv"):
        (handing.edition / name).unlink()
    (handing.folder / "changed.csv").write_text("2", "utf-8")
    assert handing.module.hand_out(handing.edition, handing.module.recorded()) == []
    assert {path.name for path in handing.folder.iterdir()} == {"a.csv", "changed.csv", ".handed_out.json"}


@pytest.mark.parametrize("record", ["{", "[1]", "null", "\"text\""])
def test_a_damaged_record_is_named_in_one_line(handing, record):
    handing.folder.mkdir()
    (handing.folder / ".handed_out.json").write_text(record, "utf-8")
    with pytest.raises(SystemExit, match=r"^start\.py: .*\.handed_out\.json: found no record .*, expected JSON\. .*$"):
        handing.module.recorded()


def test_a_class_that_is_a_file_is_named_in_one_line(handing):
    handing.folder.write_text("", "utf-8")
    assert handing.module.recorded() == {}
    with pytest.raises(SystemExit, match=r"^start\.py: .*a\.csv: could not be written: .*exist.*\.$"):
        handing.module.hand_out(handing.edition, {})


def test_a_start_that_is_stopped_halfway_has_recorded_what_it_handed_out(handing):
    (handing.edition / "b.csv").write_text("1", "utf-8")
    (handing.folder / "b.csv").mkdir(parents=True)
    with pytest.raises(SystemExit, match=r"b\.csv"):
        handing.module.hand_out(handing.edition, {})
    assert list(handing.module.recorded()) == ["a.csv"]
    assert not list(handing.folder.glob("*.part"))


def test_the_languages_of_start_are_those_of_the_library(handing):
    assert set(handing.module.LANGUAGES) == set(language.known())


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--set-up", "--language", "xx"], "--language: found xx, expected en, ru or kk."),
        (["--set-up", "--foo"], "--set-up: found --set-up --foo, expected no other option beside it."),
        (["--set-up", "ru"], "--set-up: found --set-up ru, expected no other option beside it."),
        (["ru"], "found ru, expected an option; `python start.py --help` lists them."),
    ],
)
def test_an_option_that_would_be_ignored_is_refused_before_anything_is_set_up(bare, options, found):
    done = start(bare, *options)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"start.py: {found.split(': ')[0]}") and done.stderr.endswith(f"{found}\n")
    assert not (bare / ".venv").exists()


@pytest.fixture
def bare(tmp_path):
    """A folder with start.py and a lock of one package that cannot be had."""
    folder = tmp_path / "steppe"
    folder.mkdir()
    shutil.copyfile(ROOT / "start.py", folder / "start.py")
    (folder / "requirements-lab.lock").write_text(PINNED, "utf-8")
    (folder / "pyproject.toml").write_text("", "utf-8")
    return folder


def test_without_network_the_last_line_says_what_failed_and_the_next_start_begins_anew(bare):
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_RETRIES": "0", "PIP_NO_CACHE_DIR": "1"}
    nowhere |= {"PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": ""}
    for _ in range(2):
        done = start(bare, "--set-up", **nowhere)
        assert done.returncode == 1
        assert done.stdout.startswith("Setting up ")
        assert "Traceback" not in done.stderr
        assert done.stderr.splitlines()[-1] == (
            "start.py: pip could not install the packages; its reason stands above."
        )


def test_a_missing_lock_is_named_in_one_line(bare):
    (bare / "requirements-lab.lock").unlink()
    done = start(bare, "--set-up")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"start.py: {bare.resolve() / 'requirements-lab.lock'}: not found.\n"


def test_an_older_python_is_refused_in_one_line(bare):
    old = next(filter(None, map(older, ("3.6", "3.7", "3.8", "3.9", "3.10"))), None)
    if old is None:
        pytest.skip("no Python older than 3.11 on this machine")
    done = start(bare, python=old)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Steppe Count needs Python 3.11 to 3.14, found 3.")
    assert len(done.stderr.splitlines()) == 1


def older(version: str) -> str | None:
    """A Python of this version that runs, from PATH or from where pyenv puts them."""
    installed = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python3"))
    for program in filter(None, [shutil.which(f"python{version}"), *map(str, installed)]):
        if subprocess.run([program, "-c", ""], capture_output=True).returncode == 0:
            return program
    return None
