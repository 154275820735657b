"""Receives webhooks in aiohttp."""

from __future__ import annotations

from functools import wraps
from typing import Any

from aiohttp.web import BaseRequest, HTTPException, Request, Response, StreamResponse

from hookproof._answers import Answer
from hookproof._must import must
from hookproof._receive import AsyncReceiver, read_before

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable
    from typing import Callable

    from typing_extensions import Unpack

    from hookproof._receive import AsyncOptions, AsyncSecretSource
    from hookproof._types import VerifiedWebhook

    Handler = Callable[[Request, VerifiedWebhook[Any]], Awaitable[StreamResponse]]

__all__ = ["webhook"]


def webhook(
    secret: AsyncSecretSource[Request], **options: Unpack[AsyncOptions[Request]]
) -> Callable[[Handler], Callable[[Request], Awaitable[StreamResponse]]]:
    """Calls a handler only with authentic, fresh webhooks: its second argument.

    It reads the raw body itself, or takes the one that ``request.read()`` keeps; the handler can
    read it again. What is refused is answered 401 (413 over the limit) and never told why:
    ``on_refused`` is.

    Args:
        secret: One secret, 1 to 16 during a rotation, or a function of the request, which may be
            async.
        options: ``tolerance``, ``now``, ``min_secret_bytes``, ``max_body_bytes``, ``body_timeout``,
            ``json_parse``, ``on_refused(error, request)``; to process each webhook once ``replay``,
            ``endpoint``, ``lease``, ``max_work``, ``remember``, ``on_replay``, ``store_timeout``,
            ``on_store_error(error, request)``.

    Raises:
        WebhookConfigError: A wrong option, or a wrong secret unless it is a function's, which is
            raised for each request.

    Example:
        @routes.post("/webhook")
        @webhook(os.environ["WEBHOOK_SECRET"])
        async def receive(request, delivery):
            print(delivery.id, delivery.event["type"])
            return Response(status=204)
    """
    receiver = AsyncReceiver[Request](secret, **options)

    def guarded(handler: Handler) -> Callable[[Request], Awaitable[StreamResponse]]:
        @wraps(handler)
        async def receive(request: Request) -> StreamResponse:
            must(isinstance(request, BaseRequest), _OF_CLASS, "ERR_REQUEST_TYPE")
            length = request.headers.get("Content-Length")
            outcome = await receiver.receive_async(
                request, request.headers, length, _chunks(request)
            )
            if isinstance(outcome, Answer):
                return Response(status=outcome.status, headers=outcome.headers)
            async with outcome as delivery:
                # For whoever reads it later, as request.read() keeps it.
                setattr(request, "_read_bytes", delivery.body)  # noqa: B010
                try:
                    response = await handler(request, delivery)
                except HTTPException as raised:
                    outcome.status = raised.status
                    raise
                outcome.status = response.status
            return response

        return receive

    return guarded


_OF_CLASS = (
    "hookproof.aiohttp takes a handler that is called with a request, and no method of a view: "
    "decorate a function, and let the method return await that_function(self.request)"
)


async def _chunks(request: Request) -> AsyncIterator[bytes]:
    if request.can_read_body:
        async for chunk in request.content.iter_any():
            yield chunk
        return
    kept = await request.read()
    if not kept and request.content_length:
        read_before("await request.read(), which keeps it, before request.content")
    yield kept
