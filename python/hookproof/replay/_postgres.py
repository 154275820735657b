"""Stores in PostgreSQL."""

from __future__ import annotations

import re
from typing import Any, Protocol, Union

from hookproof._must import must
from hookproof._steps import Steps, run, run_async
from hookproof.replay._claim import holder, milliseconds, must_wait
from hookproof.replay._sql import quoted, rows_to_sweep
from hookproof.replay._store import ReplayState


class PsycopgConnection(Protocol):
    """What is used of a ``psycopg.Connection``, or of an ``AsyncConnection``."""

    @property
    def autocommit(self) -> bool:
        """Whether each statement is committed by itself."""
        ...

    @property
    def info(self) -> Any:
        """Tells whether a transaction has begun."""
        ...


class PsycopgPool(Protocol):
    """What is used of a ``psycopg_pool.ConnectionPool``, or of an ``AsyncConnectionPool``."""

    def connection(self) -> Any:
        """Lends a connection."""
        ...


class DjangoConnection(Protocol):
    """What is used of ``django.db.connection``."""

    vendor: str

    def cursor(self) -> Any:
        """Makes a cursor."""
        ...


class _Store:
    """Has the statements. Each operation is one of them, and its clock is the server's."""

    def __init__(self, db: Any, table: str) -> None:
        self._db, self._table = db, quoted(table)[0]
        self._creation = postgres_replay_table(table)
        of = self._table
        # Each is one statement, and now() is when its transaction began. What is seen of a key that
        # is held decides. Of those who see it free at once, one gets the lock: nobody waits for a
        # transaction that may take its time.
        self._claim = f"""
    WITH held AS (SELECT token, done FROM {of} WHERE key = $1 AND ends_at > now()),
    claimed AS (
      INSERT INTO {of} AS old (key, token, done, ends_at)
      SELECT $1, $2, false, now() + $3 * interval '1 millisecond'
      WHERE NOT EXISTS (SELECT FROM held WHERE done OR token <> $2)
        AND pg_try_advisory_xact_lock(hashtextextended($1, 7))
      ON CONFLICT (key) DO UPDATE
      SET token = excluded.token, done = false, ends_at = excluded.ends_at
      WHERE old.ends_at <= now() OR (old.token = excluded.token AND NOT old.done)
      RETURNING 1
    ),
    swept AS (
      DELETE FROM {of} WHERE key IN (
        SELECT key FROM {of} WHERE ends_at <= now() AND key <> $1
        ORDER BY ends_at LIMIT $4 FOR UPDATE SKIP LOCKED
      )
    )
    SELECT CASE
      WHEN EXISTS (SELECT FROM claimed) THEN 'claimed'
      WHEN (SELECT done FROM held) THEN 'done'
      ELSE 'busy'
    END AS state"""  # noqa: S608
        self._complete = f"""
    UPDATE {of} SET done = true,
      ends_at = CASE WHEN done THEN ends_at ELSE now() + $3 * interval '1 millisecond' END
    WHERE key = $1 AND token = $2 AND ends_at > now() RETURNING 1"""  # noqa: S608
        self._release = f"""
    DELETE FROM {of}
    WHERE key = $1 AND token = $2 AND NOT done AND ends_at > now() RETURNING 1"""  # noqa: S608

    def _claimed(self, key: str, token: str, lease: float) -> Steps[ReplayState]:
        holder(key, token)
        ((state,),) = yield from self._rows(
            self._claim, key, token, milliseconds("lease", lease), rows_to_sweep()
        )
        return state  # type: ignore[no-any-return]

    def _completed(self, key: str, token: str, remember: float) -> Steps[bool]:
        holder(key, token)
        return (
            len(
                (
                    yield from self._rows(
                        self._complete, key, token, milliseconds("remember", remember)
                    )
                )
            )
            == 1
        )

    def _released(self, key: str, token: str) -> Steps[bool]:
        holder(key, token)
        return len((yield from self._rows(self._release, key, token))) == 1

    def _rows(self, text: str, *values: Union[str, int]) -> Steps[list[Any]]:
        if self._table not in _found:
            yield from self._create()
        try:
            return (yield _query(text, *values))  # type: ignore[no-any-return]
        except Exception as error:
            # In another database there may be none. In a transaction that has failed by this, the
            # next one will look for it.
            was_found = self._table in _found
            _found.discard(self._table)
            if not was_found or _state_of(error) != "42P01":
                raise
            try:
                yield from self._create()
            except Exception:  # noqa: BLE001
                raise error from None
            return (yield _query(text, *values))  # type: ignore[no-any-return]

    def _create(self) -> Steps[None]:
        """Creates the table unless it is there: to create one that is takes the right to create.

        Processes that create it at once wait for each other.
        """
        ((is_there,),) = yield _query("SELECT to_regclass($1) IS NOT NULL AS is_there", self._table)
        # Not when it is created here: that may yet be rolled back.
        if is_there:
            _found.add(self._table)
        else:
            locked = f"BEGIN PERFORM pg_advisory_xact_lock(7, 7); {self._creation} END"
            yield _query(f"DO $hookproof$ {locked} $hookproof$")


