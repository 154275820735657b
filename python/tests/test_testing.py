"""The helpers for the tests of receivers, and the fixture."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from hookproof import (
    WebhookConfigError,
    WebhookVerificationError,
    generate_secret,
    unwrap_webhook,
    verify_webhook,
)
from hookproof.testing import (
    NOW,
    TAMPERINGS,
    Tampering,
    WebhookSigner,
    signed_headers,
    signed_request,
    svix_headers,
    tampered_request,
)

SECRET = generate_secret()
BODY = b'{"type": "job.completed"}'


def test_a_signed_request_is_taken_in_every_shape() -> None:
    request = signed_request(BODY, SECRET, headers={"Content-Type": "application/cloudevents+json"})
    assert request.headers["content-type"] == "application/cloudevents+json"
    for headers in (
        request.flask()["headers"],
        request.httpx()["headers"],
        request.aiohttp()["headers"],
        request.django(),
    ):
        assert verify_webhook(request.body, headers, SECRET)
    assert verify_webhook(BODY, svix_headers(signed_headers(BODY, SECRET)), SECRET)


@pytest.mark.parametrize("how", TAMPERINGS)
@pytest.mark.parametrize("now", [None, NOW, datetime.fromtimestamp(NOW, tz=timezone.utc)])
@pytest.mark.parametrize("tolerance", [0, 300])
def test_a_tampered_request_is_refused_by_its_code(
    how: Tampering, now: Any, tolerance: int
) -> None:
    for body in (BODY, "", bytearray(b"\xff")):
        request = tampered_request(
            how, body, [SECRET, generate_secret()], now=now, tolerance=tolerance
        )
        with pytest.raises(WebhookVerificationError) as refused:
            # The clock may go on by a second between signing and judging.
            unwrap_webhook(
                request.body,
                request.headers,
                SECRET,
                now=now,
                tolerance=tolerance + (1 if now is None else 0),
            )
        assert refused.value.code == request.code


def test_what_cannot_be_done_is_told() -> None:
    how: Any = "everything"
    with pytest.raises(WebhookConfigError, match="missing signature"):
        tampered_request(how, BODY, SECRET)


def test_the_fixture_signs(webhook_signer: WebhookSigner) -> None:
    request = webhook_signer.request({"type": "job.completed"}, id="msg_1")
    verified = unwrap_webhook(request.body, request.headers, webhook_signer.secret)
    assert (verified.id, verified.event) == ("msg_1", {"type": "job.completed"})
    tampered = webhook_signer.tampered("body", BODY)
    assert not verify_webhook(tampered.body, tampered.headers, webhook_signer.secret)
    assert webhook_signer.secret not in repr(webhook_signer)
