"""Pulse's events, and the link to its portal, from a server that answers as Pulse does and as it
should not.
"""

from __future__ import annotations

import base64
import json
import socket
import threading
import time
import traceback
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import quote

import pytest

from hookproof import WebhookConfigError, WebhookVerificationError, generate_secret, sign_webhook
from hookproof.pulse import (
    PulseCompletedJob,
    PulseError,
    PulseErrorBody,
    PulseFailedJob,
    PulseJob,
    PulseJobCancelled,
    PulseJobCompleted,
    PulseJobCreated,
    PulseJobFailed,
    PulseJobProcessing,
    UnknownPulseEvent,
    WebhookLink,
    create_webhook_link,
    parse_pulse_event,
    unwrap_pulse_webhook,
)

KEY = "pulse_live_a/b+c=$&?>?>?>~"
SECRET = generate_secret()


def sent(event: Any) -> tuple[bytes, dict[str, str]]:
    body = json.dumps(event).encode()
    return body, sign_webhook(body, SECRET)


@pytest.mark.parametrize(
    ("kind", "data", "event"),
    [
        ("job.created", {}, PulseJobCreated(PulseJob("1"))),
        ("job.processing", {"status": None}, PulseJobProcessing(PulseJob("1"))),
        (
            "job.completed",
            {"pages_processed": 25},
            PulseJobCompleted(PulseCompletedJob("1", None, 25)),
        ),
        (
            "job.completed",
            {"processing_time": 1.5},
            PulseJobCompleted(PulseCompletedJob("1", None, None, 1.5)),
        ),
        ("job.failed", {"error": True}, PulseJobFailed(PulseFailedJob("1", None, True))),
        (
            "job.cancelled",
            {"status": "cancelled", "new": 1},
            PulseJobCancelled(PulseJob("1", "cancelled")),
        ),
    ],
)
def test_an_event_is_typed(kind: str, data: Any, event: Any) -> None:
    raw = {"type": kind, "timestamp": "2024-01-15T10:30:00Z", "data": {"job_id": "1", **data}}
    found = unwrap_pulse_webhook(*sent(raw), SECRET).event
    assert (type(found), found.raw, found.type) == (type(event), raw, kind)
    assert not isinstance(found, UnknownPulseEvent)
    assert (found.data, found.timestamp) == (event.data, "2024-01-15T10:30:00Z")


def test_an_event_of_another_type_is_given_as_it_came() -> None:
    raw = {"type": "job.paused", "data": 1}
    assert unwrap_pulse_webhook(*sent(raw), SECRET).event == UnknownPulseEvent("job.paused", raw)


@pytest.mark.parametrize(
    ("event", "field"),
    [
        ([], "type"),
        (None, "type"),
        ({}, "type"),
        ({"type": 1}, "type"),
        ({"type": "job.created"}, "data.job_id"),
        ({"type": "job.created", "data": {"job_id": 1}}, "data.job_id"),
        ({"type": "job.created", "timestamp": 1, "data": {"job_id": "1"}}, "timestamp"),
        ({"type": "job.failed", "data": {"job_id": "1", "status": 1}}, "data.status"),
        (
            {"type": "job.completed", "data": {"job_id": "1", "pages_processed": "1"}},
            "data.pages_processed",
        ),
        (
            {"type": "job.completed", "data": {"job_id": "1", "processing_time": True}},
            "data.processing_time",
        ),
    ],
)
def test_an_event_that_is_not_as_documented_is_refused(event: Any, field: str) -> None:
    with pytest.raises(WebhookVerificationError, match=f"see its {field}$") as refused:
        parse_pulse_event(event)
    assert refused.value.code == "ERR_PAYLOAD_JSON"


def test_a_refusal_holds_no_secret() -> None:
    with pytest.raises(WebhookVerificationError) as refused:
        unwrap_pulse_webhook(b"{}", {}, SECRET)
    inside = refused.traceback[-1].frame.f_locals
    assert SECRET not in str(inside)


ANSWERS: dict[str, tuple[int, bytes]] = {
    "200": (200, b'{"link": "https://app.svix.com/login#key=abc", "more": 1}'),
    "no-link": (200, b"{}"),
    "not-json": (200, b"<html>"),
    "not-utf-8": (200, b"\xff"),
    "deep": (200, b"[" * 60_000),
    "script": (200, b'{"link": "javascript:alert(1)"}'),
    "long": (200, b'{"link": "https://x/' + b"x" * 70_000 + b'"}'),
    "201": (201, b'{"link": "https://app.svix.com/"}'),
    "401": (
        401,
        b'{"error": {"code": "AUTH_002", "message": "Invalid", '
        b'"details": {"header": "x-api-key"}}}',
    ),
    "401-list": (401, b"[]"),
    "401-kinds": (401, b'{"error": {"code": 1, "message": null, "details": []}}'),
    "500": (500, b'{"error": {"code": "SRV_001"}}'),
    "302": (302, b""),
    "quotes": (
        401,
        json.dumps(
            {
                "error": {
                    "code": quote(KEY, safe="").lower(),
                    "message": f"{KEY} ({base64.b64encode(KEY.encode()).decode()}) "
                    f"{quote(KEY, safe='')}",
                    "details": {KEY: [f"Bearer {KEY}", {"deep": [KEY]}], "number": 1},
                }
            }
        ).encode(),
    ),
}


