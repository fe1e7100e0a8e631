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
from contextlib import contextmanager
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
    if cold or not available():
        yield {}
        return
    with tempfile.TemporaryDirectory(prefix="nbsuite-", ignore_cleanup_errors=True) as folder:
        address = f"{folder}/kernels"
        try:
            with socket.socket(socket.AF_UNIX) as listener:
                listener.bind(address)
                listener.listen()  # requests may be sent at once: they wait until the server is warm
                command = [sys.executable, "-m", f"{__name__}.server", str(listener.fileno()), preload]
                about = {"env": settle(dict(os.environ)), "cwd": "/", "start_new_session": True}
                streams = {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL, "pass_fds": [listener.fileno()]}
                server = subprocess.Popen([*command, os.pathsep.join(sys.path)], **about, **streams)
        except OSError:
            yield {}
            return
        try:
            yield {CHOICE: PROVISIONER, ADDRESS: address}
        finally:
            server.stdin.close()
            server.terminate()
            server.wait()


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
