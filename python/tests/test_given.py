"""What a caller gives: the headers of every framework, and who is told of what is wrong."""

from __future__ import annotations

import asyncio
import email.message
import http.client
import io
import math
import threading
import time
from collections import OrderedDict, UserDict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from fractions import Fraction
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

import hookproof
from hookproof import (
    Webhook,
    WebhookConfigError,
    WebhookVerificationError,
    sign_webhook,
    unwrap_webhook,
    verify_webhook,
)

from .conftest import vectors

GOOD = vectors("verify")[0]
BODY, PAIRS, (SECRET,), NOW = (
    GOOD["body"],
    [tuple(pair) for pair in GOOD["headers"]],
    GOOD["secrets"],
    GOOD["now"],
)
HEADERS = dict(PAIRS)
SIGNATURE = HEADERS["webhook-signature"]
AS_BYTES = [(name.encode(), value.encode()) for name, value in PAIRS]


def verify(
    headers: Any = HEADERS,
    payload: Any = BODY,
    secret: Any = SECRET,
    now: Any = NOW,
    **options: Any,
) -> bool:
    return verify_webhook(payload, headers, secret, now=now, **options)


def refusal(headers: Any = HEADERS, **options: Any) -> str:
    with pytest.raises(WebhookVerificationError) as refused:
        unwrap_webhook(BODY, headers, SECRET, now=NOW, **options)
    return refused.value.code


def mistake(action: Callable[[], Any]) -> str:
    with pytest.raises(WebhookConfigError) as wrong:
        action()
    assert isinstance(wrong.value, ValueError)
    assert SECRET[6:] not in f"{wrong.value!r}"
    return wrong.value.code


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
    "body",
    [
        b"",
        b"\xff",
        b"\xef\xbb\xbf{}",
        b"{",
        b"NaN",
        b"[Infinity]",
        b"-Infinity",
        b"[" * 100_000,
        b"9" * 5000,
        b'"\x01"',
        b"{}x",
    ]
    + ['{"a": 1}'.encode(encoding) for encoding in ("utf-16", "utf-16-le", "utf-32", "utf-32-be")],
)
def test_an_authentic_body_that_is_no_json_is_refused_by_its_code(body: bytes) -> None:
    headers = sign_webhook(body, SECRET)
    assert verify_webhook(body, headers, SECRET)
    assert unwrap_webhook(body, headers, SECRET, json_parse=False).body == body
    with pytest.raises(WebhookVerificationError) as refused:
        unwrap_webhook(body, headers, SECRET)
    assert refused.value.code == "ERR_PAYLOAD_JSON"
    assert (refused.value.__cause__, refused.value.__suppress_context__) == (None, True)
    if body:
        with pytest.raises(WebhookVerificationError):
            Webhook(SECRET).verify(body, headers)
    else:
        assert Webhook(SECRET).verify(body, headers) is None


def test_half_a_surrogate_pair_in_a_body_is_u_fffd_as_in_javascript() -> None:
    for text, stands_for in (
        ("\ud800", "\ufffd"),
        ("a\udc80b", "a\ufffdb"),
        ("\ud83d\ude00", "\U0001f600"),
    ):
        assert verify_webhook(text, sign_webhook(stands_for, SECRET), SECRET)
        assert verify_webhook(stands_for.encode(), sign_webhook(text, SECRET), SECRET)
    assert not verify(payload=BODY + "\udcff")


class Awaitable:
    def __await__(self) -> Iterator[None]:
        yield


class Failing:
    def items(self) -> Any:
        raise RuntimeError(SECRET)


class FailingMidway(dict[str, Any]):
    def items(self) -> Any:
        yield from super().items()
        raise RuntimeError(SECRET)


class Everything:
    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(SECRET)


def endless() -> Iterator[tuple[str, str]]:
    while True:
        yield "x", "y"


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


def test_a_payload_that_is_parsed_or_unread_names_the_setting_to_change() -> None:
    released = memoryview(b"{}")
    released.release()
    for payload in (
        {},
        [],
        None,
        1,
        True,
        object(),
        Awaitable(),
        io.BytesIO(b""),
        {1},
        released,
        bytes,
        [1, 2],
        range(3),
    ):
        with pytest.raises(WebhookConfigError, match=r"request\.get_data\(\)") as wrong:
            verify(payload=payload)
        assert wrong.value.code == "ERR_PAYLOAD_TYPE"
        assert mistake(lambda given=payload: sign_webhook(given, SECRET)) == "ERR_PAYLOAD_TYPE"  # type: ignore[misc]


