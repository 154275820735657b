"""Tests what secrets, options and clocks may be, and what is said of wrong ones."""

from __future__ import annotations

import math
from datetime import datetime, timedelta, timezone
from fractions import Fraction
from typing import Any

import pytest

import hookproof
from hookproof import (
    Webhook,
    WebhookConfigError,
    WebhookVerificationError,
    sign_webhook,
    unwrap_webhook,
    verify_webhook,
)

from .given import BODY, HEADERS, NOW, SECRET, Awaitable, mistake, verify


@pytest.mark.parametrize(
    ("secret", "code"),
    [
        (None, "ERR_SECRET_MISSING"),
        ("", "ERR_SECRET_MISSING"),
        (b"", "ERR_SECRET_MISSING"),
        ([], "ERR_SECRET_MISSING"),
        ([SECRET, None], "ERR_SECRET_MISSING"),
        ([SECRET] * 17, "ERR_SECRET_LENGTH"),
        ([SECRET] * 16 + [None], "ERR_SECRET_LENGTH"),
        ([SECRET] * 16 + [1] * 10, "ERR_SECRET_LENGTH"),
        ("whsec_" + "\ud800" * 32, "ERR_SECRET_FORMAT"),
        (1, "ERR_SECRET_KIND"),
        (bytearray(32), "ERR_SECRET_KIND"),
        (memoryview(bytes(32)), "ERR_SECRET_KIND"),
        ({SECRET}, "ERR_SECRET_KIND"),
        ({SECRET: 1}, "ERR_SECRET_KIND"),
        ([[SECRET]], "ERR_SECRET_KIND"),
        (Awaitable(), "ERR_SECRET_KIND"),
        (iter([SECRET]), "ERR_SECRET_KIND"),
    ],
    ids=repr,
)
def test_a_wrong_secret_is_the_developers_mistake(secret: Any, code: str) -> None:
    for action in (
        lambda: verify(secret=secret),
        lambda: verify({}, secret=secret),
        lambda: sign_webhook(BODY, secret),
        lambda: Webhook(secret),
    ):
        assert mistake(action) == code


def test_of_several_secrets_the_wrong_one_is_named() -> None:
    with pytest.raises(WebhookConfigError, match=r"\(secret 2 of 3\)$"):
        verify(secret=[SECRET, "whsec_", SECRET])
    with pytest.raises(WebhookConfigError, match=r"\(secret 17 of 17\)$"):
        verify(secret=[SECRET] * 17)
    pair = hookproof.generate_key_pair()
    with pytest.raises(WebhookConfigError, match=r"\(secret 2 of 2\)$"):
        verify(secret=[SECRET, pair.private_key])
    assert unwrap_webhook(BODY, HEADERS, (b"x" * 24, SECRET), now=NOW).secret_index == 1


@pytest.mark.parametrize(
    "options",
    [
        {"tolerance": -1},
        {"tolerance": math.nan},
        {"tolerance": math.inf},
        {"tolerance": "300"},
        {"tolerance": True},
        {"tolerance": timedelta(minutes=5)},
        {"now": math.nan},
        {"now": math.inf},
        {"now": "1614265330"},
        {"now": False},
        {"now": Fraction(1)},
        {"now": datetime(2021, 2, 25)},
        {"min_secret_bytes": 0},
        {"min_secret_bytes": 513},
        {"min_secret_bytes": -1},
        {"min_secret_bytes": 24.0},
        {"min_secret_bytes": True},
        {"min_secret_bytes": 10**30},
    ],
    ids=repr,
)
def test_a_wrong_option_is_the_developers_mistake(options: Any) -> None:
    assert mistake(lambda: verify(**options)) == "ERR_OPTION"


def test_times_are_whole_seconds_rounded_down_and_never_overflow() -> None:
    for now in (NOW, NOW + 0.999, datetime.fromtimestamp(NOW, tz=timezone(timedelta(hours=9)))):
        assert verify(now=now, tolerance=0)
        assert verify(now=now, tolerance=0.9)
    for now, code in (
        (NOW - 0.001, "TOO_NEW"),
        (10**400, "TOO_OLD"),
        (-(10**400), "TOO_NEW"),
    ):
        with pytest.raises(WebhookVerificationError) as refused:
            unwrap_webhook(BODY, HEADERS, SECRET, now=now, tolerance=0)
        assert refused.value.code == f"ERR_TIMESTAMP_{code}"
    assert verify(now=0, tolerance=10**400)
    assert verify(now=0, tolerance=1e300)


def test_the_clock_is_the_one_that_tests_set() -> None:
    import freezegun
    import time_machine

    at = datetime.fromtimestamp(NOW, tz=timezone.utc)
    assert not verify_webhook(BODY, HEADERS, SECRET)
    with freezegun.freeze_time(at):
        assert verify_webhook(BODY, HEADERS, SECRET)
    with time_machine.travel(at):
        assert verify_webhook(BODY, HEADERS, SECRET)
    assert not verify_webhook(BODY, HEADERS, SECRET)


def test_a_timestamp_beyond_the_last_year_of_a_datetime_is_its_last_second() -> None:
    sent = 999_999_999_999
    headers = sign_webhook("{}", SECRET, timestamp=sent)
    verified = unwrap_webhook("{}", headers, SECRET, now=sent)
    assert verified.timestamp == datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone.utc)
    assert verified.timestamp.tzinfo is timezone.utc
