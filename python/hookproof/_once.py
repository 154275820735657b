"""Once only: the claim of a webhook before its handler runs, and what becomes of it afterwards."""

from __future__ import annotations

import math
from contextlib import suppress
from typing import Any, Callable, Generic, TypeVar, Union
from weakref import WeakKeyDictionary

from hookproof._answers import ACKNOWLEDGED, REFUSED, UNAVAILABLE, Answer, is_success
from hookproof._asking import InTime, at_once, settled
from hookproof._errors import WebhookConfigError, WebhookVerificationError
from hookproof._lease import Lease
from hookproof._must import is_amount, must
from hookproof._steps import Steps, run, run_async
from hookproof._types import VerifiedWebhook

R = TypeVar("R")

_HOUR = 60 * 60
#: Svix tries again for 33 hours at the most.
_TWO_DAYS = 48 * _HOUR
#: Nearly. What is longer was meant in milliseconds, or fills the store.
_YEAR = 30_000_000


class Once(Generic[R]):
    """Has the options of a receiver with a replay store, and what they mean for a webhook."""

    def __init__(
        self,
        replay: Any,
        told: Callable[[WebhookVerificationError, R], Steps[None]],
        *,
        tolerance: float,
        endpoint: Any = "webhook",
        lease: float = 60,
        max_work: float = 15 * 60,
        remember: Any = None,
        on_replay: Any = "acknowledge",
        store_timeout: float = 5,
        on_store_error: Any = "refuse",
    ) -> None:
        """Looks at the options. ``told`` tells the application of what is refused."""
        is_known = (
            replay is None
            or _is_store(replay)
            or (callable(replay) and not isinstance(replay, type))
        )
        must(
            is_known,
            "replay must be a store with claim(), complete() and release(), "
            "or a function that gives one",
        )
        must(
            _is_endpoint(endpoint),
            "endpoint must be a name of 1 to 200 characters without control characters, "
            "such as pulse",
        )
        must(
            is_amount(lease) and 1 <= lease <= _HOUR,
            f"lease must be a number of seconds, 1 to {_HOUR}",
        )
        is_longer = is_amount(max_work) and lease <= max_work <= _YEAR
        must(is_longer, f"max_work must be a number of seconds, lease ({lease}) to {_YEAR}")
        is_time = is_amount(store_timeout) and 0 < store_timeout <= _HOUR
        must(is_time, f"store_timeout must be a number of seconds, more than 0 and at most {_HOUR}")
        # First accepted in the earliest second, last in the latest one: both of them count. A claim
        # may reach the store late.
        self.fresh = 2 * tolerance + 1 + math.ceil(store_timeout)
        longest = max(_YEAR, self.fresh)
        self.remember = max(_TWO_DAYS, self.fresh) if remember is None else remember
        must(
            is_amount(self.remember) and self.fresh <= self.remember <= longest,
            f"remember must be {self.fresh}, twice the tolerance and the time of the store, "
            f"to {longest}",
        )
        must(on_replay in ("acknowledge", "refuse"), "on_replay must be 'acknowledge' or 'refuse'")
        is_known = callable(on_store_error) or on_store_error in _CHOICES
        must(
            is_known,
            "on_store_error must be 'refuse', 'accept' or a function that gives one of them",
        )
        self.endpoint, self.lease, self.max_work = endpoint, lease, max_work
        self.store_timeout, self.told = store_timeout, told
        self.replay: Any = replay
        self.on_store_error, self._is_acknowledged = on_store_error, on_replay == "acknowledge"
        if _is_store(replay):
            self._take_endpoint(replay)

    def begun(
        self, webhook: VerifiedWebhook[Any], request: R, *, is_async: bool
    ) -> Steps[Union[Accepted, Answer]]:
        """Returns a webhook that the application may process, or the answer to one it may not."""
        if self.replay is None:
            return Accepted(webhook)
        store = yield from self._store_for(request)
        lease = Lease(self, store, webhook.id, is_async=is_async)
        try:
            state = yield InTime(lease.claim, self.store_timeout)
            if state == "claimed":
                lease.renew()
        except WebhookConfigError:
            raise
        except Exception as error:  # noqa: BLE001
            if (yield from self._is_accepted(error, lease, request)):
                return Accepted(webhook, self, lease, request)
            refusal = WebhookVerificationError(
                "the replay store cannot tell whether it is new", code="ERR_REPLAYED"
            )
            refusal.__cause__ = error
            yield from self.told(refusal, request)
            return UNAVAILABLE
        except BaseException:
            lease.end(processed=False)
            raise
        must(
            state in ("claimed", "busy", "done"),
            "the replay store's claim() must give 'claimed', 'busy' or 'done'",
        )
        if state == "claimed":
            return Accepted(webhook, self, lease, request)
        yield from self.told(WebhookVerificationError(_SEEN[state], code="ERR_REPLAYED"), request)
        # Who comes while another delivery is worked on has to come again: that one may fail.
        if state == "busy":
            return UNAVAILABLE
        return ACKNOWLEDGED if self._is_acknowledged else REFUSED

    def _store_for(self, request: R) -> Steps[Any]:
        if _is_store(self.replay):
            return self.replay
        store = yield self.replay(request)
        must(_is_store(store), "replay must give a store with claim(), complete() and release()")
        from hookproof.replay import MemoryReplayStore

        # A memory that is made for each webhook remembers none.
        is_kept = not isinstance(store, MemoryReplayStore) or store is (yield self.replay(request))
        must(
            is_kept,
            "replay must give the same MemoryReplayStore each time: "
            "make it once, outside of the function",
        )
        self._take_endpoint(store)
        return store

    def _take_endpoint(self, store: Any) -> None:
        """Notes down that this receiver keeps its ids in a store under the name of its endpoint."""
        try:
            names = _endpoints.setdefault(store, {})
        except TypeError:
            # One of the developer's own that cannot be a key.
            return
        must(
            names.setdefault(self.endpoint, self) is self,
            "two receivers share this replay store, "
            "and one would take the webhooks of the other for replays: "
            "give each an endpoint of its own, webhook(secret, replay=store, endpoint='pulse')",
        )

    def _is_accepted(self, error: Exception, lease: Lease, request: R) -> Steps[bool]:
        is_accepted: bool = False
        try:
            choice: Any = (
                (yield self.on_store_error(error, request))
                if callable(self.on_store_error)
                else self.on_store_error
            )
            must(choice in _CHOICES, "on_store_error must give 'refuse' or 'accept'")
            is_accepted = bool(choice == "accept")
        finally:
            # Nobody waits: a claim that arrives after all must not hold the id of a webhook that
            # nobody processed.
            if not is_accepted:
                lease.end(processed=False)
        return is_accepted


