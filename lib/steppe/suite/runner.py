"""Run jobs: papermill for real, in a few worker processes, each notebook with a kernel of its own."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread

from steppe.suite import notebooks, store, warm
from steppe.suite.door import Job

DEFAULT_WORKERS = 2
START_TIMEOUT = 120
ENGINE = "steppe"
ATTEMPTS = 2
NEVER_ANSWERED = "Kernel died before replying"
SIGNALS = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True)
class Result:
    """How a job went: `reason` is empty for a success, otherwise one line; `output` is None if nothing was left."""

    job: Job
    reason: str
    output: Path | None

    @property
    def ok(self) -> bool:
        return not self.reason


def run(jobs: list[Job], workers: int = DEFAULT_WORKERS, cold: bool = False) -> list[Result]:
    """Runs all jobs and returns their results in the same order; one that fails stops no other.

    Kernels are warm where that is possible, unless `cold` is asked for.
    """
    results: list[Result | None] = [None] * len(jobs)
    count = min(workers, len(jobs)) or 1
    with warm.kernels(cold) as environment, _workers(count, environment) as pool, _progress(len(jobs)) as bar:
        places = {pool.submit(perform, job): at for at, job in enumerate(jobs)}
        for future in as_completed(places):
            at = places[future]
            error = future.exception()
            results[at] = _lost(jobs[at], error) if error else future.result()
            bar.update()
    return results


def perform(job: Job) -> Result:
    """Runs one job in this process and stores its output, canonical, under the name that tells how it went.

    A kernel that died before it answered, as where another process took its port, has run nothing: the job
    is tried again.
    """
    for _ in range(ATTEMPTS):
        reason, node = execute(job.notebook, job.parameters)
        if NEVER_ANSWERED not in reason:
            break
    kept, other = (job.failed_target, job.target) if reason else (job.target, job.failed_target)
    if node is not None:
        store.write(kept, store.dumps(store.normalise(node)))
    other.unlink(missing_ok=True)
    return Result(job, reason, kept if node is not None else None)


def _lost(job: Job, error: BaseException) -> Result:
    """The result of a job whose worker did not come back."""
    job.target.unlink(missing_ok=True)
    return Result(job, _reason(error), None)


def execute(notebook: Path, parameters: dict[str, object]):
    """Executes a notebook with papermill, in the notebook's own folder.

    Returns the reason of a failure (empty for none) and the notebook as far as it came, or None.
    """
    import papermill
    from papermill.engines import papermill_engines

    logging.getLogger("papermill").setLevel(logging.ERROR)
    reached: list = []
    papermill_engines.register(ENGINE, _remembering(reached))
    with tempfile.TemporaryDirectory(prefix="steppe-") as folder:
        output = Path(folder) / "output.ipynb"
        try:
            papermill.execute_notebook(
                _literal(notebook),
                _literal(output),
                parameters,
                engine_name=ENGINE,
                kernel_name=store.KERNEL["name"],
                progress_bar=False,
                request_save_on_cell_execute=False,
                start_timeout=START_TIMEOUT,
                cwd=notebook.parent,
            )
            reason = ""
        except Exception as error:
            reason = _reason(error)
        node = notebooks.read(output) if output.is_file() else next(iter(reached), None)
        return reason, node


def _remembering(reached: list):
    """Papermill's own engine, which also leaves the notebook in `reached`, for kernels that die."""
    from papermill.engines import NBClientEngine

    class Remembering(NBClientEngine):
        @classmethod
        def execute_managed_notebook(cls, nb_man, kernel_name, **options):
            reached.append(nb_man.nb)
            super().execute_managed_notebook(nb_man, kernel_name, **options)

    return Remembering


def _literal(path: Path) -> str:
    """A path that papermill's templates leave as it is."""
    return str(path.resolve()).replace("{", "{{").replace("}", "}}")


def _reason(error: BaseException) -> str:
    """The last line that says something, without a traceback."""
    name, text = getattr(error, "ename", type(error).__name__), getattr(error, "evalue", str(error))
    lines = [line.strip() for line in str(text).splitlines() if line.strip()]
    return f"{name}: {lines[-1]}" if lines else name


@contextmanager
def _workers(count: int, environment: dict[str, str]) -> Iterator[ProcessPoolExecutor]:
    """A pool of spawned processes; an interruption ends them instead of waiting for their notebooks."""
    with tempfile.TemporaryDirectory(prefix="steppe-", ignore_cleanup_errors=True) as folder:
        pool = ProcessPoolExecutor(count, get_context("spawn"), initializer=_settle, initargs=(folder, environment))
        handlers = {number: signal.signal(number, _interrupt) for number in SIGNALS}
        try:
            yield pool
        except BaseException:
            processes = list((pool._processes or {}).values())
            pool.shutdown(wait=False, cancel_futures=True)
            for process in processes:
                process.terminate()
            for process in processes:
                process.join()
            raise
        pool.shutdown()
        for number, handler in handlers.items():
            signal.signal(number, handler)


def _interrupt(*_) -> None:
    """Interrupts once; from then on the command only has to end, and no second signal is heard."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _settle(folder: str, environment: dict[str, str]) -> None:
    """Makes a worker quiet, its kernels those of this installation and free of the user's profile.

    Whatever is temporary goes into `folder`, which the parent removes even if the worker is ended.
    The worker does not outlive its parent.
    """
    Thread(target=_end_with_parent, args=(folder,), daemon=True).start()
    tempfile.tempdir = folder
    sink = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):
        os.dup2(sink, stream)
    os.environ |= {"JUPYTER_PREFER_ENV_PATH": "1", "IPYTHONDIR": folder, "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    os.environ |= environment


def _end_with_parent(folder: str) -> None:
    parent_process().join()
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


def _progress(total: int):
    """A progress bar on stderr, for people only."""
    from tqdm import tqdm

    quiet = not sys.stderr.isatty() or bool(os.environ.get("CI"))
    return tqdm(total=total, desc="notebooks", unit="run", disable=quiet, file=sys.stderr, leave=False)
