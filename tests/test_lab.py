"""Chapters as a reader meets them: opened in JupyterLab, run from its menu, saved."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import matplotlib
import nbformat
import pytest

from conftest import HANG, put
from nbsuite import store
from steppe import paths

CHAPTER = paths.NOTEBOOKS / "03_where_they_went.ipynb"
WITH_WIDGETS = paths.NOTEBOOKS / "10_scenario_lab.ipynb"
EVIDENCE, WRONG = "essay", "esay"
CHOICES = "essay, best, kindest, harshest"
REFUSAL = f"ParameterError: parameter evidence: found 'esay', expected one of {CHOICES}; did you mean 'essay'?"
KERNEL_READY = "Python 3 (ipykernel) | Idle"
SIZES = "images => images.map(image => image.naturalWidth && {width: image.width, height: image.height})"


@pytest.fixture(scope="module")
def server(browser, tmp_path_factory):
    """JupyterLab on a free port, with nothing of the user's but the list of fonts, which is slow to make."""
    home = tmp_path_factory.mktemp("home")
    (home / "desk").mkdir()
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", "--port=0"]
    command += [f"--notebook-dir={home / 'desk'}", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    command += ["--allow-root"] if os.getuid() == 0 else []
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
    environment |= {"HOME": str(home), "IPYTHONDIR": str(home / "ipython"), "MPLCONFIGDIR": matplotlib.get_cachedir()}
    environment |= {f"JUPYTER_{name.upper()}_DIR": str(home / name) for name in ("config", "data", "runtime")}
    with (home / "log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        yield SimpleNamespace(desk=home / "desk", **door_of(process, home))
    finally:
        process.terminate()  # the server ends its kernels and itself
        try:
            process.wait(HANG)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def door_of(process: subprocess.Popen, home: Path) -> dict[str, str]:
    """Where the server answers and the token it asks for, once it has said so."""
    deadline = time.monotonic() + HANG
    while process.poll() is None and time.monotonic() < deadline:
        for said in home.glob("runtime/jpserver-*.json"):
            with suppress(json.JSONDecodeError):
                door = json.loads(said.read_text(encoding="utf-8"))
                return {"url": door["url"], "token": door["token"]}
        time.sleep(0.1)
    pytest.fail(f"JupyterLab did not start:\n{(home / 'log').read_text(encoding='utf-8')}")


@pytest.fixture(scope="module")
def opened(browser, server):
    """Opens a copy of a stored chapter, without its outputs, in a page of its own, and waits for its kernel."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})

    def opened(chapter: Path):
        notebook = nbformat.read(chapter, as_version=4)
        for cell in code_of(notebook):
            cell.outputs, cell.execution_count = [], None
        copy = put(server.desk / chapter.name, notebook)
        page = context.new_page()
        page.set_default_timeout(HANG * 1000)
        page.goto(f"{server.url}lab/tree/{copy.name}?reset&token={server.token}")
        page.get_by_text(KERNEL_READY).wait_for()
        return page, copy

    yield opened
    context.close()


def code_of(notebook) -> list:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def run_all(page) -> None:
    """Runs all cells from the menu and waits until none is running or waiting."""
    prompts = page.locator(".jp-CodeCell .jp-InputPrompt")
    before = prompts.first.inner_text()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    prompts.first.get_by_text(before, exact=True).wait_for(state="detached")
    prompts.get_by_text("[*]:").first.wait_for(state="detached")


def retype(page, old: str, new: str) -> None:
    """Types over a word of the parameters cell."""
    page.locator(".jp-CodeCell").first.get_by_text(old, exact=True).dblclick()
    page.keyboard.type(new)


@pytest.fixture(scope="module")
def finished(opened):
    """A chapter run whole and saved: its page and its file."""
    page, copy = opened(CHAPTER)
    run_all(page)
    with page.expect_response(lambda answer: answer.request.method == "PUT" and "/api/contents/" in answer.url):
        page.keyboard.press("ControlOrMeta+s")
    return page, copy


@pytest.fixture(scope="module")
def stored():
    """The same chapter as the repository stores it."""
    return nbformat.read(CHAPTER, as_version=4)


def test_a_chapter_run_and_saved_in_jupyterlab_has_the_outputs_that_are_stored(finished, stored):
    ours = store.as_reference(store.normalise(nbformat.read(finished[1], as_version=4)))
    theirs = store.as_reference(stored)
    assert [out for cell in ours.cells for out in cell.outputs if out.output_type == "error"] == []
    for our, their in zip(ours.cells, theirs.cells, strict=True):
        assert our == their


def test_the_page_shows_the_answer_the_verdict_and_every_figure(finished, stored):
    page, _ = finished
    outputs = [out for cell in code_of(stored) for out in cell.outputs]
    lines = [line for out in outputs for line in out.data["text/plain"].splitlines()]
    answer = page.get_by_text(lines[0].partition("[")[0])
    verdict = page.locator("tr", has=page.get_by_text("Verdict", exact=True)).first
    figures = page.locator(".jp-RenderedImage img")
    for shown in (answer, figures.last, verdict):  # the page keeps the text of what is in view alone
        shown.scroll_into_view_if_needed()
        assert shown.is_visible()
    said = next(line for line in lines if line.startswith("Verdict "))
    assert verdict.inner_text().split() == said.replace("|", " ").split()
    sizes = [out.metadata["image/png"] for out in outputs if "image/png" in out.data]
    assert figures.evaluate_all(SIZES) == [{"width": size.width, "height": size.height} for size in sizes]


@pytest.fixture(scope="module")
def lab(opened):
    """The page of the chapter with fields."""
    return opened(WITH_WIDGETS)[0]


def test_a_wrong_value_typed_in_the_parameters_cell_is_refused_in_one_line(lab):
    retype(lab, f'"{EVIDENCE}"', WRONG)
    run_all(lab)
    retype(lab, f'"{WRONG}"', EVIDENCE)
    assert [text.strip() for text in lab.locator(".jp-OutputArea-output").all_text_contents()] == [REFUSAL]
    refusal = lab.get_by_text(REFUSAL)
    refusal.scroll_into_view_if_needed()
    assert refusal.is_visible()


def test_the_lab_answers_its_sliders(lab):
    retype(lab, "False", "True")
    run_all(lab)
    arrivals = lab.locator(".widget-slider", has_text="weekly_arrivals").locator(".noUi-handle")
    arrivals.scroll_into_view_if_needed()
    said = lab.locator(".jupyter-widgets.widget-label")
    assert said.filter(has_text="With these values no verdict changes.").is_visible()
    arrivals.focus()
    for _ in range(5):
        lab.keyboard.press("ArrowRight")
    said.filter(has_text="Changed: C05, C11.").wait_for()
