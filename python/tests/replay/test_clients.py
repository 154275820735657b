"""What a store takes to ask its database with, and what it keeps there."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path
from typing import Any

import psycopg
import psycopg.rows
import psycopg_pool
import pytest
import redis
import redis.asyncio
from django.db import connection as django_connection
from django.db import transaction

from hookproof import WebhookConfigError
from hookproof.replay import (
    AsyncPostgresReplayStore,
    AsyncRedisReplayStore,
    PostgresReplayStore,
    RedisReplayStore,
    SqliteReplayStore,
    postgres_replay_table,
    sqlite_replay_table,
)
from hookproof.replay._sql import rows_to_sweep

from .servers import POSTGRES, REDIS, ROOT, Stores, new_key, new_token, sqlite_at
from .test_stores import claim, done

DAY = 86_400


def test_another_kind_of_client_is_a_mistake(tmp_path: Path) -> None:
    blocking = redis.Redis(unix_socket_path=REDIS)
    waiting = redis.asyncio.Redis(unix_socket_path=REDIS)
    db = sqlite3.connect(tmp_path / "other.db")
    with psycopg.connect(POSTGRES) as connection:
        wrong: list[tuple[Any, list[Any]]] = [
            (RedisReplayStore, [waiting, connection, None, "redis://", redis.Redis]),
            (AsyncRedisReplayStore, [blocking, None, "redis://"]),
            (PostgresReplayStore, [db, blocking, waiting, None, POSTGRES]),
            (AsyncPostgresReplayStore, [connection, waiting, django_connection, None]),
            (SqliteReplayStore, [connection, blocking, None, "replay.db"]),
        ]
        for store, clients in wrong:
            for client in clients:
                with pytest.raises(WebhookConfigError) as mistake:
                    store(client)
                assert mistake.value.code == "ERR_OPTION"
    for table in ("", "a b", 'a"b', "a.b.c", "1a", "é", "a" * 49, "a\n", None, b"a"):
        for of in (sqlite_replay_table, postgres_replay_table):
            with pytest.raises(WebhookConfigError, match="table"):
                of(table)  # type: ignore[arg-type]
    with pytest.raises(WebhookConfigError, match="prefix"):
        RedisReplayStore(blocking, prefix=None)  # type: ignore[arg-type]
    db.close()
    blocking.close()


def test_what_is_known_is_one_key_under_the_prefix_and_redis_will_delete_it() -> None:
    with redis.Redis(unix_socket_path=REDIS, decode_responses=True) as client:
        store, key, token = RedisReplayStore(client, prefix="pulse"), new_key(), new_token()
        assert claim(store, key, token) == "claimed"
        assert 50_000 < client.pttl(f"pulse.{key}") <= 60_000
        assert store.complete(key, token, remember=3600)
        assert 3_590_000 < client.pttl(f"pulse.{key}") <= 3_600_000
        assert claim(RedisReplayStore(client), key) == "claimed"


def of_connection(work: Any) -> Any:
    with psycopg.connect(POSTGRES) as connection, connection.transaction():
        return work(PostgresReplayStore(connection), connection.execute)


def of_dicts(work: Any) -> Any:
    kinds: Any = {"row_factory": psycopg.rows.dict_row, "cursor_factory": psycopg.ClientCursor}
    with (
        psycopg.connect(POSTGRES, autocommit=True, **kinds) as connection,
        connection.transaction(),
    ):
        return work(PostgresReplayStore(connection), connection.execute)


def of_django(work: Any) -> Any:
    with transaction.atomic(), django_connection.cursor() as cursor:
        return work(PostgresReplayStore(django_connection), cursor.execute)


@pytest.mark.parametrize("within", [of_connection, of_dicts, of_django])
def test_in_a_transaction_of_the_callers_id_and_work_are_one(within: Any, stores: Stores) -> None:
    outside = stores["pool"]
    # A table that a transaction creates is nobody else's until it ends.
    done(outside, new_key())
    outside_work = f"work_{uuid.uuid4().hex}"
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        connection.execute(f"CREATE TABLE {outside_work} (id text)")
        failed, worked, token = new_key(), new_key(), new_token()

        def work(store: Any, execute: Any) -> None:
            for key in (failed, worked):
                assert store.claim(key, token, lease=0.1) == "claimed"
                execute(f"INSERT INTO {outside_work} VALUES ('{key}')")
                # Nobody waits for the transaction, and its leases cannot be lost.
                threading.Event().wait(0.15)
                assert claim(outside, key) == "busy"
                assert store.complete(key, token, remember=DAY)

        def fail(store: Any, execute: Any) -> None:
            work(store, execute)
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            within(fail)
        assert [claim(outside, failed, token), outside.release(failed, token)] == ["claimed", True]
        within(work)
        assert [claim(outside, failed), claim(outside, worked)] == ["done", "done"]
        assert sorted(connection.execute(f"SELECT id FROM {outside_work}").fetchall()) == sorted(
            [(failed,), (worked,)]
        )


def test_a_connection_that_commits_nothing_is_a_mistake() -> None:
    with (
        psycopg.connect(POSTGRES) as connection,
        pytest.raises(WebhookConfigError, match="autocommit"),
    ):
        claim(PostgresReplayStore(connection), new_key())
    if sys.version_info >= (3, 12):
        with pytest.raises(WebhookConfigError, match="autocommit"):
            SqliteReplayStore(sqlite3.connect(":memory:", autocommit=False))


def test_asyncio_has_transactions_as_well() -> None:
    async def work() -> None:
        key, token = new_key(), new_token()
        async with await psycopg.AsyncConnection.connect(POSTGRES, autocommit=True) as one:
            async with await psycopg.AsyncConnection.connect(POSTGRES) as other:
                store = AsyncPostgresReplayStore(other)
                with pytest.raises(WebhookConfigError, match="autocommit"):
                    await store.claim(key, token, lease=60)
                async with other.transaction():
                    assert await store.claim(key, token, lease=60) == "claimed"
                    assert (
                        await AsyncPostgresReplayStore(one).claim(key, new_token(), lease=60)
                        == "busy"
                    )
                    assert await store.complete(key, token, remember=60)
            assert await AsyncPostgresReplayStore(one).claim(key, new_token(), lease=60) == "done"

    asyncio.run(work())


def test_of_many_tasks_exactly_one_claims_a_key() -> None:
    async def work() -> None:
        pool = psycopg_pool.AsyncConnectionPool(POSTGRES, min_size=4, open=False)
        # One that raises at its limit makes that a 503.
        connections = redis.asyncio.BlockingConnectionPool.from_url(f"unix://{REDIS}")
        async with redis.asyncio.Redis.from_pool(connections) as client, pool:
            for store in (AsyncRedisReplayStore(client), AsyncPostgresReplayStore(pool)):
                key = new_key()
                answers = await asyncio.gather(
                    *(store.claim(key, new_token(), lease=60) for _ in range(200))
                )
                assert sorted(answers) == ["busy"] * 199 + ["claimed"]

    asyncio.run(work())


def test_a_table_in_a_schema_is_made_by_the_store_or_by_a_migration_and_made_again() -> None:
    schema = f"of_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
        table = f"{schema}.Webhooks_2"
        for _ in range(2):
            connection.execute(postgres_replay_table(table))
        key = new_key()
        for of in (table, f"{schema}.other", "hookproof_replay"):
            assert claim(PostgresReplayStore(connection, table=of), key) == "claimed"
        store = PostgresReplayStore(connection, table=table)
        assert claim(store, key) == "busy"
        connection.execute(f'DROP TABLE {schema}."Webhooks_2"')
        assert claim(store, key) == "claimed"


def test_of_those_who_create_the_table_at_once_none_fails() -> None:
    table = f"new_{uuid.uuid4().hex[:8]}"
    answers: list[Any] = []

    def work() -> None:
        with psycopg.connect(POSTGRES, autocommit=True) as connection:
            answers.append(claim(PostgresReplayStore(connection, table=table), "a"))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["busy"] * 7 + ["claimed"]


def test_a_user_who_may_not_create_tables_needs_none_that_is_there(stores: Stores) -> None:
    done(stores["connection"], new_key())
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        connection.execute(
            "DROP OWNED BY few; DROP ROLE few" if _has_role(connection, "few") else "SELECT 1"
        )
        connection.execute(
            "CREATE ROLE few LOGIN; GRANT SELECT, INSERT, UPDATE, DELETE ON hookproof_replay TO few"
        )
    with psycopg.connect(POSTGRES, user="few", autocommit=True) as connection:
        done(PostgresReplayStore(connection), new_key())
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            claim(PostgresReplayStore(connection, table="of_few"), new_key())


def _has_role(connection: Any, name: str) -> bool:
    return (
        connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [name]).fetchone() is not None
    )


def test_what_has_ended_is_swept_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 0 < sum(rows_to_sweep() for _ in range(5000)) / 5000 < 4
    monkeypatch.setattr("hookproof.replay._sql.random", lambda: 0)
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        db = sqlite3.connect(":memory:")
        table = f"swept_{uuid.uuid4().hex[:8]}"
        for store, execute in (
            (PostgresReplayStore(connection, table=table), connection.execute),
            (SqliteReplayStore(db, table=table), db.execute),
        ):
            for at in range(20):
                claim(store, f"a{at}", "token", 0.001)
            time.sleep(0.005)
            claim(store, "last", "token")
            assert [*execute(f"SELECT key FROM {table}")] == [("last",)]


def test_sqlite_commits_what_is_claimed_in_a_transaction_of_the_callers(tmp_path: Path) -> None:
    one, other = sqlite_at(tmp_path / "a.db"), sqlite_at(tmp_path / "a.db")
    one.row_factory = sqlite3.Row
    one.text_factory = bytes
    store, outside, token = SqliteReplayStore(one), SqliteReplayStore(other), new_token()
    assert claim(store, "before") == "claimed"
    for is_committed in (False, True):
        one.execute("BEGIN IMMEDIATE")
        assert [
            claim(store, "key", token),
            store.complete("key", token, remember=60),
            claim(store, "key"),
        ] == [
            "claimed",
            True,
            "done",
        ]
        one.execute("COMMIT" if is_committed else "ROLLBACK")
        key = "key" if is_committed else "another"
        assert claim(outside, key) == ("done" if is_committed else "claimed")
    one.execute("DROP TABLE hookproof_replay")
    with pytest.raises(sqlite3.OperationalError):
        claim(store, "key")
    assert claim(store, "key") == "claimed"
    one.close()
    other.close()


def test_sqlite_waits_for_other_processes_as_long_as_its_connection_does(tmp_path: Path) -> None:
    one, other = sqlite_at(tmp_path / "a.db"), sqlite3.connect(tmp_path / "a.db", timeout=0.1)
    store = SqliteReplayStore(other)
    assert claim(store, "a") == "claimed"
    one.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        claim(store, "b")
    one.execute("COMMIT")
    assert claim(store, "b") == "claimed"
    one.close()
    other.close()


PROGRAM = """
import sys
sys.path.append(sys.argv[1])
from pathlib import Path
from tests.replay.servers import opened
with opened(Path(sys.argv[2])) as stores:
    print("ready", flush=True)
    sys.stdin.readline()
    for name in ("redis", "async redis", "pool", "async pool", "sqlite"):
        keys = [f"{name}.{sys.argv[3]}.{at}" for at in range(50)]
        states = [stores[name].claim(key, sys.argv[4], lease=60) for key in keys]
        print(states.count("claimed"))
"""


def test_of_several_processes_exactly_one_claims_a_key(tmp_path: Path) -> None:
    program = [
        sys.executable,
        "-I",
        "-c",
        PROGRAM,
        str(ROOT / "python"),
        str(tmp_path / "a.db"),
        new_key(),
    ]
    pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    processes = [subprocess.Popen([*program, new_token()], **pipes) for _ in range(3)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        print(file=process.stdin, flush=True)
    counts = [
        [int(line) for line in process.communicate(timeout=30)[0].split()] for process in processes
    ]
    assert [sum(each) for each in zip(*counts)] == [50] * 5