#: Which receivers a store knows: two that meant the same ids would take each other's webhooks for
#: replays.
_endpoints: WeakKeyDictionary[Any, dict[str, Any]] = WeakKeyDictionary()

_CHOICES = ("refuse", "accept")
_SEEN = {
    "busy": "another delivery of this webhook is being worked on",
    "done": "this webhook was received before",
}


class Accepted:
    """A webhook that is the application's to process, for as long as the ``with`` around it.

    At its end the id is done if the ``status`` by then is that of a success, and given back
    otherwise.
    """

    status = 500

    def __init__(
        self,
        webhook: VerifiedWebhook[Any],
        once: Any = None,
        lease: Any = None,
        request: Any = None,
    ) -> None:
        """Takes what is to be ended, unless nobody keeps a replay store."""
        self.webhook = webhook
        self._once, self._lease, self._request = once, lease, request

    @property
    def is_claimed(self) -> bool:
        """Whether anybody is told of its end."""
        return self._lease is not None

    def __enter__(self) -> VerifiedWebhook[Any]:
        """Begins the work."""
        return self.webhook

    def __exit__(self, *raised: object) -> None:
        """Ends it in this thread."""
        if self._lease is not None:
            run(self._ended(), at_once)

    async def __aenter__(self) -> VerifiedWebhook[Any]:
        """Begins the work."""
        return self.webhook

    async def __aexit__(self, *raised: object) -> None:
        """Ends it, whoever cancels this task meanwhile."""
        if self._lease is not None:
            import asyncio

            await asyncio.shield(asyncio.ensure_future(run_async(self._ended(), settled)))

    def _ended(self) -> Steps[None]:
        is_processed = is_success(self.status)
        try:
            yield InTime(self._lease.end(processed=is_processed), self._once.store_timeout)
        except Exception as error:
            # A store that can never complete would let in each webhook again.
            if is_processed and isinstance(error, WebhookConfigError):
                raise
            # What the hook raises is told to nobody: the handler has ended.
            with suppress(Exception):
                if callable(self._once.on_store_error):
                    yield self._once.on_store_error(error, self._request)


def _is_store(value: object) -> bool:
    """Tells whether it has what a store must have."""
    return not isinstance(value, type) and all(
        callable(getattr(value, name, None)) for name in ("claim", "complete", "release")
    )


def _is_endpoint(value: object) -> bool:
    from hookproof.replay._claim import is_name

    return is_name(value, 200)
