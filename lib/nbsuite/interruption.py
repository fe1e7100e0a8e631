"""Interruptions that are heard between the end of one task and the next, and not while an executor is at work.

Python lets a signal's handler raise when a lock has just been taken and nobody is there yet to give it back. Where the
lock is an executor's, the thread that manages its workers waits for it, and the process for that thread, for ever.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from queue import Empty, SimpleQueue
from threading import current_thread, main_thread
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

SIGNALS = (signal.SIGINT, signal.SIGTERM)
if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # under nohup it is ignored
    SIGNALS += (signal.SIGHUP,)
DEAF = 0.2  # seconds: the system may give a signal to another thread, which does not wake the one that handles it


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
