"""What type checkers are to say of the adapters, as users write them."""

import sqlite3
from typing import Annotated, Any, Literal, Optional, TypedDict, assert_type

import aiohttp.web
import fastapi
import flask
import psycopg
import psycopg_pool
import pydantic
import redis
import redis.asyncio

import hookproof.aiohttp
import hookproof.fastapi
import hookproof.flask
import hookproof.starlette
import hookproof.wsgi
from hookproof import VerifiedWebhook, WebhookVerificationError
from hookproof.replay import (
    AsyncPostgresReplayStore,
    AsyncRedisReplayStore,
    AsyncReplayStore,
    MemoryReplayStore,
    PostgresReplayStore,
    RedisReplayStore,
    ReplayState,
    ReplayStore,
    SqliteReplayStore,
)


class JobEvent(TypedDict):
    type: str


class JobModel(pydantic.BaseModel):
    type: str


def log(error: WebhookVerificationError, request: flask.Request) -> None:
    print(error.code, request.path)


@hookproof.flask.webhook("whsec_", tolerance=60, now=None, on_refused=log)
def flask_app(delivery: VerifiedWebhook[JobEvent], tenant: str) -> str:
    return delivery.event["type"] + tenant


@hookproof.flask.webhook(lambda request: request.headers["x-tenant"])
async def async_flask_app(delivery: VerifiedWebhook[Any]) -> tuple[str, int]:
    return "", 204


def taken(secret: Optional[str], app: Any) -> None:
    flask_app(tenant="acme")
    hookproof.wsgi.webhook(secret, max_body_bytes=1)(app)
    hookproof.starlette.WebhookMiddleware(app, ["whsec_", b"key"], body_timeout=0.5)


def not_taken(app: Any) -> None:
    flask_app()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    hookproof.flask.webhook("whsec_", body_timeout=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    hookproof.flask.webhook(5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    hookproof.wsgi.webhook("whsec_", on_refused=log)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


async def secret_of(request: fastapi.Request) -> Optional[str]:
    return request.headers.get("x-tenant")


verified = hookproof.fastapi.webhook(secret_of, event=JobModel)


async def fastapi_app(
    request: fastapi.Request,
    delivery: Annotated[VerifiedWebhook[JobModel], fastapi.Depends(verified)],
) -> str:
    assert_type(await verified(request), VerifiedWebhook[JobModel])
    assert_type(await hookproof.fastapi.webhook("whsec_")(request), VerifiedWebhook[Any])
    return delivery.event.type


@hookproof.aiohttp.webhook("whsec_", json_parse=False)
async def aiohttp_app(
    request: aiohttp.web.Request, delivery: VerifiedWebhook[None]
) -> aiohttp.web.Response:
    return aiohttp.web.Response(body=delivery.body)


async def forgotten(error: Exception, request: aiohttp.web.Request) -> Literal["accept"]:
    return "accept"


def stores_of(client: redis.Redis, waiting: redis.asyncio.Redis, db: sqlite3.Connection) -> None:
    kept, memory = RedisReplayStore(client), MemoryReplayStore()
    hookproof.flask.webhook(
        "whsec_",
        replay=kept,
        endpoint="pulse",
        lease=1,
        max_work=9,
        remember=None,
        on_replay="refuse",
    )
    hookproof.flask.webhook(
        "whsec_", replay=lambda request: memory, store_timeout=0.5, on_store_error="accept"
    )
    hookproof.aiohttp.webhook(
        "whsec_", replay=AsyncRedisReplayStore(waiting), on_store_error=forgotten
    )
    hookproof.fastapi.webhook("whsec_", replay=SqliteReplayStore(db))
    stores: list[ReplayStore] = [kept, memory]
    assert_type(stores[0].claim("key", "token", lease=60), ReplayState)


def stores_of_postgres(
    connection: psycopg.Connection,
    waiting: psycopg.AsyncConnection,
    pool: psycopg_pool.ConnectionPool,
    waiting_pool: psycopg_pool.AsyncConnectionPool,
) -> None:
    stores: list[ReplayStore] = [
        PostgresReplayStore(connection),
        PostgresReplayStore(pool, table="pulse.replay"),
    ]
    awaited: list[AsyncReplayStore] = [
        AsyncPostgresReplayStore(waiting),
        AsyncPostgresReplayStore(waiting_pool),
    ]
    hookproof.wsgi.webhook("whsec_", replay=stores[0])
    hookproof.wsgi.webhook("whsec_", replay=awaited[0])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    hookproof.flask.webhook("whsec_", on_replay="no")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    hookproof.starlette.WebhookMiddleware(print, "whsec_", replay=awaited[0])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    SqliteReplayStore(connection)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    PostgresReplayStore("postgres://")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
