"""What every store makes of its arguments, before it looks at what it remembers."""

from __future__ import annotations

import math
import time
import unicodedata
from typing import Any

from hookproof._must import must


def holder(key: str, token: str) -> tuple[str, str]:
    """Returns who holds what: a key or a token that is none would be everybody's."""
    of = "of a claim must be a text of 1 to 512 characters"
    must(is_name(key, 512), f"the key {of}, such as pulse.msg_1, without control characters")
    must(is_name(token, 512), f"the token {of}, such as str(uuid.uuid4())")
    return key, token


def is_name(value: Any, most: int) -> bool:
    """Tells whether every store can keep a text.

    Some cannot keep control characters and halves of surrogate pairs.
    """
    if not (isinstance(value, str) and 0 < len(value) <= most):
        return False
    if value.isascii():
        return value.isprintable()
    return not any(unicodedata.category(character) in ("Cc", "Cs") for character in value)


def milliseconds(name: str, seconds: float) -> int:
    """Returns a time as the stores keep it.

    Added to the clock it must be exact in every runtime that shares the store.
    """
    is_number = isinstance(seconds, (int, float)) and not isinstance(seconds, bool)
    is_time = is_number and 0 < seconds * 1000 < 2**53 - 1 - time.time() * 1000
    must(
        is_time,
        f"{name} must be a number of seconds above 0, and no longer than the clock can count",
    )
    return math.ceil(seconds * 1000)


def must_wait(client: object, is_async: bool, kinds: str) -> None:
    """Tells a client for asyncio from one that blocks: each has its own store."""
    is_one = not isinstance(client, type) and hasattr(client, "__aenter__") == is_async
    must(is_one, f"this store takes {kinds}")
