"""The blocks of the documentation about replay stores run as they stand."""

from __future__ import annotations

import re
import textwrap
import uuid
from typing import Any

import psycopg
import pytest
from django.db import connection as django_connection

from hookproof import sign_webhook, unwrap_webhook
from hookproof.replay import MemoryReplayStore, PostgresReplayStore

from ..receivers.in_process import over_wsgi, to_django
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
    exec(compile(f"def run():\n{textwrap.indent(block, '    ')}", "docs", "exec", dont_inherit=True), names)
    return names["run"]


def test_by_hand_it_is_three_calls() -> None:
    process, store = Work(), MemoryReplayStore()
    given = {"body": BODY, "headers": sign_webhook(BODY, SECRET), "secret": SECRET, "store": store, "process": process}
    receive = function_of(BY_HAND, unwrap_webhook=unwrap_webhook, uuid=uuid, **given)
    with pytest.raises(ZeroDivisionError):
        receive()
    assert [receive(), receive(), len(process.events)] == [204, 204, 2]


def test_a_receiver_with_a_store(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("WEBHOOK_SECRET", SECRET)
    monkeypatch.setenv("REDIS_URL", f"unix://{REDIS}")
    names: dict[str, Any] = {"__name__": "docs"}
    exec(compile(FLASK, "docs", "exec", dont_inherit=True), names)
    delivery = Delivery()
    assert [over_wsgi(names["app"], delivery.body, delivery.headers) for _ in range(2)] == [204, 204]
    assert capsys.readouterr().out == f"{delivery.id} job.completed\n"
    names["replay"]._client.close()


def test_in_a_transaction_id_and_work_are_one() -> None:
    delivery, work = unwrap_webhook(BODY, sign_webhook(BODY, SECRET), SECRET), Work()
    with psycopg.connect(POSTGRES) as connection:
        given = {"connection": connection, "delivery": delivery, "work": work}
        receive = function_of(TRANSACTION, PostgresReplayStore=PostgresReplayStore, uuid=uuid, **given)
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
