"""Tests what headers may be: those of every framework, and what is none."""

from __future__ import annotations

import email.message
import http.client
import io
import math
import time
from collections import OrderedDict, UserDict
from collections.abc import Callable
from types import MappingProxyType, SimpleNamespace
from typing import Any

import django.http
import django.test
import httpx
import multidict
import pytest
import starlette.datastructures
import starlette.requests
import werkzeug.datastructures
import werkzeug.test
import werkzeug.wrappers

from hookproof import Webhook, WebhookVerificationError, unwrap_webhook

from .given import (
    BODY,
    HEADERS,
    NOW,
    PAIRS,
    SECRET,
    Awaitable,
    Everything,
    Failing,
    endless,
    mistake,
    verify,
)

SIGNATURE = HEADERS["webhook-signature"]


AS_BYTES = [(name.encode(), value.encode()) for name, value in PAIRS]


def refusal(headers: Any = HEADERS, **options: Any) -> str:
    with pytest.raises(WebhookVerificationError) as refused:
        unwrap_webhook(BODY, headers, SECRET, now=NOW, **options)
    return refused.value.code


def environ(pairs: list[Any]) -> dict[str, Any]:
    return werkzeug.test.EnvironBuilder(method="POST", headers=list(pairs), data=BODY).get_environ()


def message(pairs: list[Any]) -> http.client.HTTPMessage:
    lines = "".join(f"{name}: {value}\r\n" for name, value in pairs)
    return http.client.parse_headers(io.BytesIO(f"{lines}\r\n".encode()))


def scope(pairs: list[Any]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), value.encode()) for name, value in pairs]


FRAMEWORKS: dict[str, Callable[[list[Any]], Any]] = {
    "Flask, werkzeug": lambda pairs: werkzeug.wrappers.Request(environ(pairs)).headers,
    "werkzeug's own": werkzeug.datastructures.Headers,
    "WSGI": environ,
    "Django": lambda pairs: django.http.request.HttpHeaders(environ(pairs)),
    "Django's META": lambda pairs: django.test.RequestFactory().post("/", headers=dict(pairs)).META,
    "Starlette, FastAPI": lambda pairs: starlette.datastructures.Headers(
        raw=[(n.lower().encode(), v.encode()) for n, v in pairs]
    ),
    "aiohttp": lambda pairs: multidict.CIMultiDictProxy(multidict.CIMultiDict(pairs)),
    "ASGI": lambda pairs: scope(pairs),
    "httpx": httpx.Headers,
    "http.server": message,
    "a read-only mapping": lambda pairs: MappingProxyType(dict(pairs)),
    "a class of dict": lambda pairs: OrderedDict(pairs),
    "a mapping of the user's": lambda pairs: UserDict(pairs),
    "a generator": lambda pairs: ((name, value) for name, value in pairs),
    "AWS Lambda's lists": lambda pairs: {name: [value] for name, value in pairs},
}


class FailingMidway(dict[str, Any]):
    def items(self) -> Any:
        yield from super().items()
        raise RuntimeError(SECRET)


@pytest.mark.parametrize("shape", FRAMEWORKS.values(), ids=FRAMEWORKS)
def test_the_headers_of_every_framework_are_read(shape: Callable[[list[Any]], Any]) -> None:
    others = [
        ("Host", "localhost"),
        ("User-Agent", "x"),
        ("Content-Length", "3"),
        ("X-Forwarded-For", "1.2.3.4"),
    ]
    for name_of in (str.title, str.lower, str.upper):
        pairs = [*others, *((name_of(name), value) for name, value in PAIRS)]
        assert verify(shape(pairs))
        svix = [
            (
                name.replace("webhook", "svix")
                .replace("Webhook", "Svix")
                .replace("WEBHOOK", "SVIX"),
                v,
            )
            for name, v in pairs
        ]
        assert verify(shape(svix))
        assert not verify(shape(pairs[:-1]))


@pytest.mark.parametrize(
    "name",
    [
        "werkzeug's own",
        "Starlette, FastAPI",
        "aiohttp",
        "ASGI",
        "httpx",
        "http.server",
        "a generator",
    ],
)
def test_a_signature_header_that_comes_twice_is_one_list_and_others_are_malformed(
    name: str,
) -> None:
    shape = FRAMEWORKS[name]
    other = ("webhook-signature", "v1,x")
    assert verify(shape([other, *PAIRS]))
    assert verify(shape([*PAIRS, other]))
    assert verify(shape([*PAIRS, ("Webhook-Signature", "v1,x")]))
    for pair in PAIRS[:2]:
        assert refusal(shape([*PAIRS, pair])) == "ERR_MALFORMED_HEADER"


def test_two_keys_of_a_dict_that_differ_in_case_are_malformed() -> None:
    for name, value in PAIRS:
        for other in (name.upper(), name.title(), "HTTP_" + name.upper().replace("-", "_")):
            assert refusal({**HEADERS, other: value}) == "ERR_MALFORMED_HEADER"
            assert refusal(OrderedDict({**HEADERS, name.upper(): value})) == "ERR_MALFORMED_HEADER"


