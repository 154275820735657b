"""Remembers which webhooks are worked on and which are done, so that each is processed once.

Its stores keep the states and the keys of the npm package's stores: receivers in Python and in Node
can share one.

Example:
    @app.post("/webhook")
    @webhook(os.environ["WEBHOOK_SECRET"], replay=RedisReplayStore(Redis()))
    def receive(delivery):
        ...
"""

from hookproof.replay._memory import MemoryReplayStore
from hookproof.replay._postgres import (
    AsyncPostgresReplayStore,
    PostgresReplayStore,
    postgres_replay_table,
)
from hookproof.replay._redis import AsyncRedisReplayStore, RedisReplayStore
from hookproof.replay._sqlite import SqliteReplayStore, sqlite_replay_table
from hookproof.replay._store import AsyncReplayStore, ReplayState, ReplayStore

__all__ = [
    "AsyncPostgresReplayStore",
    "AsyncRedisReplayStore",
    "AsyncReplayStore",
    "MemoryReplayStore",
    "PostgresReplayStore",
    "RedisReplayStore",
    "ReplayState",
    "ReplayStore",
    "SqliteReplayStore",
    "postgres_replay_table",
    "sqlite_replay_table",
]
