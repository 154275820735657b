"""The blocks of the documentation about replay stores run as they stand."""

from __future__ import annotations

import os
import re
import sqlite3
import textwrap
import uuid
from pathlib import Path
from typing import Any

import flask
import psycopg
import psycopg_pool
import pytest
import redis
import redis.asyncio
from django.db import connection as django_connection

import hookproof.replay
from hookproof import sign_webhook, unwrap_webhook
from hookproof.flask import webhook
from hookproof.replay import MemoryReplayStore, PostgresReplayStore

from ..adapters.in_process import over_wsgi, to_django
from ..test_reference import ALL_EXAMPLES
from .applications import SECRET
from .sending import Delivery
from .servers import POSTGRES, REDIS, ROOT

BODY = b'{"type":"job.completed"}'
BY_HAND, FLASK, TRANSACTION, DJANGO = (
    block
    for name in ("docs/replay.md", "docs/guides/once-only.md")
    for block in re.findall(r"```python\n(.*?)```", (ROOT / name).read_text(), re.DOTALL)
)


class Work:
    """Fails the first time."""

    def __init__(self) -> None:
        self.events: list[Any] = []

    def __call__(self, *args: Any) -> None:
        self.events.append(args[-1])
        if len(self.events) == 1:
            raise ZeroDivisionError


def function_of(block: str, **names: Any) -> Any:
    """Makes a function of lines that return."""
    exec(
        compile(f"def run():\n{textwrap.indent(block, '    ')}", "docs", "exec", dont_inherit=True),
        names,
    )
    return names["run"]


def test_by_hand_it_is_three_calls() -> None:
    process, store = Work(), MemoryReplayStore()
    given = {
        "body": BODY,
        "headers": sign_webhook(BODY, SECRET),
        "secret": SECRET,
        "store": store,
        "process": process,
    }
    receive = function_of(BY_HAND, unwrap_webhook=unwrap_webhook, uuid=uuid, **given)
    with pytest.raises(ZeroDivisionError):
        receive()
    assert [receive(), receive(), len(process.events)] == [204, 204, 2]


def test_a_receiver_with_a_store(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WEBHOOK_SECRET", SECRET)
    monkeypatch.setenv("REDIS_URL", f"unix://{REDIS}")
    names: dict[str, Any] = {"__name__": "docs"}
    exec(compile(FLASK, "docs", "exec", dont_inherit=True), names)
    delivery = Delivery()
    assert [over_wsgi(names["app"], delivery.body, delivery.headers) for _ in range(2)] == [
        204,
        204,
    ]
    assert capsys.readouterr().out == f"{delivery.id} job.completed\n"
    names["replay"]._client.close()


def test_in_a_transaction_id_and_work_are_one() -> None:
    delivery, work = unwrap_webhook(BODY, sign_webhook(BODY, SECRET), SECRET), Work()
    with psycopg.connect(POSTGRES) as connection:
        given = {"connection": connection, "delivery": delivery, "work": work}
        receive = function_of(
            TRANSACTION, PostgresReplayStore=PostgresReplayStore, uuid=uuid, **given
        )
        with pytest.raises(ZeroDivisionError):
            receive()
        assert [receive(), receive(), len(work.events)] == [204, 204, 2]


def test_in_django_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOK_SECRET", SECRET)
    names: dict[str, Any] = {"work": Work()}
    exec(compile(DJANGO, "docs", "exec", dont_inherit=True), names)
    delivery = Delivery()

    def post() -> int:
        return to_django(names["receive"], delivery.body, delivery.headers)

    with pytest.raises(ZeroDivisionError):
        post()
    assert [post(), post(), len(names["work"].events)] == [204, 204, 2]
    django_connection.close()


@pytest.mark.parametrize(
    "name", [name for name in ALL_EXAMPLES if name.startswith("hookproof.replay")]
)
def test_the_example_of_a_docstring(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for variable, value in {
        "WEBHOOK_SECRET": SECRET,
        "REDIS_URL": f"unix://{REDIS}",
        "DATABASE_URL": POSTGRES,
    }.items():
        monkeypatch.setenv(variable, value)
    delivery = unwrap_webhook(BODY, sign_webhook(BODY, SECRET), SECRET)
    db = sqlite3.connect(":memory:")
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        names: dict[str, Any] = {
            **{each: getattr(hookproof.replay, each) for each in hookproof.replay.__all__},
            **{"os": os, "uuid": uuid, "sqlite3": sqlite3, "redis": redis, "Redis": redis.Redis},
            **{
                "AsyncConnectionPool": psycopg_pool.AsyncConnectionPool,
                "connection": connection,
                "db": db,
            },
            **{
                "app": flask.Flask("new"),
                "webhook": webhook,
                "delivery": delivery,
                "store": MemoryReplayStore(),
            },
            **{"process": str, "work": lambda connection, event: None},
        }
        example = ALL_EXAMPLES[name]
        if "return" in example:
            function_of(example, **names)()
        else:
            exec(compile(example, name, "exec", dont_inherit=True), names)
            names["db"].close()
    db.close()
