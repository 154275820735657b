"""Gives a webhook that is right, and what it is verified and refused by."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from hookproof import WebhookConfigError, verify_webhook

from .conftest import vectors

GOOD = vectors("verify")[0]
BODY, PAIRS, (SECRET,), NOW = (
    GOOD["body"],
    [tuple(pair) for pair in GOOD["headers"]],
    GOOD["secrets"],
    GOOD["now"],
)
HEADERS = dict(PAIRS)


def verify(
    headers: Any = HEADERS,
    payload: Any = BODY,
    secret: Any = SECRET,
    now: Any = NOW,
    **options: Any,
) -> bool:
    return verify_webhook(payload, headers, secret, now=now, **options)


def mistake(action: Callable[[], Any]) -> str:
    with pytest.raises(WebhookConfigError) as wrong:
        action()
    assert isinstance(wrong.value, ValueError)
    assert SECRET[6:] not in f"{wrong.value!r}"
    return wrong.value.code


class Awaitable:
    def __await__(self) -> Iterator[None]:
        yield


class Failing:
    def items(self) -> Any:
        raise RuntimeError(SECRET)


class Everything:
    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(SECRET)


def endless() -> Iterator[tuple[str, str]]:
    while True:
        yield "x", "y"
