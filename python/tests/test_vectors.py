"""Runs every vector of Rust and of the JavaScript runtimes, in each shape that Python has."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from hookproof import (
    Webhook,
    WebhookConfigError,
    WebhookVerificationError,
    explain_webhook,
    sign_webhook,
    unwrap_webhook,
    verify_webhook,
)

from .conftest import value_of, vectors
from .shapes import header_shapes, payload_shapes

V1A = vectors("v1a")
WEBHOOKS = [
    *(vector for name in ("verify", "tags", "regressions", "senders") for vector in vectors(name)),
    *V1A["webhooks"],
]


def named(cases: list[Any]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "vector", cases, ids=[f"{case.get('rule', '')} {case['name']}".strip() for case in cases]
    )


def judged(vector: Any) -> Iterator[tuple[Any, Any]]:
    pairs = [(name, value_of(value)) for name, value in vector["headers"]]
    payloads = payload_shapes(value_of(vector["body"]))
    for headers in header_shapes(pairs):
        yield payloads[0], headers
    for payload in payloads:
        yield payload, pairs


@named([vector for vector in WEBHOOKS if "throws" not in vector])
def test_a_webhook_gets_its_verdict(vector: Any) -> None:
    secrets = [value_of(secret) for secret in vector["secrets"]]
    options: Any = {"now": vector["now"], "tolerance": vector["tolerance"]}
    if "minSecretBytes" in vector:
        options["min_secret_bytes"] = vector["minSecretBytes"]
    accept = vector.get("accept")
    for payload, headers in judged(vector):
        assert verify_webhook(payload, headers, secrets, **options) is (accept is not None)
        if accept is None:
            with pytest.raises(WebhookVerificationError) as refused:
                unwrap_webhook(payload, headers, secrets, **options)
            assert refused.value.code == vector["refuse"]
            continue
        verified = unwrap_webhook(payload, headers, secrets, **options, json_parse=False)
        assert (verified.id, verified.secret_index) == (accept["id"], accept["secretIndex"])
        latest = datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone.utc)
        assert verified.timestamp == (
            datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=accept["timestamp"])
            if accept["timestamp"] < latest.timestamp()
            else latest
        )
        body = value_of(vector["body"])
        assert verified.body == (body.encode() if isinstance(body, str) else body)


@named([vector for vector in WEBHOOKS if "throws" in vector])
def test_a_wrong_secret_is_no_verdict(vector: Any) -> None:
    secrets = [value_of(secret) for secret in vector["secrets"]]
    for payload, headers in judged(vector):
        for judge in (verify_webhook, unwrap_webhook):
            with pytest.raises(WebhookConfigError) as wrong:
                judge(payload, headers, secrets, now=vector["now"])
            assert wrong.value.code == vector["throws"]


@named([vector for vector in vectors("secrets") if vector.get("without") != "ed25519"])
def test_a_secret_is_the_key_that_it_should_be_or_an_error(vector: Any) -> None:
    good = vectors("verify")[0]
    secret = value_of(vector["secret"])
    headers = [(name, value_of(value)) for name, value in good["headers"]]
    body, now = value_of(good["body"]), good["now"]
    options: Any = (
        {"min_secret_bytes": vector["minSecretBytes"]} if "minSecretBytes" in vector else {}
    )
    if "signature" in vector:
        signed = sign_webhook(body, secret, id=str(headers[0][1]), timestamp=now, **options)
        assert signed["webhook-signature"] == vector["signature"]
        assert verify_webhook(body, signed, secret, now=now, **options)
        sent = datetime.fromtimestamp(now, tz=timezone.utc)
        assert (
            Webhook(secret, **options).sign(str(headers[0][1]), sent, body) == vector["signature"]
        )
        return
    for action in (
        lambda: verify_webhook(body, headers, secret, now=now, **options),
        lambda: verify_webhook(body, {}, secret, now=now, **options),
        lambda: sign_webhook(body, secret, **options),
        lambda: Webhook(secret, **options),
    ):
        with pytest.raises(WebhookConfigError) as wrong:
            action()
        assert wrong.value.code == vector["code"]
        if len(secret) > 20:
            assert str(secret[6:18]) not in repr(wrong.value)


@named([*vectors("sign"), *V1A["signings"]])
def test_a_message_is_signed(vector: Any) -> None:
    for payload in payload_shapes(value_of(vector["body"])):
        options: Any = {"id": vector["id"], "timestamp": vector["timestamp"]}
        if "code" in vector:
            with pytest.raises(WebhookConfigError) as wrong:
                sign_webhook(payload, vector["secrets"], **options)
            assert wrong.value.code == vector["code"]
            continue
        headers = sign_webhook(payload, vector["secrets"], **options)
        assert headers == {
            "webhook-id": vector["id"],
            "webhook-timestamp": str(vector["timestamp"]),
            "webhook-signature": vector["signature"],
        }
        verifying = vector.get("verifyWith", vector["secrets"])
        assert verify_webhook(payload, headers, verifying, now=vector["timestamp"])


@named(V1A["keys"])
def test_a_key_of_v1a_verifies_or_signs(vector: Any) -> None:
    good = vectors("verify")[0]
    headers, body = dict(good["headers"]), good["body"]
    for code, action in (
        (
            vector["verifying"],
            lambda: verify_webhook(body, headers, vector["secret"], now=good["now"]),
        ),
        (vector["signing"], lambda: sign_webhook(body, vector["secret"])),
    ):
        if code is None:
            action()
            continue
        with pytest.raises(WebhookConfigError) as wrong:
            action()
        assert wrong.value.code == code


@named(vectors("explain"))
def test_a_refusal_is_explained(vector: Any) -> None:
    secrets = [value_of(secret) for secret in vector["secrets"]]
    headers = [(name, value_of(value)) for name, value in vector["headers"]]
    found = explain_webhook(
        value_of(vector["body"]), headers, secrets, now=vector["now"], tolerance=vector["tolerance"]
    )
    assert found.code == vector["code"]
    assert found.ok is (vector["code"] is None)
    assert [check.name for check in found.checks if not check.ok] == vector["fails"]
    assert (found.hints[0].code if found.hints else None) == vector["first"]
    if "only" in vector:
        assert len(found.hints) == 1
    assert all(
        str(secret) not in json.dumps([hint.message for hint in found.hints])
        for secret in secrets
        if secret
    )
