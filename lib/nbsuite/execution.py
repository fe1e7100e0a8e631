"""One notebook, executed by papermill in this process. Nothing is stored here, so that it may happen anywhere."""

import asyncio
import json
import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from signal import Signals
from typing import NamedTuple

from nbsuite import notebooks, reads, store, warm
from nbsuite.files import LARGEST
from nbsuite.key import Copy, lay_out
from nbsuite.reads import Stamp

START_TIMEOUT = OUTPUT_TIMEOUT = 120  # seconds, for a kernel to answer, and for its outputs to arrive after that
END_TIMEOUT, POLL = 20, 0.01  # seconds, for a kernel that is asked to end
SILENT = f"found no end of a cell's outputs within {OUTPUT_TIMEOUT} seconds; run again with fewer at a time (--jobs 1)"
SLOW = "a cell took longer than {} seconds; give it more (--timeout)"
DIED = "DeadKernelError: the kernel died"
ENGINE = "nbsuite"
ATTEMPTS = 2
NEVER_ANSWERED = "Kernel died before replying", "Kernel didn't respond"
ENDING = """exec('''import atexit, threading
for thread in threading.enumerate():
    if thread.name == "Control":
        atexit.register(thread.join, 5)
''', {})"""  # it still answers, by sockets that ipykernel closes at the end: it would hang for 10 seconds, or crash
LONGEST_ADDRESS = 100  # bytes, of which a socket's path may have a few more


class Outcome(NamedTuple):
    """What came of a run: the reason of a failure, one line, empty for none; the output, canonical, as far as it came.

    reads: by the path from the notebook's folder what it read elsewhere, or itself beside it, with the stamps then.
    """

    reason: str
    text: str
    reads: dict[str, Stamp]


def perform(
    notebook: Path, parameters: dict[str, object], timeout: int | None = None, copy: Copy | None = None,
    root: Path | None = None,
) -> Outcome:
    """Executes a notebook, in a copy of its folder if there is one, in the output named as the original.

    A kernel that died or hung before it answered has run nothing: it is tried again. No cell may take longer than
    `timeout` seconds. What the notebook reads is noted below `root`, or its folder.
    """
    with tempfile.TemporaryDirectory(prefix="nbsuite-", ignore_cleanup_errors=True) as place:
        place, folder, around = os.path.realpath(place), notebook.parent, notebook.parent.resolve()
        roots = [root.resolve() if root else around]  # as a kernel finds itself in
        if copy is not None:
            folder = Path(place, "copy", folder.name or "root")
            folder.mkdir(parents=True)
            lay_out(copy, folder)
            roots.append(folder.parent)
        log = Path(place, "reads")
        for _ in range(ATTEMPTS):
            reason, node = execute(notebook, parameters, timeout, folder, f"{ENDING}\n{reads.code(roots, log)}")
            if not any(said in reason for said in NEVER_ANSWERED):
                break
        seen = {  # a copy leads by links to what is around the original
            os.path.relpath(path, folder if path.startswith(place) else around): then
            for path, then in reads.noted(log).items()
        }
    text = "" if node is None else store.dumps(store.normalise(node))
    if copy is not None:
        text = text.replace(json.dumps(str(folder))[1:-1], json.dumps(str(notebook.parent))[1:-1])
    if len(text.encode("utf-8", "replace")) > LARGEST:
        return Outcome(f"found a larger output, expected at most {LARGEST:,} bytes", "", seen)
    return Outcome(reason, text, seen)


