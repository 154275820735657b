"""Explanations: the codes are those of JavaScript, the advice runs as it stands, and nothing that
is given raises.
"""

from __future__ import annotations

import ast
import asyncio
import base64
import datetime
import inspect
import io
import json
import re
import time
import types
import urllib.parse
from pathlib import Path
from typing import Any, get_args

import django.test
import hypothesis
import pytest
import starlette.requests
import werkzeug.test
import werkzeug.wrappers
from hypothesis import strategies as st

import hookproof
from hookproof import (
    WebhookExplanation,
    explain_webhook,
    generate_secret,
    sign_webhook,
    verify_webhook,
)

from .given import Awaitable, Everything, Failing, endless

ROOT = Path(__file__).parents[2]
SECRET = generate_secret()
KEY = base64.b64decode(SECRET[6:])
BODY = '{"type": "job.completed", "name": "é"}'

# What the code of a hint may use, besides the values that were given.
MODULES: dict[str, Any] = {
    name: module
    for name, module in globals().items()
    if name in ("base64", "datetime", "json", "re", "urllib")
    and isinstance(module, types.ModuleType)
}


def code_of(message: str) -> str:
    """Finds the code that a message ends with: the longest expression, or arguments of a call,
    behind a colon.
    """
    for found in re.finditer(": ", message):
        code = message[found.end() :]
        try:
            compile(f"f({code})", "hint", "eval", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        except SyntaxError:
            continue
        return code
    raise AssertionError(f"no code in {message}")


def follow(code: str, payload: Any, headers: Any, secret: Any) -> None:
    """Does what the first hint says, and looks whether the webhook verifies then."""
    found = explain_webhook(payload, headers, secret)
    assert not found.ok
    assert found.hints[0].code == code, found
    advice = code_of(found.hints[0].message)

    async def evaluated() -> Any:
        names = {**MODULES, "f": lambda value, **options: (value, options)}
        names.update(payload=payload, headers=headers, secret=secret)
        compiled = compile(f"f({advice})", "hint", "eval", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        value = eval(compiled, names)
        return await value if compiled.co_flags & inspect.CO_COROUTINE else value

    value, options = asyncio.run(evaluated())
    given = {"payload": payload, "headers": headers, "secret": secret}
    given[{"BODY": "payload", "SECR": "secret"}.get(code[:4], "headers")] = value
    assert verify_webhook(**given, **options), f"{advice} does not verify"


def signed(body: Any = BODY, key: Any = KEY, **options: Any) -> dict[str, str]:
    return sign_webhook(body, key, min_secret_bytes=1, **options)


def test_the_codes_are_those_of_javascript() -> None:
    theirs = re.findall(r"^  \| '(\w+)'", (ROOT / "pkg/src/explain.ts").read_text(), re.MULTILINE)
    assert list(get_args(hookproof.HintCode)) == theirs
    errors = (ROOT / "pkg/src/core/errors.ts").read_text()
    ours = {*get_args(hookproof.VerificationErrorCode), *get_args(hookproof.ConfigErrorCode)}
    assert ours == set(re.findall(r"^  \| '(\w+)'", errors, re.MULTILINE)) - {
        "ERR_WASM_UNAVAILABLE"
    }


SECRETS = {
    "white space": ("SECRET_SURROUNDED", f" {SECRET}\n", KEY),
    "quotes": ("SECRET_SURROUNDED", f'"{SECRET}"', KEY),
    "a byte order mark": ("SECRET_INVISIBLE", f"\ufeff{SECRET}", KEY),
    "a zero-width space": ("SECRET_INVISIBLE", f"{SECRET}\u200b", KEY),
    "its name": ("SECRET_NAMED", f"WEBHOOK_SECRET={SECRET}", KEY),
    "the name of bare base64": ("SECRET_NAMED", f"WEBHOOK_SECRET={SECRET[6:]}", KEY),
    "a prefix twice": ("SECRET_PREFIX", f"whsec_{SECRET}", KEY),
    "another prefix": ("SECRET_PREFIX", f"polar_whs_{SECRET[6:]}", KEY),
    "Kubernetes": ("SECRET_BASE64", base64.b64encode(SECRET.encode()).decode(), KEY),
    "a URL": ("SECRET_URL_ENCODED", urllib.parse.quote(SECRET, safe=""), KEY),
    "several at a comma": ("SECRET_LIST", f"{generate_secret()},{SECRET}", KEY),
    "several at a line break": ("SECRET_LIST", f"{generate_secret()}\n{SECRET}", KEY),
    "several, with versions": ("SECRET_LIST", f"v1,{generate_secret()}, v1,{SECRET}", KEY),
    "several as JSON": ("SECRET_LIST", json.dumps([generate_secret(), SECRET]), KEY),
    "text as the key": ("SECRET_AS_TEXT", SECRET, SECRET.encode()),
    "the text of bytes": ("SECRET_BYTES_OF_TEXT", SECRET.encode(), KEY),
    "hexadecimal": ("SECRET_HEX", KEY.hex(), KEY),
    "a short one": ("SECRET_SHORT", "whsec_" + base64.b64encode(b"x" * 18).decode(), b"x" * 18),
    "careless base64": (
        "SECRET_BASE64_CARELESS",
        "whsec_" + "A" * 41 + "B",
        base64.b64decode("A" * 41 + "B=="),
    ),
    "the prefix decoded": (
        "SECRET_PREFIX_DECODED",
        SECRET,
        base64.b64decode("whsec" + SECRET[6:] + "=="),
    ),
    "the prefix decoded by Node": (
        "SECRET_PREFIX_DECODED",
        SECRET,
        base64.urlsafe_b64decode(SECRET.rstrip("=")[:-1]),
    ),
    "a character too many for Node": (
        "SECRET_BASE64_CARELESS",
        "whsec_" + "A" * 41 + "=",
        base64.b64decode("A" * 40),
    ),
    "a file of Windows": ("SECRET_BYTES_OF_TEXT", SECRET.encode("utf-8-sig"), KEY),
    "one of a list": ("SECRET_SURROUNDED", [generate_secret(), f"{SECRET} "], KEY),
}


@pytest.mark.parametrize(("code", "secret", "key"), SECRETS.values(), ids=SECRETS)
def test_advice_about_a_secret_is_followed(code: str, secret: Any, key: bytes) -> None:
    follow(code, BODY, signed(key=key), secret)


def test_a_secret_that_is_neither_text_nor_bytes_need_not_be_copied_again() -> None:
    for secret in (Awaitable(), {"value": SECRET}, 7, [SECRET, object()]):
        hint = explain_webhook("", {}, secret).hints[0]
        assert (hint.code, "neither text nor bytes" in hint.message) == ("SECRET_UNUSABLE", True)


class Stream(io.BytesIO):
    """What a body is before it is read."""


async def read() -> bytes:
    return BODY.encode()


class AsyncStream:
    """What aiohttp has as request.content."""

    async def read(self) -> bytes:
        return BODY.encode()


class AsyncRequest(AsyncStream):
    """What a request of Quart has."""

    get_data = AsyncStream.read


AS_LIST = list(BODY.encode())
PAYLOADS = {
    "a coroutine": ("BODY_PROMISE", lambda: read()),
    "a function that was not called": ("BODY_UNREAD", lambda: read),
    "a method that was not called": (
        "BODY_UNREAD",
        lambda: werkzeug.wrappers.Request(environ()).get_data,
    ),
    "a stream": ("BODY_UNREAD", lambda: Stream(BODY.encode())),
    "a stream of aiohttp": ("BODY_UNREAD", lambda: AsyncStream()),
    "Quart's request": ("BODY_INSIDE", lambda: AsyncRequest()),
    "Flask's request": ("BODY_INSIDE", lambda: werkzeug.wrappers.Request(environ())),
    "Django's request": (
        "BODY_INSIDE",
        lambda: django.test.RequestFactory().post("/", BODY, "application/json"),
    ),
    "Starlette's request": (
        "BODY_INSIDE",
        lambda: starlette.requests.Request({"type": "http", "headers": []}, receive),
    ),
    "Lambda's event": (
        "BODY_INSIDE",
        lambda: {"headers": {}, "body": BODY, "isBase64Encoded": False},
    ),
    "Lambda's event in base64": (
        "BODY_INSIDE",
        lambda: {
            "headers": {},
            "body": base64.b64encode(BODY.encode()).decode(),
            "isBase64Encoded": True,
        },
    ),
    "base64": ("BODY_BASE64", lambda: base64.b64encode(BODY.encode())),
    "base64 as text": (
        "BODY_BASE64",
        lambda: base64.urlsafe_b64encode(BODY.encode()).decode().rstrip("="),
    ),
    "hexadecimal": ("BODY_HEX", lambda: BODY.encode().hex()),
    "hexadecimal in bytes": ("BODY_HEX", lambda: BODY.encode().hex().encode()),
    "JSON of the text": ("BODY_QUOTED", lambda: json.dumps(BODY)),
    "a list of numbers": ("BODY_BYTES_AS_JSON", lambda: AS_LIST),
    "a list of numbers in JSON": ("BODY_BYTES_AS_JSON", lambda: json.dumps(AS_LIST)),
    "a Buffer of Node in JSON": (
        "BODY_BYTES_AS_JSON",
        lambda: json.dumps({"type": "Buffer", "data": AS_LIST}).encode(),
    ),
    "a Uint8Array in JSON": (
        "BODY_BYTES_AS_JSON",
        lambda: json.dumps({str(at): byte for at, byte in enumerate(AS_LIST)}),
    ),
    "numbers without brackets": ("BODY_BYTES_AS_JSON", lambda: ",".join(map(str, AS_LIST))),
}


async def receive() -> Any:
    return {"type": "http.request", "body": BODY.encode(), "more_body": False}


def environ() -> dict[str, Any]:
    return werkzeug.test.EnvironBuilder(method="POST", data=BODY.encode()).get_environ()


@pytest.mark.parametrize(("code", "make"), PAYLOADS.values(), ids=PAYLOADS)
def test_advice_about_a_payload_is_followed(code: str, make: Any) -> None:
    follow(code, make(), signed(), SECRET)


def test_a_parsed_payload_names_the_setting() -> None:
    for payload in (json.loads(BODY), [1, 2], 7):
        found = explain_webhook(payload, signed(), SECRET)
        assert (found.code, found.hints[0].code) == ("ERR_PAYLOAD_TYPE", "BODY_PARSED")
        assert "request.get_data()" in found.hints[0].message
    assert explain_webhook(None, signed(), SECRET).hints[0].code == "BODY_MISSING"
    printed = json.dumps(json.loads(BODY), separators=(",", ":"))
    assert explain_webhook(printed, signed(), SECRET).hints[0].code == "BODY_RESERIALISED"


async def headers_of() -> dict[str, str]:
    return signed()


SENT = signed()
NAMED = [(name.encode(), value.encode()) for name, value in SENT.items()]
HEADERS = {
    "a coroutine": ("HEADERS_PROMISE", lambda: headers_of()),
    "Flask's request": (
        "HEADERS_INSIDE",
        lambda: werkzeug.wrappers.Request({**environ(), **as_environ(SENT)}),
    ),
    "Django's request": (
        "HEADERS_INSIDE",
        lambda: django.test.RequestFactory().post("/", headers=SENT),
    ),
    "Starlette's request": (
        "HEADERS_INSIDE",
        lambda: starlette.requests.Request({"type": "http", "headers": NAMED}),
    ),
    "Lambda's event": ("HEADERS_INSIDE", lambda: {"headers": SENT, "body": ""}),
    "Lambda's lists": (
        "HEADERS_INSIDE",
        lambda: {"multiValueHeaders": {name: [value] for name, value in SENT.items()}},
    ),
    "an ASGI scope": ("HEADERS_INSIDE", lambda: {"type": "http", "headers": NAMED}),
    "a number": (
        "HEADERS_VALUES",
        lambda: {**SENT, "webhook-timestamp": int(SENT["webhook-timestamp"])},
    ),
    "a datetime": (
        "HEADERS_VALUES",
        lambda: {
            **SENT,
            "webhook-timestamp": datetime.datetime.fromtimestamp(
                int(SENT["webhook-timestamp"]), datetime.timezone.utc
            ),
        },
    ),
    "a number in Django's META": (
        "HEADERS_VALUES",
        lambda: {**as_environ(SENT), "HTTP_WEBHOOK_TIMESTAMP": int(SENT["webhook-timestamp"])},
    ),
    "a bytearray": (
        "HEADERS_VALUES",
        lambda: {name: bytearray(value.encode()) for name, value in SENT.items()},
    ),
    "an object with the value": (
        "HEADERS_VALUES",
        lambda: {name: [{"key": name, "value": value}] for name, value in SENT.items()},
    ),
    "a flat list": ("HEADERS_RAW", lambda: [text for pair in SENT.items() for text in pair]),
    "lines of text": (
        "HEADERS_RAW",
        lambda: "".join(f"{name}: {value}\r\n" for name, value in SENT.items()),
    ),
    "the head of a request": (
        "HEADERS_RAW",
        lambda: "POST / HTTP/1.1\r\n" + "".join(f"{name}:{SENT[name]}\r\n" for name in SENT),
    ),
    "JSON": ("HEADERS_RAW", lambda: json.dumps(SENT)),
    "other names": (
        "HEADERS_RENAMED",
        lambda: {name.replace("-", "_"): value for name, value in SENT.items()},
    ),
    "other names in pairs": (
        "HEADERS_RENAMED",
        lambda: [("x-" + name, value) for name, value in SENT.items()],
    ),
    "other names in bytes": (
        "HEADERS_RENAMED",
        lambda: [(b"x-" + name, value) for name, value in NAMED],
    ),
    "other names in WSGI": (
        "HEADERS_RENAMED",
        lambda: {**environ(), **as_environ({"x-" + n: v for n, v in SENT.items()})},
    ),
    # Under ASGI nothing in it is of WSGI.
    "a fraction in Django's META": (
        "TIMESTAMP_SECONDS_SIGNED",
        lambda: as_environ({**SENT, "webhook-timestamp": SENT["webhook-timestamp"] + ".25"}),
    ),
    "a fraction": (
        "TIMESTAMP_SECONDS_SIGNED",
        lambda: {**SENT, "webhook-timestamp": SENT["webhook-timestamp"] + ".25"},
    ),
    "a fraction behind a comma": (
        "TIMESTAMP_SECONDS_SIGNED",
        lambda: {**SENT, "webhook-timestamp": SENT["webhook-timestamp"] + ",25"},
    ),
    "a fraction that was rounded up": (
        "TIMESTAMP_SECONDS_SIGNED",
        lambda: {**SENT, "webhook-timestamp": f"{int(SENT['webhook-timestamp']) - 1},75"},
    ),
    "a date": ("TIMESTAMP_SECONDS_SIGNED", lambda: {**SENT, "webhook-timestamp": date() + "Z"}),
    "a date without an offset": (
        "TIMESTAMP_SECONDS_SIGNED",
        lambda: {**SENT, "webhook-timestamp": date().replace("T", " ") + ".25"},
    ),
    "a date of elsewhere": (
        "TIMESTAMP_SECONDS_SIGNED",
        lambda: {**SENT, "webhook-timestamp": date(hours=1) + ",25+01:00"},
    ),
}


def date(**offset: int) -> str:
    there = datetime.timezone(datetime.timedelta(**offset))
    at = datetime.datetime.fromtimestamp(int(SENT["webhook-timestamp"]), there)
    return at.strftime("%Y-%m-%dT%H:%M:%S")


def as_environ(headers: dict[str, str]) -> dict[str, str]:
    return {"HTTP_" + name.upper().replace("-", "_"): value for name, value in headers.items()}


@pytest.mark.parametrize(("code", "make"), HEADERS.values(), ids=HEADERS)
def test_advice_about_headers_is_followed(
    code: str, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Where no date is right that is taken for one in UTC.
    with monkeypatch.context() as changed:
        changed.setenv("TZ", "Asia/Kolkata")
        time.tzset()
        follow(code, BODY, make(), SECRET)
    time.tzset()


def test_a_text_that_only_begins_like_json_is_not_read_as_json() -> None:
    for headers in (repr(SENT), "[object Object]"):
        assert explain_webhook(BODY, headers, SECRET).hints[0].code == "HEADERS_TYPE"


def test_other_schemes_are_known_by_their_headers_in_every_shape() -> None:
    github = {"x-hub-signature-256": "sha256=00", "host": "x"}
    for headers in (
        github,
        list(github.items()),
        [(n.encode(), v.encode()) for n, v in github.items()],
        {**environ(), **as_environ(github)},
        {"PATH_INFO": "/", **as_environ(github)},
    ):
        hint = explain_webhook(BODY, headers, SECRET).hints[0]
        assert (hint.code, "GitHub" in hint.message) == ("OTHER_SCHEME", True)


def test_every_message_is_in_the_words_of_python() -> None:
    options: Any = [{"now": "x"}, {"tolerance": -1}, {"min_secret_bytes": 0}, {"now": 1e12}]
    found = [explain_webhook(BODY, SENT, SECRET, **option) for option in options]
    assert [one.hints[0].code for one in found] == ["OPTION_INVALID"] * 3 + ["NOW_MILLISECONDS"]
    texts = [f"{one}" for one in found] + [
        f"{explain_webhook(BODY, {}, secret)}" for _, secret, _ in SECRETS.values()
    ]
    for word in (
        "Buffer",
        "toleranceSeconds",
        "minSecretBytes",
        "TextEncoder",
        "as_bytes()",
        "MinSecretBytes",
        "JSON.stringify",
    ):
        assert not any(word in text for text in texts), word


ANYTHING = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(st.characters()),
        st.binary(),
        st.sampled_from(
            [SECRET, BODY, SENT, list(SENT.items()), NAMED, object(), Awaitable(), Failing(), ...]
        ),
        st.builds(Everything),
        st.datetimes(),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=5),
        st.tuples(inner, inner),
        st.dictionaries(
            st.one_of(st.text(max_size=9), st.sampled_from([*SENT, "headers", "request", "body"])),
            inner,
            max_size=5,
        ),
    ),
    max_leaves=8,
)


@hypothesis.settings(max_examples=400, deadline=None, derandomize=True)
@hypothesis.given(ANYTHING, ANYTHING, ANYTHING, ANYTHING)
def test_nothing_that_is_given_raises_and_the_verdict_is_that_of_verify_webhook(
    payload: Any, headers: Any, secret: Any, now: Any
) -> None:
    found = explain_webhook(payload, headers, secret, now=now)
    assert isinstance(found, WebhookExplanation)
    assert len(found.checks) == 5
    assert found.ok or found.hints
    try:
        hookproof.unwrap_webhook(payload, headers, secret, now=now, json_parse=False)
        verdict = None
    except (hookproof.WebhookVerificationError, hookproof.WebhookConfigError) as error:
        verdict = error.code
    assert (found.ok, found.code) == (verdict is None, verdict)


def test_an_iterator_without_an_end_is_explained() -> None:
    assert explain_webhook(BODY, endless(), SECRET).hints[0].code == "HEADERS_TYPE"
