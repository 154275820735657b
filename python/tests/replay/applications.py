"""Makes an application of each framework that processes each webhook once.

Each does what its event says.
"""

# Without annotations from __future__: FastAPI could not see the dependencies that are made in a
# function.
import asyncio
import time
from collections.abc import Callable
from typing import Annotated, Any

import aiohttp.web
import django.urls
import fastapi
import flask
import starlette.responses

import hookproof.aiohttp
import hookproof.fastapi
import hookproof.flask
import hookproof.starlette
import hookproof.wsgi
from hookproof import VerifiedWebhook

from .servers import configure_django

configure_django(ALLOWED_HOSTS=["*"], ROOT_URLCONF="tests.replay.applications", SECRET_KEY="x")

import django.http  # noqa: E402
import django.test  # noqa: E402

import hookproof.django  # noqa: E402

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


class FailedError(Exception):
    """Is what a handler raises."""


class Worker:
    """Is what every handler does: counts the delivery, and fails as its event says, unless it did
    before.
    """

    def __init__(self) -> None:
        self.worked: list[str] = []
        #: What it waits for.
        self.is_time: Callable[[], bool] = lambda: True

    def status(self, delivery: VerifiedWebhook[Any]) -> int:
        self.worked.append(delivery.id)
        how = delivery.event["type"]
        if how == "raises once" and self.worked.count(delivery.id) == 1:
            raise FailedError
        return (
            int(delivery.event.get("status", 204)) if self.worked.count(delivery.id) == 1 else 204
        )

    def work(self, delivery: VerifiedWebhook[Any]) -> int:
        time.sleep(delivery.event.get("seconds", 0))
        while not self.is_time():
            time.sleep(0.005)
        return self.status(delivery)

    async def work_async(self, delivery: VerifiedWebhook[Any]) -> int:
        await asyncio.sleep(delivery.event.get("seconds", 0))
        while not self.is_time():
            await asyncio.sleep(0.005)
        return self.status(delivery)


def flask_app(worker: Worker, **options: Any) -> Any:
    app = flask.Flask("test")
    # What it raises is raised here.
    app.testing = True

    @app.post("/webhook")
    @hookproof.flask.webhook(SECRET, **options)
    def receive(delivery: Any) -> Any:
        return "", worker.work(delivery)

    return app


def wsgi_app(worker: Worker, **options: Any) -> Any:
    @hookproof.wsgi.webhook(SECRET, **options)
    def application(environ: Any, start_response: Any) -> Any:
        # Its work is done while the answer is asked for.
        status = worker.work(environ["hookproof.webhook"])
        start_response(f"{status} Whatever", [])
        yield b""

    return application


def django_app(worker: Worker, **options: Any) -> Any:
    @hookproof.django.webhook(SECRET, **options)
    def receive(request: Any, delivery: Any) -> Any:
        return django.http.HttpResponse(status=worker.work(delivery))

    return receive


def async_django_app(worker: Worker, **options: Any) -> Any:
    @hookproof.django.webhook(SECRET, **options)
    async def receive(request: Any, delivery: Any) -> Any:
        return django.http.HttpResponse(status=await worker.work_async(delivery))

    return receive


def fastapi_app(worker: Worker, **options: Any) -> Any:
    app = fastapi.FastAPI()
    verified = fastapi.Depends(hookproof.fastapi.webhook(SECRET, **options))
    router = fastapi.APIRouter()

    @router.post("/webhook")
    async def receive(delivery: Annotated[VerifiedWebhook[Any], verified]) -> Any:
        return starlette.responses.Response(status_code=await worker.work_async(delivery))

    @app.post("/sync")
    def receive_sync(
        delivery: Annotated[VerifiedWebhook[Any], verified], response: fastapi.Response
    ) -> None:
        response.status_code = worker.work(delivery)

    app.include_router(router)
    return app


def asgi_app(worker: Worker, **options: Any) -> Any:
    async def application(scope: Any, receive: Any, send: Any) -> None:
        status = await worker.work_async(scope["state"]["webhook"])
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body"})

    return hookproof.starlette.WebhookMiddleware(application, SECRET, **options)


def aiohttp_app(worker: Worker, **options: Any) -> Any:
    app = aiohttp.web.Application()

    @hookproof.aiohttp.webhook(SECRET, **options)
    async def receive(request: Any, delivery: Any) -> Any:
        status = await worker.work_async(delivery)
        if delivery.event["type"] == "raises its answer":
            raise aiohttp.web.HTTPNoContent if status == 204 else aiohttp.web.HTTPServiceUnavailable
        return aiohttp.web.Response(status=status)

    app.router.add_post("/webhook", receive)
    return app


SYNC: dict[str, Callable[..., Any]] = {"flask": flask_app, "wsgi": wsgi_app, "django": django_app}
ASYNC: dict[str, Callable[..., Any]] = {
    "async django": async_django_app,
    "fastapi": fastapi_app,
    "asgi": asgi_app,
    "aiohttp": aiohttp_app,
}
ADAPTERS = {**SYNC, **ASYNC}

urlpatterns: list[Any] = []
