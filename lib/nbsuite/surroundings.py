"""What surrounds the processes of the suite: an environment that is settled, a library they do without, and signals.

Whatever the caller has set, outputs are the same. Variables that place modules, or that no output depends on, stay.

Interruptions are heard between the end of one task and the next, and not while an executor is at work. Python lets a
signal's handler raise when a lock has just been taken and nobody is there yet to give it back. Where the lock is an
executor's, the thread that manages its workers waits for it, and the process for that thread, for ever.
"""

import os
import signal
import sys
from collections.abc import Iterator, MutableMapping
from concurrent.futures import Executor, Future
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from queue import Empty, SimpleQueue
from threading import current_thread, main_thread
from typing import NamedTuple

SETTLED = {
    "JUPYTER_PREFER_ENV_PATH": "1",
    "MATPLOTLIBRC": os.devnull,
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "PYTHONHASHSEED": "0",
}
PATH = "PYTHONPATH"
UNSETTLING = (
    "JUPYTER_DEFAULT_PROVISIONER_NAME", "JUPYTER_PATH", "PROJ_DATA", "PROJ_LIB", "PROJ_NETWORK",
    "PYTHONBREAKPOINT", "PYTHONDEVMODE", "PYTHONINSPECT", "PYTHONINTMAXSTRDIGITS", "PYTHONIOENCODING", "PYTHONOPTIMIZE",
    "PYTHONPROFILEIMPORTTIME", "PYTHONSAFEPATH", "PYTHONSTARTUP", "PYTHONUTF8", "PYTHONVERBOSE", "PYTHONWARNINGS",
)  # fmt: skip
SIGNALS = (signal.SIGINT, signal.SIGTERM)
if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # under nohup it is ignored
    SIGNALS += (signal.SIGHUP,)
DEAF = 0.2  # seconds: the system may give a signal to another thread, which does not wake the one that handles it


def settle(environment: MutableMapping[str, str]) -> MutableMapping[str, str]:
    """Changes an environment into one under which notebooks run, and returns it."""
    for name in UNSETTLING:
        environment.pop(name, None)
    environment.update(SETTLED)
    if PATH in environment:  # kernels run in other folders, and are to find the same modules
        environment[PATH] = os.pathsep.join(map(os.path.abspath, environment[PATH].split(os.pathsep)))
    return environment


def spare() -> None:
    """Keeps jsonschema from loading a grammar of IRIs, which notebooks do not have: it takes longer than papermill."""
    sys.modules.setdefault("rfc3987_syntax", None)


pytest_addoption = spare  # as a plugin, which pytest asks before it loads those installed, as nbval


class Tasks(NamedTuple):
    """What an executor is given, and `events`: futures that are done and handlers of signals that came, in order."""

    executor: Executor
    events: SimpleQueue

    def submit(self, *task) -> Future:
        """Has the executor do it, as its own method would."""
        future = self.executor.submit(*task)
        future.add_done_callback(self.events.put)
        return future

    def next(self) -> Future:
        """Waits for what is done next. Raises what the handler of a signal raises, KeyboardInterrupt for Ctrl-C."""
        while True:
            with suppress(Empty):
                event = self.events.get(timeout=DEAF)
                if not callable(event):
                    return event
                event()


@contextmanager
def interruptible(opening: AbstractContextManager[Executor]) -> Iterator[Tasks]:
    """Opens an executor. Until it is closed, signals that have a handler come to it in `Tasks.next`, or at the end."""
    events: SimpleQueue = SimpleQueue()
    numbers = SIGNALS if current_thread() is main_thread() else ()
    handlers = {number: handler for number in numbers if callable(handler := signal.getsignal(number))}

    def put_off(number: int, _) -> None:
        events.put(partial(handlers[number], number, None))

    for number in handlers:
        signal.signal(number, put_off)
    try:
        with opening as executor:
            yield Tasks(executor, events)
    finally:
        for number, handler in handlers.items():
            if signal.getsignal(number) is put_off:
                signal.signal(number, handler)
        while not events.empty():
            if callable(event := events.get()):
                event()