class Pulse(BaseHTTPRequestHandler):
    keys: list[str | None] = []  # noqa: RUF012 - of all requests

    def do_POST(self) -> None:
        self.keys.append(self.headers["x-api-key"])
        name = self.path.split("/")[1]
        if name == "breaks":
            self.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{")
        elif name == "drips":
            self.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
            for _ in range(20):
                self.wfile.write(b" ")
                time.sleep(0.1)
        else:
            status, body = ANSWERS[name]
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            if status == 302:
                self.send_header("location", "/200/webhook")
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pulse)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def refusal(url: str, **options: Any) -> PulseError:
    with pytest.raises(PulseError) as refused:
        create_webhook_link(KEY, base_url=url, **options)
    told = traceback.TracebackException.from_exception(refused.value, capture_locals=True)
    inside = [part for part in told.format() if "hookproof" in part]
    assert KEY not in "".join(inside)
    assert KEY not in f"{refused.value!r}{vars(refused.value)}"
    return refused.value


def test_the_link_comes_back_and_is_not_printed(base: str) -> None:
    for url in (f"{base}/200", f"{base}/200/", f"{base}/200?x#y"):
        link = create_webhook_link(KEY, base_url=url)
        assert link == WebhookLink("https://app.svix.com/login#key=abc")
        assert "svix" not in repr(link)
    assert Pulse.keys[-1] == KEY


@pytest.mark.parametrize(
    ("answer", "code", "status", "error"),
    [
        (
            "401",
            "UNAUTHORIZED",
            401,
            PulseErrorBody("AUTH_002", "Invalid", {"header": "x-api-key"}),
        ),
        ("401-list", "UNAUTHORIZED", 401, None),
        ("401-kinds", "UNAUTHORIZED", 401, PulseErrorBody()),
        ("500", "SERVER", 500, PulseErrorBody("SRV_001")),
        ("201", "STATUS", 201, None),
        ("302", "STATUS", 302, None),
        ("no-link", "RESPONSE", 200, None),
        ("not-json", "RESPONSE", 200, None),
        ("not-utf-8", "RESPONSE", 200, None),
        ("deep", "RESPONSE", 200, None),
        ("script", "RESPONSE", 200, None),
        ("long", "RESPONSE", 200, None),
        ("breaks", "NETWORK", None, None),
    ],
)
def test_an_answer_without_a_link_is_an_error(
    base: str, answer: str, code: str, status: int | None, error: PulseErrorBody | None
) -> None:
    found = refusal(f"{base}/{answer}")
    assert (found.code, found.status, found.error) == (f"ERR_PULSE_{code}", status, error)


def test_a_key_that_pulse_quotes_is_taken_out(base: str) -> None:
    error = refusal(f"{base}/quotes").error
    key = "[the API key]"
    assert error is not None
    assert error.message == f"{key} ({key}) {key}"
    assert error.details == {key: [f"Bearer {key}", {"deep": [key]}], "number": 1}


def test_an_answer_that_drips_ends_in_time(base: str) -> None:
    start = time.monotonic()
    assert refusal(f"{base}/drips", timeout=0.3).code == "ERR_PULSE_TIMEOUT"
    assert time.monotonic() - start < 1.5


def test_a_server_that_is_not_there_is_a_network_error() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        assert refusal(f"http://127.0.0.1:{taken.getsockname()[1]}").code == "ERR_PULSE_NETWORK"


@pytest.mark.parametrize(
    ("key", "options"),
    [
        ("", {}),
        ("a b", {}),
        ("a\nb", {}),
        ("é", {}),
        (None, {}),
        (b"key", {}),
        (KEY, {"base_url": "http://api.runpulse.com"}),
        (KEY, {"base_url": "http://localhost.example.com"}),
        (KEY, {"base_url": "https://user:password@api.runpulse.com"}),
        (KEY, {"base_url": "ftp://localhost"}),
        (KEY, {"base_url": "https://api.runpulse.com\r\nx: y"}),
        (KEY, {"base_url": "https://[::1"}),
        (KEY, {"base_url": "https://x:port"}),
        (KEY, {"base_url": ""}),
        (KEY, {"base_url": None}),
        (KEY, {"timeout": 0}),
        (KEY, {"timeout": float("nan")}),
        (KEY, {"timeout": True}),
        (KEY, {"timeout": "1"}),
    ],
)
def test_a_wrong_option_is_told_before_anything_is_sent(key: Any, options: Any) -> None:
    with pytest.raises(WebhookConfigError) as wrong:
        create_webhook_link(key, **options)
    assert wrong.value.code == "ERR_OPTION"
    assert KEY not in str(wrong.traceback[-1].frame.f_locals)
