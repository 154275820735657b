"""The body of an authentic webhook, parsed as JSON."""

from __future__ import annotations

from json import JSONDecoder
from typing import Any, NoReturn

from hookproof._errors import WebhookVerificationError


def _refuse(constant: str) -> NoReturn:
    raise ValueError


# NaN and Infinity are no JSON.
_decoder = JSONDecoder(parse_constant=_refuse)


def parse(body: bytes) -> Any:
    """Parses UTF-8 alone, and no byte order mark, as every other runtime of this package does."""
    try:
        # Not json.loads of bytes, which guesses between UTF-8, UTF-16 and UTF-32.
        return _decoder.decode(body.decode())
    except (ValueError, RecursionError):
        # The cause would quote the body.
        raise WebhookVerificationError(
            "the webhook is authentic, its body is not JSON", code="ERR_PAYLOAD_JSON"
        ) from None
