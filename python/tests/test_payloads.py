"""Tests what a payload may be, and what is said of one that is none."""

from __future__ import annotations

import io
from typing import Any

import pytest

from hookproof import (
    Webhook,
    WebhookConfigError,
    WebhookVerificationError,
    sign_webhook,
    unwrap_webhook,
    verify_webhook,
)

from .given import BODY, PAIRS, SECRET, Awaitable, mistake, verify


class LyingBytes(bytes):
    def __bytes__(self) -> bytes:
        return b"another"

    def __len__(self) -> int:
        return 1


class LyingArray(bytearray):
    def __bytes__(self) -> bytes:
        return b"another"


class LyingText(str):
    __slots__ = ()

    def encode(self, *_: Any) -> bytes:
        return b"another"

    def __len__(self) -> int:
        raise RuntimeError


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"\xef\xbb\xbf{}",
        b"{",
        b"NaN",
        b"[Infinity]",
        b"-Infinity",
        b"[" * 100_000,
        b'"\x01"',
        b"{}x",
    ]
    + ['{"a": 1}'.encode(encoding) for encoding in ("utf-16", "utf-16-le", "utf-32", "utf-32-be")],
)
def test_an_authentic_body_that_is_no_json_is_refused_by_its_code(body: bytes) -> None:
    headers = sign_webhook(body, SECRET)
    assert verify_webhook(body, headers, SECRET)
    assert unwrap_webhook(body, headers, SECRET, json_parse=False).body == body
    with pytest.raises(WebhookVerificationError) as refused:
        unwrap_webhook(body, headers, SECRET)
    assert refused.value.code == "ERR_PAYLOAD_JSON"
    assert (refused.value.__cause__, refused.value.__suppress_context__) == (None, True)
    if body:
        with pytest.raises(WebhookVerificationError):
            Webhook(SECRET).verify(body, headers)
    else:
        assert Webhook(SECRET).verify(body, headers) is None


def test_a_whole_number_of_thousands_of_digits_is_rounded_as_elsewhere() -> None:
    body = b'{"a": 7, "b": ' + b"1" * 5000 + b"}"
    event = unwrap_webhook(body, sign_webhook(body, SECRET), SECRET).event
    assert event == {"a": 7, "b": float("inf")}


def test_half_a_surrogate_pair_in_a_body_is_u_fffd_as_in_javascript() -> None:
    for text, stands_for in (
        ("\ud800", "\ufffd"),
        ("a\udc80b", "a\ufffdb"),
        ("\ud83d\ude00", "\U0001f600"),
    ):
        assert verify_webhook(text, sign_webhook(stands_for, SECRET), SECRET)
        assert verify_webhook(stands_for.encode(), sign_webhook(text, SECRET), SECRET)
    assert not verify(payload=BODY + "\udcff")


def test_a_payload_that_is_parsed_or_unread_names_the_setting_to_change() -> None:
    released = memoryview(b"{}")
    released.release()
    for payload in (
        {},
        [],
        None,
        1,
        True,
        object(),
        Awaitable(),
        io.BytesIO(b""),
        {1},
        released,
        bytes,
        [1, 2],
        range(3),
    ):
        with pytest.raises(WebhookConfigError, match=r"request\.get_data\(\)") as wrong:
            verify(payload=payload)
        assert wrong.value.code == "ERR_PAYLOAD_TYPE"
        assert mistake(lambda given=payload: sign_webhook(given, SECRET)) == "ERR_PAYLOAD_TYPE"  # type: ignore[misc]


def test_bytes_are_what_they_are_and_not_what_they_say() -> None:
    for payload in (LyingBytes(BODY.encode()), LyingArray(BODY.encode()), LyingText(BODY)):
        assert verify(payload=payload)
    assert verify(
        {LyingText(name): LyingText(value) for name, value in PAIRS}, secret=LyingText(SECRET)
    )


def test_bytes_that_reading_the_headers_changes_are_verified_as_they_are_afterwards() -> None:
    class Changing:
        def __init__(self, after: bytes) -> None:
            self.payload, self.after = bytearray(len(after)), after

        def items(self) -> Any:
            self.payload[:] = self.after
            return PAIRS

    for after, verdict in ((BODY.encode(), True), (b"x" * len(BODY), False)):
        headers = Changing(after)
        assert verify(headers, payload=headers.payload) is verdict
