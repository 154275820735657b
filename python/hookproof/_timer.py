"""Runs a timer that many share.

To start a thread for each webhook takes twenty times as long as to verify it.
"""

from __future__ import annotations

import os
import threading
import time
from collections import OrderedDict
from contextlib import suppress
from typing import Callable, NamedTuple, Optional


class SharedTimer:
    """Calls back, after the same length of time, whoever has not cancelled by then.

    All end in the order in which they begin, so that one thread waits for the first of them.
    """

    def __init__(self, seconds: float) -> None:
        """Starts no thread before somebody waits."""
        self._seconds = seconds
        self._changed = threading.Condition()
        self._waiting: OrderedDict[int, tuple[float, Callable[[], None]]] = OrderedDict()
        self._count = 0
        self._thread: Optional[threading.Thread] = None

    def start(self, function: Callable[[], None]) -> Waiting:
        """Calls a function later, in a thread of its own."""
        with self._changed:
            self._count += 1
            self._waiting[self._count] = (time.monotonic() + self._seconds, function)
            if self._thread is None:
                thread = threading.Thread(target=self._run, name="hookproof-timer", daemon=True)
                thread.start()
                self._thread = thread
            elif len(self._waiting) == 1:
                self._changed.notify()
            return Waiting(self, self._count)

    def cancel(self, number: int) -> None:
        """Lets go of a function."""
        with self._changed:
            self._waiting.pop(number, None)

    def _run(self) -> None:
        while True:
            function = self._next()
            try:
                threading.Thread(target=function, daemon=True).start()
            except RuntimeError:
                # No thread is to be had. What comes next is late, and would not come at all.
                with suppress(Exception):
                    function()

    def _next(self) -> Callable[[], None]:
        """Waits for what is to be called next."""
        with self._changed:
            while True:
                if not self._waiting:
                    self._changed.wait()
                    continue
                number, (end, function) = next(iter(self._waiting.items()))
                left = end - time.monotonic()
                if left <= 0:
                    del self._waiting[number]
                    return function
                self._changed.wait(left)


class Waiting(NamedTuple):
    """A function that will be called."""

    timer: SharedTimer
    number: int

    def cancel(self) -> None:
        """Lets go of it."""
        self.timer.cancel(self.number)


_timers: dict[float, SharedTimer] = {}
# A forked process has none of the threads, and may have a lock that one of them held.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_timers.clear)


def after(seconds: float, function: Callable[[], None]) -> Waiting:
    """Calls a function later, in a thread of its own, unless the returned timer is cancelled."""
    timer = _timers.get(seconds)
    if timer is None:
        # Of two that are made at once, both get the one that is kept.
        timer = _timers.setdefault(seconds, SharedTimer(seconds))
    return timer.start(function)
