"""Properties, against the scheme as the standard library computes it."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from hookproof import (
    WebhookVerificationError,
    sign_webhook,
    unwrap_webhook,
    verify_webhook,
)

settings.register_profile("npm test", max_examples=200, deadline=None, derandomize=True)
settings.load_profile("npm test")

NOW = 1_614_265_330
keys = st.binary(min_size=24, max_size=512)
ids = st.text(
    st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters="."),
    min_size=1,
    max_size=256,
)
times = st.integers(0, 999_999_999_999)
bodies = st.one_of(st.binary(max_size=500), st.binary(min_size=16_300, max_size=16_500))


def signature(key: bytes, id: str, time: object, body: bytes) -> str:
    tag = hmac.new(key, f"{id}.{time}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(tag).decode()}"


@given(keys, ids, times, bodies)
def test_what_is_signed_is_what_the_standard_library_signs_and_verifies(
    key: bytes, id: str, time: int, body: bytes
) -> None:
    headers = sign_webhook(body, key, id=id, timestamp=time)
    assert headers["webhook-signature"] == signature(key, id, time, body)
    text = "whsec_" + base64.b64encode(key).decode()
    verified = unwrap_webhook(body, headers, [b"x" * 24, text], now=time, json_parse=False)
    assert (verified.id, verified.secret_index, verified.body) == (id, 1, body)


@given(keys, bodies, st.data())
def test_a_webhook_with_one_bit_changed_is_refused(
    key: bytes, body: bytes, data: st.DataObject
) -> None:
    signed = sign_webhook(body, key, id="msg_1", timestamp=NOW)
    headers = [[name.encode(), value.encode()] for name, value in signed.items()]
    at = data.draw(st.integers(-len(headers), len(body) - 1))
    part = bytearray(body if at >= 0 else headers[at][1])
    bit = data.draw(st.integers(0, len(part) * 8 - 1))
    part[bit // 8] ^= 1 << bit % 8
    if at >= 0:
        body = bytes(part)
    else:
        headers[at][1] = bytes(part)
    # A comma behind the only entry is dropped: no bit makes one of the padding.
    pairs = [(name, value) for name, value in headers]
    assert not verify_webhook(body, pairs, key, now=NOW, tolerance=10**12)


@given(
    st.dictionaries(
        st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature"]),
        st.one_of(st.text(st.characters()), st.binary()),
    )
)
def test_whatever_a_sender_writes_is_refused_and_raises_nothing_else(
    headers: dict[str, Any],
) -> None:
    assert verify_webhook(b"{}", headers, b"k" * 24) is False
    try:
        unwrap_webhook(b"{}", headers, b"k" * 24)
    except WebhookVerificationError as error:
        assert error.code in ("ERR_MISSING_HEADER", "ERR_MALFORMED_HEADER", "ERR_TIMESTAMP_TOO_OLD")  # noqa: PT017


@given(st.text(st.characters()), bodies)
def test_only_the_grammar_of_a_timestamp_is_one(time: str, body: bytes) -> None:
    is_one = time == "0" or (
        time.isascii() and time.isdigit() and time[0] != "0" and len(time) <= 12
    )
    text = time.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": time,
        "webhook-signature": signature(b"k" * 24, "msg_1", text, body),
    }
    assert verify_webhook(body, headers, b"k" * 24, now=0, tolerance=10**12) is is_one
