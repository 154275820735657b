"""Sends requests to applications of every framework without a server."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import aiohttp.test_utils
import aiohttp.web
import django.test
import fastapi
import flask
import httpx
import werkzeug.test

import hookproof.aiohttp
import hookproof.django
import hookproof.fastapi
import hookproof.flask
import hookproof.starlette
import hookproof.wsgi

T = TypeVar("T")


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(coroutine)


def over_wsgi(application: Any, body: bytes, headers: dict[str, str]) -> int:
    return (
        werkzeug.test.Client(application).post("/webhook", data=body, headers=headers).status_code
    )


def over_asgi(application: Any, body: bytes, headers: dict[str, str]) -> int:
    async def post() -> int:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(application), base_url="http://x"
        ) as client:
            return (await client.post("/webhook", content=body, headers=headers)).status_code

    return run(post())


def to_django(view: Any, body: bytes, headers: dict[str, str]) -> int:
    request = django.test.RequestFactory().post(
        "/webhook", body, content_type="application/json", headers=headers
    )
    response: Any = view(request)
    status: int = (run(response) if inspect.iscoroutine(response) else response).status_code
    return status


def to_aiohttp(
    application: aiohttp.web.Application, body: bytes, headers: dict[str, str], **options: Any
) -> int:
    async def post() -> int:
        server = aiohttp.test_utils.TestServer(application)
        await server.start_server(**options)
        async with aiohttp.test_utils.TestClient(server) as client:
            return (await client.post("/webhook", data=body, headers=headers)).status

    return run(post())


def flask_app(take: Callable[[Any], None], secret: Any, **options: Any) -> tuple[Any, Any]:
    app = flask.Flask("test")
    # What it raises is raised here.
    app.testing = True

    @app.post("/webhook")
    @hookproof.flask.webhook(secret, **options)
    def receive(delivery: Any) -> Any:
        take(delivery)
        return "", 204

    return over_wsgi, app


def wsgi_app(take: Callable[[Any], None], secret: Any, **options: Any) -> tuple[Any, Any]:
    @hookproof.wsgi.webhook(secret, **options)
    def application(environ: Any, start_response: Any) -> Any:
        take(environ["hookproof.webhook"])
        start_response("204 No Content", [])
        return []

    return over_wsgi, application


def django_app(take: Callable[[Any], None], secret: Any, **options: Any) -> tuple[Any, Any]:
    @hookproof.django.webhook(secret, **options)
    def receive(request: Any, delivery: Any) -> Any:
        take(delivery)
        return django.http.HttpResponse(status=204)

    return to_django, receive


def async_django_app(take: Callable[[Any], None], secret: Any, **options: Any) -> tuple[Any, Any]:
    @hookproof.django.webhook(secret, **options)
    async def receive(request: Any, delivery: Any) -> Any:
        take(delivery)
        return django.http.HttpResponse(status=204)

    return to_django, receive


def fastapi_app(take: Callable[[Any], None], secret: Any, **options: Any) -> tuple[Any, Any]:
    app = fastapi.FastAPI()
    dependency = fastapi.Depends(hookproof.fastapi.webhook(secret, **options))

    @app.post("/webhook", status_code=204)
    async def receive(delivery: Any = dependency) -> None:
        take(delivery)

    return over_asgi, app


def asgi_app(take: Callable[[Any], None], secret: Any, **options: Any) -> tuple[Any, Any]:
    async def application(scope: Any, receive: Any, send: Any) -> None:
        take(scope["state"]["webhook"])
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    return over_asgi, hookproof.starlette.WebhookMiddleware(application, secret, **options)


def aiohttp_app(take: Callable[[Any], None], secret: Any, **options: Any) -> tuple[Any, Any]:
    app = aiohttp.web.Application()

    @hookproof.aiohttp.webhook(secret, **options)
    async def receive(request: Any, delivery: Any) -> Any:
        take(delivery)
        return aiohttp.web.Response(status=204)

    app.router.add_post("/webhook", receive)
    return to_aiohttp, app


SYNC = {"flask": flask_app, "wsgi": wsgi_app, "django": django_app}
ASYNC = {
    "async django": async_django_app,
    "fastapi": fastapi_app,
    "asgi": asgi_app,
    "aiohttp": aiohttp_app,
}
ADAPTERS: dict[str, Callable[..., tuple[Any, Any]]] = {**SYNC, **ASYNC}
