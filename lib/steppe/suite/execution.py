"""One notebook, executed by papermill in this process. Nothing is stored here, so that it may happen anywhere."""

from __future__ import annotations

import logging
from pathlib import Path

from steppe.suite import notebooks, store
from steppe.tables import LARGEST

START_TIMEOUT = 120
ENGINE = "steppe"
ATTEMPTS = 2
NEVER_ANSWERED = "Kernel died before replying"


def perform(notebook: Path, parameters: dict[str, object], timeout: int | None = None) -> tuple[str, str]:
    """The reason of a failure, one line, empty for none; and the output, canonical, as far as it came.

    A kernel that died before it answered, as where another process took its port, has run nothing: it is tried
    again. No cell may take longer than `timeout` seconds.
    """
    for _ in range(ATTEMPTS):
        reason, node = execute(notebook, parameters, timeout)
        if NEVER_ANSWERED not in reason:
            break
    text = "" if node is None else store.dumps(store.normalise(node))
    if len(text.encode("utf-8", "replace")) > LARGEST:
        return f"found a larger output, expected at most {LARGEST:,} bytes", ""
    return reason, text


def execute(notebook: Path, parameters: dict[str, object], timeout: int | None = None):
    """Executes a notebook with papermill, in the notebook's own folder.

    Returns the reason of a failure (empty for none) and the notebook as far as it came, or None.
    """
    import papermill
    from nbclient.exceptions import CellTimeoutError
    from papermill.engines import papermill_engines

    logging.getLogger("papermill").setLevel(logging.ERROR)
    reached: list = []
    papermill_engines.register(ENGINE, _remembering(reached))
    try:
        papermill.execute_notebook(
            _literal(notebook),
            None,
            parameters,
            engine_name=ENGINE,
            kernel_name=notebooks.KERNEL["name"],
            language=notebooks.KERNEL["language"],
            progress_bar=False,
            request_save_on_cell_execute=False,
            start_timeout=START_TIMEOUT,
            execution_timeout=timeout,
            cwd=notebook.parent,
            shutdown_kernel="immediate",
        )
        reason = ""
    except CellTimeoutError:
        reason = f"CellTimeoutError: a cell took longer than {timeout} seconds"
    except Exception as error:
        reason = reason_of(error)
    return reason, next(iter(reached), None)


def injected(parameters: dict[str, object]) -> str:
    """The code of the cell that papermill adds."""
    from papermill.translators import papermill_translators

    return papermill_translators.find_translator("python3", "python").codify(parameters, "Parameters")


def reason_of(error: BaseException) -> str:
    """The last line that says something, without a traceback."""
    name, text = getattr(error, "ename", type(error).__name__), getattr(error, "evalue", str(error))
    lines = [line.strip() for line in str(text).splitlines() if line.strip()]
    return f"{name}: {lines[-1]}" if lines else name


def _remembering(reached: list):
    """Papermill's own engine, which leaves the notebook in `reached`, also where it fails."""
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
