"""Interruptions: wherever they come, they are heard, and no lock of an executor stays taken."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from conftest import HANG, INTERRUPTED, counted, wait_until
from nbsuite.surroundings import interruptible
from steppe.paths import NOTEBOOKS

RUN = "from steppe import cli\nsys.exit(cli.main(sys.argv[2:]))"
MUTATE = """\
from pathlib import Path
from steppe.suite import mutate
from steppe.suite.house import House
mutate.run(House(Path(sys.argv[2])), ["kz_in_27sep"])"""
AMID_A_MESSAGE = """\
from concurrent.futures import ProcessPoolExecutor
from nbsuite.workers import ending
with ending(ProcessPoolExecutor(1)) as pool:
    pool.submit(bytes, 300_000_000)
    pool._result_queue._reader.poll(None)
    raise KeyboardInterrupt"""
AT_A_LOCK = """\
import os, signal, sys, threading
left = int(sys.argv[1])

def trace(frame, event, _):
    global left
    if event == "call" and frame.f_code is threading.Condition.__enter__.__code__:
        return trace
    if event == "return":
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGINT)

sys.settrace(trace)
"""


@pytest.fixture(autouse=True)
def interrupting():
    """What Ctrl-C does to a program that has no wish of its own, whoever started the tests."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def interrupted_at_a_lock(program: str, taken: int, *words) -> subprocess.CompletedProcess:
    """A program that is interrupted when it has just taken a lock for the so-manyth time."""
    command = [sys.executable, "-c", AT_A_LOCK + program, str(taken), *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=HANG)


@pytest.mark.parametrize("taken", range(1, 9))
def test_a_run_that_is_interrupted_when_a_lock_was_just_taken_ends(tmp_path, taken):
    chosen = [counted(tmp_path, "01_one"), counted(tmp_path, "02_two")]
    done = interrupted_at_a_lock(RUN, taken, "run", *chosen, "--cold", "--out", tmp_path / "runs")
    assert (done.returncode, done.stdout, done.stderr) == (130, "", INTERRUPTED)


@pytest.mark.parametrize("taken", range(1, 5))
def test_a_search_for_what_goes_unseen_that_is_interrupted_when_a_lock_was_just_taken_ends(tmp_path, taken):
    shutil.copy(NOTEBOOKS / "03_where_they_went.ipynb", tmp_path)
    done = interrupted_at_a_lock(MUTATE, taken, tmp_path)
    assert done.returncode == -signal.SIGINT
    assert done.stderr.endswith("KeyboardInterrupt\n")


def test_an_interruption_amid_a_long_message_does_not_wait_for_its_end():
    done = subprocess.run([sys.executable, "-c", AMID_A_MESSAGE], capture_output=True, text=True, timeout=HANG)
    assert done.returncode == -signal.SIGINT and done.stderr.endswith("KeyboardInterrupt\n")


def test_a_signal_is_heard_when_the_next_task_is_asked_for_and_not_before():
    go = Event()
    with interruptible(ThreadPoolExecutor(1)) as tasks:
        signal.raise_signal(signal.SIGINT)
        task = tasks.submit(go.wait)
        go.set()
        with pytest.raises(KeyboardInterrupt):
            tasks.next()
        assert tasks.next() is task
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_task_that_was_done_before_the_signal_comes_before_it():
    with interruptible(ThreadPoolExecutor(1)) as tasks:
        task = tasks.submit(pow, 2, 3)
        task.add_done_callback(lambda _: os.kill(os.getpid(), signal.SIGINT))
        assert tasks.next() is task
        with pytest.raises(KeyboardInterrupt):
            tasks.next()


def test_a_signal_that_came_to_another_thread_is_heard_without_waiting_for_a_task():
    def main_thread_waits() -> bool:
        stack = traceback.extract_stack(sys._current_frames()[threading.main_thread().ident])
        return "next" in (frame.name for frame in stack)

    def asleep_again():
        wait_until(main_thread_waits)
        signal.raise_signal(signal.SIGINT)
        go.wait(HANG)

    go = Event()
    with interruptible(ThreadPoolExecutor(1)) as tasks:
        task = tasks.submit(asleep_again)
        with pytest.raises(KeyboardInterrupt):
            tasks.next()
        assert not task.done()
        go.set()


@pytest.mark.parametrize("failure", [None, ZeroDivisionError])
def test_a_signal_that_nobody_asked_after_is_heard_at_the_end(failure):
    def asks_for_nothing():
        with interruptible(ThreadPoolExecutor(1)):
            signal.raise_signal(signal.SIGINT)
            if failure:
                raise failure

    with pytest.raises(KeyboardInterrupt):
        asks_for_nothing()


def test_a_handler_that_does_not_raise_interrupts_nothing_and_one_that_was_set_meanwhile_is_left_in_place():
    heard = []
    for handler in (lambda number, _: heard.append(number), signal.SIG_IGN):
        signal.signal(signal.SIGINT, handler)
        with interruptible(ThreadPoolExecutor(1)) as tasks:
            signal.raise_signal(signal.SIGINT)
            assert tasks.submit(pow, 2, 3) is tasks.next()
        assert heard == [signal.SIGINT]
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with interruptible(ThreadPoolExecutor(1)):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_outside_the_main_thread_tasks_are_done_all_the_same():
    def work():
        with interruptible(ThreadPoolExecutor(1)) as tasks:
            tasks.submit(pow, 2, 3)
            return tasks.next().result()

    with ThreadPoolExecutor(1) as aside:
        assert aside.submit(work).result() == 8
