"""What every store must do, whatever it keeps its claims in."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Callable

import pytest
from django.db import connections

from hookproof import WebhookConfigError

from .servers import NAMES, PLACES, Stores, new_key, new_token

#: Of Python's threads more would only wait for each other.
THREADS = 16


METHODS: list[tuple[str, dict[str, float]]] = [
    ("claim", {"lease": 60}),
    ("complete", {"remember": 60}),
    ("release", {}),
]


def claim(store: Any, key: str, token: str = "", lease: float = 60) -> Any:
    return store.claim(key, token or new_token(), lease=lease)


def done(store: Any, key: str, remember: float = 60) -> None:
    token = new_token()
    assert [claim(store, key, token), store.complete(key, token, remember=remember)] == [
        "claimed",
        True,
    ]


def at_once(calls: list[Any]) -> list[Any]:
    """Calls all of them from threads that begin together."""
    barrier = threading.Barrier(len(calls))

    def called(call: Any) -> Any:
        barrier.wait()
        try:
            return call()
        finally:
            # Django has one for each thread.
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as threads:
        return [*threads.map(called, calls)]


@pytest.fixture(scope="module", params=NAMES)
def store(request: pytest.FixtureRequest, stores: Stores) -> Any:
    return stores[request.param]


def test_a_key_is_claimed_then_busy_then_done(store: Any) -> None:
    key, token = new_key(), new_token()
    assert [claim(store, key, token), claim(store, key), claim(store, key)] == [
        "claimed",
        "busy",
        "busy",
    ]
    assert store.complete(key, token, remember=60) is True
    assert [claim(store, key), claim(store, key, token)] == ["done", "done"]


def test_of_many_threads_exactly_one_claims_a_key(store: Any) -> None:
    for _ in range(5):
        key = new_key()
        answers = at_once([partial(claim, store, key)] * THREADS)
        assert sorted(answers) == ["busy"] * (THREADS - 1) + ["claimed"]


def test_claims_of_different_keys_do_not_meet(store: Any) -> None:
    endings = (
        "a|A|a:b|a.b|a*|{a}|'a'|\"a\"|$1|?1|%|%s|%(key)s| |__class__|é|\U0001f600|" + "x" * 256
    )
    odd = [new_key() + ending for ending in endings.split("|")]
    assert {claim(store, key) for key in [*odd, "x" * 400 + new_key()]} == {"claimed"}


def test_what_is_released_can_be_claimed_again_once(store: Any) -> None:
    key, token = new_key(), new_token()
    assert [store.release(key, token), store.complete(key, token, remember=60)] == [False, False]
    assert [claim(store, key, token), store.release(key, token), store.release(key, token)] == [
        "claimed",
        True,
        False,
    ]
    assert [claim(store, key), claim(store, key)] == ["claimed", "busy"]


def test_another_token_completes_and_releases_nothing(store: Any) -> None:
    key, token = new_key(), new_token()
    assert claim(store, key, token + "2") == "claimed"
    for other in (token, new_token()):
        assert [
            claim(store, key, other),
            store.complete(key, other, remember=60),
            store.release(key, other),
        ] == [
            "busy",
            False,
            False,
        ]
    assert [store.complete(key, token + "2", remember=60), store.release(key, token + "2")] == [
        True,
        False,
    ]
    assert claim(store, key) == "done"


def all_together(test: Callable[[Any], None]) -> Any:
    """Runs a test that waits with every store at once."""

    def run(stores: Stores) -> None:
        at_once([partial(test, stores[name]) for name in NAMES])

    return run


@all_together
def test_a_lease_ends_after_its_time_and_not_before(store: Any) -> None:
    short, taken, long, token, other = new_key(), new_key(), new_key(), new_token(), new_token()
    assert [
        claim(store, short, token, 0.3),
        claim(store, taken, token, 0.3),
        claim(store, long),
    ] == ["claimed"] * 3
    assert claim(store, short) == "busy"
    time.sleep(0.35)
    # Whoever outlived the lease completes and releases nothing, taken by somebody else or not.
    assert claim(store, taken, other) == "claimed"
    for key in (short, taken):
        assert [store.complete(key, token, remember=60), store.release(key, token)] == [
            False,
            False,
        ]
    assert [claim(store, short), claim(store, taken, token), claim(store, long)] == [
        "claimed",
        "busy",
        "busy",
    ]
    assert [store.complete(taken, other, remember=60), claim(store, taken)] == [True, "done"]


@all_together
def test_the_token_that_has_it_renews_the_lease(store: Any) -> None:
    key, token = new_key(), new_token()
    for _ in range(3):
        assert [claim(store, key, token, 0.4), claim(store, key)] == ["claimed", "busy"]
        time.sleep(0.2)
    assert claim(store, key) == "busy"
    # A lease ends after its last renewal.
    time.sleep(0.3)
    assert claim(store, key) == "claimed"


@all_together
def test_what_is_done_is_remembered_for_its_time(store: Any) -> None:
    short, long, again, token = new_key(), new_key(), new_key(), new_token()
    done(store, short, 0.3)
    done(store, long)
    # Completed once more, since the answer was lost, it is done, and no longer remembered.
    assert claim(store, again, token) == "claimed"
    assert [store.complete(again, token, remember=seconds) for seconds in (0.3, 60)] == [True, True]
    assert claim(store, short) == "done"
    time.sleep(0.35)
    assert [claim(store, short), claim(store, long), store.complete(again, token, remember=60)] == [
        "claimed",
        "done",
        False,
    ]


@pytest.mark.parametrize(
    "name", ["", None, 7, {}, b"a", "x" * 513, "a\0b", "a\nb", "\x7f", "\x85", "\ud800"]
)
def test_a_key_or_a_token_that_is_none_is_a_mistake(store: Any, name: Any) -> None:
    key, token = new_key(), new_token()
    for held in ((name, token), (key, name)):
        for method, given in METHODS:
            with pytest.raises(WebhookConfigError, match="of a claim"):
                getattr(store, method)(*held, **given)


@pytest.mark.parametrize(
    "seconds", [0, -1, float("nan"), float("inf"), 1e16, 10**400, "60", None, True]
)
def test_a_time_that_is_none_is_a_mistake(store: Any, seconds: Any) -> None:
    for method, given in METHODS[:2]:
        with pytest.raises(WebhookConfigError, match="number of seconds"):
            getattr(store, method)(new_key(), new_token(), **dict.fromkeys(given, seconds))


@pytest.mark.parametrize(
    ("one", "other"), [(names[0], name) for names in PLACES.values() for name in names][1:]
)
def test_two_stores_in_one_place_are_one(stores: Stores, one: str, other: str) -> None:
    first, second = stores[one], stores[other]
    key, token, following = new_key(), new_token(), new_token()
    assert [claim(first, key, token), claim(second, key), claim(second, key, token)] == [
        "claimed",
        "busy",
        "claimed",
    ]
    assert second.release(key, token)
    assert [claim(second, key, following), claim(first, key)] == ["claimed", "busy"]
    assert [first.complete(key, following, remember=60), claim(second, key)] == [True, "done"]
    key = new_key()
    answers = at_once([partial(claim, first, key), partial(claim, second, key)] * (THREADS // 2))
    assert sorted(answers) == ["busy"] * (THREADS - 1) + ["claimed"]