#: The tables that this process has found: so a store that is made for one transaction asks no more.
_found: set[str] = set()

_Query = tuple[Any, Any]


def _query(text: str, *values: Union[str, int]) -> _Query:
    """Names what stands for each value, as Python's drivers have it: they know no numbers."""
    if not values:
        return text, None
    named = {f"value_{at}": value for at, value in enumerate(values, 1)}
    return re.sub(r"\$(\d)", r"%(value_\1)s", text), named


def _state_of(error: BaseException) -> object:
    """Returns PostgreSQL's code of an error: Django has it in the cause."""
    return getattr(error, "sqlstate", None) or getattr(error.__cause__, "sqlstate", None)


def _must_commit(connection: Any) -> None:
    is_begun = connection.autocommit or connection.info.transaction_status != 0
    must(
        is_begun,
        "the connection must have autocommit=True, or a transaction that has begun: "
        "with connection.transaction()",
    )


_TAKES = "a connection or a pool of psycopg 3"


class PostgresReplayStore(_Store):
    """Keeps what is known in PostgreSQL, 11 or newer, which any number of processes share.

    It creates its table when it finds none. In a transaction of yours, id and work are committed
    together: **exactly once**. Another delivery of the same webhook is ``busy`` meanwhile. Raise,
    and so roll back, if ``claim`` does not give ``claimed``, or ``complete`` gives False.

    Args:
        db: A ``ConnectionPool`` of ``psycopg_pool``; a ``Connection`` of ``psycopg`` with
            ``autocommit=True``, or in a transaction; or ``django.db.connection``, also inside
            ``transaction.atomic()``. It stays yours to close.
        table: The table's name, which may have that of a schema and a dot before it.

    Raises:
        WebhookConfigError: Another kind of connection, or a wrong option.

    Example:
        key, token = f"pulse.{delivery.id}", str(uuid.uuid4())
        with connection.transaction():
            store = PostgresReplayStore(connection)
            if store.claim(key, token, lease=60) == "claimed":
                work(connection, delivery.event)
                store.complete(key, token, remember=2 * 86_400)
    """

    def __init__(
        self,
        db: Union[PsycopgConnection, PsycopgPool, DjangoConnection],
        *,
        table: str = "hookproof_replay",
    ) -> None:
        """Takes the connection or the pool. Nothing is sent yet."""
        must_wait(db, False, f"{_TAKES}, or django.db.connection")
        self._run = _run_on_django if hasattr(db, "vendor") else _runner_of(db)
        must(
            getattr(db, "vendor", "postgresql") == "postgresql",
            "the connection of Django must be one to PostgreSQL",
        )
        super().__init__(db, table)

    def claim(self, key: str, token: str, *, lease: float, fresh: float = 660) -> ReplayState:
        """Takes a webhook for a token until the lease ends, as ``ReplayStore.claim`` does."""
        return run(self._claimed(key, token, lease), self._asked)

    def complete(self, key: str, token: str, *, remember: float) -> bool:
        """Remembers a webhook as done, as ``ReplayStore.complete`` does."""
        return run(self._completed(key, token, remember), self._asked)

    def release(self, key: str, token: str) -> bool:
        """Gives it back, if the token holds the lease, as ``ReplayStore.release`` does."""
        return run(self._released(key, token), self._asked)

    @property
    def is_of_its_thread(self) -> bool:
        """Tells whether it must be asked in the thread that has the transaction.

        Django has a connection for each thread.
        """
        return self._run is _run_on_django

    def _asked(self, query: _Query) -> list[Any]:
        return self._run(self._db, query)