class LyingBytes(bytes):
    def __bytes__(self) -> bytes:
        return b"another"

    def __len__(self) -> int:
        return 1


class LyingArray(bytearray):
    def __bytes__(self) -> bytes:
        return b"another"


class LyingText(str):
    __slots__ = ()

    def encode(self, *_: Any) -> bytes:
        return b"another"

    def __len__(self) -> int:
        raise RuntimeError


def test_bytes_are_what_they_are_and_not_what_they_say() -> None:
    for payload in (LyingBytes(BODY.encode()), LyingArray(BODY.encode()), LyingText(BODY)):
        assert verify(payload=payload)
    assert verify(
        {LyingText(name): LyingText(value) for name, value in PAIRS}, secret=LyingText(SECRET)
    )


def test_bytes_that_reading_the_headers_changes_are_verified_as_they_are_afterwards() -> None:
    class Changing:
        def __init__(self, after: bytes) -> None:
            self.payload, self.after = bytearray(len(after)), after

        def items(self) -> Any:
            self.payload[:] = self.after
            return PAIRS

    for after, verdict in ((BODY.encode(), True), (b"x" * len(BODY), False)):
        headers = Changing(after)
        assert verify(headers, payload=headers.payload) is verdict


def test_an_interrupt_is_not_taken_for_a_mistake() -> None:
    class Interrupted:
        def items(self) -> Any:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        verify(Interrupted())


@pytest.mark.parametrize(
    ("secret", "code"),
    [
        (None, "ERR_SECRET_MISSING"),
        ("", "ERR_SECRET_MISSING"),
        (b"", "ERR_SECRET_MISSING"),
        ([], "ERR_SECRET_MISSING"),
        ([SECRET, None], "ERR_SECRET_MISSING"),
        ([SECRET] * 17, "ERR_SECRET_LENGTH"),
        ("whsec_" + "\ud800" * 32, "ERR_SECRET_FORMAT"),
        (1, "ERR_SECRET_KIND"),
        (bytearray(32), "ERR_SECRET_KIND"),
        (memoryview(bytes(32)), "ERR_SECRET_KIND"),
        ({SECRET}, "ERR_SECRET_KIND"),
        ({SECRET: 1}, "ERR_SECRET_KIND"),
        ([[SECRET]], "ERR_SECRET_KIND"),
        (Awaitable(), "ERR_SECRET_KIND"),
        (iter([SECRET]), "ERR_SECRET_KIND"),
    ],
    ids=repr,
)
def test_a_wrong_secret_is_the_developers_mistake(secret: Any, code: str) -> None:
    for action in (
        lambda: verify(secret=secret),
        lambda: verify({}, secret=secret),
        lambda: sign_webhook(BODY, secret),
        lambda: Webhook(secret),
    ):
        assert mistake(action) == code


def test_of_several_secrets_the_wrong_one_is_named() -> None:
    with pytest.raises(WebhookConfigError, match=r"\(secret 2 of 3\)$"):
        verify(secret=[SECRET, "whsec_", SECRET])
    with pytest.raises(WebhookConfigError, match=r"\(secret 17 of 17\)$"):
        verify(secret=[SECRET] * 17)
    pair = hookproof.generate_key_pair()
    with pytest.raises(WebhookConfigError, match=r"\(secret 2 of 2\)$"):
        verify(secret=[SECRET, pair.private_key])
    assert unwrap_webhook(BODY, HEADERS, (b"x" * 24, SECRET), now=NOW).secret_index == 1


@pytest.mark.parametrize(
    "options",
    [
        {"tolerance": -1},
        {"tolerance": math.nan},
        {"tolerance": math.inf},
        {"tolerance": "300"},
        {"tolerance": True},
        {"tolerance": timedelta(minutes=5)},
        {"now": math.nan},
        {"now": math.inf},
        {"now": "1614265330"},
        {"now": False},
        {"now": Fraction(1)},
        {"now": datetime(2021, 2, 25)},
        {"min_secret_bytes": 0},
        {"min_secret_bytes": 513},
        {"min_secret_bytes": -1},
        {"min_secret_bytes": 24.0},
        {"min_secret_bytes": True},
        {"min_secret_bytes": 10**30},
    ],
    ids=repr,
)
def test_a_wrong_option_is_the_developers_mistake(options: Any) -> None:
    assert mistake(lambda: verify(**options)) == "ERR_OPTION"


