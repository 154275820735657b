"""Receives webhooks in FastAPI."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any, Callable, Optional, TypeVar, cast, overload

import fastapi.routing
from fastapi import HTTPException, Request, Response
from pydantic import TypeAdapter

from hookproof._answers import Answer
from hookproof._must import must
from hookproof._receive import AsyncReceiver, read_before
from hookproof._types import VerifiedWebhook

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable
    from types import FrameType

    from typing_extensions import Unpack

    from hookproof._once import Accepted
    from hookproof._receive import AsyncOptions, AsyncSecretSource

__all__ = ["webhook"]

T = TypeVar("T")


@overload
def webhook(
    secret: AsyncSecretSource[Request], *, event: type[T], **options: Unpack[AsyncOptions[Request]]
) -> Callable[[Request], Awaitable[VerifiedWebhook[T]]]: ...
@overload
def webhook(
    secret: AsyncSecretSource[Request],
    *,
    event: Any = None,
    **options: Unpack[AsyncOptions[Request]],
) -> Callable[[Request], Awaitable[VerifiedWebhook[Any]]]: ...
def webhook(
    secret: AsyncSecretSource[Request],
    *,
    event: Any = None,
    **options: Unpack[AsyncOptions[Request]],
) -> Callable[[Request], Awaitable[VerifiedWebhook[Any]]]:
    """Makes a dependency that gives authentic, fresh webhooks alone.

    It reads the raw body itself, and later ones can read it again. What is refused is answered 401
    (413 over the limit) and never told why: ``on_refused`` is.

    Args:
        secret: One secret, 1 to 16 during a rotation, or a function of the request, which may be
            async.
        event: What the event is: a pydantic model, or whatever else ``TypeAdapter`` takes. An
            authentic event that is none raises pydantic's ``ValidationError``, a 500 unless your
            application handles it: its sender has the key.
        options: ``tolerance``, ``now``, ``min_secret_bytes``, ``max_body_bytes``, ``body_timeout``,
            ``json_parse``, ``on_refused(error, request)``; to process each webhook once ``replay``,
            ``endpoint``, ``lease``, ``max_work``, ``remember``, ``on_replay``, ``store_timeout``,
            ``on_store_error(error, request)``.

    Raises:
        WebhookConfigError: A wrong option, or a wrong secret unless it is a function's, which is
            raised for each request.

    Example:
        verified = webhook(secret, event=JobEvent)

        @app.post("/webhook", status_code=204)
        async def receive(
            delivery: Annotated[VerifiedWebhook[JobEvent], Depends(verified)],
        ) -> None:
            print(delivery.event.type)
    """
    receiver = AsyncReceiver[Request](secret, **options)
    model: Optional[TypeAdapter[Any]] = None if event is None else TypeAdapter(event)

    async def received(request: Request) -> Accepted:
        length = request.headers.get("content-length")
        outcome = await receiver.receive_async(request, request.headers, length, _chunks(request))
        if isinstance(outcome, Answer):
            raise _refused(request, outcome)
        # For whoever reads it later, as request.body() keeps it.
        vars(request)["_body"] = outcome.webhook.body
        return outcome

    def read(delivery: VerifiedWebhook[Any]) -> VerifiedWebhook[Any]:
        return (
            delivery
            if model is None
            else replace(delivery, event=model.validate_python(delivery.event))
        )

    async def verified(request: Request) -> VerifiedWebhook[Any]:
        return read((await received(request)).webhook)

    async def claimed(request: Request) -> AsyncIterator[VerifiedWebhook[Any]]:
        frames = _answering()
        try:
            outcome = await received(request)
            async with outcome as delivery:
                yield read(delivery)
                outcome.status = _status(frames)
        finally:
            # They refer to this one.
            frames.clear()

    # FastAPI tells a dependency of the end by what it does after its yield.
    return verified if receiver.once.replay is None else cast("Any", claimed)


async def _chunks(request: Request) -> AsyncIterator[bytes]:
    if getattr(request, "_stream_consumed", False) and not hasattr(request, "_body"):
        read_before(
            "await request.body(), which keeps it, before request.form() or request.stream()"
        )
    async for chunk in request.stream():
        yield chunk


def _answering() -> list[FrameType]:
    """Returns what will have the answer, once it is sent.

    A dependency hears of exceptions alone, and an endpoint can return a 503. The answer is in
    variables of FastAPI's functions, which wait for this dependency; where there are none, the
    developer hears of it before anything is claimed.
    """
    frames: list[FrameType] = []
    frame: Optional[FrameType] = sys._getframe(1)  # pyright: ignore[reportPrivateUsage]
    while frame is not None:
        if (
            "response" in frame.f_code.co_varnames
            and frame.f_code.co_filename == fastapi.routing.__file__
        ):
            frames.append(frame)
        frame = frame.f_back
    must(
        frames != [],
        "this release of FastAPI shows no answer of an endpoint: "
        "give hookproof.starlette the replay store",
    )
    return frames


def _status(frames: list[FrameType]) -> int:
    answers = (frame.f_locals.get("response") for frame in frames)
    return next((answer.status_code for answer in answers if isinstance(answer, Response)), 500)


class _Refused(HTTPException):
    """Is answered as it says, without FastAPI's JSON."""


def _answer(request: Request, refused: Exception) -> Response:
    refusal = cast("_Refused", refused)
    return Response(status_code=refusal.status_code, headers=refusal.headers)


def _refused(request: Request, answer: Answer) -> _Refused:
    # A dependency can answer by an exception alone, and here Starlette looks for what answers it.
    # Where the application has an answer of its own to each 401, or Starlette looks elsewhere, the
    # sender gets that: still one answer for every reason.
    handlers, _ = request.scope.get("starlette.exception_handlers", ({}, {}))
    handlers.setdefault(_Refused, _answer)
    return _Refused(answer.status, headers=dict(answer.headers))