def _runner_of(db: Any) -> Any:
    if callable(getattr(db, "connection", None)):
        return _run_on_pool
    must(hasattr(db, "autocommit"), f"this store takes {_TAKES}, or django.db.connection")
    return _run_on_connection


def _run_on_pool(db: Any, query: _Query) -> list[Any]:
    with db.connection() as connection:
        return _run_statement(connection, query)


def _run_on_connection(db: Any, query: _Query) -> list[Any]:
    _must_commit(db)
    return _run_statement(db, query)


def _run_statement(connection: Any, query: _Query) -> list[Any]:
    from psycopg import Cursor
    from psycopg.rows import tuple_row

    # Whatever the connection makes of its rows.
    with Cursor(connection, row_factory=tuple_row) as cursor:
        cursor.execute(*query)
        return cursor.fetchall() if cursor.description else []


def _run_on_django(db: Any, query: _Query) -> list[Any]:
    with db.cursor() as cursor:
        cursor.execute(*query)
        return [*cursor.fetchall()] if cursor.description else []


class AsyncPostgresReplayStore(_Store):
    """Keeps what is known in PostgreSQL without blocking the event loop.

    It does what ``PostgresReplayStore`` does.

    Args:
        db: An ``AsyncConnectionPool`` of ``psycopg_pool``, or an ``AsyncConnection`` of ``psycopg``
            with ``autocommit=True`` or in a transaction. It stays yours to close.
        table: The table's name, which may have that of a schema and a dot before it.

    Raises:
        WebhookConfigError: Another kind of connection, or a wrong option.

    Example:
        autocommit = {"autocommit": True}
        pool = AsyncConnectionPool(os.environ["DATABASE_URL"], kwargs=autocommit, open=False)
        replay = AsyncPostgresReplayStore(pool)  # `await pool.open()` when the application starts
    """

    def __init__(
        self, db: Union[PsycopgConnection, PsycopgPool], *, table: str = "hookproof_replay"
    ) -> None:
        """Takes the connection or the pool. Nothing is sent yet."""
        must_wait(db, True, f"{_TAKES} for asyncio")
        self._is_pool = _runner_of(db) is _run_on_pool
        super().__init__(db, table)

    async def claim(self, key: str, token: str, *, lease: float, fresh: float = 660) -> ReplayState:
        """Takes a webhook for a token until the lease ends, as ``ReplayStore.claim`` does."""
        return await run_async(self._claimed(key, token, lease), self._asked)

    async def complete(self, key: str, token: str, *, remember: float) -> bool:
        """Remembers a webhook as done, as ``ReplayStore.complete`` does."""
        return await run_async(self._completed(key, token, remember), self._asked)

    async def release(self, key: str, token: str) -> bool:
        """Gives it back, if the token holds the lease, as ``ReplayStore.release`` does."""
        return await run_async(self._released(key, token), self._asked)

    async def _asked(self, query: _Query) -> list[Any]:
        if not self._is_pool:
            _must_commit(self._db)
            return await _async_rows(self._db, query)
        async with self._db.connection() as connection:
            return await _async_rows(connection, query)


async def _async_rows(connection: Any, query: _Query) -> list[Any]:
    from psycopg import AsyncCursor
    from psycopg.rows import tuple_row

    async with AsyncCursor(connection, row_factory=tuple_row) as cursor:
        await cursor.execute(*query)
        return await cursor.fetchall() if cursor.description else []


def postgres_replay_table(table: str = "hookproof_replay") -> str:
    """Returns the statements that create the table and its index, for a migration.

    A store that finds them needs no right to create them.

    Example:
        connection.execute(postgres_replay_table())
    """
    name, index = quoted(table)
    return f"""CREATE TABLE IF NOT EXISTS {name} (
  key text COLLATE "C" PRIMARY KEY, token text NOT NULL, done boolean NOT NULL,
  ends_at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS {index} ON {name} (ends_at);
"""
