"""Tests what other threads, interrupts and event loops do meanwhile."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

import hookproof
from hookproof import sign_webhook, verify_webhook

from .given import BODY, HEADERS, SECRET, mistake, verify


def test_an_interrupt_is_not_taken_for_a_mistake() -> None:
    class Interrupted:
        def items(self) -> Any:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        verify(Interrupted())


def test_other_threads_run_while_a_long_body_is_hashed() -> None:
    body = bytes(64 << 20)
    headers = sign_webhook(body, SECRET)
    counts, ended = [0], threading.Event()

    def count() -> None:
        while not ended.is_set():
            counts[0] += 1

    counter = threading.Thread(target=count)
    counter.start()
    before = counts[0]
    assert verify_webhook(body, headers, SECRET)
    during = counts[0] - before
    ended.set()
    counter.join()
    # A thread that waits for the interpreter lock counts only until it is taken, and after it is
    # given back.
    assert during > 10_000


def test_threads_that_verify_at_once_get_their_verdicts() -> None:
    body = b"x" * (1 << 18)
    secrets = [hookproof.generate_secret() for _ in range(20)]
    signed = [sign_webhook(body, secret) for secret in secrets]
    verdicts: list[bool] = []

    def work(own: int) -> None:
        for at, secret in enumerate(secrets):
            verdicts.append(verify_webhook(body, signed[at], [secret, secrets[own]]))
            verdicts.append(not verify_webhook(body, signed[at - 1], secret))

    workers = [threading.Thread(target=work, args=(own,)) for own in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert verdicts == [True] * 160


def test_many_secrets_take_turns() -> None:
    secrets = [hookproof.generate_secret() for _ in range(40)]
    signed = [sign_webhook(BODY, secret) for secret in secrets]
    for _ in range(3):
        for at, secret in enumerate(secrets):
            assert verify_webhook(BODY, signed[at], secret)
            assert not verify_webhook(BODY, signed[at - 1], secret)
    # The same text is another key as bytes, and may be too short for another call.
    short = "whsec_" + "QUFB" * 6
    assert verify_webhook(
        BODY, sign_webhook(BODY, short, min_secret_bytes=18), short, min_secret_bytes=18
    )
    assert mistake(lambda: verify(secret=short, min_secret_bytes=19)) == "ERR_SECRET_LENGTH"
    text = "QUFB" * 8
    assert not verify_webhook(BODY, sign_webhook(BODY, text), text.encode())


def test_an_event_loop_is_not_held_up_by_a_warning() -> None:
    async def receive() -> None:
        async def read() -> dict[str, str]:
            return HEADERS

        coroutine = read()
        assert mistake(lambda: verify(coroutine)) == "ERR_HEADERS_TYPE"
        assert verify(await coroutine)

    asyncio.run(receive())
