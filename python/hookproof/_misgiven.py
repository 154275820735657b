"""What headers and payloads are that are neither, and the code that makes of them what is wanted.

Everything here looks at values of any kind, whose own code may raise anything.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from inspect import iscoroutinefunction
from itertools import islice
from typing import Any, Optional


# Without the narrowing of a type checker: what a value is, its own code may say.
def _is(value: Any, *kinds: type) -> bool:
    return isinstance(value, kinds)


_NAMES = frozenset(
    f"{of}-{part}" for of in ("webhook", "svix") for part in ("id", "timestamp", "signature")
)
_OF_ENVIRON = frozenset("HTTP_" + name.replace("-", "_").upper() for name in _NAMES)

_MOST_PAIRS = 1000
_LONGEST = 1_000_000


def pairs(headers: Any) -> tuple[str, list[tuple[str, bytes]]]:
    """Returns how headers are read, and all of them.

    By the others, other schemes and other names are known.
    """
    try:
        is_environ = _is(headers, Mapping) and any(
            _is(name, str) and name.startswith("HTTP_") for name in islice(headers, _MOST_PAIRS)
        )
        access = "environ" if is_environ else "property" if hasattr(headers, "items") else "pairs"
        found: list[tuple[str, bytes]] = []
        for name, value in _items(headers):
            if _is(name, bytes):
                access, name = "bytes", name.decode("latin-1")
            if is_environ:
                # What has no such name is no header.
                if not (_is(name, str) and name.startswith("HTTP_")):
                    continue
                name = name[len("HTTP_") :].replace("_", "-").lower()
            text = _text(value)
            if _is(name, str) and text is not None and sum(map(len, (name, text))) < _LONGEST:
                found.append((name.encode(errors="replace").decode(), text))
        return access, found
    except Exception:
        return "property", []


def _items(headers: Any) -> Iterable[tuple[Any, Any]]:
    items = headers.items() if hasattr(headers, "items") else headers
    for item in islice(items, _MOST_PAIRS):
        if not _is(item, tuple, list) or len(item) != 2:
            return
        yield item[0], item[1]


def _text(value: Any) -> Any:
    if _is(value, str):
        return value.encode(errors="replace")
    if _is(value, bytes):
        return value
    if _is(value, list, tuple):
        texts = [_text(one) for one in value[:_MOST_PAIRS]]
        return None if None in texts else b", ".join(text for text in texts if text is not None)
    return None


def headers(headers: Any) -> Optional[tuple[str, Optional[str]]]:
    """Returns the hint about a value in place of headers, and the code that makes headers of it."""
    try:
        if hasattr(headers, "__await__"):
            return "HEADERS_PROMISE", "await headers"
        if _is(headers, str):
            if headers.lstrip()[:1] in ("{", "["):
                # What repr() prints begins like JSON and is none: then this raises.
                json.loads(headers)
                return "HEADERS_RAW", "json.loads(headers)"
            return (
                "HEADERS_RAW",
                "[(name, value.strip()) for name, colon, value in "
                '(line.partition(":") for line in headers.splitlines()) if colon]',
            )
        if _is(headers, list, tuple) and headers and all(_is(one, str, bytes) for one in headers):
            return "HEADERS_RAW", "list(zip(headers[::2], headers[1::2]))"
        values = _values_advice(headers)
        if values is not None:
            return "HEADERS_VALUES", values
        inside = next((path for path, value in _paths(headers) if _holds_headers(value)), None)
        return None if inside is None else ("HEADERS_INSIDE", inside)
    except Exception:
        return None


def _paths(headers: Any) -> Iterable[tuple[str, Any]]:
    """Gives where requests, contexts and events of platforms have their headers."""
    for holder, path in (
        (headers, "headers"),
        (getattr(headers, "request", None), "headers.request"),
    ):
        inside = getattr(holder, "headers", None)
        if inside is not None:
            yield f"{path}.headers", inside
    if _is(headers, Mapping):
        for name in ("headers", "multiValueHeaders"):
            if name in headers:
                yield f'headers["{name}"]', headers[name]
        request = headers.get("request")
        if _is(request, Mapping) and "headers" in request:
            yield 'headers["request"]["headers"]', request["headers"]


def _holds_headers(value: Any) -> bool:
    return any(
        (name.decode("latin-1") if _is(name, bytes) else str(name)).lower() in _NAMES
        for name, _ in _items(value)
    )


def _values_advice(headers: Any) -> Optional[str]:
    """Returns the code for headers with values that are no text."""
    if not _is(headers, Mapping):
        return None
    changes: list[str] = []
    for name, value in _items(headers):
        if _is(name, str) and (name.lower() in _NAMES or name in _OF_ENVIRON):
            read = f'headers["{name}"]'
            text = _value_code(value, read)
            if text is not None and text != read:
                changes.append(f'"{name}": {text}')
    return "{**headers, " + ", ".join(changes) + "}" if changes else None


def _value_code(value: Any, read: str) -> Optional[str]:
    if _is(value, str, bytes):
        return read
    if _is(value, list, tuple):
        if all(_is(one, str, bytes) for one in value):
            return read
        return _value_code(value[0], f"{read}[0]") if len(value) == 1 else None
    if _is(value, bytearray, memoryview):
        return f"bytes({read})"
    if _is(value, int, float):
        return f"str({read})" if _is(value, int) else f"str(int({read}))"
    if hasattr(value, "timestamp"):
        return f"str(int({read}.timestamp()))"
    if hasattr(value, "__await__"):
        return f"await {read}"
    if _is(value, Mapping):
        for name in ("value", "values", "Value", "stringValue", "data"):
            if name in value:
                return _value_code(value[name], f'{read}["{name}"]')
    return None


def payload(payload: Any) -> tuple[str, Optional[str], Optional[str]]:
    """Returns the hint about a value in place of a body, and how to make a body of it.

    That is code, and the value as JSON.
    """
    try:
        return _payload(payload)
    except Exception:
        return "BODY_PARSED", None, None


def _payload(payload: Any) -> tuple[str, Optional[str], Optional[str]]:
    if payload is None:
        return "BODY_MISSING", None, None
    if hasattr(payload, "__await__"):
        return "BODY_PROMISE", "await payload", None
    if callable(payload):
        return "BODY_UNREAD", _called(payload, "payload()"), None
    inside = _body_inside(payload)
    if inside is not None:
        return "BODY_INSIDE", inside, None
    if hasattr(payload, "read"):
        return "BODY_UNREAD", _called(payload.read, "payload.read()"), None
    printed = None
    try:
        printed = json.dumps(payload, separators=(",", ":"), ensure_ascii=False)
        printed.encode()
    except (TypeError, ValueError, RecursionError):
        printed = None
    return "BODY_PARSED", None, printed


def _called(function: Any, code: str) -> str:
    """Returns the code that calls a function, and awaits what a coroutine function gives."""
    return f"await {code}" if iscoroutinefunction(function) else code


def _body_inside(payload: Any) -> Optional[str]:
    """Returns the code for the body in a request of a framework, or in an event of a platform."""
    if _is(payload, Mapping) and _is(payload.get("body"), str) and "headers" in payload:
        is_base64 = payload.get("isBase64Encoded") is True
        return 'base64.b64decode(payload["body"])' if is_base64 else 'payload["body"]'
    if hasattr(payload, "get_data"):
        return _called(payload.get_data, "payload.get_data()")
    if not hasattr(payload, "headers"):
        return None
    body = getattr(payload, "body", None)
    if _is(body, bytes):
        return "payload.body"
    if callable(body):
        return _called(body, "payload.body()")
    return _called(payload.read, "payload.read()") if hasattr(payload, "read") else None
