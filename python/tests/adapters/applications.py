"""One application of each framework. Each has the same endpoints, and answers a webhook with what
it got of it.
"""

# Without annotations from __future__: FastAPI could not see the dependencies that are made in a
# function.
import json
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import aiohttp.web
import django.conf
import fastapi
import flask
import starlette.requests
import starlette.responses
from pydantic import BaseModel

import hookproof.aiohttp
import hookproof.fastapi
import hookproof.flask
import hookproof.starlette
import hookproof.wsgi
from hookproof import VerifiedWebhook

from .client import LIMIT, SECONDS, SECRET, TENANT

django.conf.settings.configure(
    ALLOWED_HOSTS=["*"],
    DEFAULT_CHARSET="utf-8",
    MIDDLEWARE=["django.middleware.csrf.CsrfViewMiddleware"],
    ROOT_URLCONF="tests.adapters.applications",
    SECRET_KEY="x",
)
django.setup()

import django.core.asgi  # noqa: E402
import django.core.wsgi  # noqa: E402
import django.http  # noqa: E402
import django.urls  # noqa: E402

import hookproof.django  # noqa: E402


class Event(BaseModel):
    type: str


def tenant_of(path: str) -> str:
    return TENANT if path.endswith("/function") else SECRET


async def settled(secret: str) -> str:
    return secret


#: The secret and the options of each endpoint, by how a framework shows the path of its request.
def endpoints(
    path_of: Callable[[Any], str], *, is_async: bool
) -> dict[str, tuple[Any, dict[str, Any]]]:
    timeout = {"body_timeout": SECONDS} if is_async else {}

    def of_request(request: Any) -> Any:
        secret = tenant_of(path_of(request))
        return settled(secret) if is_async else secret

    return {
        "one": (SECRET, {"max_body_bytes": LIMIT, **timeout}),
        "rotated": ([TENANT, SECRET], {}),
        "function": (of_request, {}),
        "missing": (lambda request: None, {}),
        "text": (SECRET, {"json_parse": False}),
    }


def got(delivery: VerifiedWebhook[Any], body: bytes) -> dict[str, Any]:
    """Says what a handler got; the body is what it reads of the request once more."""
    return {
        "id": delivery.id,
        "event": delivery.event,
        "secret_index": delivery.secret_index,
        "is_there": body == delivery.body,
    }


def flask_application() -> flask.Flask:
    app = flask.Flask(__name__)

    def view(delivery: VerifiedWebhook[Any], name: str) -> Any:
        return {**got(delivery, flask.request.get_data()), "name": name}

    async def async_view(delivery: VerifiedWebhook[Any], name: str) -> Any:
        return view(delivery, name)

    for name, (secret, options) in endpoints(lambda request: request.path, is_async=False).items():
        guarded = hookproof.flask.webhook(secret, **options)
        app.post(f"/flask/{name}", endpoint=name, defaults={"name": name})(guarded(view))
        app.post(f"/flask/async/{name}", endpoint=f"async {name}", defaults={"name": name})(
            guarded(async_view)
        )
    return app


def wsgi_application(environ: dict[str, Any], start_response: Any) -> Any:
    answer = got(environ["hookproof.webhook"], environ["wsgi.input"].read())
    start_response("200 OK", [("content-type", "application/json")])
    return [json.dumps(answer).encode()]


def django_view(request: Any, delivery: VerifiedWebhook[Any]) -> Any:
    return django.http.JsonResponse(got(delivery, request.body))


async def async_django_view(request: Any, delivery: VerifiedWebhook[Any]) -> Any:
    return django_view(request, delivery)


urlpatterns = [
    django.urls.path(f"django/{kind}{name}", hookproof.django.webhook(secret, **options)(view))
    for kind, view, is_async in (("", django_view, False), ("async/", async_django_view, True))
    for name, (secret, options) in endpoints(
        lambda request: request.path, is_async=is_async
    ).items()
    if options.pop("body_timeout", True)
]


def fastapi_application() -> fastapi.FastAPI:
    app = fastapi.FastAPI()
    for name, (secret, options) in endpoints(
        lambda request: request.url.path, is_async=True
    ).items():
        dependency = hookproof.fastapi.webhook(secret, **options)

        async def receive(
            request: fastapi.Request,
            delivery: Annotated[VerifiedWebhook[Any], fastapi.Depends(dependency)],
        ) -> Any:
            return got(delivery, await request.body())

        app.post(f"/fastapi/{name}")(receive)

    of_model = hookproof.fastapi.webhook(SECRET, event=Event)

    @app.post("/fastapi/model")
    async def model(delivery: Annotated[VerifiedWebhook[Event], fastapi.Depends(of_model)]) -> Any:
        assert isinstance(delivery.event, Event)
        return delivery.event.type

    return app


async def starlette_endpoint(request: starlette.requests.Request) -> Any:
    return starlette.responses.JSONResponse(got(request.state.webhook, await request.body()))


async def asgi_application(scope: Any, receive: Any, send: Any) -> None:
    request = starlette.requests.Request(scope, receive)
    await (await starlette_endpoint(request))(scope, receive, send)


def aiohttp_application() -> aiohttp.web.Application:
    app = aiohttp.web.Application()

    async def receive(
        request: aiohttp.web.Request, delivery: VerifiedWebhook[Any]
    ) -> aiohttp.web.StreamResponse:
        return aiohttp.web.json_response(got(delivery, await request.read()))

    for name, (secret, options) in endpoints(lambda request: request.path, is_async=True).items():
        app.router.add_post(
            f"/aiohttp/{name}", hookproof.aiohttp.webhook(secret, **options)(receive)
        )
    return app


def chosen(known: dict[str, Any], path: str) -> Any:
    """Takes the application that has a path, or the framework that has those below it."""
    return known.get(path[1:]) or known[path.split("/")[1]]


def wsgi() -> Callable[[dict[str, Any], Any], Any]:
    """Makes one application of those for WSGI: each begins its paths with its name."""
    known: dict[str, Any] = {
        "flask": flask_application(),
        "django": django.core.wsgi.get_wsgi_application(),
    }
    for name, (secret, options) in endpoints(
        lambda environ: environ["PATH_INFO"], is_async=False
    ).items():
        known[f"wsgi/{name}"] = hookproof.wsgi.webhook(secret, **options)(wsgi_application)

    def application(environ: dict[str, Any], start_response: Any) -> Any:
        return chosen(known, environ["PATH_INFO"])(environ, start_response)

    return application


def asgi() -> Callable[[Any, Any, Any], Awaitable[None]]:
    """Makes one application of those for ASGI."""
    known: dict[str, Any] = {
        "fastapi": fastapi_application(),
        "django": django.core.asgi.get_asgi_application(),
    }
    for name, (secret, options) in endpoints(lambda scope: scope["path"], is_async=True).items():
        known[f"asgi/{name}"] = hookproof.starlette.WebhookMiddleware(
            asgi_application, secret, **options
        )

    async def application(scope: Any, receive: Any, send: Any) -> None:
        await chosen(known, scope["path"])(scope, receive, send)

    return application
