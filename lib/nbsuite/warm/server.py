"""The warm process: `python -m nbsuite.warm.server LISTENER HOOK PATH`.

It inherits a socket; HOOK is a function to call, PATH where its module may be besides the usual places.

A request is two open files for stdout and stderr, and a line of JSON: the command, folder and environment of a
kernel. The answers are lines: `pid` with a number first, `exit` with the exit code at the end. A kernel is killed
when the other end closes its connection; all are, and the server ends, at the end of its standard input.
While it is still loading, SIGTERM ends it.
"""

import atexit
import builtins
import gc
import json
import os
import runpy
import shutil
import signal
import socket
import sys
import threading
import time
from collections.abc import Set
from contextlib import redirect_stdout, suppress
from importlib import import_module
from io import BytesIO, TextIOWrapper
from pathlib import Path
from pkgutil import resolve_name
from select import select
from types import SimpleNamespace

from nbsuite.errors import in_one_line
from nbsuite.warm import LAUNCHER, SETTING

COLD = "preload: found {!r} ({}: {}), expected package.module:name of a function; kernels start cold"
ENCODING = "UTF-8"  # as kernels spell that of their streams
PRELOADED = (  # not matplotlib_inline, which sets up the kernel that imports it
    *(f"PIL.{kind}ImagePlugin" for kind in ("Bmp", "Gif", "Jpeg", "Png", "Ppm")), "IPython.core.pylabtools",
    "encodings.utf_8_sig", "ipykernel.debugger", "ipykernel.kernelapp", "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg", "matplotlib.style.core", "numpy.random", "pandas.core.methods.to_dict",
    "pandas.core.reshape.reshape", "pandas.io.formats.csvs", "IPython.core.debugger", "IPython.core.oinspect", "psutil",
    "sqlite3",
)  # fmt: skip


def main() -> None:
    listener = socket.socket(fileno=int(sys.argv[1]))
    folder = os.path.dirname(listener.getsockname())
    lifeline, stderr = os.dup(0), os.dup(2)  # of the command; what libraries say there is for nobody
    for stream in (0, 2):
        os.dup2(os.open(os.devnull, os.O_RDWR), stream)
    try:
        left = preload(*sys.argv[2:4], folder)
    except Exception as error:
        os.write(stderr, in_one_line(COLD.format(sys.argv[2], type(error).__name__, error)).encode() + b"\n")
        return
    os.close(stderr)
    request = serve(listener, lifeline)
    if request:
        become(request, left)
        loaded = set(sys.modules)
        runpy.run_module(LAUNCHER, run_name="__main__", alter_sys=True)
        leave(loaded)
    else:
        shutil.rmtree(folder, ignore_errors=True)


def preload(hook: str, path: str, folder: str) -> dict[str, str]:
    """Loads what kernels import, and calls `hook` with the folder; returns what that left in the environment.

    path: where else the hook's module may be.
    """
    before = dict(os.environ)
    os.environ["JPY_PARENT_PID"] = str(os.getpid())
    builtins.get_ipython = type("Shell", (), {"kernel": None})  # or pandas takes itself to be in a terminal
    with redirect_stdout(TextIOWrapper(BytesIO(), ENCODING)):  # which pandas looks at
        for name in PRELOADED:
            import_module(name)
    if hook:
        kept = sys.path[:]
        sys.path += filter(None, path.split(os.pathsep))
        resolve_name(hook)(folder)
        sys.path[:] = kept
    del builtins.get_ipython
    gc.collect()
    gc.freeze()
    return {name: value for name, value in os.environ.items() if before.get(name) != value}


def serve(listener: socket.socket, lifeline: int) -> SimpleNamespace | None:
    """Forks a kernel for each request, or closes the connection where a fork would differ from a kernel of its own.

    Returns the request in the kernel, and None in the server at its end.
    """
    bell, ringer = socket.socketpair()
    ringer.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.set_wakeup_fd(ringer.fileno())
    kernels: dict[int, socket.socket] = {}
    while True:
        ready, _, _ = select([listener, lifeline, bell, *kernels.values()], [], [])
        if lifeline in ready:
            for pid in kernels:
                kill(pid)
            return None
        if bell in ready:
            bell.recv(4096)
            report_exits(kernels)
        for pid in [pid for pid, connection in kernels.items() if connection in ready]:
            kernels.pop(pid).close()
            kill(pid)
        if listener in ready and (request := receive(listener)):
            pid = None if hides(request.folder) else os.fork()
            if pid == 0:
                signal.set_wakeup_fd(-1)
                os.close(lifeline)
                for end in (listener, bell, ringer, *kernels.values()):
                    end.close()
                return request
            if pid is None:
                request.connection.close()
            else:
                kernels[pid] = request.connection
            for file in request.outputs:
                os.close(file)


def receive(listener: socket.socket) -> SimpleNamespace | None:
    """The next request, with its open files and its connection; None for one that was given up."""
    connection, _ = listener.accept()
    with suppress(OSError, ValueError), connection.makefile() as lines:
        _, outputs, _, _ = socket.recv_fds(connection, 1, 2)
        return SimpleNamespace(**json.loads(lines.readline()), outputs=outputs, connection=connection)
    return None


def hides(folder: str) -> bool:
    """Whether a file in a folder changes what is imported, and modules that are loaded already would hide it."""
    loaded = {name.partition(".")[0] for name in sys.modules} | {"matplotlibrc"}
    with suppress(OSError):
        for entry in os.scandir(folder):
            is_code = entry.name.endswith(".py")
            is_module = is_code or entry.name.endswith(".so") or os.path.isfile(f"{entry.path}/__init__.py")
            if entry.name.partition(".")[0] in loaded and (is_module or entry.name == "matplotlibrc"):
                return True
            if is_code and SETTING.search(Path(entry.path).read_text("utf-8", "replace")):
                return True
    return False


def become(request: SimpleNamespace, left: dict[str, str]) -> None:
    """Gives this fork what a process of its own would have started with, and tells its number."""
    for number in (signal.SIGCHLD, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    os.setsid()
    for number, file in enumerate(request.outputs, start=1):
        os.dup2(file, number)
        os.close(file)
    os.chdir(request.folder)
    os.environ.clear()
    os.environ.update(request.environment | left)
    time.tzset()
    sys.orig_argv, sys.argv = request.command, request.command[2:]
    if not sys.flags.safe_path:
        sys.path[0] = os.getcwd()
    sys.modules["numpy"].random.seed()
    with request.connection as connection:
        connection.sendall(b"pid %d\n" % os.getpid())


def leave(loaded: Set[str]) -> None:
    """Ends this fork as Python ends, but leaves the modules that were loaded before it: destroying them takes long."""
    threading._shutdown()
    atexit._run_exitfuncs()
    later = [sys.modules.pop(name) for name in [*reversed(sys.modules)] if name not in loaded]
    gc.collect()
    for module in later:
        vars(module).clear()
    gc.collect()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(0)


def report_exits(kernels: dict[int, socket.socket]) -> None:
    """Tells of every kernel that has ended, and forgets it."""
    with suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG)) != (0, 0):
            pid, status = ended
            if pid in kernels:
                with kernels.pop(pid) as connection, suppress(OSError):
                    connection.sendall(b"exit %d\n" % os.waitstatus_to_exitcode(status))


def kill(pid: int) -> None:
    """Kills a kernel and what it started."""
    for send in (os.killpg, os.kill):
        with suppress(ProcessLookupError):
            send(pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
