"""The body of an authentic webhook, parsed as JSON."""

from __future__ import annotations

from json import JSONDecoder
from typing import Any, NoReturn

from hookproof._errors import WebhookVerificationError


def _refuse(constant: str) -> NoReturn:
    raise ValueError


def _rounded(digits: str) -> float:
    try:
        return int(digits)
    except ValueError:
        return float(digits)


# NaN and Infinity are no JSON.
_decoder = JSONDecoder(parse_constant=_refuse)
# Python refuses a whole number of thousands of digits, which every other runtime rounds.
_rounding = JSONDecoder(parse_constant=_refuse, parse_int=_rounded)


def parse(body: bytes) -> Any:
    """Parses UTF-8 alone, and no byte order mark, as every other runtime of this package does."""
    try:
        # Not json.loads of bytes, which guesses between UTF-8, UTF-16 and UTF-32.
        text = body.decode()
        try:
            return _decoder.decode(text)
        except ValueError:
            return _rounding.decode(text)
    except (ValueError, RecursionError):
        # The cause would quote the body.
        raise WebhookVerificationError(
            "the webhook is authentic, its body is not JSON", code="ERR_PAYLOAD_JSON"
        ) from None
