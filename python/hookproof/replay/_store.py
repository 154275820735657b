"""What a replay store is."""

from __future__ import annotations

from typing import Literal, Optional, Protocol

#: What a claim finds. ``claimed``: the caller works on it. ``busy``: somebody else does, so that
#: the sender has to come again. ``done``: nobody has to.
ReplayState = Literal["claimed", "busy", "done"]


class ReplayStore(Protocol):
    """Remembers which webhooks are worked on and which are done, so that none is processed twice.

    One of your own must decide in one atomic step: a read that is followed by a write lets two
    deliveries through. A key is free, or leased to a token until the lease ends, or done until its
    time is over. Whoever lost the lease, because it ended or because somebody else has it since,
    completes and releases nothing.

    Example:
        key, token = f"pulse.{delivery.id}", str(uuid.uuid4())
        state = store.claim(key, token, lease=60)
        if state == "done":
            return "", 204  # the sender stops
        if state == "busy":
            return "", 503  # the sender comes again
        try:
            process(delivery.event)
        except Exception:
            store.release(key, token)  # so that the sender's next attempt is processed
            raise
        store.complete(key, token, remember=2 * 86_400)
    """

    def claim(self, key: str, token: str, *, lease: float, fresh: float = 660) -> ReplayState:
        """Takes a webhook for a token until the lease ends.

        The same token takes it again: that renews the lease, and it makes a claim whose answer was
        lost safe to repeat.

        Args:
            key: The webhook's id, with the name of your endpoint before it: ids are unique for one
                sender only. Up to 512
                characters, none of them a control character.
            token: Names this delivery and no other one: ``str(uuid.uuid4())``.
            lease: How long the work may take, in seconds from this claim on.
            fresh: How long it could be replayed, in seconds from the first claim on: twice the
                tolerance. A store that is full
                gives up only what is older.

        Returns:
            What it finds. It raises if it cannot tell.
        """
        ...

    def complete(self, key: str, token: str, *, remember: float) -> Optional[bool]:
        """Remembers that it is done, if the token holds the lease.

        Args:
            key: What was claimed.
            token: By whom.
            remember: For how many seconds: as long as the sender retries, and at least twice the
                tolerance.

        Returns:
            False if the lease was lost: somebody else may do it as well. Also True when it is
                completed once more. A store of
            your own need not tell.
        """
        ...

    def release(self, key: str, token: str) -> Optional[bool]:
        """Gives it back, because its processing failed, if the token holds the lease.

        Args:
            key: What was claimed.
            token: By whom.

        Returns:
            False if the token held no lease, so that nothing has changed. A store of your own need
            not tell.
        """
        ...


class AsyncReplayStore(Protocol):
    """Remembers what a ``ReplayStore`` does; its methods are awaited."""

    async def claim(self, key: str, token: str, *, lease: float, fresh: float = 660) -> ReplayState:
        """Takes a webhook for a token until the lease ends, as ``ReplayStore.claim`` does."""
        ...

    async def complete(self, key: str, token: str, *, remember: float) -> Optional[bool]:
        """Remembers a webhook as done, as ``ReplayStore.complete`` does."""
        ...

    async def release(self, key: str, token: str) -> Optional[bool]:
        """Gives it back, if the token holds the lease, as ``ReplayStore.release`` does."""
        ...
