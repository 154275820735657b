"""Receives webhooks in Starlette, and in any other ASGI application."""

from __future__ import annotations

from typing import Any

from hookproof._answers import Answer
from hookproof._receive import AsyncReceiver

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, MutableMapping
    from typing import Callable

    from typing_extensions import Unpack

    from hookproof._receive import AsyncOptions, AsyncSecretSource

    Scope = MutableMapping[str, Any]
    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    Application = Callable[[Scope, Receive, Send], Awaitable[None]]

__all__ = ["WebhookMiddleware"]


class WebhookMiddleware:
    """Lets only authentic, fresh webhooks through to an application.

    It finds one in ``request.state.webhook``, which is ``scope["state"]["webhook"]``. The
    application can read the body again. What is refused is answered 401 (413 over the limit) and
    never told why: ``on_refused`` is. A WebSocket is closed.

    Args:
        app: What is behind it, such as a route's endpoint.
        secret: One secret, 1 to 16 during a rotation, or a function of the scope, which may be
            async.
        options: ``tolerance``, ``now``, ``min_secret_bytes``, ``max_body_bytes``, ``body_timeout``,
            ``json_parse``, ``on_refused(error, scope)``; to process each webhook once ``replay``,
            ``endpoint``, ``lease``, ``max_work``, ``remember``, ``on_replay``, ``store_timeout``,
            ``on_store_error(error, scope)``.

    Raises:
        WebhookConfigError: A wrong option, or a wrong secret unless it is a function's, which is
            raised for each request.

    Example:
        async def receive(request):
            print(request.state.webhook.event["type"])
            return Response(status_code=204)

        verified = [Middleware(WebhookMiddleware, os.environ["WEBHOOK_SECRET"])]
        app = Starlette(routes=[Route("/webhook", receive, methods=["POST"], middleware=verified)])
    """

    def __init__(
        self,
        app: Application,
        secret: AsyncSecretSource[Scope],
        **options: Unpack[AsyncOptions[Scope]],
    ) -> None:
        """Looks at the secret and the options."""
        self._app = app
        self._receiver = AsyncReceiver[Any](secret, **options)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Judges one request."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = [*scope["headers"]]
        length = next(
            (
                value.decode("latin-1")
                for name, value in headers
                if name.lower() == b"content-length"
            ),
            None,
        )
        outcome = await self._receiver.receive_async(scope, headers, length, _chunks(receive))
        if isinstance(outcome, Answer):
            named = [
                (name.lower().encode(), value.encode()) for name, value in outcome.headers.items()
            ]
            await send({"type": "http.response.start", "status": outcome.status, "headers": named})
            await send({"type": "http.response.body"})
            return
        begun = status = 500

        async def noting(message: Message) -> None:
            nonlocal begun, status
            if message["type"] == "http.response.start":
                begun = message["status"]
            elif message["type"] in _BODIES and not message.get("more_body", False):
                # Not before the end: a stream may break off.
                status = begun
            await send(message)

        async with outcome as delivery:
            scope.setdefault("state", {})["webhook"] = delivery
            await self._app(
                scope, _again(delivery.body, receive), noting if outcome.is_claimed else send
            )
            outcome.status = status


_BODIES = ("http.response.body", "http.response.pathsend")


async def _chunks(receive: Receive) -> AsyncIterator[bytes]:
    is_more = True
    while is_more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionError("the sender has hung up")
        yield message.get("body", b"")
        is_more = message.get("more_body", False)


def _again(body: bytes, receive: Receive) -> Receive:
    unread = [body]

    async def received() -> Message:
        return {"type": "http.request", "body": unread.pop()} if unread else await receive()

    return received
