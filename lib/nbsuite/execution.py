"""One notebook, executed by papermill in this process. Nothing is stored here, so that it may happen anywhere."""

import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from nbsuite import notebooks, store
from nbsuite.files import LARGEST
from nbsuite.key import Copy

START_TIMEOUT = 120
ENGINE = "nbsuite"
ATTEMPTS = 2
NEVER_ANSWERED = "Kernel died before replying", "Kernel didn't respond"
LONGEST_ADDRESS = 100  # bytes, of which a socket's path may have a few more


def perform(
    notebook: Path, parameters: dict[str, object], timeout: int | None = None, copy: Copy | None = None
) -> tuple[str, str]:
    """The reason of a failure, one line, empty for none; and the output, canonical, as far as it came.

    A kernel that died or hung before it answered has run nothing: it is tried again. No cell may take longer than
    `timeout` seconds. `copy`: run in a copy of the notebook's folder.
    """
    with tempfile.TemporaryDirectory(prefix="nbsuite-", ignore_cleanup_errors=True) as place:
        folder = notebook.parent
        if copy is not None:
            folder = Path(place, folder.name or "root")
            folder.mkdir()
            for name, content in copy.items():
                if isinstance(content, bytes):
                    (folder / name).write_bytes(content)
                    continue
                with suppress(OSError):  # without the right to make links only the files beside are there
                    (folder / name).symlink_to(content.absolute())
        for _ in range(ATTEMPTS):
            reason, node = execute(notebook, parameters, timeout, folder)
            if not any(said in reason for said in NEVER_ANSWERED):
                break
    text = "" if node is None else store.dumps(store.normalise(node))
    if len(text.encode("utf-8", "replace")) > LARGEST:
        return f"found a larger output, expected at most {LARGEST:,} bytes", ""
    return reason, text


def execute(notebook: Path, parameters: dict[str, object], timeout: int | None = None, folder: Path | None = None):
    """Executes a notebook with papermill, in a folder, the notebook's own unless another is given.

    Returns the reason of a failure (empty for none) and the notebook as far as it came, or None.
    """
    import papermill
    from nbclient.exceptions import CellTimeoutError
    from papermill.engines import papermill_engines

    logging.getLogger("papermill").setLevel(logging.ERROR)
    reached: list = []
    papermill_engines.register(ENGINE, _remembering(reached))
    try:
        literal = str(notebook.resolve()).replace("{", "{{").replace("}", "}}")  # papermill takes a path as a template
        with address() as config:
            papermill.execute_notebook(
                literal, None, parameters, cwd=folder or notebook.parent, config=config,
                engine_name=ENGINE, kernel_name=notebooks.KERNEL["name"], language=notebooks.KERNEL["language"],
                start_timeout=START_TIMEOUT, execution_timeout=timeout, shutdown_kernel="immediate",
                progress_bar=False, request_save_on_cell_execute=False,
            )  # fmt: skip
        reason = ""
    except CellTimeoutError:
        reason = f"CellTimeoutError: a cell took longer than {timeout} seconds"
    except Exception as error:
        reason = reason_of(error)
    return reason, next(iter(reached), None)


@contextmanager
def address() -> Iterator[object]:
    """The settings of a kernel that is spoken to over sockets in a folder, where the system has them.

    Ports are chosen before the kernel takes them, and another kernel may have taken one by then.
    """
    from traitlets.config import Config

    with tempfile.TemporaryDirectory(prefix="nbsuite-", ignore_cleanup_errors=True) as folder:
        address = os.path.join(folder, "kernel")
        if os.name == "posix" and len(os.fsencode(address)) <= LONGEST_ADDRESS:
            yield Config(KernelManager={"transport": "ipc", "ip": address})
        else:
            yield Config()


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
