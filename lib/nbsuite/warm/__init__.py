"""Warm kernels: one process loads what notebooks need, and every kernel is a fork of it.

Whoever runs notebooks opens `kernels()` and gives the environment it yields to the processes that start
kernels. There jupyter_client finds the provisioner (`provisioner.py`), which asks the server (`server.py`)
for a fork. Nothing else changes: kernels have their own name, folder, environment and end.
A figure that several of them draw is rendered by the first (`pictures`).
"""

import os
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from importlib.metadata import entry_points

from nbsuite.surroundings import settle

GROUP, PROVISIONER = "jupyter_client.kernel_provisioners", "nbsuite-warm"
CHOICE, ADDRESS = "JUPYTER_DEFAULT_PROVISIONER_NAME", "NBSUITE_WARM_KERNELS"
LAUNCHER = "ipykernel_launcher"


SETTING = re.compile(  # what code does that would come too late for modules that are loaded already
    r"\benviron\s*(\[[^]]*\]\s*=(?!=)|\|=|\.(update|setdefault|pop)\b)|\bputenv\b|dotenv|^\s*%(set_)?env\s"
    r"|\bsys\.path\s*(\[[^]]*\]\s*=(?!=)|\+?=(?!=)|\.(insert|append|extend)\b)|\baddsitedir\b",
    re.MULTILINE,
)


@contextmanager
def kernels(cold: bool = False, preload: str = "") -> Iterator[dict[str, str]]:
    """Keeps a server while it is open; yields the environment in which kernels are forked from it.

    Where `cold` is asked for or nothing can be forked, the environment is empty and kernels start as usual. `preload`:
    a function, `package.module:name`, which the server calls with its folder before it forks any.
    """
    with ExitStack() as closing:
        address = None if cold or not available() else _serve(closing, preload)
        yield {CHOICE: PROVISIONER, ADDRESS: address} if address else {}


@contextmanager
def suited(sources: Iterable[str]) -> Iterator[None]:
    """While it is open, kernels for cells with these sources may be started: cold, if they set environment or path."""
    address = os.environ.pop(ADDRESS, None) if any(map(SETTING.search, sources)) else None
    try:
        yield
    finally:
        if address is not None:
            os.environ[ADDRESS] = address


def available() -> bool:
    """True where a process that has loaded numerical libraries may fork, and the provisioner is installed."""
    return sys.platform == "linux" and bool(entry_points(group=GROUP, name=PROVISIONER))


def _serve(closing: ExitStack, preload: str) -> str | None:
    """Starts a server that lives until `closing`; returns its address, or None where the system refuses.

    Requests may be sent at once: they wait until the server is warm.
    """
    folder = closing.enter_context(tempfile.TemporaryDirectory(prefix="nbsuite-", ignore_cleanup_errors=True))
    address = f"{folder}/kernels"
    lifeline, end = socket.socketpair()
    try:
        with end, socket.socket(socket.AF_UNIX) as listener:
            listener.bind(address)
            listener.listen()
            handed = listener.fileno(), end.fileno()
            hook = preload, os.pathsep.join(sys.path)
            command = [sys.executable, "-m", f"{__name__}.server", *map(str, handed), *hook]
            mute = dict.fromkeys(("stdin", "stdout"), subprocess.DEVNULL)
            about = {"env": settle(dict(os.environ)), "cwd": "/", "start_new_session": True}
            server = subprocess.Popen(command, pass_fds=handed, **about, **mute)
    except OSError:
        lifeline.close()
        return None
    closing.callback(server.wait)
    closing.callback(server.terminate)
    closing.callback(lifeline.close)
    return address
