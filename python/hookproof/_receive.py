"""What every adapter does with a delivery: its options, its limits, the verdict and the answers, each once."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Mapping
from typing import Any, Callable, Generic, NamedTuple, NoReturn, Optional, TypeVar, Union, cast

from hookproof import WebhookConfigError, WebhookVerificationError, generate_secret, unwrap_webhook, verify_webhook
from hookproof._types import Headers, Secrets, VerifiedWebhook

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterable
    from datetime import datetime

    from typing_extensions import TypedDict

    from hookproof._types import ConfigErrorCode, VerificationErrorCode

    #: What a request is called with by its framework.
    R = TypeVar("R")

    class Options(TypedDict, Generic[R], total=False):
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

    class AsyncOptions(Options[R], Generic[R], total=False):
        """What an adapter takes that waits for the body itself. ``on_refused`` may be async."""

        #: How long a body may take to arrive, in seconds: 30.
        body_timeout: float

else:
    R = TypeVar("R")

#: One secret, 1 to 16 during a rotation, or a function of the request. A secret that is not set is ``ERR_SECRET_MISSING``.
SecretSource = Union[Secrets, None, Callable[[R], Optional[Secrets]]]
#: The same; the function may be async.
AsyncSecretSource = Union[Secrets, None, Callable[[R], Union[Optional[Secrets], Awaitable[Optional[Secrets]]]]]


class Answer(NamedTuple):
    """What a sender is told. It has no body and says no more than its status: the reason is for the receiver's log."""

    status: int
    headers: Mapping[str, str]


_NO_STORE = {"Cache-Control": "no-store", "Content-Length": "0"}
#: The same for every reason, so that nobody can feel his way from one check to the next.
REFUSED = Answer(401, _NO_STORE)
TOO_LARGE = Answer(413, _NO_STORE)

Outcome = Union[VerifiedWebhook[Any], Answer]


class _Judge(Generic[R]):
    """Has the rules that do not depend on how a body is waited for."""

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
    ) -> None:
        _must(_is_number(max_body_bytes, int), "max_body_bytes must be a whole number of bytes, 0 or more")
        _must(isinstance(json_parse, bool), "json_parse must be True or False")
        _must(on_refused is None or callable(on_refused), "on_refused must be a function")
        self.secret, self.max_body_bytes, self.on_refused = secret, max_body_bytes, on_refused
        self._json_parse, self._now = json_parse, now
        self._judging: Any = {"tolerance": tolerance, "min_secret_bytes": min_secret_bytes}
        # A mistake shows when the adapter is made. What a function will give is not known yet.
        known = generate_secret(512) if callable(secret) else secret
        verify_webhook(b"", (), cast("Secrets", known), now=now, **self._judging)

    def begun(self, secret: object, headers: Headers, length: Optional[str]) -> Callable[[bytes], VerifiedWebhook[Any]]:
        """Judges all that comes before the body, and returns what judges the rest."""
        # Once, so that a body on its way does not age.
        now = time.time() if self._now is None else self._now

        def judged(body: bytes, json_parse: Any) -> VerifiedWebhook[Any]:
            return unwrap_webhook(body, headers, cast("Secrets", secret), now=now, json_parse=json_parse, **self._judging)

        try:
            # All but the signature is judged as it is with any other body.
            judged(b"", json_parse=False)
        except WebhookVerificationError as refusal:
            if refusal.code != "ERR_NO_MATCHING_SIGNATURE":
                raise
        self._limit(declared(length) or 0)

        def rest(body: bytes) -> VerifiedWebhook[Any]:
            self._limit(len(body))
            return judged(body, self._json_parse)

        return rest

    def accepted(self, webhook: VerifiedWebhook[Any]) -> VerifiedWebhook[Any]:
        """Hands on what is authentic and fresh: the place to claim its id, where a forgery can no longer use one up."""
        return webhook

    def _limit(self, count: int) -> None:
        if count > self.max_body_bytes:
            refuse(f"the body is larger than {self.max_body_bytes} bytes", code="ERR_BODY_TOO_LARGE")


