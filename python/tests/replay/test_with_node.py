"""One Redis, one table, for receivers in Python and in Node."""

from __future__ import annotations

import re
from typing import Any

import pytest

from hookproof.replay import postgres_replay_table, sqlite_replay_table
from hookproof.replay._postgres import PostgresReplayStore
from hookproof.replay._redis import CLAIM, COMPLETE, RELEASE
from hookproof.replay._sqlite import SqliteReplayStore

from .servers import PLACES, Node, Stores, new_key, new_token

SHARED = [
    pytest.param(place, name, id=name)
    for place, names in PLACES.items()
    if place != "memory"
    for name in names
]


@pytest.mark.parametrize(("place", "name"), SHARED)
def test_each_sees_what_the_other_claimed_completed_and_released(
    stores: Stores, node: Node, place: str, name: str
) -> None:
    store = stores[name]

    def there(method: str, *args: Any) -> Any:
        return node.ask(place, method, *args)

    def lease(token: str) -> dict[str, Any]:
        return {"leaseSeconds": 60, "token": token}

    key, token, other = new_key(), new_token(), new_token()
    # Node claims, Python waits; Node fails, Python does it.
    assert there("claim", key, lease(token)) == "claimed"
    assert [store.claim(key, other, lease=60), store.release(key, other)] == ["busy", False]
    assert there("release", key, token) is True
    assert [store.claim(key, other, lease=60), there("claim", key, lease(token))] == [
        "claimed",
        "busy",
    ]
    assert there("complete", key, token, 60) is False
    assert [store.complete(key, other, remember=60), there("claim", key, lease(token))] == [
        True,
        "done",
    ]
    # Node does it, and for Python it is done.
    key = new_key()
    assert [there("claim", key, lease(token)), there("complete", key, token, 60)] == [
        "claimed",
        True,
    ]
    assert store.claim(key, other, lease=60) == "done"
    # A token is the delivery's, whoever renews it.
    key = new_key()
    assert [there("claim", key, lease(token)), store.claim(key, token, lease=60)] == [
        "claimed",
        "claimed",
    ]
    assert store.complete(key, token, remember=60) is True
    assert there("complete", key, token, 60) is True


def one_line(text: str) -> str:
    """Returns SQL without its line breaks, which stand where each language has room for them."""
    return " ".join(text.split())


def claims(texts: list[str]) -> list[str]:
    """Returns the statements without the sweep, which comes now and then."""
    return [one_line(text) for text in texts if "ORDER BY ends_at LIMIT ?" not in one_line(text)]


@pytest.mark.parametrize("table", ["hookproof_replay", "of.Webhooks_2"])
def test_both_say_the_same_to_their_databases(node: Node, table: str) -> None:
    said = node.ask("any", "said", table)
    assert said["redis"] == {"claim": [CLAIM], "complete": [COMPLETE], "release": [RELEASE]}

    class Connection:
        in_transaction = False
        vendor = "postgresql"

        def __init__(self) -> None:
            self.texts: list[str] = []

        def cursor(self) -> Connection:
            return self

        def __enter__(self) -> Connection:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def close(self) -> None:
            pass

        description = ("column",)

        def execute(self, text: str, args: Any = ()) -> Connection:
            self.texts.append(text)
            return self

        def fetchall(self) -> list[Any]:
            return [("busy",)]

    made: dict[str, Any] = {"postgres": PostgresReplayStore, "sqlite": SqliteReplayStore}
    for name, of in made.items():
        db = Connection()
        store = of(db, table=table)
        for method, given in (
            ("claim", {"lease": 1}),
            ("complete", {"remember": 1}),
            ("release", {}),
        ):
            db.texts.clear()
            getattr(store, method)("a", "b", **given)
            # Placeholders are the driver's, as are the words around a transaction.
            texts = [
                re.sub(r"%\(value_(\d)\)s", r"$\1", text)
                for text in db.texts
                if text not in ("BEGIN IMMEDIATE", "COMMIT")
            ]
            assert claims(texts) == claims(said[name][method])
    tables = {"postgres": postgres_replay_table(table), "sqlite": sqlite_replay_table(table)}
    for name, text in tables.items():
        assert one_line(said["tables"][name]) == one_line(text)
