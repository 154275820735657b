"""What a call takes, as users write it, and what it must not take."""

from collections.abc import Mapping
from datetime import UTC, datetime
from http.client import HTTPMessage
from typing import Any, Optional, TypedDict
from wsgiref.types import WSGIEnvironment

from hookproof import VerifiedWebhook, Webhook, sign_webhook, unwrap_webhook, verify_webhook


class JobEvent(TypedDict):
    type: str


def taken(
    body: bytes,
    text: str,
    environ: WSGIEnvironment,
    scope: list[tuple[bytes, bytes]],
    message: HTTPMessage,
    mapping: Mapping[str, str],
    secrets: list[str],
) -> VerifiedWebhook[JobEvent]:
    verify_webhook(body, environ, "whsec_")
    verify_webhook(bytearray(body), scope, b"key")
    verify_webhook(memoryview(body), message, secrets)
    verify_webhook(text, mapping, ("whsec_", b"key"), now=datetime.now(UTC), tolerance=0.5)
    verify_webhook(text, {"webhook-id": ["a"]}, "whsec_", now=1, min_secret_bytes=16)
    none: None = unwrap_webhook(body, {}, "", json_parse=False).event
    headers: dict[str, str] = sign_webhook(body, "whsec_", id="msg_1", timestamp=1.5)
    event: Any = Webhook("whsec_").verify(body, headers, json_parse=True)
    return event or none or unwrap_webhook(body, headers, "whsec_")


def not_taken(body: dict[str, str], secret: Optional[str]) -> None:
    verify_webhook(body, {}, "whsec_")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    verify_webhook(b"", {}, secret)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    verify_webhook(b"", "webhook-id: 1", "whsec_")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    verify_webhook(b"", {}, "whsec_", 300)  # type: ignore[call-overload, call-arg, misc, unused-ignore]  # pyright: ignore[reportCallIssue]
