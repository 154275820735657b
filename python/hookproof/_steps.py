"""Code that is written once, for callers that block and for those that await.

It is a generator: each value that it yields is waited for, and it is sent what that gives.
"""

from __future__ import annotations

from collections.abc import Awaitable, Generator
from typing import Any, Callable, TypeVar

T = TypeVar("T")
Steps = Generator[Any, Any, T]


def run(steps: Steps[T], wait: Callable[[Any], Any]) -> T:
    """Runs it to its end, and returns what it returns."""
    try:
        wanted = next(steps)
        while True:
            try:
                found = wait(wanted)
            except BaseException as error:  # noqa: BLE001
                wanted = steps.throw(error)
            else:
                wanted = steps.send(found)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]


async def run_async(steps: Steps[T], wait: Callable[[Any], Awaitable[Any]]) -> T:
    """Runs it to its end, as ``run`` does."""
    try:
        wanted = next(steps)
        while True:
            try:
                found = await wait(wanted)
            except BaseException as error:  # noqa: BLE001
                wanted = steps.throw(error)
            else:
                wanted = steps.send(found)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]