class Receiver(_Judge[R]):
    """Judges what a synchronous application is sent."""

    def receive(self, request: R, headers: Headers, length: Optional[str], read: Callable[[int], bytes]) -> Outcome:
        """Returns the webhook, or what the sender is to be answered. ``read`` gives no more bytes than it is told."""
        secret = _at_once(self.secret(request)) if callable(self.secret) else self.secret
        try:
            judge = self.begun(secret, headers, length)
            try:
                body = read(self.max_body_bytes + 1)
            except Exception as error:  # noqa: BLE001
                _broken(error)
            return self.accepted(judge(body))
        except WebhookVerificationError as refusal:
            if self.on_refused is not None:
                _at_once(self.on_refused(refusal, request))
            return _answer(refusal)


class AsyncReceiver(_Judge[R]):
    """Judges what an asynchronous application is sent."""

    def __init__(self, secret: object, *, body_timeout: float = 30, **options: Any) -> None:
        """Looks at the options, as every receiver does."""
        is_time = _is_number(body_timeout, int, float) and 0 < body_timeout <= _DAY
        _must(is_time, f"body_timeout must be a number of seconds, more than 0 and at most {_DAY}")
        self._body_timeout = body_timeout
        super().__init__(secret, **options)

    async def receive(self, request: R, headers: Headers, length: Optional[str], chunks: AsyncIterable[bytes]) -> Outcome:
        """Returns the webhook, or what the sender is to be answered."""
        secret = await _settled(self.secret(request)) if callable(self.secret) else self.secret
        try:
            judge = self.begun(secret, headers, length)
            return self.accepted(judge(await self._gathered(chunks)))
        except WebhookVerificationError as refusal:
            if self.on_refused is not None:
                await _settled(self.on_refused(refusal, request))
            return _answer(refusal)

    async def _gathered(self, chunks: AsyncIterable[bytes]) -> bytes:
        import asyncio

        body = bytearray()

        async def gather() -> None:
            async for chunk in chunks:
                body.extend(chunk)
                if len(body) > self.max_body_bytes:
                    return

        try:
            await asyncio.wait_for(gather(), self._body_timeout)
        except Exception as error:  # noqa: BLE001
            _broken(error)
        return bytes(body)


def _at_once(value: Any) -> Any:
    """Returns what a function gave, unless that would have to be awaited."""
    if hasattr(value, "__await__"):
        if hasattr(value, "close"):
            value.close()
        raise WebhookConfigError("secret and on_refused must not be async here, where nobody awaits them", code="ERR_OPTION")
    return value


async def _settled(value: Any) -> Any:
    """Returns what a function gave, or what that gives once it is awaited."""
    return await value if hasattr(value, "__await__") else value


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
    raise WebhookConfigError(f"the body was read before it was verified, and was not kept: {advice}", code="ERR_PAYLOAD_TYPE")


def _broken(error: Exception) -> NoReturn:
    """Refuses a body that did not arrive, whatever the server raises for it: the sender broke it off, or was too slow."""
    if isinstance(error, (WebhookConfigError, WebhookVerificationError)):
        raise error
    raise WebhookVerificationError("the body broke off, or took too long") from error


def _answer(refusal: WebhookVerificationError) -> Answer:
    return TOO_LARGE if refusal.code == "ERR_BODY_TOO_LARGE" else REFUSED


def _is_number(value: object, *kinds: type) -> bool:
    return isinstance(value, kinds) and not isinstance(value, bool) and cast("float", value) >= 0


_DAY = 24 * 60 * 60


def _must(is_right: bool, message: str, code: ConfigErrorCode = "ERR_OPTION") -> None:
    if not is_right:
        raise WebhookConfigError(message, code=code)