def execute(
    notebook: Path, parameters: dict[str, object], timeout: int | None = None, folder: Path | None = None,
    first: str = "",
):  # fmt: skip
    """Executes a notebook with papermill, in a folder, the notebook's own unless another is given.

    `first`: code that the kernel executes before, silently. Returns the reason of a failure (empty for none) and the
    notebook as far as it came, or None.
    """
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.engines import papermill_engines
    from papermill.exceptions import PapermillExecutionError
    from papermill.execute import remove_error_markers

    logging.getLogger("papermill").setLevel(logging.ERROR)
    reached: list = []
    literal = str(notebook.resolve()).replace("{", "{{").replace("}", "}}")  # papermill takes a path as a template
    said = ""
    try:
        cells = notebooks.plain(notebook)["cells"]
        with address() as config, warm.suited(cell["source"] for cell in cells if cell["cell_type"] == "code"):
            papermill_engines.register(ENGINE, _engine(reached, config, timeout, first))
            papermill.execute_notebook(
                literal, None, parameters, cwd=folder or notebook.parent, engine_name=ENGINE,
                kernel_name=notebooks.KERNEL["name"], language=notebooks.KERNEL["language"],
                progress_bar=False, request_save_on_cell_execute=False,
            )  # fmt: skip
    except PapermillExecutionError as error:  # for any error among the outputs, expected or not
        said = reason_of(error)
    except CellTimeoutError as error:
        return f"CellTimeoutError: {SILENT if 'IOPub' in str(error) else SLOW.format(timeout)}", reached[0]
    except DeadKernelError:
        node, code, *_ = reached
        return f"{DIED} ({Signals(-code).name if code < 0 else f'exit code {code}'})", node
    except Exception as error:
        return reason_of(error), next(iter(reached), None)
    node = reached[0]
    ran = remove_error_markers(node.copy())
    reason = notebooks.unfinished(ran) or (said if node.metadata.papermill.exception else "")
    return reason, node if reason else ran


@contextmanager
def address() -> Iterator[object]:
    """The settings of a kernel that is spoken to over sockets in a folder, where the system has them.

    Ports are chosen before the kernel takes them, and another kernel may have taken one by then.
    """
    from traitlets.config import Config

    with tempfile.TemporaryDirectory(prefix="nbsuite-", ignore_cleanup_errors=True) as folder:
        address = os.path.join(folder, "kernel")
        is_possible = os.name == "posix" and len(os.fsencode(address)) <= LONGEST_ADDRESS
        yield Config(KernelManager={"transport": "ipc", "ip": address} if is_possible else {})


def injected(parameters: dict[str, object]) -> str:
    """The code of the cell that papermill adds."""
    from papermill.translators import papermill_translators

    return papermill_translators.find_translator("python3", "python").codify(parameters, "Parameters")


def reason_of(error: BaseException) -> str:
    """The name of an error and the first line that says something, without a traceback."""
    name, text = getattr(error, "ename", type(error).__name__), getattr(error, "evalue", str(error))
    return notebooks.error_line(name, text)


def _engine(reached: list, config, timeout: int | None, first: str):
    """An engine of papermill that leaves the notebook in `reached`, also where it fails; kernels end themselves.

    Behind it is the exit code of a kernel that had died before.
    Papermill's own interrupts a kernel before it asks it to end, or kills it, and files that are still open are lost.
    """
    from jupyter_core.utils import run_sync
    from papermill.clientwrap import PapermillNotebookClient
    from papermill.engines import Engine

    class Client(PapermillNotebookClient):
        async def _async_cleanup_kernel(self):
            cell = getattr(self, "task_poll_for_reply", None)
            reached.append(await self.km.provisioner.poll() if self.km.has_kernel else None)
            with suppress(RuntimeError):  # there is no kernel any more
                if cell and (cell.cancelled() or not cell.done() or cell.exception()) and await self.km.is_alive():
                    await self.km.interrupt_kernel()
                await self.km._async_request_shutdown()
                for _ in range(int(END_TIMEOUT / POLL)):
                    if not await self.km.is_alive():
                        break
                    await asyncio.sleep(POLL)
            await super()._async_cleanup_kernel()

        _cleanup_kernel = run_sync(_async_cleanup_kernel)

    class Remembering(Engine):
        @classmethod
        def execute_managed_notebook(cls, nb_man, kernel_name, **_):
            reached.append(nb_man.nb)
            client = Client(
                nb_man, kernel_name=kernel_name, config=config, timeout=timeout, startup_timeout=START_TIMEOUT,
                iopub_timeout=OUTPUT_TIMEOUT, shutdown_kernel="immediate", log=logging.getLogger("papermill"),
                on_notebook_start=lambda **_: client.kc.execute(first, silent=True, stop_on_error=False),
            )  # fmt: skip
            client.execute()

    return Remembering