def test_names_of_wsgi_count_in_a_dict_alone() -> None:
    named = [("HTTP_" + name.upper().replace("-", "_"), value) for name, value in PAIRS]
    assert verify(dict(named))
    for shape in (
        named,
        [(n.encode(), v.encode()) for n, v in named],
        multidict.CIMultiDict(named),
        httpx.Headers(named),
    ):
        assert refusal(shape) == "ERR_MISSING_HEADER"
    for odd in (
        "http_webhook_id",
        "HTTP_WEBHOOK-ID",
        "HTTP_Webhook_Id",
        "HTTP_HTTP_WEBHOOK_ID",
        "WEBHOOK_ID",
        "HTTP_",
    ):
        assert refusal({odd: "x", **dict(named[1:])}) == "ERR_MISSING_HEADER"


def test_a_list_of_values_is_one_value_or_malformed() -> None:
    for name in ("webhook-id", "webhook-timestamp"):
        for value in ([], [HEADERS[name]] * 2, ["", HEADERS[name]], [""] * 5000, ()):
            assert refusal({**HEADERS, name: value}) == "ERR_MALFORMED_HEADER"
    assert verify({**HEADERS, "webhook-signature": ["v1,x", SIGNATURE]})
    assert verify({**HEADERS, "webhook-signature": (SIGNATURE, b"v1,x")})
    assert refusal({**HEADERS, "webhook-signature": []}) == "ERR_MISSING_HEADER"
    assert refusal({**HEADERS, "webhook-signature": [""]}) == "ERR_MISSING_HEADER"
    assert refusal({**HEADERS, "webhook-signature": [""] * 5000}) == "ERR_MALFORMED_HEADER"


def test_a_header_that_comes_very_often_is_read_in_no_time() -> None:
    start = time.perf_counter()
    for value in ("v1,x", "x" * 1000):
        often = [*[("webhook-signature", value)] * 100_000, *PAIRS]
        for headers in (often, scope(often)):
            assert refusal(headers) == "ERR_MALFORMED_HEADER"
    # Copied as often as they come, they would be gigabytes.
    assert time.perf_counter() - start < 5


def test_none_under_a_name_is_missing() -> None:
    for name in HEADERS:
        assert refusal({**HEADERS, name: None}) == "ERR_MISSING_HEADER"
        assert refusal({**HEADERS, name: ""}) == "ERR_MISSING_HEADER"


def test_what_a_sender_can_write_is_only_ever_refused() -> None:
    odd = [
        "\ud800",
        "\udcff",
        "\x00",
        "\r\n",
        "é",
        "€" * 5000,
        "9" * 5000,
        "1e400",
        "v1,\ud83d\ude00",
        "x" * 100_000,
        " ",
        ",",
    ]
    for name in HEADERS:
        for value in [*odd, *(one.encode(errors="surrogatepass") for one in odd), b"\xff\xfe"]:
            shapes: list[Any] = [
                {**HEADERS, name: value},
                [*PAIRS, (name, value)],
                [(name, value)],
                {"headers": value},
            ]
            for headers in shapes:
                assert verify(headers) in (True, False)
                for use in (unwrap_webhook, lambda b, h, s, now: Webhook(s).verify(b, h, now=now)):
                    try:
                        use(BODY, headers, SECRET, now=NOW)
                    except WebhookVerificationError as error:
                        assert error.code.startswith("ERR_")  # noqa: PT017
    for name in (
        "\ud800",
        "webhook-\udcff",
        "",
        "headers",
        "request",
        "items",
        "__await__",
        "get",
        "webhoo\u212a-id",
    ):
        assert verify({**HEADERS, name: "x"})
        assert not verify({name: "x"})


@pytest.mark.parametrize(
    "headers",
    [
        None,
        7,
        True,
        "webhook-id: x",
        b"webhook-id: x",
        ["webhook-id", "x"],
        [None],
        [("webhook-id",)],
        [("webhook-id", "x", "y")],
        ["ab"],
        [(1, "x")],
        [[("webhook-id", "x")]],
        {1: "x"},
        object(),
        Awaitable(),
        lambda: HEADERS,
        Failing(),
        FailingMidway(HEADERS),
        Everything(),
        endless(),
        SimpleNamespace(headers=HEADERS),
        {"headers": HEADERS},
        {"multiValueHeaders": {}, "headers": {}},
        {"request": {"headers": HEADERS}},
        starlette.requests.Request({"type": "http", "headers": AS_BYTES}),
        werkzeug.wrappers.Request(environ(PAIRS)),
        django.test.RequestFactory().post("/", headers=HEADERS),
    ],
    ids=lambda headers: type(headers).__name__,
)
def test_headers_of_no_shape_that_holds_headers_are_the_developers_mistake(headers: Any) -> None:
    assert mistake(lambda: verify(headers)) == "ERR_HEADERS_TYPE"


@pytest.mark.parametrize(
    "value",
    [
        1,
        1.5,
        math.nan,
        True,
        object(),
        {"value": "x"},
        bytearray(b"x"),
        memoryview(b"x"),
        [1],
        ["x", None],
        [["x"]],
        Awaitable(),
        {"x"},
    ],
)
def test_a_value_that_no_sender_can_send_is_the_developers_mistake(value: Any) -> None:
    for name in HEADERS:
        for headers in (
            {**HEADERS, name: value},
            [*PAIRS, (name, value)],
            {name: value},
            {**HEADERS, "svix-id": value},
        ):
            assert mistake(lambda given=headers: verify(given)) == "ERR_HEADERS_TYPE"  # type: ignore[misc]


def test_the_message_of_an_email_is_read_like_any_mapping() -> None:
    headers = email.message.Message()
    for name, value in PAIRS:
        headers[name] = value
    assert verify(headers)
