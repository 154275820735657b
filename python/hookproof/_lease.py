"""What one delivery holds of an id in a replay store."""

from __future__ import annotations

import threading
import time
import uuid
from contextlib import suppress
from typing import Any, Optional, Protocol

from hookproof._asking import asking
from hookproof._steps import Steps


class Times(Protocol):
    """What a lease has to know, each but the first in seconds."""

    endpoint: str
    lease: float
    max_work: float
    remember: float
    fresh: float


class Lease:
    """Claims an id, renews that while it is worked on, and completes or releases it."""

    def __init__(self, times: Times, store: Any, id: str, *, is_async: bool) -> None:
        """Claims it."""
        # An id has no dot, so that no two endpoints share a key.
        self._times, self._store, self._key = times, store, f"{times.endpoint}.{id}"
        self._token = str(uuid.uuid4())
        self._asking = asking(store, is_async=is_async)
        self._timer: Any = None
        self._renewal: Any = None
        self._has_ended = False
        # Between the end of the work and a renewal that begins in another thread.
        self._lock = threading.RLock()
        self._until = time.monotonic() + times.max_work - times.lease
        #: What the store will have said.
        self.claim = self._asking.start(self._claimed())

    def _claimed(self) -> Steps[Any]:
        return (
            yield self._store.claim(
                self._key, self._token, lease=self._times.lease, fresh=self._times.fresh
            )
        )

    def renew(self) -> None:
        """Renews it until its time is over: a handler that never ends must not hold an id for ever.

        Twice in the time of a lease before it ends, so that a renewal that fails is made up for.
        """
        with self._lock:
            if not self._has_ended and time.monotonic() <= self._until:
                self._timer = self._asking.after(self._times.lease / 3, self._beat)

    def _beat(self) -> None:
        with self._lock:
            if self._has_ended:
                return
            self._renewal = self._asking.start(self._renewed())
            # It could not begin: too many calls of the store have not returned.
            if self._renewal.done() and self._renewal.exception() is not None:
                self.renew()

    def _renewed(self) -> Steps[None]:
        state = "claimed"
        with suppress(Exception):
            state = yield from self._claimed()
        # Whoever lost the lease gets it back no more.
        if state == "claimed":
            self.renew()

    def end(self, *, processed: bool) -> Any:
        """Completes or releases the claim, and returns what the store will answer.

        The claim itself may not have been answered yet.
        """
        with self._lock:
            self._has_ended = True
            if self._timer is not None:
                self._timer.cancel()
        return self._asking.start(self._ended(processed))

    def _ended(self, processed: bool) -> Steps[Optional[bool]]:
        state = None
        with suppress(Exception):
            state = yield self.claim
        # Not before a renewal has ended: it would lease the id again.
        if self._renewal is not None:
            with suppress(Exception):
                yield self._renewal
        if processed and state == "claimed":
            remember = self._times.remember
            done = yield self._store.complete(self._key, self._token, remember=remember)
            return done  # type: ignore[no-any-return]
        # Also what was claimed and not told.
        if not processed and state in ("claimed", None):
            return (yield self._store.release(self._key, self._token))  # type: ignore[no-any-return]
        return None
