"""Receives a delivery for every adapter: options, limits, verdict and answers, each once."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any, Callable, Generic, NoReturn, Optional, TypeVar, Union, cast

from hookproof import (
    WebhookConfigError,
    WebhookVerificationError,
    generate_secret,
    unwrap_webhook,
    verify_webhook,
)
from hookproof._answers import REFUSED, TOO_LARGE, Answer
from hookproof._asking import at_once, settled
from hookproof._must import is_amount, must
from hookproof._once import Accepted, Once
from hookproof._steps import Steps, run, run_async
from hookproof._types import Headers, Secrets, VerifiedWebhook

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterable
    from datetime import datetime
    from typing import Literal

    from typing_extensions import TypedDict

    from hookproof._types import VerificationErrorCode
    from hookproof.replay import AsyncReplayStore, ReplayStore

    AnyReplayStore = Union[ReplayStore, AsyncReplayStore]

    #: What a request is called with by its framework.
    R = TypeVar("R")

    Choice = Literal["refuse", "accept"]

    class Common(TypedDict, Generic[R], total=False):
        """What every adapter takes beside the secret."""

        #: How far the timestamp may lie from now, both ways, in seconds: 300.
        tolerance: float
        #: The time to compare with, for tests. By default the clock's.
        now: Optional[Union[float, datetime]]
        #: How many bytes a secret must have at least, for a sender that issues shorter ones: 24.
        min_secret_bytes: int
        #: The largest body, also of one that was read before: 1 MiB.
        max_body_bytes: int
        #: False also takes a body that is no JSON: the event is None, ``body`` has its bytes.
        json_parse: bool
        #: Called with each refusal and its request, for logs.
        on_refused: Optional[Callable[[WebhookVerificationError, R], object]]
        #: What this receiver is called in the store: ``webhook``. Two that share a store need two
        #: names.
        endpoint: str
        #: How long an id is held for a process that has died, in seconds: 60.
        lease: float
        #: How long the lease is renewed for a handler that goes on, in seconds: 900.
        max_work: float
        #: How long an id that is done is known, in seconds: two days, and never less than twice the
        #: tolerance.
        remember: Optional[float]
        #: What an id that is done gets: 204, or with ``refuse`` 401.
        on_replay: Literal["acknowledge", "refuse"]
        #: After so many seconds the store counts as down: 5.
        store_timeout: float

    class Options(Common[R], Generic[R], total=False):
        """What an adapter takes for an application that blocks."""

        #: A replay store, or a function of the request that gives one.
        replay: Optional[Union[ReplayStore, Callable[[R], ReplayStore]]]
        #: What happens while the store is down: 503, or with ``accept`` the webhook is processed
        #: unguarded; or a function that chooses.
        on_store_error: Union[Choice, Callable[[Exception, R], Choice]]

    class ViewOptions(Common[R], Generic[R], total=False):
        """What an adapter takes for an application that awaits. Its functions may be async."""

        #: A replay store, which may be async, or a function of the request that gives one.
        replay: Optional[
            Union[AnyReplayStore, Callable[[R], Union[AnyReplayStore, Awaitable[AnyReplayStore]]]]
        ]
        #: What happens while the store is down: 503, or with ``accept`` the webhook is processed
        #: unguarded; or a function that chooses.
        on_store_error: Union[Choice, Callable[[Exception, R], Union[Choice, Awaitable[Choice]]]]

    class AsyncOptions(ViewOptions[R], Generic[R], total=False):
        """The same, of an adapter that waits for the body itself."""

        #: How long a body may take to arrive, in seconds: 30.
        body_timeout: float

else:
    R = TypeVar("R")

#: One secret, 1 to 16 during a rotation, or a function of the request. A secret that is not set is
#: ``ERR_SECRET_MISSING``.
SecretSource = Union[Secrets, None, Callable[[R], Optional[Secrets]]]
#: The same; the function may be async.
AsyncSecretSource = Union[
    Secrets, None, Callable[[R], Union[Optional[Secrets], Awaitable[Optional[Secrets]]]]
]


Outcome = Union[Accepted, Answer]

Judge = Callable[[bytes], VerifiedWebhook[Any]]


class Receiver(Generic[R]):
    """Judges what an application is sent, whether it blocks or awaits."""

    _body_timeout: float = 30

    def __init__(
        self,
        secret: object,
        *,
        tolerance: float = 300,
        now: Optional[Union[float, datetime]] = None,
        min_secret_bytes: int = 24,
        max_body_bytes: int = 1024 * 1024,
        json_parse: bool = True,
        on_refused: Optional[Callable[[WebhookVerificationError, R], object]] = None,
        replay: object = None,
        **once: Any,
    ) -> None:
        """Looks at the options: a mistake shows when the adapter is made."""
        is_size = is_amount(max_body_bytes) and isinstance(max_body_bytes, int)
        must(is_size, "max_body_bytes must be a whole number of bytes, 0 or more")
        must(isinstance(json_parse, bool), "json_parse must be True or False")
        must(on_refused is None or callable(on_refused), "on_refused must be a function")
        self.secret, self.max_body_bytes, self.on_refused = secret, max_body_bytes, on_refused
        self._json_parse, self._now = json_parse, now
        self._judging: Any = {"tolerance": tolerance, "min_secret_bytes": min_secret_bytes}
        # What a function will give is not known yet.
        known = generate_secret(512) if callable(secret) else secret
        verify_webhook(b"", (), cast("Secrets", known), now=now, **self._judging)
        self.once = Once[R](replay, self._told, tolerance=tolerance, **once)

    def receive(
        self, request: R, headers: Headers, length: Optional[str], read: Callable[[int], bytes]
    ) -> Outcome:
        """Returns the webhook, or what the sender is to be answered.

        ``read`` gives no more bytes than it is told.
        """
        steps = self._received(
            request, headers, length, lambda: read(self.max_body_bytes + 1), is_async=False
        )
        return run(steps, at_once)

    async def receive_async(
        self, request: R, headers: Headers, length: Optional[str], chunks: AsyncIterable[bytes]
    ) -> Outcome:
        """Returns the webhook, or what the sender is to be answered."""
        _must_have_asyncio()
        steps = self._received(
            request, headers, length, lambda: self._gathered(chunks), is_async=True
        )
        return await run_async(steps, settled)

    def _received(
        self,
        request: R,
        headers: Headers,
        length: Optional[str],
        read: Callable[[], object],
        *,
        is_async: bool,
    ) -> Steps[Outcome]:
        secret = (yield self.secret(request)) if callable(self.secret) else self.secret
        try:
            judge = self._begun(secret, headers, length)
            try:
                body = yield read()
            except Exception as error:  # noqa: BLE001
                _broken(error)
            webhook = judge(body)
        except WebhookVerificationError as refusal:
            yield from self._told(refusal, request)
            return TOO_LARGE if refusal.code == "ERR_BODY_TOO_LARGE" else REFUSED
        # Only now, so that no forgery can use up an id.
        return (yield from self.once.begun(webhook, request, is_async=is_async))

    def _begun(self, secret: object, headers: Headers, length: Optional[str]) -> Judge:
        """Judges all that comes before the body, and returns what judges the rest."""

        def judged(body: bytes, json_parse: Any) -> VerifiedWebhook[Any]:
            return unwrap_webhook(
                body,
                headers,
                cast("Secrets", secret),
                now=self._now,
                json_parse=json_parse,
                **self._judging,
            )

        try:
            # All but the signature is judged as it is with any other body.
            judged(b"", json_parse=False)
        except WebhookVerificationError as refusal:
            if refusal.code != "ERR_NO_MATCHING_SIGNATURE":
                raise
        self._limit(declared(length) or 0)

        def rest(body: bytes) -> VerifiedWebhook[Any]:
            self._limit(len(body))
            # The clock is read again: a body that trickles in must not outlast the tolerance, or a
            # replay guard could forget it.
            return judged(body, self._json_parse)

        return rest

    def _told(self, refusal: WebhookVerificationError, request: R) -> Steps[None]:
        if self.on_refused is not None:
            yield self.on_refused(refusal, request)

    def _limit(self, count: int) -> None:
        if count > self.max_body_bytes:
            refuse(
                f"the body is larger than {self.max_body_bytes} bytes", code="ERR_BODY_TOO_LARGE"
            )

    async def _gathered(self, chunks: AsyncIterable[bytes]) -> bytes:
        import asyncio

        body = bytearray()

        async def gather() -> None:
            async for chunk in chunks:
                body.extend(chunk)
                if len(body) > self.max_body_bytes:
                    return

        await asyncio.wait_for(gather(), self._body_timeout)
        return bytes(body)


class AsyncReceiver(Receiver[R]):
    """Judges what an application is sent that can say how long a body may take."""

    def __init__(self, secret: object, *, body_timeout: float = 30, **options: Any) -> None:
        """Looks at the options, as every receiver does."""
        is_time = is_amount(body_timeout) and 0 < body_timeout <= _DAY
        must(is_time, f"body_timeout must be a number of seconds, more than 0 and at most {_DAY}")
        self._body_timeout = body_timeout
        super().__init__(secret, **options)


def declared(length: Optional[str]) -> Optional[int]:
    """Reads a Content-Length. No server needs more digits than are read."""
    if not length:
        return None
    if not (length.isascii() and length.isdigit()):
        refuse("the Content-Length is no number")
    return int(length[:18])


def refuse(message: str, *, code: VerificationErrorCode = "ERR_NO_MATCHING_SIGNATURE") -> NoReturn:
    """Refuses a webhook for what the core does not see."""
    raise WebhookVerificationError(message, code=code)


def read_before(advice: str) -> NoReturn:
    """Tells the developer that the bytes that were signed are gone."""
    raise WebhookConfigError(
        f"the body was read before it was verified, and was not kept: {advice}",
        code="ERR_PAYLOAD_TYPE",
    )


def _must_have_asyncio() -> None:
    import asyncio

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        # Or every body would seem to have broken off.
        must(False, "this adapter needs asyncio: run the server on it, and not on trio")


def _broken(error: Exception) -> NoReturn:
    """Refuses a body that did not arrive, whatever the server raises for it.

    The sender broke it off, or was too slow.
    """
    if isinstance(error, (WebhookConfigError, WebhookVerificationError)):
        raise error
    raise WebhookVerificationError("the body broke off, or took too long") from error


_DAY = 24 * 60 * 60
