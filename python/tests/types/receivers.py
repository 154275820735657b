"""What type checkers are to say of the adapters, as users write them."""

from typing import Annotated, Any, Optional, TypedDict, assert_type

import aiohttp.web
import fastapi
import flask
import pydantic

import hookproof.aiohttp
import hookproof.fastapi
import hookproof.flask
import hookproof.starlette
import hookproof.wsgi
from hookproof import VerifiedWebhook, WebhookVerificationError


class JobEvent(TypedDict):
    type: str


class JobModel(pydantic.BaseModel):
    type: str


def log(error: WebhookVerificationError, request: flask.Request) -> None:
    print(error.code, request.path)


@hookproof.flask.webhook("whsec_", tolerance=60, now=None, on_refused=log)
def of_flask(delivery: VerifiedWebhook[JobEvent], tenant: str) -> str:
    return delivery.event["type"] + tenant


@hookproof.flask.webhook(lambda request: request.headers["x-tenant"])
async def of_flask_async(delivery: VerifiedWebhook[Any]) -> tuple[str, int]:
    return "", 204


def taken(secret: Optional[str], app: Any) -> None:
    of_flask(tenant="acme")
    hookproof.wsgi.webhook(secret, max_body_bytes=1)(app)
    hookproof.starlette.WebhookMiddleware(app, ["whsec_", b"key"], body_timeout=0.5)


def not_taken(app: Any) -> None:
    of_flask()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    hookproof.flask.webhook("whsec_", body_timeout=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    hookproof.flask.webhook(5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    hookproof.wsgi.webhook("whsec_", on_refused=log)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


async def secret_of(request: fastapi.Request) -> Optional[str]:
    return request.headers.get("x-tenant")


verified = hookproof.fastapi.webhook(secret_of, event=JobModel)


async def of_fastapi(request: fastapi.Request, delivery: Annotated[VerifiedWebhook[JobModel], fastapi.Depends(verified)]) -> str:
    assert_type(await verified(request), VerifiedWebhook[JobModel])
    assert_type(await hookproof.fastapi.webhook("whsec_")(request), VerifiedWebhook[Any])
    return delivery.event.type


@hookproof.aiohttp.webhook("whsec_", json_parse=False)
async def of_aiohttp(request: aiohttp.web.Request, delivery: VerifiedWebhook[None]) -> aiohttp.web.Response:
    return aiohttp.web.Response(body=delivery.body)
