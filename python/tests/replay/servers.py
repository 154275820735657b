"""What the tests share: the servers that tests/python starts, and every store on them."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import sqlite3
import subprocess
import threading
import uuid
from collections.abc import Coroutine, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Callable, Optional

import django
import django.conf
import psycopg
import psycopg_pool
import redis
import redis.asyncio

from hookproof.replay import (
    AsyncPostgresReplayStore,
    AsyncRedisReplayStore,
    MemoryReplayStore,
    PostgresReplayStore,
    RedisReplayStore,
    SqliteReplayStore,
)

REDIS = os.environ["HOOKPROOF_REDIS"]
POSTGRES = os.environ["HOOKPROOF_POSTGRES"]
ROOT = Path(__file__).parents[3]

_parsed = psycopg.conninfo.conninfo_to_dict(POSTGRES)
_postgres = {
    "ENGINE": "django.db.backends.postgresql",
    "NAME": _parsed["dbname"],
    "USER": _parsed["user"],
}
DATABASES = {"default": {**_postgres, "HOST": _parsed["host"], "PORT": _parsed["port"]}}

_count = itertools.count()


def new_key() -> str:
    """Returns a key that no other test has."""
    return f"pulse.msg_{os.getpid()}_{next(_count)}"


def new_token() -> str:
    return str(uuid.uuid4())


class Loop:
    """An event loop in a thread of its own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(60)

    def call(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        async def called() -> Any:
            return function(*args, **kwargs)

        return self.run(called())


class Blocking:
    """An async store, as one that blocks."""

    def __init__(self, loop: Loop, store: Any) -> None:
        self._loop, self._store = loop, store

    def __getattr__(self, name: str) -> Any:
        return lambda *args, **kwargs: self._loop.run(getattr(self._store, name)(*args, **kwargs))


def sqlite_at(path: object) -> sqlite3.Connection:
    db = sqlite3.connect(str(path), check_same_thread=False, timeout=30)
    db.execute("PRAGMA journal_mode = WAL")
    return db


class Stores:
    """Opens stores by name, and closes all that they use."""

    def __init__(self, stack: ExitStack, sqlite: Path) -> None:
        self._stack, self._sqlite, self.loop = stack, sqlite, Loop()
        self._opened: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._opened:
            self._opened[name] = getattr(self, name.replace(" ", "_"))()
        return self._opened[name]

    def memory(self) -> Any:
        return MemoryReplayStore()

    def redis(self) -> Any:
        return RedisReplayStore(self._stack.enter_context(redis.Redis(unix_socket_path=REDIS)))

    def async_redis(self) -> Any:
        client = self.loop.call(redis.asyncio.Redis, unix_socket_path=REDIS)
        self._stack.callback(lambda: self.loop.run(client.aclose()))
        return Blocking(self.loop, AsyncRedisReplayStore(client))

    def connection(self) -> Any:
        return PostgresReplayStore(
            self._stack.enter_context(psycopg.connect(POSTGRES, autocommit=True))
        )

    def pool(self) -> Any:
        pool = psycopg_pool.ConnectionPool(POSTGRES, min_size=4, open=True)
        return PostgresReplayStore(self._stack.enter_context(pool))

    def django(self) -> Any:
        from django.db import connection

        return PostgresReplayStore(connection)

    def async_pool(self) -> Any:
        async def opened() -> Any:
            pool = psycopg_pool.AsyncConnectionPool(
                POSTGRES, min_size=4, open=False, kwargs={"autocommit": True}
            )
            await pool.open()
            return pool

        pool = self.loop.run(opened())
        self._stack.callback(lambda: self.loop.run(pool.close()))
        return Blocking(self.loop, AsyncPostgresReplayStore(pool))

    def sqlite(self) -> Any:
        db = sqlite_at(self._sqlite)
        self._stack.callback(db.close)
        return SqliteReplayStore(db)


#: Whose claims are kept in one place.
PLACES = {
    "memory": ("memory",),
    "redis": ("redis", "async redis"),
    "postgres": ("connection", "pool", "django", "async pool"),
    "sqlite": ("sqlite",),
}
NAMES = [name for names in PLACES.values() for name in names]


class Node:
    """The JavaScript stores, in a Node of their own."""

    def __init__(self, sqlite: Path) -> None:
        program = [
            os.environ["HOOKPROOF_NODE"],
            "tests/python/node-stores.js",
            REDIS,
            POSTGRES,
            str(sqlite),
        ]
        self._process = subprocess.Popen(
            program, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, *call: Any) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(call), file=self._process.stdin, flush=True)
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate(timeout=10)


class Redis:
    """A Redis of its own, for what happens to it."""

    def __init__(self, folder: Path) -> None:
        self.path = str(folder / "redis.sock")
        self._process: Optional[subprocess.Popen[bytes]] = None
        self.start()

    def start(self) -> None:
        settings = {
            "port": "0",
            "unixsocket": self.path,
            "save": "",
            "dir": str(Path(self.path).parent),
        }
        words = [word for name, value in settings.items() for word in (f"--{name}", value)]
        self._process = subprocess.Popen(["redis-server", *words], stdout=subprocess.DEVNULL)
        with redis.Redis(unix_socket_path=self.path) as client:
            client.ping()

    def signal(self, number: int) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def stop(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()


@contextmanager
def opened(sqlite: Path) -> Iterator[Stores]:
    with ExitStack() as stack:
        yield Stores(stack, sqlite)


def configure_django(**settings: Any) -> None:
    if not django.conf.settings.configured:
        django.conf.settings.configure(DEFAULT_CHARSET="utf-8", **settings)
    # Read when a connection is made.
    django.conf.settings.DATABASES = DATABASES
    django.setup()


configure_django()