def test_times_are_whole_seconds_rounded_down_and_never_overflow() -> None:
    for now in (NOW, NOW + 0.999, datetime.fromtimestamp(NOW, tz=timezone(timedelta(hours=9)))):
        assert verify(now=now, tolerance=0)
        assert verify(now=now, tolerance=0.9)
    for now, code in (
        (NOW - 0.001, "TOO_NEW"),
        (10**400, "TOO_OLD"),
        (-(10**400), "TOO_NEW"),
    ):
        with pytest.raises(WebhookVerificationError) as refused:
            unwrap_webhook(BODY, HEADERS, SECRET, now=now, tolerance=0)
        assert refused.value.code == f"ERR_TIMESTAMP_{code}"
    assert verify(now=0, tolerance=10**400)
    assert verify(now=0, tolerance=1e300)


def test_the_clock_is_the_one_that_tests_set() -> None:
    import freezegun
    import time_machine

    at = datetime.fromtimestamp(NOW, tz=timezone.utc)
    assert not verify_webhook(BODY, HEADERS, SECRET)
    with freezegun.freeze_time(at):
        assert verify_webhook(BODY, HEADERS, SECRET)
    with time_machine.travel(at):
        assert verify_webhook(BODY, HEADERS, SECRET)
    assert not verify_webhook(BODY, HEADERS, SECRET)


def test_a_timestamp_beyond_the_last_year_of_a_datetime_is_its_last_second() -> None:
    sent = 999_999_999_999
    headers = sign_webhook("{}", SECRET, timestamp=sent)
    verified = unwrap_webhook("{}", headers, SECRET, now=sent)
    assert verified.timestamp == datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone.utc)
    assert verified.timestamp.tzinfo is timezone.utc


def test_other_threads_run_while_a_long_body_is_hashed() -> None:
    body = bytes(64 << 20)
    headers = sign_webhook(body, SECRET)
    counts, ended = [0], threading.Event()

    def count() -> None:
        while not ended.is_set():
            counts[0] += 1

    counter = threading.Thread(target=count)
    counter.start()
    before = counts[0]
    assert verify_webhook(body, headers, SECRET)
    during = counts[0] - before
    ended.set()
    counter.join()
    # A thread that waits for the interpreter lock counts only until it is taken, and after it is
    # given back.
    assert during > 10_000


def test_threads_that_verify_at_once_get_their_verdicts() -> None:
    body = b"x" * (1 << 18)
    secrets = [hookproof.generate_secret() for _ in range(20)]
    signed = [sign_webhook(body, secret) for secret in secrets]
    verdicts: list[bool] = []

    def work(own: int) -> None:
        for at, secret in enumerate(secrets):
            verdicts.append(verify_webhook(body, signed[at], [secret, secrets[own]]))
            verdicts.append(not verify_webhook(body, signed[at - 1], secret))

    workers = [threading.Thread(target=work, args=(own,)) for own in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert verdicts == [True] * 160


def test_many_secrets_take_turns() -> None:
    secrets = [hookproof.generate_secret() for _ in range(40)]
    signed = [sign_webhook(BODY, secret) for secret in secrets]
    for _ in range(3):
        for at, secret in enumerate(secrets):
            assert verify_webhook(BODY, signed[at], secret)
            assert not verify_webhook(BODY, signed[at - 1], secret)
    # The same text is another key as bytes, and may be too short for another call.
    short = "whsec_" + "QUFB" * 6
    assert verify_webhook(
        BODY, sign_webhook(BODY, short, min_secret_bytes=18), short, min_secret_bytes=18
    )
    assert mistake(lambda: verify(secret=short, min_secret_bytes=19)) == "ERR_SECRET_LENGTH"
    text = "QUFB" * 8
    assert not verify_webhook(BODY, sign_webhook(BODY, text), text.encode())


def test_the_message_of_an_email_is_read_like_any_mapping() -> None:
    headers = email.message.Message()
    for name, value in PAIRS:
        headers[name] = value
    assert verify(headers)


def test_an_event_loop_is_not_held_up_by_a_warning() -> None:
    async def receive() -> None:
        async def read() -> dict[str, str]:
            return HEADERS

        coroutine = read()
        assert mistake(lambda: verify(coroutine)) == "ERR_HEADERS_TYPE"
        assert verify(await coroutine)

    asyncio.run(receive())
