"""What goes in and comes out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, Literal, Optional, Protocol, TypeVar, Union

T = TypeVar("T")

#: The raw body of a request, exactly as it came: a ``str`` stands for its UTF-8.
Payload = Union[str, bytes, bytearray, memoryview]


class HasItems(Protocol):
    """Stands for any mapping of names to values.

    ``request.headers`` of Flask, Django, FastAPI, Starlette and aiohttp is one, and so is
    ``environ`` of WSGI.
    """

    def items(self) -> Iterable[tuple[Union[str, bytes], object]]:
        """Returns names and values."""
        ...


#: The headers of a request: a mapping, or (name, value) pairs as of ASGI. Names may be in any case.
#: An id or a timestamp given twice is refused; several signatures are one list, as HTTP takes them.
Headers = Union[HasItems, Iterable[tuple[Union[str, bytes], Union[str, bytes]]]]

#: A signing secret: ``whsec_…`` as the sender's dashboard shows it, the key's own bytes, or an
#: ed25519 key (``whpk_…`` verifies, ``whsk_…`` signs). 24 to 512 bytes once decoded, unless
#: ``min_secret_bytes`` says otherwise.
Secret = Union[str, bytes]

#: One secret, or 1 to 16 of them during a rotation.
Secrets = Union[Secret, Sequence[Secret]]

VerificationErrorCode = Literal[
    "ERR_MISSING_HEADER",
    "ERR_MALFORMED_HEADER",
    "ERR_TIMESTAMP_TOO_OLD",
    "ERR_TIMESTAMP_TOO_NEW",
    "ERR_NO_MATCHING_SIGNATURE",
    "ERR_PAYLOAD_JSON",
    "ERR_BODY_TOO_LARGE",
    "ERR_REPLAYED",
]

ConfigErrorCode = Literal[
    "ERR_SECRET_MISSING",
    "ERR_SECRET_FORMAT",
    "ERR_SECRET_LENGTH",
    "ERR_SECRET_KIND",
    "ERR_PAYLOAD_TYPE",
    "ERR_HEADERS_TYPE",
    "ERR_REQUEST_TYPE",
    "ERR_OPTION",
]


@dataclass(frozen=True)
class VerifiedWebhook(Generic[T]):
    """Holds what an authentic webhook says, and its bytes."""

    #: The message's identifier, the same on every retry: use it to tell a repeated delivery.
    id: str
    #: When it was sent, in UTC. What is later than the year 9999 is its last second.
    timestamp: datetime
    #: The body, parsed as JSON after its signature was verified.
    event: T
    #: Which of the secrets matched, counted from 0.
    secret_index: int
    #: The bytes that were verified.
    body: bytes


@dataclass(frozen=True)
class KeyPair:
    """Holds an ed25519 key pair, as text."""

    #: ``whsk_`` and base64 of 64 bytes: signs. For the sender alone.
    private_key: str = field(repr=False)
    #: ``whpk_`` and base64 of 32 bytes: verifies. No secret.
    public_key: str


#: A likely cause. Stable; docs/why-does-my-webhook-fail.md has each with its message.
HintCode = Literal[
    "BODY_PARSED",
    "BODY_MISSING",
    "BODY_PROMISE",
    "BODY_UNREAD",
    "BODY_INSIDE",
    "BODY_RESERIALISED",
    "BODY_NEWLINE",
    "BODY_LINE_ENDINGS",
    "BODY_BOM",
    "BODY_REPLACEMENT",
    "BODY_CHARSET",
    "BODY_BASE64",
    "BODY_HEX",
    "BODY_BYTES_AS_JSON",
    "BODY_QUOTED",
    "BODY_EMPTY",
    "BODY_CHANGED",
    "SECRET_MISSING",
    "SECRET_SURROUNDED",
    "SECRET_INVISIBLE",
    "SECRET_NAMED",
    "SECRET_PREFIX",
    "SECRET_BASE64",
    "SECRET_URL_ENCODED",
    "SECRET_LIST",
    "SECRET_PRIVATE_KEY",
    "SECRET_UNUSABLE",
    "SECRET_TOO_MANY",
    "SECRET_ANOTHER_MATCHES",
    "SECRET_AS_TEXT",
    "SECRET_SHORT",
    "SECRET_BASE64_CARELESS",
    "SECRET_PREFIX_DECODED",
    "SECRET_BYTES_OF_TEXT",
    "SECRET_HEX",
    "SECRET_OTHER",
    "HEADERS_TYPE",
    "HEADERS_PROMISE",
    "HEADERS_INSIDE",
    "HEADERS_VALUES",
    "HEADERS_RAW",
    "HEADERS_RENAMED",
    "HEADERS_MISSING",
    "HEADERS_MIXED",
    "HEADERS_OTHER_SET",
    "HEADERS_MALFORMED",
    "TIMESTAMP_MILLISECONDS",
    "TIMESTAMP_FRACTION",
    "TIMESTAMP_DATE",
    "TIMESTAMP_SECONDS_SIGNED",
    "NOW_MILLISECONDS",
    "TIMESTAMP_CLOCK",
    "OPTION_INVALID",
    "SIGNATURE_HEX",
    "SIGNATURE_ENCODING",
    "SIGNATURE_VERSION",
    "SIGNATURE_IS_V1A",
    "SIGNATURE_IS_V1",
    "OTHER_SCHEME",
    "WASM_UNAVAILABLE",
]


@dataclass(frozen=True)
class WebhookCheck:
    """Tells how one of the five checks went."""

    #: What is checked.
    name: Literal["secret", "payload", "headers", "timestamp", "signature"]
    #: Whether nothing is wrong with it.
    ok: bool
    #: What was seen, for people; it begins with "not checked" if an earlier failure left nothing to
    #: check.
    detail: str


@dataclass(frozen=True)
class WebhookHint:
    """Names a likely cause, and what to change."""

    #: Stable; the message is not.
    code: HintCode
    #: One sentence: what to change, with the setting of the framework where there is one.
    message: str


@dataclass(frozen=True)
class WebhookExplanation:
    """Holds what ``explain_webhook`` found."""

    #: What ``verify_webhook`` says of the same values.
    ok: bool
    #: If it is not ok: the code of the error that ``unwrap_webhook`` or ``verify_webhook`` raises
    #: for them.
    code: Optional[Union[VerificationErrorCode, ConfigErrorCode]]
    #: Secret, payload, headers, timestamp and signature, in this order: all of them, also after one
    #: that failed.
    checks: tuple[WebhookCheck, ...]
    #: The likely causes, those that were proven by a trial first. One at least if it is not ok.
    hints: tuple[WebhookHint, ...]
