"""The link to Pulse's webhook portal."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Thread
from typing import Any, Literal, Optional, TypeVar, cast
from urllib.parse import quote, urlsplit

from hookproof import WebhookConfigError

T = TypeVar("T")

#: Why Pulse's API gave no answer to use.
PulseErrorCode = Literal[
    "ERR_PULSE_UNAUTHORIZED",
    "ERR_PULSE_SERVER",
    "ERR_PULSE_STATUS",
    "ERR_PULSE_RESPONSE",
    "ERR_PULSE_TIMEOUT",
    "ERR_PULSE_NETWORK",
]


@dataclass(frozen=True)
class PulseErrorBody:
    """Holds what Pulse says of an error. Whatever in it repeats the API key is taken out."""

    #: Pulse's own code, such as ``AUTH_002``.
    code: Optional[str] = None
    #: For people to read.
    message: Optional[str] = None
    #: More of the context.
    details: Optional[dict[str, Any]] = None


class PulseError(Exception):
    """Says why a call of Pulse's API failed. The API key is in no part of it.

    | code | |
    | --- | --- |
    | `ERR_PULSE_UNAUTHORIZED` | 401: the API key is missing or wrong |
    | `ERR_PULSE_SERVER` | 500: Pulse's fault, try again later |
    | `ERR_PULSE_STATUS` | another status, a redirect among them |
    | `ERR_PULSE_RESPONSE` | 200, but without a link; or an answer of more than 65,536 bytes |
    | `ERR_PULSE_TIMEOUT` | no whole answer in time |
    | `ERR_PULSE_NETWORK` | no answer at all |

    Example:
        try:
            create_webhook_link(api_key)
        except PulseError as error:
            print(error.code, error.error and error.error.message)
    """

    #: Stable; the message is not.
    code: PulseErrorCode
    #: The status of the response, if there was one.
    status: Optional[int]
    #: What Pulse said, if it was what Pulse documents.
    error: Optional[PulseErrorBody]

    def __init__(
        self,
        message: str = "",
        *,
        code: PulseErrorCode = "ERR_PULSE_NETWORK",
        status: Optional[int] = None,
        error: Optional[PulseErrorBody] = None,
    ) -> None:
        """Makes one, as a test that stands in for a failure does."""
        super().__init__(message)
        self.code = code
        self.status = status
        self.error = error


@dataclass(frozen=True)
class WebhookLink:
    """Holds the answer of Pulse."""

    #: The portal's address. Whoever has it has access to the portal.
    link: str = field(repr=False)


_MAX_ANSWER = 65_536
_MAX_TIMEOUT = 86_400


def create_webhook_link(
    api_key: str, *, base_url: str = "https://api.runpulse.com", timeout: float = 10
) -> WebhookLink:
    """Asks Pulse for a temporary link to the portal where webhook endpoints are managed.

    The request is ``POST /webhook``. The portal shows the endpoints' secrets. Whoever has the link
    has that access, so treat it as a secret.

    Args:
        api_key: The key of Pulse's API. It is sent in the ``x-api-key`` header, and appears in no
            error.
        base_url: Where the API is. Only a loopback address may be without TLS.
        timeout: How long the whole answer may take, in seconds.

    Raises:
        PulseError: Pulse did not give a link; its code says why, its error is what Pulse said.
        WebhookConfigError: ``ERR_OPTION``: a wrong option.

    Example:
        print(create_webhook_link(os.environ["PULSE_API_KEY"]).link)
    """
    key = _Key(api_key)
    # What collects the variables of a traceback would find it.
    del api_key
    url, is_loopback = _endpoint(base_url)
    # A key that no header can carry would be quoted by the error of the one who tries.
    if not isinstance(key.text, str) or not re.fullmatch("[!-~]+", key.text):
        raise _wrong("api_key must be visible ASCII characters and nothing else")
    if (
        isinstance(timeout, bool)
        or not isinstance(timeout, (int, float))
        or not 0 < timeout <= _MAX_TIMEOUT
    ):
        raise _wrong(f"timeout must be a number above 0, and {_MAX_TIMEOUT} at most")
    return _with_timeout(timeout, lambda: _link(url, key, timeout, is_loopback))


@dataclass(frozen=True)
class _Key:
    """A key that nothing prints."""

    text: str = field(repr=False)


def _endpoint(base_url: str) -> tuple[str, bool]:
    wrong = _wrong(
        "base_url must be an https address without credentials: the API key is sent there"
    )
    try:
        base = urlsplit(base_url)
        host, port = base.hostname or "", base.port
    except (ValueError, TypeError, AttributeError):
        raise wrong from None
    is_loopback = re.fullmatch(r"localhost|127(\.\d+){3}|::1", host) is not None
    is_safe = base.scheme == "https" or (base.scheme == "http" and is_loopback)
    if not is_safe or not re.fullmatch("[!-~]+", base_url) or host == "" or "@" in base.netloc:
        raise wrong
    name = f"[{host}]" if ":" in host else host
    authority = name if port is None else f"{name}:{port}"
    return f"{base.scheme}://{authority}{base.path.rstrip('/')}/webhook", is_loopback


def _wrong(message: str) -> WebhookConfigError:
    return WebhookConfigError(message, code="ERR_OPTION")


def _with_timeout(timeout: float, ask: Callable[[], T]) -> T:
    """Asks in a thread, and waits for it until the time is over.

    A name server, or an answer that drips, keeps no single read waiting long enough.
    """
    answers: list[T] = []
    failures: list[PulseError] = []

    def work() -> None:
        try:
            answers.append(ask())
        except PulseError as error:
            failures.append(error)
        except Exception:  # noqa: BLE001 - it may quote the request, and with it the key
            failures.append(
                PulseError(
                    "Pulse could not be reached, or its answer broke off", code="ERR_PULSE_NETWORK"
                )
            )

    thread = Thread(target=work, daemon=True)
    thread.start()
    thread.join(timeout)
    if answers:
        return answers[0]
    if failures and failures[0].code != "ERR_PULSE_TIMEOUT":
        raise failures[0].with_traceback(None)
    raise PulseError(f"Pulse did not answer within {timeout} s", code="ERR_PULSE_TIMEOUT")


def _link(url: str, key: _Key, timeout: float, is_loopback: bool) -> WebhookLink:
    status, text = _post(url, key, timeout, is_loopback)
    body = _json_of(text)
    if status != 200:
        raise _refusal(status, body, key)
    link = body.get("link")
    if not isinstance(link, str) or not re.match("https?://[^/]", link):
        raise PulseError(
            "Pulse answered 200, but without a link", code="ERR_PULSE_RESPONSE", status=status
        )
    return WebhookLink(link)


def _post(url: str, key: _Key, timeout: float, is_loopback: bool) -> tuple[int, bytes]:
    # Here, because they take longer to load than the rest of the package.
    from urllib.error import HTTPError
    from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

    class NoRedirect(HTTPRedirectHandler):
        def redirect_request(self, *args: object, **kwargs: object) -> None:
            """Follows none: the key would go along, to wherever it leads."""

    headers = {"accept": "application/json", "x-api-key": key.text}
    request = Request(url, data=b"", headers=headers, method="POST")  # noqa: S310 - the scheme is checked
    # What is sent without TLS stays on this machine.
    opener = build_opener(NoRedirect, *([ProxyHandler({})] if is_loopback else []))
    try:
        response = opener.open(request, timeout=timeout)
    except HTTPError as error:
        response = error
    except TimeoutError:
        raise PulseError(code="ERR_PULSE_TIMEOUT") from None
    with response:
        text = response.read(_MAX_ANSWER + 1)
        status = int(response.status or 0)
        if len(text) <= _MAX_ANSWER and getattr(response, "length", None):
            raise OSError("the answer broke off")
    if len(text) > _MAX_ANSWER:
        message = f"Pulse's answer is longer than {_MAX_ANSWER} bytes"
        raise PulseError(message, code="ERR_PULSE_RESPONSE", status=status)
    return status, text


def _json_of(text: bytes) -> dict[str, Any]:
    try:
        return _object(json.loads(text.decode())) or {}
    except (ValueError, RecursionError):
        return {}


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _object(value: Any) -> Optional[dict[str, Any]]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None


_codes: dict[int, PulseErrorCode] = {401: "ERR_PULSE_UNAUTHORIZED", 500: "ERR_PULSE_SERVER"}


def _refusal(status: int, body: dict[str, Any], key: _Key) -> PulseError:
    said = _object(body.get("error"))
    error = None if said is None else _error_body(_without_key(key, said))
    return PulseError(
        f"Pulse answered {status}",
        code=_codes.get(status, "ERR_PULSE_STATUS"),
        status=status,
        error=error,
    )


def _error_body(said: dict[str, Any]) -> PulseErrorBody:
    """Takes only what Pulse documents, and only if it is what Pulse says it is."""
    code, message = (
        text if isinstance(text, str) else None for text in (said.get("code"), said.get("message"))
    )
    return PulseErrorBody(code, message, _object(said.get("details")))


# Deeper than any details go that a person would read.
_MAX_DEPTH = 16


def _without_key(key: _Key, value: Any) -> Any:
    """Returns a copy in which no text, name or number repeats the key.

    Services quote a key that they refuse, also as a URL or base64 has it.
    """
    escaped = quote(key.text, safe="")
    bases = [
        encode(key.text.encode()).decode()
        for encode in (base64.b64encode, base64.urlsafe_b64encode)
    ]
    forms = {key.text, escaped, re.sub("%..", lambda hexa: hexa[0].lower(), escaped)}
    forms.update(form for base in bases for form in (base, base.rstrip("=")))
    # The longest first: one may be part of another.
    pattern = re.compile("|".join(map(re.escape, sorted(forms, key=len, reverse=True))))

    def clean(inner: Any, depth: int) -> Any:
        if depth > _MAX_DEPTH:
            return "[too deep]"
        if _is_list(inner):
            return [clean(item, depth + 1) for item in inner]
        if isinstance(inner, dict):
            return {
                clean(name, 0): clean(value, depth + 1)
                for name, value in cast("dict[str, Any]", inner).items()
            }
        text = inner if isinstance(inner, str) else json.dumps(inner)
        return pattern.sub("[the API key]", text) if pattern.search(text) else inner

    return clean(value, 0)
