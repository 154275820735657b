"""Signs webhooks and tampers with them, for the tests of a receiver.

Example:
    def test_a_signed_webhook_is_taken(client):  # Flask's test client
        response = client.post("/webhook", **signed_request(body, secret).flask())
        assert response.status_code == 204
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Optional, Union, get_args

from hookproof import (
    Payload,
    Secrets,
    VerificationErrorCode,
    WebhookConfigError,
    generate_secret,
    sign_webhook,
)

Time = Union[float, datetime]

#: A clock that stands still, in seconds since 1970: 2026-01-01T00:00:00Z. For tests that judge by
#: it what they signed by it.
NOW = 1_767_225_600


@dataclass(frozen=True)
class SignedRequest:
    """Holds a body and its headers, in the words of each framework's test client."""

    #: The body, exactly as it is to be sent.
    body: bytes
    #: The three headers of the signature, and what else the request has.
    headers: dict[str, str]
    #: The code by which a receiver refuses it, if it is tampered with.
    code: Optional[VerificationErrorCode] = field(default=None)

    def flask(self) -> dict[str, Any]:
        """Returns the arguments for ``client.post`` of Flask and of werkzeug.

        They are its keywords: ``client.post(path, **request.flask())``.
        """
        return {"data": self.body, "headers": self.headers}

    def httpx(self) -> dict[str, Any]:
        """Returns the arguments for ``client.post`` of FastAPI, of Starlette and of httpx."""
        return {"content": self.body, "headers": self.headers}

    def django(self) -> dict[str, Any]:
        """Returns the arguments for ``client.post`` of Django, whatever its release."""
        others = {name: value for name, value in self.headers.items() if name != "content-type"}
        names = {"HTTP_" + name.upper().replace("-", "_"): value for name, value in others.items()}
        return {"data": self.body, "content_type": self.headers["content-type"], **names}

    def aiohttp(self) -> dict[str, Any]:
        """Returns the arguments for ``client.post`` of aiohttp, and for ``requests.post``."""
        return {"data": self.body, "headers": self.headers}


def signed_headers(
    payload: Payload, secret: Secrets, *, id: Optional[str] = None, now: Optional[Time] = None
) -> dict[str, str]:
    """Returns the headers of an authentic webhook.

    Args:
        payload: The body, exactly as the receiver will get it.
        secret: One secret, or several, as during a rotation.
        id: The message's id. By default a new one.
        now: When it is sent. By default the clock's time; give ``NOW`` to have it stand still.

    Raises:
        WebhookConfigError: A wrong secret, payload or option.

    Example:
        client.post("/webhook", data=body, headers=signed_headers(body, secret))
    """
    return sign_webhook(payload, secret, id=id, timestamp=now)


