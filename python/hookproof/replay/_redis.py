"""Stores in Redis."""

from __future__ import annotations

from typing import Any, Protocol, TypeVar

from hookproof._must import must
from hookproof.replay._claim import holder, milliseconds, must_wait
from hookproof.replay._store import ReplayState

# A value is the token after a letter: "w", it works on it, or "d", it has done it. The key ends by
# itself.
CLAIM = """
local held, mine = redis.call('GET', KEYS[1]), 'w' .. ARGV[1]
if held and held ~= mine then return string.sub(held, 1, 1) == 'd' and 'done' or 'busy' end
redis.call('SET', KEYS[1], mine, 'PX', ARGV[2])
return 'claimed'"""

COMPLETE = """
local held = redis.call('GET', KEYS[1])
if held == 'd' .. ARGV[1] then return 1 end
if held ~= 'w' .. ARGV[1] then return 0 end
redis.call('SET', KEYS[1], 'd' .. ARGV[1], 'PX', ARGV[2])
return 1"""

RELEASE = """
if redis.call('GET', KEYS[1]) == 'w' .. ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0"""


class RedisClient(Protocol):
    """What is used of a client of ``redis``, single or cluster, for asyncio or not."""

    def eval(self, script: str, numkeys: int, /, *keys_and_args: Any) -> Any:
        """Runs a script."""
        ...


A = TypeVar("A")


class _Scripts:
    """Runs each operation as one script on one key: one round trip."""

    def __init__(self, client: RedisClient, prefix: str, *, is_async: bool) -> None:
        of = "redis.asyncio" if is_async else "redis"
        must_wait(client, is_async, f"a client of {of}, such as {of}.Redis()")
        must(callable(getattr(client, "eval", None)), f"this store takes a client of {of}")
        must(isinstance(prefix, str), "prefix must be a str")
        self._client, self._prefix = client, prefix

    def _run(self, script: str, key: str, token: str, *values: int) -> Any:
        holder(key, token)
        return self._client.eval(script, 1, f"{self._prefix}.{key}", token, *values)


def _answer(reply: Any, answers: tuple[A, ...]) -> A:
    text = reply.decode() if isinstance(reply, bytes) else str(reply)
    for answer in answers:
        if text == str(answer):
            return answer
    raise RuntimeError("Redis answered a script with what it never returns")


_STATES: tuple[ReplayState, ...] = ("claimed", "busy", "done")


class RedisReplayStore(_Scripts):
    """Keeps what is known in Redis, which any number of processes share.

    Args:
        client: A client of ``redis``: a ``Redis``, or a ``RedisCluster``. It stays yours to close.
        prefix: What each key begins with, before a dot.

    Raises:
        WebhookConfigError: Another kind of client, or a wrong option.

    Example:
        replay = RedisReplayStore(redis.Redis.from_url(os.environ["REDIS_URL"], socket_timeout=2))
    """

    def __init__(self, client: RedisClient, *, prefix: str = "hookproof") -> None:
        """Takes the client. Nothing is sent yet."""
        super().__init__(client, prefix, is_async=False)

    def claim(self, key: str, token: str, *, lease: float, fresh: float = 660) -> ReplayState:
        """Takes a webhook for a token until the lease ends, as ``ReplayStore.claim`` does."""
        return _answer(self._run(CLAIM, key, token, milliseconds("lease", lease)), _STATES)

    def complete(self, key: str, token: str, *, remember: float) -> bool:
        """Remembers a webhook as done, as ``ReplayStore.complete`` does."""
        return (
            _answer(self._run(COMPLETE, key, token, milliseconds("remember", remember)), (0, 1))
            == 1
        )

    def release(self, key: str, token: str) -> bool:
        """Gives it back, if the token holds the lease, as ``ReplayStore.release`` does."""
        return _answer(self._run(RELEASE, key, token), (0, 1)) == 1


class AsyncRedisReplayStore(_Scripts):
    """Keeps what is known in Redis, as ``RedisReplayStore`` does, without blocking the event loop.

    Args:
        client: A client of ``redis.asyncio``: a ``Redis``, or a ``RedisCluster``. It stays yours to
            close.
        prefix: What each key begins with, before a dot.

    Raises:
        WebhookConfigError: Another kind of client, or a wrong option.

    Example:
        client = redis.asyncio.Redis.from_url(os.environ["REDIS_URL"], socket_timeout=2)
        replay = AsyncRedisReplayStore(client)
    """

    def __init__(self, client: RedisClient, *, prefix: str = "hookproof") -> None:
        """Takes the client. Nothing is sent yet."""
        super().__init__(client, prefix, is_async=True)

    async def claim(self, key: str, token: str, *, lease: float, fresh: float = 660) -> ReplayState:
        """Takes a webhook for a token until the lease ends, as ``ReplayStore.claim`` does."""
        return _answer(await self._run(CLAIM, key, token, milliseconds("lease", lease)), _STATES)

    async def complete(self, key: str, token: str, *, remember: float) -> bool:
        """Remembers a webhook as done, as ``ReplayStore.complete`` does."""
        return (
            _answer(
                await self._run(COMPLETE, key, token, milliseconds("remember", remember)), (0, 1)
            )
            == 1
        )

    async def release(self, key: str, token: str) -> bool:
        """Gives it back, if the token holds the lease, as ``ReplayStore.release`` does."""
        return _answer(await self._run(RELEASE, key, token), (0, 1)) == 1
