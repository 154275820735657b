"""A store in SQLite."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Union, cast

from hookproof._must import must
from hookproof.replay._claim import holder, milliseconds
from hookproof.replay._sql import quoted, rows_to_sweep
from hookproof.replay._store import ReplayState

if TYPE_CHECKING:
    import sqlite3

#: Milliseconds since 1970, by the clock of whoever keeps the table.
NOW = "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"

_Statement = tuple[str, tuple[Union[str, int], ...]]


class SqliteReplayStore:
    """Keeps what is known in SQLite, which the processes of one machine share.

    It creates its table at the first claim.

    Args:
        db: An open connection of ``sqlite3``, which stays yours to close. Open it with
            ``check_same_thread=False``: adapters ask it from several threads, one at a time. Its
            ``timeout`` is how long other processes may hold the file. What is claimed and completed
            in a transaction of yours is committed with it.
        table: The table's name, which may have that of a schema and a dot before it.

    Raises:
        WebhookConfigError: Something else than a connection, one with ``autocommit=False``, or a
            wrong option.

    Example:
        db = sqlite3.connect("replay.db", check_same_thread=False)
        db.execute("PRAGMA journal_mode = WAL")
        replay = SqliteReplayStore(db)
    """

    def __init__(self, db: sqlite3.Connection, *, table: str = "hookproof_replay") -> None:
        """Takes the connection. Nothing is written yet."""
        must(
            hasattr(db, "in_transaction") and hasattr(db, "execute"),
            "SqliteReplayStore takes a connection of sqlite3",
        )
        # What is claimed would be committed by nobody.
        must(
            getattr(db, "autocommit", None) is not False,
            "SqliteReplayStore takes no connection with autocommit=False",
        )
        self._db = db
        self._lock = threading.Lock()
        self._is_created = False
        self._creation = creation(table)
        name, _ = quoted(table)
        self._claim = f"""
    INSERT INTO {name} (key, token, done, ends_at) VALUES (?, ?, 0, {NOW} + ?)
    ON CONFLICT (key) DO UPDATE SET token = excluded.token, done = 0, ends_at = excluded.ends_at
    WHERE ends_at <= {NOW} OR (token = excluded.token AND NOT done)
    RETURNING 'claimed' AS state"""  # noqa: S608
        self._found = (
            f"SELECT CASE WHEN done THEN 'done' ELSE 'busy' END AS state FROM {name} WHERE key = ?"  # noqa: S608
        )
        self._complete = f"""
    UPDATE {name} SET ends_at = CASE WHEN done THEN ends_at ELSE {NOW} + ? END, done = 1
    WHERE key = ? AND token = ? AND ends_at > {NOW} RETURNING 1"""  # noqa: S608
        self._release = f"""
    DELETE FROM {name}
    WHERE key = ? AND token = ? AND NOT done AND ends_at > {NOW} RETURNING 1"""  # noqa: S608
        self._sweep = f"""
    DELETE FROM {name} WHERE key IN (
      SELECT key FROM {name} WHERE ends_at <= {NOW} ORDER BY ends_at LIMIT ?
    ) RETURNING 1"""  # noqa: S608

    def claim(self, key: str, token: str, *, lease: float, fresh: float = 660) -> ReplayState:
        """Takes a webhook for a token until the lease ends, as ``ReplayStore.claim`` does."""
        holder(key, token)
        statements: list[_Statement] = [
            (self._claim, (key, token, milliseconds("lease", lease))),
            (self._found, (key,)),
        ]
        swept = rows_to_sweep()
        if swept:
            statements.append((self._sweep, (swept,)))
        claimed, found, *_ = self._rows(statements)
        # Gone in between: somebody has just given it back, and the sender comes again.
        ((state,),) = claimed or found or [("busy",)]
        # Bytes, if that is what the connection makes of text.
        return cast("ReplayState", state.decode() if isinstance(state, bytes) else state)

    def complete(self, key: str, token: str, *, remember: float) -> bool:
        """Remembers a webhook as done, as ``ReplayStore.complete`` does."""
        holder(key, token)
        return self._rows([(self._complete, (milliseconds("remember", remember), key, token))]) != [
            []
        ]

    def release(self, key: str, token: str) -> bool:
        """Gives it back, if the token holds the lease, as ``ReplayStore.release`` does."""
        holder(key, token)
        return self._rows([(self._release, (key, token))]) != [[]]

    def _rows(self, statements: list[_Statement]) -> list[list[Any]]:
        """Returns the rows of each."""
        with self._lock:
            # The table is created along with the first ones, and again after a failure: it may be
            # what was missing.
            before: list[_Statement] = (
                [] if self._is_created else [(sql, ()) for sql in self._creation]
            )
            self._is_created = False
            rows = self._transaction([*before, *statements])
            self._is_created = True
            return rows[len(before) :]

    def _transaction(self, statements: list[_Statement]) -> list[list[Any]]:
        cursor = self._db.cursor()
        # Whatever the connection makes of its rows.
        cursor.row_factory = None
        try:
            is_own = not self._db.in_transaction
            if is_own:
                # In a transaction of its own only its beginning finds that the file is held.
                cursor.execute("BEGIN IMMEDIATE")
            try:
                rows = [cursor.execute(sql, args).fetchall() for sql, args in statements]
                if is_own:
                    cursor.execute("COMMIT")
                return rows
            except BaseException:
                if is_own:
                    cursor.execute("ROLLBACK")
                raise
        finally:
            cursor.close()


def creation(table: str) -> list[str]:
    """Returns the statements that create the table and its index."""
    name, index = quoted(table)
    own, *schema = reversed(name.split("."))
    return [
        f"""CREATE TABLE IF NOT EXISTS {name} (
  key TEXT PRIMARY KEY, token TEXT NOT NULL, done INTEGER NOT NULL, ends_at INTEGER NOT NULL
) WITHOUT ROWID""",
        f"CREATE INDEX IF NOT EXISTS {''.join(f'{part}.' for part in schema)}{index} "
        f"ON {own} (ends_at)",
    ]


def sqlite_replay_table(table: str = "hookproof_replay") -> str:
    """Returns the statements that create the table and its index, for a migration.

    A store that finds them does not create them.

    Example:
        db.executescript(sqlite_replay_table())
    """
    return "".join(f"{sql};\n" for sql in creation(table))
