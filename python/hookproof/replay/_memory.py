"""A store in this process's memory."""

from __future__ import annotations

import threading
import time
from heapq import heapify, heappop, heappush
from typing import Optional

from hookproof._must import must
from hookproof.replay._claim import holder, milliseconds
from hookproof.replay._store import ReplayState


class _Entry:
    __slots__ = ("ends_at", "fresh_until", "is_done", "key", "may_go_at", "token")

    def __init__(self, key: str, fresh_until: int) -> None:
        self.key, self.fresh_until = key, fresh_until
        self.token, self.is_done, self.ends_at = "", False, 0
        #: When a store that is full may forget it.
        self.may_go_at = 0


class MemoryReplayStore:
    """Keeps what is known in this process's memory.

    It is for a receiver that is one process, with any number of threads. Other processes, and this
    one after a restart, know nothing of it: gunicorn and uvicorn with several workers need a store
    that these share. No call blocks, so that coroutines call it as it is. What ends goes away
    without a timer.

    Args:
        max_entries: The most webhooks to hold, about 500 bytes each. When it is full, the oldest
            that is done and can no longer be replayed is forgotten; while there is none, claims
            raise, the adapters answer 503, and the sender comes again. So it carries
            ``max_entries / 660`` webhooks a second at a tolerance of 300: the default carries 378.

    Raises:
        WebhookConfigError: A wrong option.

    Example:
        replay = MemoryReplayStore()
    """

    def __init__(self, max_entries: int = 250_000) -> None:
        """Makes an empty one."""
        is_count = (
            isinstance(max_entries, int) and not isinstance(max_entries, bool) and max_entries > 0
        )
        must(is_count, "max_entries must be a whole number, 1 or more")
        self._max_entries = max_entries
        self._entries: dict[str, _Entry] = {}
        # By when they may go, each where it was put last. What is there of an entry from before is
        # passed over.
        self._heap: list[tuple[int, int, _Entry]] = []
        self._count = 0
        self._lock = threading.Lock()

    def claim(self, key: str, token: str, *, lease: float, fresh: float = 660) -> ReplayState:
        """Takes a webhook for a token until the lease ends, as ``ReplayStore.claim`` does."""
        holder(key, token)
        leased, is_fresh = milliseconds("lease", lease), milliseconds("fresh", fresh)
        with self._lock:
            now = _now()
            entry = self._entries.get(key)
            if entry is not None and entry.ends_at > now:
                if entry.is_done:
                    return "done"
                if entry.token != token:
                    return "busy"
            elif entry is not None:
                entry.fresh_until = now + is_fresh
            else:
                self._make_room(now)
                entry = self._entries[key] = _Entry(key, now + is_fresh)
            entry.token, entry.is_done, entry.ends_at = token, False, now + leased
            self._put(entry, entry.ends_at)
            return "claimed"

    def complete(self, key: str, token: str, *, remember: float) -> bool:
        """Remembers a webhook as done, as ``ReplayStore.complete`` does."""
        holder(key, token)
        remembered = milliseconds("remember", remember)
        with self._lock:
            now = _now()
            held = self._held(key, token, now)
            if held is None:
                return False
            if not held.is_done:
                held.is_done, held.ends_at = True, now + remembered
                self._put(held, min(held.fresh_until, held.ends_at))
            return True

    def release(self, key: str, token: str) -> bool:
        """Gives it back, if the token holds the lease, as ``ReplayStore.release`` does."""
        holder(key, token)
        with self._lock:
            held = self._held(key, token, _now())
            if held is None or held.is_done:
                return False
            del self._entries[key]
            return True

    def _held(self, key: str, token: str, now: int) -> Optional[_Entry]:
        entry = self._entries.get(key)
        return entry if entry is not None and entry.ends_at > now and entry.token == token else None

    def _make_room(self, now: int) -> None:
        # Two for each that comes: what has ended goes sooner than new ones come, and no single
        # claim pays for all of it.
        for _ in range(2):
            oldest = self._oldest()
            if oldest is not None and oldest.ends_at <= now:
                del self._entries[oldest.key]
        if len(self._entries) < self._max_entries:
            return
        oldest = self._oldest()
        if oldest is None or oldest.may_go_at > now:
            raise RuntimeError(
                f"MemoryReplayStore: all {self._max_entries} webhooks could be replayed; "
                "raise max_entries, or share the load through Redis"
            )
        del self._entries[oldest.key]

    def _oldest(self) -> Optional[_Entry]:
        """Returns the entry that may go first."""
        while self._heap:
            may_go_at, _, entry = self._heap[0]
            if self._is_there(entry, may_go_at):
                return entry
            heappop(self._heap)
        return None

    def _put(self, entry: _Entry, may_go_at: int) -> None:
        entry.may_go_at = may_go_at
        self._count += 1
        heappush(self._heap, (may_go_at, self._count, entry))
        # What is passed over must not fill the memory either.
        if len(self._heap) > 4 * len(self._entries) + 64:
            self._heap = [each for each in self._heap if self._is_there(each[2], each[0])]
            heapify(self._heap)

    def _is_there(self, entry: _Entry, may_go_at: int) -> bool:
        return entry.may_go_at == may_go_at and self._entries.get(entry.key) is entry


def _now() -> int:
    # The clock that judges timestamps, and no steady one: set back, it makes an old webhook fresh
    # again, and what is known of it as well.
    return time.time_ns() // 1_000_000
