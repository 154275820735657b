"""Receives webhooks in Django."""

from __future__ import annotations

from contextlib import ExitStack
from functools import wraps
from inspect import iscoroutine
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.db import connections, transaction  # pyright: ignore[reportMissingTypeStubs]
from django.http import HttpRequest, HttpResponse  # pyright: ignore[reportMissingTypeStubs]

from hookproof._answers import Answer
from hookproof._asking import must_block
from hookproof._must import must
from hookproof._receive import Receiver, read_before
from hookproof.wsgi import body_of, headers_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection
    from typing import Callable, Optional

    from typing_extensions import Unpack

    from hookproof._receive import AsyncSecretSource, ViewOptions

    View = Callable[..., Any]

__all__ = ["webhook"]

# Django has no types of its own.
_connections: Any = connections
_transaction: Any = transaction


def webhook(
    secret: AsyncSecretSource[HttpRequest], **options: Unpack[ViewOptions[HttpRequest]]
) -> Callable[[View], View]:
    """Calls a view, sync or async, only with authentic, fresh webhooks: its second argument.

    It needs no CSRF token. It reads the raw body itself, or takes the one that ``request.body``
    keeps; the view can read it again. What is refused is answered 401 (413 over the limit) and
    never told why: ``on_refused`` is. Of a class it takes ``webhook(secret)(Name.as_view())``.

    Args:
        secret: One secret, 1 to 16 during a rotation, or a function of the request, which may be
            async if the view is.
        options: ``tolerance``, ``now``, ``min_secret_bytes``, ``max_body_bytes``, ``json_parse``,
            ``on_refused(error, request)``; to process each webhook once ``replay``, ``endpoint``,
            ``lease``, ``max_work``, ``remember``, ``on_replay``, ``store_timeout``,
            ``on_store_error(error, request)``.

    Raises:
        WebhookConfigError: A wrong option, or a wrong secret unless it is a function's, which is
            raised for each request.

    Example:
        @webhook(settings.WEBHOOK_SECRET)
        def receive(request, delivery):
            print(delivery.id, delivery.event["type"])
            return HttpResponse(status=204)
    """
    receiver = Receiver[Any](secret, **options)

    def guarded(view: View) -> View:
        must(not isinstance(view, type), _OF_CLASS, "ERR_REQUEST_TYPE")

        @wraps(view)
        def receive(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            headers, length = _headers_and_length(request)
            outcome = receiver.receive(request, headers, length, lambda most: _body(request, most))
            if isinstance(outcome, Answer):
                return _response(outcome)
            with outcome as delivery:
                with ExitStack() as transactions:
                    for alias in databases:
                        transactions.enter_context(_transaction.atomic(using=alias))
                    response = view(request, delivery, *args, **kwargs)
                    if iscoroutine(response):
                        # It has not begun, and its webhook would be given back before it does.
                        response.close()
                        must(False, _IS_ASYNC, "ERR_REQUEST_TYPE")
                    elif outcome.is_claimed and getattr(response, "streaming", False):
                        # A stream would do its work after the end.
                        response.streaming_content = list(response)
                outcome.status = _status(response)
            return response

        @wraps(view)
        async def receive_async(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            headers, length = _headers_and_length(request)
            chunks = _chunks(request, receiver.max_body_bytes + 1)
            outcome = await receiver.receive_async(request, headers, length, chunks)
            if isinstance(outcome, Answer):
                return _response(outcome)
            async with outcome as delivery:
                response = await view(request, delivery, *args, **kwargs)
                if outcome.is_claimed and getattr(response, "streaming", False):
                    # Django iterates over a stream of either kind, since 4.2.
                    response.streaming_content = (
                        [part async for part in response]
                        if hasattr(response, "__aiter__")
                        else list(response)
                    )
                outcome.status = _status(response)
            return response

        is_async = iscoroutinefunction(view)  # pyright: ignore[reportDeprecated]
        if not is_async:
            must_block(receiver.once.replay)
        own: set[str] = getattr(view, "_non_atomic_requests", set())
        databases = [] if is_async else _databases_to_commit(receiver.once.replay, own)
        chosen: Any = receive_async if is_async else receive
        chosen.csrf_exempt = True
        chosen._non_atomic_requests = {*own, *databases}
        return chosen  # type: ignore[no-any-return]

    return guarded


def _databases_to_commit(replay: Any, own: Collection[str]) -> list[str]:
    """Returns the databases whose work must be committed before its webhook is done.

    Those of ``ATOMIC_REQUESTS``. Django would commit after the end, and what fails then would be
    lost. A store on Django's own connection is in the same transaction as the work.
    """
    if replay is None or callable(replay) or getattr(replay, "is_of_its_thread", False):
        return []
    return [
        alias
        for alias, each in _connections.settings.items()
        if each["ATOMIC_REQUESTS"] and alias not in own
    ]


_OF_CLASS = (
    "hookproof.django takes a view that is called with a request, and neither a class nor a method "
    "of one: write webhook(secret)(Name.as_view()) where the route names the view"
)
_IS_ASYNC = (
    "hookproof.django took an async view for a sync one, because something that is not async wraps "
    "it: put webhook(secret) next to the view, and for a class webhook(secret)(Name.as_view())"
)


def _headers_and_length(request: Any) -> tuple[list[tuple[str, str]], Optional[str]]:
    must(hasattr(request, "META"), _OF_CLASS, "ERR_REQUEST_TYPE")
    return headers_of(request.META), request.META.get("CONTENT_LENGTH")


def _response(answer: Answer) -> HttpResponse:
    return HttpResponse(status=answer.status, headers=answer.headers)


def _status(response: Any) -> int:
    # Django makes a 500 of what is no response.
    return getattr(response, "status_code", 500)


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
