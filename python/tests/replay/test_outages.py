"""A store that goes away or hangs while webhooks come."""

from __future__ import annotations

import signal
import time
from typing import Any

import pytest
import redis
import redis.asyncio

from hookproof.replay import AsyncRedisReplayStore, RedisReplayStore

from .sending import Delivery
from .servers import Redis
from .test_adapters import Receiver

#: Blocks, blocks in a thread, and awaits.
WAYS = [("flask", "sync"), ("asgi", "sync"), ("fastapi", "async")]


class Anew:
    """Asks by way of a client of its own each time: a test has an event loop for each request."""

    def __init__(self, path: str) -> None:
        self._path = path

    async def _ask(self, method: str, *args: Any, **given: Any) -> Any:
        async with redis.asyncio.Redis(unix_socket_path=self._path) as client:
            return await getattr(AsyncRedisReplayStore(client), method)(*args, **given)

    async def claim(self, *args: Any, **given: Any) -> Any:
        return await self._ask("claim", *args, **given)

    async def complete(self, *args: Any, **given: Any) -> Any:
        return await self._ask("complete", *args, **given)

    async def release(self, *args: Any, **given: Any) -> Any:
        return await self._ask("release", *args, **given)


@pytest.mark.parametrize(("name", "kind"), WAYS)
def test_redis_hangs_is_gone_and_comes_back(name: str, kind: str, own_redis: Redis) -> None:
    client = redis.Redis(unix_socket_path=own_redis.path)
    replay: Any = RedisReplayStore(client) if kind == "sync" else Anew(own_redis.path)
    receiver, delivery = Receiver(name, replay, store_timeout=0.3), Delivery()
    assert receiver.post(Delivery()) == [204]
    own_redis.signal(signal.SIGSTOP)
    started = time.monotonic()
    try:
        assert receiver.post(delivery, delivery) == [503, 503]
        assert time.monotonic() - started < 2
    finally:
        own_redis.signal(signal.SIGCONT)
    # What was given up is given back.
    deadline = time.monotonic() + 10
    while receiver.post(delivery) != [204]:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert [receiver.post(delivery), receiver.worker.worked.count(delivery.id)] == [[204], 1]
    own_redis.stop()
    assert receiver.post(Delivery()) == [503]
    assert receiver.count == 2
    own_redis.start()
    deadline = time.monotonic() + 10
    while receiver.post(Delivery()) != [204]:
        assert time.monotonic() < deadline
    client.close()
