"""The timer that leases share."""

from __future__ import annotations

import subprocess
import sys
import threading
import time

from hookproof._timer import after


def nothing() -> None:
    """Is called by nobody in time."""


def test_one_thread_waits_for_all() -> None:
    after(30, nothing).cancel()
    before = threading.active_count()
    waiting = [after(30, nothing) for _ in range(1000)]
    assert threading.active_count() == before
    for each in waiting:
        each.cancel()


def test_whoever_has_not_cancelled_is_called_once_and_not_too_early() -> None:
    called: list[tuple[int, float]] = []
    all_called = threading.Semaphore(0)

    def call(number: int) -> None:
        called.append((number, time.monotonic()))
        all_called.release()

    start = time.monotonic()
    waiting = [after(0.05, lambda number=number: call(number)) for number in range(10)]  # type: ignore[misc]
    for each in waiting[::2]:
        each.cancel()
    for _ in range(5):
        assert all_called.acquire(timeout=20)
    assert sorted(number for number, _ in called) == [1, 3, 5, 7, 9]
    assert all(at - start >= 0.05 for _, at in called)


FORKED = """
import os, threading
from hookproof._timer import after
after(30, bool)
child = os.fork()
if child == 0:
    called = threading.Event()
    after(30, bool)
    after(0.01, called.set)
    os._exit(0 if called.wait(20) else 1)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def test_a_forked_process_has_a_thread_of_its_own() -> None:
    assert (
        subprocess.run(
            [sys.executable, "-I", "-W", "ignore", "-c", FORKED], capture_output=True, check=True
        ).stdout
        == b"0\n"
    )
