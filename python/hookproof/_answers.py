"""What a sender is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Answer(NamedTuple):
    """Has no body and says no more than its status: the reason is for the receiver's log."""

    status: int
    headers: Mapping[str, str]


_NO_STORE = {"Cache-Control": "no-store", "Content-Length": "0"}
#: The same for every reason, so that nobody can feel his way from one check to the next.
REFUSED = Answer(401, _NO_STORE)
TOO_LARGE = Answer(413, _NO_STORE)
#: The sender comes again, soon: a lease ends by itself, and a store comes back.
UNAVAILABLE = Answer(503, {**_NO_STORE, "Retry-After": "10"})
#: The sender stops: it is done. Such an answer has no length.
ACKNOWLEDGED = Answer(204, {"Cache-Control": "no-store"})


def is_success(status: int) -> bool:
    """Tells whether an answer says that the sender need not try again."""
    return 200 <= status < 300
