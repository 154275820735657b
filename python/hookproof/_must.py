"""How a mistake of the developer is told."""

from __future__ import annotations

import math
from typing import cast

from hookproof._errors import WebhookConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hookproof._types import ConfigErrorCode


def must(is_right: bool, message: str, code: ConfigErrorCode = "ERR_OPTION") -> None:
    """Tells the developer what is wrong."""
    if not is_right:
        raise WebhookConfigError(message, code=code)


def is_amount(value: object) -> bool:
    """Tells whether it is a finite number, 0 or more."""
    return (
        isinstance(value, (int, float))
        and not isinstance(value, bool)
        and 0 <= cast("float", value) < math.inf
    )
