"""The memory of one process."""

from __future__ import annotations

import gc
import random
import time
import tracemalloc
from contextlib import suppress
from typing import Any

import pytest
import time_machine

from hookproof import WebhookConfigError
from hookproof.replay import MemoryReplayStore

from .test_stores import claim, done

DAY = 86_400


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(1_700_000_000, tick=False) as clock:
        yield clock


def full(store: MemoryReplayStore, key: str) -> bool:
    with suppress(RuntimeError):
        return claim(store, key) is None
    return True


def test_full_of_what_is_fresh_it_refuses_and_keeps_what_it_has() -> None:
    store = MemoryReplayStore(max_entries=3)
    for key in "ab":
        done(store, key, 2 * DAY)
    assert claim(store, "c", "token") == "claimed"
    with pytest.raises(RuntimeError, match="raise max_entries"):
        claim(store, "d")
    assert [claim(store, key) for key in "abc"] == ["done", "done", "busy"]
    assert [claim(store, "c", "token"), store.release("c", "token"), claim(store, "d")] == [
        "claimed",
        True,
        "claimed",
    ]


def test_full_it_gives_up_the_oldest_that_can_no_longer_be_replayed(clock: Any) -> None:
    store = MemoryReplayStore(max_entries=3)
    for key in ("first", "second", "third"):
        done(store, key, 2 * DAY)
        clock.shift(1)
    clock.shift(657 - 0.001)
    assert full(store, "new")
    clock.shift(0.001)
    assert claim(store, "new") == "claimed"
    assert full(store, "newer")
    assert [claim(store, "second"), claim(store, "third")] == ["done", "done"]
    clock.shift(1)
    # It is worked on, so it stays, however old the others are.
    assert [claim(store, "first"), claim(store, "new"), claim(store, "third")] == [
        "claimed",
        "busy",
        "done",
    ]


def test_how_long_it_is_fresh_is_for_the_first_claim_to_say(clock: Any) -> None:
    store = MemoryReplayStore(max_entries=1)
    assert store.claim("a", "token", lease=60, fresh=20) == "claimed"
    clock.shift(10)
    assert store.claim("a", "token", lease=60, fresh=20) == "claimed"
    assert store.complete("a", "token", remember=DAY)
    clock.shift(9.999)
    assert full(store, "b")
    clock.shift(0.001)
    assert not full(store, "b")


def test_leases_end_to_the_millisecond_and_a_clock_set_back_makes_them_longer(clock: Any) -> None:
    store = MemoryReplayStore()
    assert claim(store, "a", "token", 0.001) == "claimed"
    clock.shift(0.001)
    assert [store.complete("a", "token", remember=60), claim(store, "a", "token")] == [
        False,
        "claimed",
    ]
    clock.shift(-3600)
    assert claim(store, "a") == "busy"
    clock.shift(3600 + 59.999)
    assert store.complete("a", "token", remember=60)
    clock.shift(60)
    assert claim(store, "a") == "claimed"


def test_it_does_what_a_list_that_is_searched_from_end_to_end_would_do(clock: Any) -> None:
    store, chosen, most = MemoryReplayStore(max_entries=8), random.Random(1), 8
    entries: dict[str, dict[str, Any]] = {}
    refused = 0

    def may_go(entry: dict[str, Any]) -> Any:
        return min(entry["end"], entry["fresh"]) if entry["done"] else entry["end"]

    for step in range(20_000):
        clock.shift(chosen.randrange(300) / 1000)
        now = time.time_ns() // 1_000_000
        key, token, length = (
            f"key{chosen.randrange(40)}",
            f"token{chosen.randrange(3)}",
            125 * (1 + chosen.randrange(40)),
        )
        fresh = 125 * (1 + chosen.randrange(16))
        # No two may go at once, so that which one goes is certain.
        if any(
            now + each in (may_go(entry), entry["fresh"])
            for entry in entries.values()
            for each in (length, fresh)
        ):
            continue
        known = entries.get(key)
        held = known if known is not None and known["end"] > now else None
        mine = held is not None and held["token"] == token
        action = chosen.randrange(4)
        if action == 0:
            is_released = mine and not held["done"]  # type: ignore[index]
            assert store.release(key, token) is is_released, step
            if is_released:
                del entries[key]
        elif action == 1:
            assert store.complete(key, token, remember=length / 1000) is mine, step
            if mine and not held["done"]:  # type: ignore[index]
                entries[key].update(done=True, end=now + length)
        else:
            if known is None:
                for _ in range(2):
                    oldest = min(entries, key=lambda each: may_go(entries[each]), default=None)
                    if oldest is not None and entries[oldest]["end"] <= now:
                        del entries[oldest]
                oldest = min(entries, key=lambda each: may_go(entries[each]), default=None)
                if len(entries) == most and may_go(entries[str(oldest)]) > now:
                    assert full(store, key), step
                    refused += 1
                    continue
                if len(entries) == most:
                    del entries[str(oldest)]
            state = (
                "claimed"
                if held is None
                else "done"
                if held["done"]
                else "claimed"
                if mine
                else "busy"
            )
            assert store.claim(key, token, lease=length / 1000, fresh=fresh / 1000) == state, step
            if state == "claimed":
                is_fresh = now + fresh if held is None else held["fresh"]
                entries[key] = {
                    "token": token,
                    "end": now + length,
                    "fresh": is_fresh,
                    "done": False,
                }
    assert refused > 100


def test_many_webhooks_take_no_more_memory_than_those_that_are_remembered(clock: Any) -> None:
    store = MemoryReplayStore(max_entries=1000)

    def receive(count: int) -> None:
        for at in range(count):
            clock.shift(1)
            key = f"msg_{time.time_ns()}"
            assert claim(store, key, "token") == "claimed"
            if at % 3:
                store.complete(key, "token", remember=700 if at % 3 == 1 else 2 * DAY)
            else:
                store.release(key, "token")

    receive(5000)
    tracemalloc.start()
    receive(20_000)
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # What was there before is not counted, and all of it is replaced.
    assert grown < 2_000_000


def test_a_claim_costs_about_as_much_among_many_others() -> None:
    def among(others: int) -> float:
        store = MemoryReplayStore()
        for at in range(others):
            claim(store, f"other_{at}", "token", 60 + at * 7919 % 1000)
        # What it takes to look for garbage is Python's affair.
        gc.disable()
        start = time.perf_counter()
        for at in range(5000):
            claim(store, f"msg_{at}", "token", 60 + at * 104_729 % 1000)
        gc.enable()
        return time.perf_counter() - start

    among(1000)
    few, many = among(1000), among(100_000)
    assert many < 10 * few + 0.02


@pytest.mark.parametrize("most", [0, -1, 1.5, True, "10", None])
def test_a_wrong_option_is_a_mistake(most: Any) -> None:
    with pytest.raises(WebhookConfigError, match="max_entries"):
        MemoryReplayStore(max_entries=most)
