"""Receives webhooks in any WSGI application."""

from __future__ import annotations

import re
from http import HTTPStatus
from io import BytesIO
from typing import Any

from hookproof._answers import Answer
from hookproof._asking import must_block
from hookproof._receive import Receiver, declared, refuse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Callable, Optional
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from typing_extensions import Unpack

    from hookproof._once import Accepted
    from hookproof._receive import Options, SecretSource

__all__ = ["webhook"]


def webhook(
    secret: SecretSource[WSGIEnvironment], **options: Unpack[Options[WSGIEnvironment]]
) -> Callable[[WSGIApplication], WSGIApplication]:
    """Lets only authentic, fresh webhooks through to an application.

    It finds one in ``environ["hookproof.webhook"]``. The application can read the body again. What
    is refused is answered 401 (413 over the limit) and never told why: ``on_refused`` is.

    Args:
        secret: One secret, 1 to 16 during a rotation, or a function of the environ.
        options: ``tolerance``, ``now``, ``min_secret_bytes``, ``max_body_bytes``, ``json_parse``,
            ``on_refused(error, environ)``; to process each webhook once ``replay``, ``endpoint``,
            ``lease``, ``max_work``, ``remember``, ``on_replay``, ``store_timeout``,
            ``on_store_error(error, environ)``.

    Raises:
        WebhookConfigError: A wrong option, or a wrong secret unless it is a function's, which is
            raised for each request.

    Example:
        @webhook(os.environ["WEBHOOK_SECRET"])
        def application(environ, start_response):
            print(environ["hookproof.webhook"].event["type"])
            start_response("204 No Content", [])
            return []
    """
    receiver = Receiver[Any](secret, **options)
    must_block(receiver.once.replay)

    def guarded(application: WSGIApplication) -> WSGIApplication:
        def receive(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            outcome = receiver.receive(
                environ,
                headers_of(environ),
                environ.get("CONTENT_LENGTH"),
                lambda most: body_of(environ, most),
            )
            if isinstance(outcome, Answer):
                status = f"{outcome.status} {HTTPStatus(outcome.status).phrase}"
                start_response(status, [*outcome.headers.items()])
                return []
            environ["hookproof.webhook"] = outcome.webhook
            if not outcome.is_claimed:
                return application(environ, start_response)
            return _Answered(outcome, application, environ, start_response)

        return receive

    return guarded


class _Answered:
    """What an application answers, until it has ended: then the webhook is done, or given back."""

    def __init__(
        self,
        accepted: Accepted,
        application: WSGIApplication,
        environ: WSGIEnvironment,
        start_response: StartResponse,
    ) -> None:
        self._accepted: Optional[Accepted] = accepted
        self._status = 500

        def start(status: str, *rest: Any) -> Any:
            self._status = int(status[:3])
            return start_response(status, *rest)

        try:
            self._body = application(environ, start)
            # Where the answer is there as a whole, the work is done.
            if isinstance(self._body, (list, tuple)):
                self._end()
            self._chunks = iter(self._body)
        except BaseException:
            self._end(500)
            raise

    def _end(self, status: Optional[int] = None) -> None:
        accepted, self._accepted = self._accepted, None
        if accepted is not None:
            with accepted:
                accepted.status = status or self._status

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._chunks)
        except StopIteration:
            self._end()
            raise
        except BaseException:
            self._end(500)
            raise

    def close(self) -> None:
        """Ends the answer, also when the sender has hung up.

        The server calls it. What the application answers in the end decides.
        """
        try:
            while self._accepted is not None:
                next(self, None)
        finally:
            getattr(self._body, "close", bool)()


# Where one value of a list ends and the next begins: before a version, or behind a whole entry.
_SEAM = re.compile(r",(?=v1a?,)|(?<=[ ,]v1,[^ ,]{44}),(?=[^ ,])|(?<=[ ,]v1a,[^ ,]{88}),(?=[^ ,])")


def headers_of(environ: WSGIEnvironment) -> list[tuple[str, str]]:
    """Returns the headers that may count.

    WSGI has one value for each name, so servers join the lines of one that was given several times,
    most of them by a comma without a space. Two signatures are one list and two ids are malformed,
    here as elsewhere. That a single line can be written with such commas, too, cannot be told here:
    it is taken as several.
    """
    headers: list[tuple[str, str]] = []
    for of in ("webhook", "svix"):
        for part in ("id", "timestamp", "signature"):
            value: Optional[str] = environ.get(f"HTTP_{of.upper()}_{part.upper()}")
            if value is not None:
                # The first entry has nothing before it to look behind at.
                headers.append(
                    (
                        f"{of}-{part}",
                        _SEAM.sub(", ", f" {value}")[1:] if part == "signature" else value,
                    )
                )
    return headers


def body_of(environ: WSGIEnvironment, most: int) -> bytes:
    """Reads the body, but not more than so many bytes, and leaves it to be read again."""
    length = declared(environ.get("CONTENT_LENGTH"))
    # Without a length there is a body only where the server tells its end, such as that of the last
    # chunk.
    is_there = length is not None or environ.get("wsgi.input_terminated")
    most = min(most, most if length is None else length) if is_there else 0
    body = read_most(environ["wsgi.input"].read, most)
    if length is not None and len(body) < most:
        refuse("the body broke off")
    environ["wsgi.input"] = BytesIO(body)
    return body


def read_most(read: Callable[[int], bytes], most: int) -> bytes:
    """Reads to the end, but not more than so many bytes."""
    body = bytearray()
    while len(body) < most and (piece := read(most - len(body))):
        body += piece
    return bytes(body)
