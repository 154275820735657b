"""The rules that every adapter has of one module: secrets, options, who is told what, and what was
read before.
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable
from typing import Any, cast

import aiohttp.web
import django.http
import django.test
import django.views
import fastapi
import flask
import pydantic
import pytest
import starlette.exceptions
import werkzeug.test

import hookproof.aiohttp
import hookproof.django
import hookproof.fastapi
import hookproof.starlette
from hookproof import WebhookConfigError, WebhookVerificationError, sign_webhook
from hookproof.replay import MemoryReplayStore
from hookproof.testing import NOW, TAMPERINGS, tampered_request
from hookproof.wsgi import headers_of

from .client import SECRET, TENANT
from .in_process import (
    ADAPTERS,
    ASYNC,
    SYNC,
    aiohttp_app,
    asgi_app,
    django_app,
    fastapi_app,
    flask_app,
    over_asgi,
    run,
    to_aiohttp,
    to_django,
)

BODY = b'{"type":"job.completed"}'

every = pytest.mark.parametrize("adapter", ADAPTERS.values(), ids=ADAPTERS)
Adapter = Callable[..., tuple[Any, Any]]


def ignore(delivery: Any) -> None:
    pass


def sent(
    adapter: Adapter,
    secret: Any,
    body: bytes = BODY,
    signed: Any = None,
    take: Any = ignore,
    **options: Any,
) -> int:
    send, application = adapter(take, secret, **options)
    status: int = send(application, body, sign_webhook(body, SECRET) if signed is None else signed)
    return status


@every
def test_a_wrong_secret_or_option_is_told_when_an_adapter_is_made(adapter: Adapter) -> None:
    secrets: list[Any] = [
        None,
        "",
        "whsec_",
        "whsec_your_secret_here",
        5,
        [],
        [SECRET, ""],
        {},
        b"",
    ]
    options: list[dict[str, Any]] = [
        *({"tolerance": value} for value in (-1, "300", float("nan"), True)),
        *({"now": value} for value in ("now", float("inf"))),
        *({"min_secret_bytes": value} for value in (0, 513, "16")),
        *({"max_body_bytes": value} for value in (-1, 1.5, True, "1", None)),
        *({"json_parse": value} for value in (None, 0, "no")),
        *({"on_refused": value} for value in ("log", 5)),
    ]
    for secret in secrets:
        with pytest.raises(WebhookConfigError) as wrong:
            adapter(ignore, secret)
        assert wrong.value.code.startswith("ERR_SECRET")
    for option in options:
        for source in (SECRET, lambda request: SECRET):
            with pytest.raises(WebhookConfigError) as wrong:
                adapter(ignore, source, **option)
            assert wrong.value.code == "ERR_OPTION"
    for unknown in ("replays", "toleranceSeconds"):
        with pytest.raises(TypeError):
            adapter(ignore, SECRET, **{unknown: 1})


def test_only_who_waits_for_a_body_takes_a_time_for_it() -> None:
    for name, adapter in ADAPTERS.items():
        if name not in ("fastapi", "asgi", "aiohttp"):
            with pytest.raises(TypeError):
                adapter(ignore, SECRET, body_timeout=1)
            continue
        adapter(ignore, SECRET, body_timeout=0.5)
        for wrong in (0, -1, "1", True, float("nan"), float("inf"), 100_000):
            with pytest.raises(WebhookConfigError, match="body_timeout"):
                adapter(ignore, SECRET, body_timeout=wrong)


@every
def test_the_options_reach_the_verdict(adapter: Adapter) -> None:
    taken: list[Any] = []
    late = sign_webhook(BODY, SECRET, timestamp=NOW - 300)
    assert sent(adapter, SECRET, signed=late, take=taken.append, now=NOW) == 204
    assert (taken[0].body, taken[0].event, taken[0].id) == (
        BODY,
        {"type": "job.completed"},
        late["webhook-id"],
    )
    assert sent(adapter, SECRET, signed=late, now=NOW, tolerance=299) == 401
    assert sent(adapter, SECRET, signed=late) == 401
    assert sent(adapter, SECRET, b"\xff", json_parse=False) == 204
    assert sent(adapter, SECRET, max_body_bytes=len(BODY)) == 204
    assert sent(adapter, SECRET, max_body_bytes=len(BODY) - 1) == 413
    short = b"0123456789abcdef"
    assert (
        sent(
            adapter,
            short,
            signed=sign_webhook(BODY, short, min_secret_bytes=16),
            min_secret_bytes=16,
        )
        == 204
    )
    assert sent(adapter, (TENANT, SECRET)) == 204


@every
def test_who_asks_is_told_why(adapter: Adapter) -> None:
    told: list[tuple[str, Any]] = []
    requests: list[Any] = []

    def secret(request: Any) -> str:
        requests.append(request)
        return SECRET

    for how in TAMPERINGS:
        tampered = tampered_request(how, BODY, SECRET)
        headers = {
            name: value for name, value in tampered.headers.items() if name != "content-type"
        }
        options = {"on_refused": lambda error, request: told.append((error.code, request))}
        assert sent(adapter, secret, tampered.body, headers, **options) == 401
        assert told[-1][0] == tampered.code
        assert told[-1][1] == requests[-1]
    assert len(told) == len(TAMPERINGS)


@every
def test_what_a_function_of_the_developers_raises_is_no_answer(adapter: Adapter) -> None:
    def fail(*given: object) -> Any:
        raise ZeroDivisionError

    for options in ({"secret": fail}, {"secret": SECRET, "on_refused": fail}):
        outcome: Any = None
        try:
            outcome = sent(adapter, signed={}, **options)
        except ZeroDivisionError:
            outcome = 500
        assert outcome == 500


@pytest.mark.parametrize("adapter", ASYNC.values(), ids=ASYNC)
def test_functions_may_be_async(adapter: Adapter) -> None:
    told: list[str] = []

    async def secret(request: Any) -> str:
        return SECRET

    async def on_refused(error: WebhookVerificationError, request: Any) -> None:
        told.append(error.code)

    assert sent(adapter, secret, on_refused=on_refused) == 204
    assert sent(adapter, secret, signed={}, on_refused=on_refused) == 401
    assert told == ["ERR_MISSING_HEADER"]


@pytest.mark.parametrize("adapter", SYNC.values(), ids=SYNC)
def test_an_async_function_where_nobody_awaits_is_a_mistake(adapter: Adapter) -> None:
    async def nobody(*given: object) -> str:
        return SECRET

    for options in ({"secret": nobody}, {"secret": SECRET, "on_refused": nobody}):
        with pytest.raises(WebhookConfigError, match="async"):
            sent(adapter, signed={}, **options)


def environ_of(body: Any, **more: Any) -> dict[str, Any]:
    named = {
        "HTTP_" + name.upper().replace("-", "_"): value
        for name, value in sign_webhook(BODY, SECRET).items()
    }
    return {"wsgi.input": body, "CONTENT_LENGTH": str(len(BODY)), **named, **more}


class Failing(io.BytesIO):
    def read(self, size: Any = -1) -> bytes:
        raise EOFError("hung up")


def over_wsgi(
    environ: dict[str, Any], **options: Any
) -> tuple[str, list[WebhookVerificationError]]:
    statuses: list[str] = []
    told: list[WebhookVerificationError] = []

    @hookproof.wsgi.webhook(SECRET, on_refused=lambda error, _: told.append(error), **options)
    def application(environ: Any, start_response: Any) -> Any:
        start_response("204 No Content", [])
        return []

    def start_response(status: str, headers: Any, failure: Any = None) -> Any:
        statuses.append(status)

    application(environ, start_response)
    return statuses[0], told


def test_headers_are_judged_before_the_body_is_read() -> None:
    status, told = over_wsgi(environ_of(Failing(), HTTP_WEBHOOK_TIMESTAMP="1"))
    assert (status, told[0].code, told[0].__cause__) == (
        "401 Unauthorized",
        "ERR_TIMESTAMP_TOO_OLD",
        None,
    )


def test_a_body_that_outlasts_the_tolerance_is_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = 0.0

    class Slow(io.BytesIO):
        seconds = 0

        def read(self, size: Any = -1) -> bytes:
            monkeypatch.setattr("time.time", lambda: sent + self.seconds)
            return super().read(size)

    for seconds, status, codes in (
        (300, "204 No Content", []),
        (301, "401 Unauthorized", ["ERR_TIMESTAMP_TOO_OLD"]),
    ):
        body = Slow(BODY)
        body.seconds = seconds
        environ = environ_of(body)
        sent = float(environ["HTTP_WEBHOOK_TIMESTAMP"])
        monkeypatch.setattr("time.time", lambda sent=sent: sent)
        answered, told = over_wsgi(environ)
        assert (answered, [error.code for error in told]) == (status, codes)


def test_whatever_reading_a_body_raises_is_a_refusal_with_its_cause() -> None:
    status, told = over_wsgi(environ_of(Failing()))
    assert (status, told[0].code, type(told[0].__cause__)) == (
        "401 Unauthorized",
        "ERR_NO_MATCHING_SIGNATURE",
        EOFError,
    )
    for length in ("x", "-1", "\u0661", "99", "1" * 5000):
        status, told = over_wsgi(environ_of(io.BytesIO(BODY), CONTENT_LENGTH=length))
        assert status in ("401 Unauthorized", "413 Request Entity Too Large")


def test_a_body_that_comes_in_pieces_is_read_to_its_end() -> None:
    class Pieces(io.BytesIO):
        def read(self, size: Any = -1) -> bytes:
            return super().read(min(size, 3))

    assert over_wsgi(environ_of(Pieces(BODY)))[0] == "204 No Content"
    without = environ_of(Pieces(BODY), **{"wsgi.input_terminated": True})
    del without["CONTENT_LENGTH"]
    assert over_wsgi(without)[0] == "204 No Content"
    assert over_wsgi({**without, "wsgi.input": Pieces(BODY)}, max_body_bytes=5)[0].startswith("413")


def test_values_that_a_server_has_joined_are_one_list() -> None:
    one, other = ("v1," + character * 43 + "=" for character in "AB")
    long = "v1a," + "C" * 86 + "=="
    for written, read in {
        f"{one},{other}": f"{one}, {other}",
        f"{one}, {other}": f"{one}, {other}",
        f"{one} {other},{long},x": f"{one} {other}, {long}, x",
        f"x,{one}": f"x, {one}",
        f"{one},v2,x": f"{one}, v2,x",
        f"{one},": f"{one},",
        f"{one},,{other}": f"{one},, {other}",
        "v1,": "v1,",
        "v2,a,b": "v2,a,b",
    }.items():
        assert headers_of({"HTTP_SVIX_SIGNATURE": written}) == [("svix-signature", read)]


def mistake(act: Callable[[], Any]) -> None:
    with pytest.raises(WebhookConfigError) as wrong:
        act()
    assert wrong.value.code == "ERR_PAYLOAD_TYPE"


FORM = {"content-type": "application/x-www-form-urlencoded"}


def test_flask_keeps_a_body_or_has_lost_it() -> None:
    for read, is_kept in (
        (flask.Request.get_data, True),
        (lambda request: request.stream.read(), False),
    ):
        send, app = flask_app(ignore, SECRET)
        app.before_request(lambda read=read: read(flask.request) and None)
        signed = sign_webhook(BODY, SECRET)
        if is_kept:
            assert send(app, BODY, signed) == 204
            assert send(app, BODY[::-1], signed) == 401
        else:
            mistake(lambda send=send, app=app, signed=signed: send(app, BODY, signed))  # type: ignore[misc]
    send, app = flask_app(ignore, SECRET)
    app.before_request(lambda: flask.request.form and None)
    mistake(lambda: send(app, BODY, {**sign_webhook(BODY, SECRET), **FORM}))


def test_flask_reads_no_more_than_the_limit_of_a_stream_that_somebody_has_asked_for() -> None:
    _, app = flask_app(ignore, SECRET, max_body_bytes=100)
    app.before_request(lambda: flask.request.stream and None)
    for body, status, left in ((BODY, 204, 0), (b" " * 1000, 413, 899)):
        arriving = io.BytesIO(body)
        environ = werkzeug.test.EnvironBuilder(
            "/webhook", method="POST", headers=[*sign_webhook(body, SECRET).items()]
        ).get_environ()
        environ.pop("CONTENT_LENGTH", None)
        environ |= {"wsgi.input": arriving, "wsgi.input_terminated": True}
        assert werkzeug.test.run_wsgi_app(app, environ)[1][:3] == str(status)
        assert len(arriving.read()) == left


def test_without_asyncio_the_developer_is_told() -> None:
    _, guarded = asgi_app(ignore, SECRET)
    headers = [(n.encode(), v.encode()) for n, v in sign_webhook(BODY, SECRET).items()]
    with pytest.raises(WebhookConfigError, match="asyncio"):
        guarded({"type": "http", "headers": headers}, None, None).send(None)


def test_django_keeps_a_body_or_has_lost_it() -> None:
    send, view = django_app(ignore, SECRET)

    def kept(request: Any) -> Any:
        assert request.body == BODY
        return view(request)

    def lost(request: Any) -> Any:
        assert request.read() == BODY
        return view(request)

    assert send(kept, BODY, sign_webhook(BODY, SECRET)) == 204
    mistake(lambda: send(lost, BODY, sign_webhook(BODY, SECRET)))


def test_fastapi_keeps_a_body_or_has_lost_it() -> None:
    async def kept(request: fastapi.Request) -> None:
        await request.body()

    async def lost(request: fastapi.Request) -> None:
        async for _ in request.stream():
            pass

    for read in (kept, lost):
        app = fastapi.FastAPI(dependencies=[fastapi.Depends(read)])
        verified = fastapi.Depends(hookproof.fastapi.webhook(SECRET))

        @app.post("/webhook", status_code=204)
        async def receive(delivery: Any = verified) -> None:
            pass

        if read is kept:
            assert over_asgi(app, BODY, sign_webhook(BODY, SECRET)) == 204
        else:
            mistake(lambda app=app: over_asgi(app, BODY, sign_webhook(BODY, SECRET)))  # type: ignore[misc]


def test_aiohttp_keeps_a_body_or_has_lost_it() -> None:
    async def kept(request: aiohttp.web.Request) -> None:
        await request.read()

    async def lost(request: aiohttp.web.Request) -> None:
        await request.content.read()

    for read, status in ((kept, 204), (lost, 500)):
        send, app = aiohttp_app(ignore, SECRET)

        @aiohttp.web.middleware
        async def first(request: Any, handler: Any, read: Any = read) -> Any:
            await read(request)
            return await handler(request)

        app.middlewares.append(first)
        assert send(app, BODY, sign_webhook(BODY, SECRET)) == status


def test_aiohttp_inflates_a_body_unless_it_is_told_not_to() -> None:
    deflated = gzip.compress(BODY)
    for signed, options, status in (
        (BODY, {}, 204),
        (deflated, {}, 401),
        (deflated, {"auto_decompress": False}, 204),
    ):
        send, app = aiohttp_app(ignore, SECRET, json_parse=False)
        headers = {**sign_webhook(signed, SECRET), "content-encoding": "gzip"}
        assert send(app, deflated, headers, **options) == status


def test_a_middleware_in_front_of_fastapi_changes_nothing() -> None:
    send, app = fastapi_app(ignore, SECRET)

    async def timed(request: fastapi.Request, call_next: Any) -> Any:
        return await call_next(request)

    app.middleware("http")(timed)
    assert send(app, BODY, sign_webhook(BODY, SECRET)) == 204
    assert send(app, BODY[::-1], sign_webhook(BODY, SECRET)) == 401


class JobEvent(pydantic.BaseModel):
    type: str


def test_an_event_is_the_model_or_the_developer_hears_of_it() -> None:
    taken: list[Any] = []
    told: list[Any] = []
    options: dict[str, Any] = {
        "event": JobEvent,
        "take": taken.append,
        "on_refused": lambda error, _: told.append(error),
    }
    assert sent(fastapi_app, SECRET, **options) == 204
    assert taken[0].event == JobEvent(type="job.completed")
    with pytest.raises(pydantic.ValidationError):
        sent(fastapi_app, SECRET, b'{"type":1}', **options)
    assert told == []
    # A forgery learns nothing of what an event looks like.
    forged = sign_webhook(BODY, SECRET)
    assert sent(fastapi_app, SECRET, b'{"type":1}', signed=forged, **options) == 401


def test_a_handler_of_the_applications_does_not_change_a_refusal() -> None:
    _, app = fastapi_app(ignore, SECRET)

    async def teapot(request: fastapi.Request, error: Exception) -> fastapi.Response:
        return fastapi.Response(status_code=418)

    app.add_exception_handler(starlette.exceptions.HTTPException, teapot)
    assert over_asgi(app, BODY, {}) == 401


def test_a_websocket_is_closed_and_a_lifespan_is_passed_on() -> None:
    _, guarded = asgi_app(ignore, SECRET)
    messages: list[Any] = []

    async def send(message: Any) -> None:
        messages.append(message)

    run(guarded({"type": "websocket", "headers": []}, None, send))
    assert messages == [{"type": "websocket.close", "code": 1008}]
    scopes: list[Any] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        scopes.append(scope)

    guarded = hookproof.starlette.WebhookMiddleware(application, SECRET)
    run(guarded({"type": "lifespan"}, None, send))  # type: ignore[arg-type]
    assert scopes == [{"type": "lifespan"}]


def test_what_follows_a_body_that_is_read_again_is_the_servers() -> None:
    received: list[Any] = []
    waiting = [
        {"type": "http.request", "body": BODY[:3], "more_body": True},
        {"type": "http.request", "body": BODY[3:]},
    ]

    async def receive() -> Any:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def application(scope: Any, receive: Any, send: Any) -> None:
        received.extend([await receive(), await receive()])

    scope = {
        "type": "http",
        "headers": [
            (name.encode(), value.encode()) for name, value in sign_webhook(BODY, SECRET).items()
        ],
    }
    run(hookproof.starlette.WebhookMiddleware(application, SECRET)(scope, receive, receive))  # type: ignore[arg-type]
    assert received == [{"type": "http.request", "body": BODY}, {"type": "http.disconnect"}]


def test_who_hangs_up_is_told_of_as_such() -> None:
    told: list[WebhookVerificationError] = []
    _, guarded = asgi_app(ignore, SECRET, on_refused=lambda error, _: told.append(error))
    waiting = [
        {"type": "http.disconnect"},
        {"type": "http.request", "body": BODY[:3], "more_body": True},
    ]

    async def receive() -> Any:
        return waiting.pop()

    async def send(message: Any) -> None:
        pass

    scope = {
        "type": "http",
        "headers": [
            (name.encode(), value.encode()) for name, value in sign_webhook(BODY, SECRET).items()
        ],
    }
    run(guarded(scope, receive, send))
    assert (told[0].code, type(told[0].__cause__)) == ("ERR_NO_MATCHING_SIGNATURE", ConnectionError)


def test_a_view_needs_no_csrf_token_and_keeps_its_name() -> None:
    def receive(request: Any, delivery: Any) -> Any:
        """Receives."""
        return django.http.HttpResponse()

    view: Any = hookproof.django.webhook(SECRET)(receive)
    assert (view.csrf_exempt, view.__name__, view.__doc__) == (True, "receive", "Receives.")


def misplaced(act: Callable[[], Any], *advice: str) -> None:
    with pytest.raises(WebhookConfigError) as wrong:
        act()
    assert wrong.value.code == "ERR_REQUEST_TYPE"
    for words in advice:
        assert words in str(wrong.value)


class SyncView(django.views.View):  # type: ignore[misc]
    def post(self, request: Any, delivery: Any) -> Any:
        return django.http.HttpResponse(delivery.id)


class AsyncView(django.views.View):  # type: ignore[misc]
    async def post(self, request: Any, delivery: Any) -> Any:
        return django.http.HttpResponse(delivery.id)


@pytest.mark.parametrize("kind", [SyncView, AsyncView])
def test_a_class_of_django_is_a_view_once_it_is_made_one(kind: Any) -> None:
    webhook = hookproof.django.webhook(SECRET, replay=MemoryReplayStore())
    misplaced(lambda: webhook(kind), "webhook(secret)(Name.as_view())")

    class WithMethod(kind):  # type: ignore[misc]
        post = webhook(kind.post)

    signed = sign_webhook(BODY, SECRET)
    misplaced(
        lambda: to_django(WithMethod.as_view(), BODY, signed), "webhook(secret)(Name.as_view())"
    )
    view: Any = webhook(kind.as_view())
    assert view.csrf_exempt
    assert [to_django(view, BODY, signed) for _ in range(2)] == [200, 204]


def test_an_async_view_of_django_is_not_taken_for_a_sync_one() -> None:
    ran: list[Any] = []

    async def receive(request: Any, delivery: Any) -> Any:
        ran.append(delivery)
        return django.http.HttpResponse(status=204)

    def wrapped(request: Any, delivery: Any) -> Any:
        return receive(request, delivery)

    webhook = hookproof.django.webhook(SECRET, replay=MemoryReplayStore())
    signed = sign_webhook(BODY, SECRET)
    misplaced(lambda: to_django(webhook(wrapped), BODY, signed), "put webhook(secret) next to")
    assert ran == []
    # As it says. The webhook was given back, and is worked on once.
    for _ in range(2):
        assert to_django(webhook(receive), BODY, signed) == 204
    assert len(ran) == 1


def test_a_view_of_aiohttp_calls_a_function() -> None:
    caught: list[Exception] = []
    signed = sign_webhook(BODY, SECRET)

    webhook = hookproof.aiohttp.webhook(SECRET)

    @webhook
    async def that_function(request: Any, delivery: Any) -> Any:
        return aiohttp.web.Response(status=204)

    class Wrong(aiohttp.web.View):
        async def method(self, delivery: Any) -> Any:
            return aiohttp.web.Response(status=204)

        receive: Any = webhook(cast("Any", method))

        async def post(self) -> Any:
            try:
                return await self.receive()
            except WebhookConfigError as error:
                caught.append(error)
                raise

    class Right(aiohttp.web.View):
        async def post(self) -> Any:
            return await that_function(self.request)

    for view, status in ((Wrong, 500), (Right, 204)):
        app = aiohttp.web.Application()
        app.router.add_view("/webhook", view)
        assert to_aiohttp(app, BODY, signed) == status

    def again() -> None:
        raise caught[0]

    misplaced(again, "return await that_function(self.request)")


def test_arguments_of_a_route_follow() -> None:
    app = flask.Flask("test")

    @app.post("/<tenant>")
    @hookproof.flask.webhook(SECRET)
    def receive(delivery: hookproof.VerifiedWebhook[Any], tenant: str) -> Any:
        return f"{tenant} {delivery.event['type']}"

    assert (
        app.test_client().post("/acme", data=BODY, headers=sign_webhook(BODY, SECRET)).text
        == "acme job.completed"
    )
    view = hookproof.django.webhook(SECRET)(
        lambda request, delivery, tenant: django.http.HttpResponse(tenant)
    )
    request = django.test.RequestFactory().post(
        "/", BODY, content_type="application/json", headers=sign_webhook(BODY, SECRET)
    )
    assert view(request, tenant="acme").content == b"acme"
