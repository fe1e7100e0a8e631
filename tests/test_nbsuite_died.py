"""A kernel that died is tried once more with nothing beside it; where it dies again, the likely cause is told."""

import pytest

from nbsuite import runner
from nbsuite.jobs import Job
from nbsuite.runner import How
from test_nbsuite_done import notebook

LOG = """\
import os, time
from pathlib import Path

def log(what):
    with open(".log", "a") as file:
        file.write(what + "\\n")"""
DIES = "log('tried')\nif open('.log').read().count('tried') <= {}:\n    {}\nlog('done')"
KILLED = "os.kill(os.getpid(), 9)"
OTHER = """\
log("other begins")
while "tried" not in open(".log").read():
    time.sleep(0.05)
time.sleep(5)  # in which the death is seen, and what died would be tried again if that did not wait
log("other ends")"""


def run(folder, **sources: str) -> list[runner.Result]:
    """Results of notebooks that run side by side."""
    paths = [notebook(folder / f"{name}.ipynb", LOG, source) for name, source in sources.items()]
    return runner.run([Job(path, "default", folder / "runs" / path.name) for path in paths], How(len(paths)))


def test_a_kernel_that_was_killed_is_tried_once_more_when_nothing_runs_beside_it(tmp_path):
    results = run(tmp_path, large=DIES.format(1, KILLED), other=OTHER)
    assert [(result.reason, result.output.name) for result in results] == [("", "large.ipynb"), ("", "other.ipynb")]
    said = (tmp_path / ".log").read_text().splitlines()
    assert sorted(said[:2]) == ["other begins", "tried"]
    assert said[2:] == ["other ends", "tried", "done"]


@pytest.mark.parametrize(
    ("end", "how", "cause"),
    [
        (KILLED, "SIGKILL", runner.MEMORY),
        ("os.kill(os.getpid(), 11)", "SIGSEGV", ""),
        ("os._exit(3)", "exit code 3", ""),
    ],
)
def test_one_that_dies_again_is_told_with_the_likely_cause(tmp_path, end, how, cause):
    (result,) = run(tmp_path, large=DIES.format(2, end))
    again = "and again with nothing running beside it"
    assert result.reason == f"DeadKernelError: the kernel died ({how}), {again}{cause}"
    assert result.output.name == "large.FAILED.ipynb"
    assert (tmp_path / ".log").read_text() == "tried\ntried\n"
    assert "memory" in runner.MEMORY