def svix_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Returns the same headers under Svix's names: receivers take either set.

    Example:
        assert verify_webhook(body, svix_headers(signed_headers(body, secret)), secret)
    """
    return {name.replace("webhook-", "svix-"): value for name, value in headers.items()}


def signed_request(
    payload: Payload,
    secret: Secrets,
    *,
    id: Optional[str] = None,
    now: Optional[Time] = None,
    headers: Optional[Mapping[str, str]] = None,
) -> SignedRequest:
    """Returns an authentic webhook: JSON, signed.

    Args:
        payload: The body.
        secret: One secret, or several, as during a rotation.
        id: The message's id. By default a new one.
        now: When it is sent. By default the clock's time.
        headers: More headers, such as another content type.

    Raises:
        WebhookConfigError: A wrong secret, payload or option.

    Example:
        client.post("/webhook", **signed_request(body, secret).httpx())
    """
    return _request(payload, signed_headers(payload, secret, id=id, now=now), headers)


#: What ``tampered_request`` can do to a webhook.
Tampering = Literal[
    "body",
    "id",
    "timestamp",
    "signature",
    "secret",
    "stale",
    "future",
    "missing id",
    "missing timestamp",
    "missing signature",
]

#: Every tampering, for a test that tries them all.
TAMPERINGS: tuple[Tampering, ...] = get_args(Tampering)


def tampered_request(
    how: Tampering,
    payload: Payload,
    secret: Secrets,
    *,
    id: Optional[str] = None,
    now: Optional[Time] = None,
    headers: Optional[Mapping[str, str]] = None,
    tolerance: float = 300,
) -> SignedRequest:
    """Returns a webhook with one thing wrong with it, that a receiver must refuse.

    By the clock, ``stale`` and ``future`` are off by ten seconds more than the tolerance; by a
    fixed ``now``, by one.

    Args:
        how: What is wrong with it: the body, the id, the timestamp or the signature is another one,
            it is signed with a secret that the receiver does not have, it is too old or too far in
            the future, or a header is missing.
        payload: The body of the authentic webhook.
        secret: The receiver's secret, or several.
        id: The message's id. By default a new one.
        now: When it is sent. By default the clock's time.
        headers: More headers.
        tolerance: The receiver's tolerance, in seconds.

    Raises:
        WebhookConfigError: A wrong secret, payload or option.

    Example:
        @pytest.mark.parametrize("how", TAMPERINGS)
        def test_a_webhook_is_refused(client, how):
            response = client.post("/webhook", **tampered_request(how, body, secret).flask())
            assert response.status_code == 401
    """
    if how not in TAMPERINGS:
        raise WebhookConfigError(
            f"a webhook is tampered with by: {', '.join(TAMPERINGS)}", code="ERR_OPTION"
        )
    # Signed in any case, so that a wrong option is told.
    signed = signed_headers(payload, secret, id=id, now=now)
    sent = int(signed["webhook-timestamp"])
    # Between signing and judging, the clock goes on.
    off = tolerance + (10 if now is None else 1)
    code: VerificationErrorCode = "ERR_NO_MATCHING_SIGNATURE"
    body = _bytes(payload)
    if how == "body":
        # As good JSON as before, but for a space; an empty one, too, becomes another.
        body += b" "
    elif how == "id":
        signed["webhook-id"] = _changed(signed["webhook-id"])
    elif how == "timestamp":
        # The one that is judged is the present one: another might lie outside of a small tolerance.
        earlier = signed_headers(payload, secret, id=signed["webhook-id"], now=sent - 1)
        signed["webhook-signature"] = earlier["webhook-signature"]
    elif how == "signature":
        entries = (entry.partition(",") for entry in signed["webhook-signature"].split(" "))
        signed["webhook-signature"] = " ".join(
            f"{version},{_changed(text)}" for version, _, text in entries
        )
    elif how == "secret":
        signed = signed_headers(payload, generate_secret(), id=id, now=sent)
    elif how == "stale":
        code, signed = (
            "ERR_TIMESTAMP_TOO_OLD",
            signed_headers(payload, secret, id=id, now=sent - off),
        )
    elif how == "future":
        code, signed = (
            "ERR_TIMESTAMP_TOO_NEW",
            signed_headers(payload, secret, id=id, now=sent + off + 1),
        )
    else:
        code = "ERR_MISSING_HEADER"
        del signed[how.replace("missing ", "webhook-")]
    return _request(body, signed, headers, code)


class WebhookSigner:
    """Signs and tampers with one secret, as the sender of an endpoint does.

    The fixture ``webhook_signer`` gives one.
    """

    def __init__(self, secret: Optional[str] = None) -> None:
        """Takes a secret, or makes one."""
        #: What the receiver is to be given.
        self.secret = secret or generate_secret()

    def request(
        self, event: Any, *, id: Optional[str] = None, headers: Optional[Mapping[str, str]] = None
    ) -> SignedRequest:
        """Returns an authentic webhook of an event: a body, or what is to be its JSON."""
        return signed_request(_body(event), self.secret, id=id, headers=headers)

    def tampered(
        self,
        how: Tampering,
        event: Any,
        *,
        id: Optional[str] = None,
        headers: Optional[Mapping[str, str]] = None,
        tolerance: float = 300,
    ) -> SignedRequest:
        """Returns a webhook that the receiver must refuse, as ``tampered_request`` makes it."""
        return tampered_request(
            how, _body(event), self.secret, id=id, headers=headers, tolerance=tolerance
        )

    def __repr__(self) -> str:
        """Shows no secret."""
        return "WebhookSigner()"


def _body(event: Any) -> Any:
    return event if _is_body(event) else json.dumps(event).encode()


def _is_body(event: object) -> bool:
    return isinstance(event, (str, bytes, bytearray, memoryview))


def _request(
    payload: Payload,
    signed: Mapping[str, str],
    headers: Optional[Mapping[str, str]],
    code: Optional[VerificationErrorCode] = None,
) -> SignedRequest:
    more = {name.lower(): value for name, value in (headers or {}).items()}
    return SignedRequest(
        _bytes(payload), {"content-type": "application/json", **more, **signed}, code
    )


def _bytes(payload: Payload) -> bytes:
    return payload.encode() if isinstance(payload, str) else bytes(payload)


def _changed(text: str) -> str:
    """Changes the first character to another one that is good there."""
    return ("B" if text[0] == "A" else "A") + text[1:]
