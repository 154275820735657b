"""Asks a replay store, and waits for one that is slow or hangs no longer than is chosen."""

from __future__ import annotations

import sys
import threading
from concurrent.futures import Future, wait
from inspect import iscoroutinefunction
from typing import Any, Callable, NamedTuple, Optional, Protocol

from hookproof._errors import WebhookConfigError
from hookproof._must import must
from hookproof._steps import Steps, run, run_async
from hookproof._timer import Waiting, after


def at_once(value: Any) -> Any:
    """Returns what a function gave, unless that would have to be awaited."""
    future = _future(value)
    if future is not None:
        return future.result()
    if isinstance(value, InTime):
        return value.result()
    if hasattr(value, "__await__"):
        if hasattr(value, "close"):
            value.close()
        message = "secret, replay and the hooks must not be async here, where nobody awaits them"
        raise WebhookConfigError(message, code="ERR_OPTION")
    return value


async def settled(value: Any) -> Any:
    """Returns what a function gave, or what that gives once it is awaited."""
    if isinstance(value, InTime):
        return await value.awaited()
    return await value if hasattr(value, "__await__") else value


def _future(value: Any) -> Optional[Future[Any]]:
    """Narrows to one that a thread fills."""
    return value if isinstance(value, Future) else None  # pyright: ignore[reportUnknownVariableType]


class InTime(NamedTuple):
    """Holds what a store will answer, and for how many seconds to wait.

    A call that is late goes on.
    """

    asked: Any
    seconds: float

    def result(self) -> Any:
        """Waits in this thread."""
        if not self.asked.done():
            # Not result(), whose error could be the store's own or that it is late.
            _, late = wait([self.asked], self.seconds)
            if late:
                raise self._late()
        return self.asked.result()

    async def awaited(self) -> Any:
        """Waits in this task."""
        if not self.asked.done():
            import asyncio

            in_thread = _future(self.asked)
            asked: Any = self.asked if in_thread is None else asyncio.wrap_future(in_thread)
            done, _ = await asyncio.wait([asked], timeout=self.seconds)
            if not done:
                raise self._late()
        return self.asked.result()

    def _late(self) -> TimeoutError:
        return TimeoutError(f"the replay store did not answer within {self.seconds} seconds")


class Asking(Protocol):
    """Runs the code that asks a store."""

    def start(self, steps: Steps[Any]) -> Any:
        """Begins to run it, and returns the future of what it returns."""
        ...

    def after(self, seconds: float, function: Callable[[], None]) -> Any:
        """Calls a function later, unless what is returned is cancelled before."""
        ...


def asking(store: Any, *, is_async: bool) -> Asking:
    """Chooses by the store and by who waits for it."""
    from hookproof.replay import MemoryReplayStore, PostgresReplayStore

    if is_async_store(store):
        if not is_async:
            must_block(store)
        return _InTask()
    # The store itself: one that is made of it may be slow.
    if type(store) is MemoryReplayStore:
        return _Here()
    if not is_async and isinstance(store, PostgresReplayStore) and store.is_of_its_thread:
        return _Here()
    return _InThread()


def is_async_store(store: Any) -> bool:
    """Tells whether what a store says has to be awaited."""
    names = ("claim", "complete", "release")
    return any(iscoroutinefunction(getattr(store, name, None)) for name in names)


def must_block(store: Any) -> None:
    """Tells the developer of a store that nobody awaits."""
    message = (
        "nobody awaits an async replay store here: "
        "take RedisReplayStore, say, and not AsyncRedisReplayStore"
    )
    must(not is_async_store(store), message)


class _Here:
    """Asks at once, in this thread."""

    def start(self, steps: Steps[Any]) -> Future[Any]:
        future: Future[Any] = Future()
        _run_for(future, steps)
        return future

    def after(self, seconds: float, function: Callable[[], None]) -> Waiting:
        def beat() -> None:
            try:
                function()
            finally:
                _close_connections()

        return after(seconds, beat)


class _InThread(_Here):
    """Asks in a thread of its own, which nobody waits for, not even the interpreter at its end."""

    def start(self, steps: Steps[Any]) -> Future[Any]:
        future: Future[Any] = Future()
        if not _threads.acquire(blocking=False):
            steps.close()
            future.set_exception(
                RuntimeError(f"{MOST_THREADS} calls of the replay store have not returned")
            )
            return future

        def ask() -> None:
            try:
                _run_for(future, steps)
            finally:
                _threads.release()
                _close_connections()

        try:
            threading.Thread(target=ask, name="hookproof-replay", daemon=True).start()
        except RuntimeError as error:
            # No thread is to be had.
            _threads.release()
            steps.close()
            future.set_exception(error)
        return future


#: So many calls of a store that hangs pile up, and no more.
MOST_THREADS = 256
_threads = threading.BoundedSemaphore(MOST_THREADS)


def _run_for(future: Future[Any], steps: Steps[Any]) -> None:
    try:
        found = run(steps, at_once)
    except BaseException as error:  # noqa: BLE001
        future.set_exception(error)
    else:
        future.set_result(found)


def _close_connections() -> None:
    """Closes those that Django has made for this thread, which nobody uses again."""
    if "django.db" in sys.modules:
        sys.modules["django.db"].connections.close_all()


class _InTask:
    """Asks in a task of its own."""

    def start(self, steps: Steps[Any]) -> Any:
        import asyncio

        task = asyncio.ensure_future(run_async(steps, settled))
        # An event loop alone keeps no task alive.
        _tasks.add(task)
        task.add_done_callback(_forget)
        return task

    def after(self, seconds: float, function: Callable[[], None]) -> Any:
        import asyncio

        return asyncio.get_running_loop().call_later(seconds, function)


_tasks: set[Any] = set()


def _forget(task: Any) -> None:
    _tasks.discard(task)
    # Of what comes too late, nobody asks what it was.
    if not task.cancelled():
        task.exception()
