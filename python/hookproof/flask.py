"""Receives webhooks in Flask."""

from __future__ import annotations

from functools import wraps
from typing import Any

from flask import Request, Response, current_app, request

from hookproof._answers import Answer
from hookproof._asking import must_block
from hookproof._receive import Receiver, read_before
from hookproof.wsgi import body_of, headers_of, read_most

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable
    from typing import Callable, Optional, Union

    from flask.typing import ResponseReturnValue
    from typing_extensions import Concatenate, ParamSpec, Unpack

    from hookproof._receive import Options, SecretSource
    from hookproof._types import VerifiedWebhook

    P = ParamSpec("P")
    View = Callable[
        Concatenate[VerifiedWebhook[Any], P],
        Union[ResponseReturnValue, Awaitable[ResponseReturnValue]],
    ]

__all__ = ["webhook"]


def webhook(
    secret: SecretSource[Request], **options: Unpack[Options[Request]]
) -> Callable[[View[P]], Callable[P, ResponseReturnValue]]:
    """Calls a view only with authentic, fresh webhooks: its first argument.

    It reads the raw body itself, or takes the one that ``request.get_data()`` keeps; the view can
    read it again. What is refused is answered 401 (413 over the limit) and never told why:
    ``on_refused`` is.

    Args:
        secret: One secret, 1 to 16 during a rotation, or a function of the request.
        options: ``tolerance``, ``now``, ``min_secret_bytes``, ``max_body_bytes``, ``json_parse``,
            ``on_refused(error, request)``; to process each webhook once ``replay``, ``endpoint``,
            ``lease``, ``max_work``, ``remember``, ``on_replay``, ``store_timeout``,
            ``on_store_error(error, request)``.

    Raises:
        WebhookConfigError: A wrong option, or a wrong secret unless it is a function's, which is
            raised for each request.

    Example:
        @app.post("/webhook")
        @webhook(os.environ["WEBHOOK_SECRET"])
        def receive(delivery):
            print(delivery.id, delivery.event["type"])
            return "", 204
    """
    receiver = Receiver[Request](secret, **options)
    must_block(receiver.once.replay)

    def guarded(view: View[P]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def receive(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            environ = request.environ
            outcome = receiver.receive(
                request, headers_of(environ), environ.get("CONTENT_LENGTH"), _body
            )
            if isinstance(outcome, Answer):
                return Response(status=outcome.status, headers=outcome.headers)
            with outcome as delivery:
                response = current_app.make_response(
                    current_app.ensure_sync(view)(delivery, *args, **kwargs)
                )
                # A stream would do its work after the end.
                if outcome.is_claimed and response.is_streamed and not response.direct_passthrough:
                    response.make_sequence()
                outcome.status = response.status_code
            return response

        return receive

    return guarded


def _body(most: int) -> bytes:
    # Where nobody has asked for the stream, it will be that of the environ.
    if "stream" not in vars(request):
        return body_of(request.environ, most)
    kept: Optional[bytes] = vars(request).get("_cached_data")
    if kept is None:
        # Somebody has asked for the stream, and may have left what is in it.
        kept = read_most(request.stream.read, most)
        # For whoever reads it later, as get_data() keeps it.
        vars(request)["_cached_data"] = kept
    if not kept and request.content_length:
        read_before(
            "call request.get_data(), which keeps it, before request.form or request.stream"
        )
    return kept
