"""Receives webhooks in Django."""

from __future__ import annotations

from functools import wraps
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponse  # pyright: ignore[reportMissingTypeStubs]

from hookproof._receive import Answer, AsyncReceiver, Receiver, read_before
from hookproof.wsgi import body_of, headers_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from typing import Callable, Optional

    from typing_extensions import Unpack

    from hookproof._receive import AsyncSecretSource, Options, Outcome

    View = Callable[..., Any]

__all__ = ["webhook"]


def webhook(secret: AsyncSecretSource[HttpRequest], **options: Unpack[Options[HttpRequest]]) -> Callable[[View], View]:
    """Calls a view, sync or async, only with authentic, fresh webhooks: its second argument. It needs no CSRF token.

    It reads the raw body itself, or takes the one that ``request.body`` keeps; the view can read it again. What is refused is
    answered 401 (413 over the limit) and never told why: ``on_refused`` is.

    Args:
        secret: One secret, 1 to 16 during a rotation, or a function of the request, which may be async if the view is.
        options: ``tolerance``, ``now``, ``min_secret_bytes``, ``max_body_bytes``, ``json_parse``, ``on_refused(error, request)``.

    Raises:
        WebhookConfigError: A wrong option, or a wrong secret unless it is a function's, which is raised for each request.

    Example:
        @webhook(settings.WEBHOOK_SECRET)
        def receive(request, delivery):
            print(delivery.id, delivery.event["type"])
            return HttpResponse(status=204)
    """
    receiver, waiting = Receiver[Any](secret, **options), AsyncReceiver[Any](secret, **options)

    def guarded(view: View) -> View:
        @wraps(view)
        def receive(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            outcome = receiver.receive(request, *_of(request), lambda most: _body(request, most))
            return _answer(outcome) or view(request, outcome, *args, **kwargs)

        @wraps(view)
        async def receive_async(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            outcome = await waiting.receive(request, *_of(request), _chunks(request, waiting.max_body_bytes + 1))
            return _answer(outcome) or await view(request, outcome, *args, **kwargs)

        chosen: Any = receive_async if iscoroutinefunction(view) else receive  # pyright: ignore[reportDeprecated]
        chosen.csrf_exempt = True
        return chosen  # type: ignore[no-any-return]

    return guarded


def _of(request: Any) -> tuple[list[tuple[str, str]], Optional[str]]:
    return headers_of(request.META), request.META.get("CONTENT_LENGTH")


def _answer(outcome: Outcome) -> Optional[HttpResponse]:
    return HttpResponse(status=outcome.status, headers=outcome.headers) if isinstance(outcome, Answer) else None


def _body(request: Any, most: int) -> bytes:
    if not hasattr(request, "_body"):
        if request._read_started:
            read_before("read request.body, which keeps it, before request.POST")
        environ = getattr(request, "environ", None)
        # Django itself takes no body without a length over WSGI, and has read all of it over ASGI.
        request._body = request.read(most) if environ is None else body_of(environ, most)
    body: bytes = request._body
    return body


async def _chunks(request: Any, most: int) -> AsyncIterator[bytes]:
    yield _body(request, most)
