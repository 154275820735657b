"""What the API reference shows of each public name: a summary that says what it does, and an
example that runs.
"""

from __future__ import annotations

import importlib
import inspect
import json
import logging
import os
import pkgutil
import re
import sys
import textwrap
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import aiohttp.web
import django.http
import fastapi
import flask
import pydantic
import pytest
import starlette.applications
import starlette.middleware
import starlette.responses
import starlette.routing
import typing_extensions

import hookproof
import hookproof.testing

MODULES = [
    "hookproof",
    *(
        f"hookproof.{each.name}"
        for each in pkgutil.iter_modules(hookproof.__path__)
        if each.name[0] != "_"
    ),
]


def public() -> Iterator[tuple[str, Any]]:
    for name in MODULES:
        module = importlib.import_module(name)
        # A module of one of ours that says nothing else exports what it defines.
        names = getattr(
            module,
            "__all__",
            [each for each, value in vars(module).items() if is_of(value, name) and each[0] != "_"],
        )
        yield name, module
        for each in names:
            value = getattr(module, each)
            if (
                not (inspect.isclass(value) or callable(value))
                or getattr(value, "__module__", "").split(".")[0] != "hookproof"
            ):
                continue
            yield f"{name}.{each}", value
            if inspect.isclass(value):
                methods = {
                    method
                    for method, of in vars(value).items()
                    if method[0] != "_" and callable(of)
                }
                yield from (
                    (f"{name}.{each}.{method}", getattr(value, method))
                    for method in sorted(methods)
                )


def is_of(value: Any, module: str) -> bool:
    return getattr(value, "__module__", None) == module


NAMES = dict(public())


def test_all_are_looked_at() -> None:
    some = (
        "verify_webhook",
        "Webhook.sign",
        "VerifiedWebhook",
        "flask.webhook",
        "pulse.PulseError",
        "testing.WebhookSigner.tampered",
    )
    assert {f"hookproof.{name}" for name in some} <= {*NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_it_has_a_summary_that_begins_with_a_verb(name: str) -> None:
    summary = (inspect.getdoc(NAMES[name]) or "").split("\n\n")[0].replace("\n", " ")
    # "Returns", "Says". No summary begins with a plural.
    assert re.fullmatch(r"(?!This|Its)[A-Z][a-z]+s,? .*[.:]", summary), summary


ALL_EXAMPLES = {
    name: textwrap.dedent(found[1])
    for name, value in NAMES.items()
    if (
        found := re.search(
            r"^Example:\n((?: {4}.*\n|\n)+)", f"{inspect.getdoc(value)}\n", re.MULTILINE
        )
    )
}


#: Those of the replay stores run on real servers, in replay/test_docs.py.
EXAMPLES = {
    name: example
    for name, example in ALL_EXAMPLES.items()
    if not name.startswith("hookproof.replay")
}


class JobEvent(pydantic.BaseModel):
    type: str


def world(module: str, signer: hookproof.testing.WebhookSigner) -> dict[str, Any]:
    """Gives what the examples leave out."""
    event = {"type": "job.completed", "timestamp": None, "data": {"job_id": "1"}}
    signed = signer.request(event)
    app = flask.Flask("example")
    app.post("/webhook")(
        importlib.import_module("hookproof.flask").webhook(signer.secret)(
            lambda delivery: ("", 204)
        )
    )
    client = app.test_client()

    def post(url: str, **request: Any) -> Any:
        # httpx calls the body by another name than Flask does.
        response = client.post(
            url, data=request.pop("content", None) or request.pop("data"), **request
        )
        assert response.status_code == 204
        return response

    pulse = (
        {"create_webhook_link": lambda key: SimpleNamespace(link=key)}
        if module == "hookproof.pulse"
        else {}
    )
    of_module = {
        "hookproof.aiohttp": {
            "routes": aiohttp.web.RouteTableDef(),
            "Response": aiohttp.web.Response,
        },
        "hookproof.django": {
            "settings": SimpleNamespace(WEBHOOK_SECRET=signer.secret),
            "HttpResponse": django.http.HttpResponse,
        },
        "hookproof.fastapi": {
            "app": fastapi.FastAPI(),
            "Depends": fastapi.Depends,
            "Annotated": typing_extensions.Annotated,
        },
        "hookproof.starlette": {
            "Middleware": starlette.middleware.Middleware,
            "Response": starlette.responses.Response,
            "Route": starlette.routing.Route,
            "Starlette": starlette.applications.Starlette,
        },
    }
    return {
        **{name: getattr(hookproof, name) for name in hookproof.__all__},
        **{
            "JobEvent": JobEvent,
            "json": json,
            "os": os,
            "pytest": pytest,
            "log": logging,
            "abort": flask.abort,
        },
        **{
            "app": flask.Flask("new"),
            "client": SimpleNamespace(post=post),
            "requests": SimpleNamespace(post=post),
            "url": "/webhook",
            "api_key": "key",
        },
        **{
            "body": signed.body,
            "headers": signed.headers,
            "secret": signer.secret,
            "fetch_result": str,
            "report": str,
        },
        **{"request": SimpleNamespace(get_data=lambda: signed.body, headers=signed.headers)},
        **{"verified": hookproof.unwrap_webhook(signed.body, signed.headers, signer.secret)},
        **vars(importlib.import_module(module)),
        **of_module.get(module, {}),
        **pulse,
    }


@pytest.mark.parametrize("name", EXAMPLES)
def test_its_example_runs(
    name: str, webhook_signer: hookproof.testing.WebhookSigner, monkeypatch: pytest.MonkeyPatch
) -> None:
    example = EXAMPLES[name]
    if "match " in example and sys.version_info < (3, 10):
        return
    for variable in ("WEBHOOK_SECRET", "PULSE_WEBHOOK_SECRET", "PULSE_API_KEY"):
        monkeypatch.setenv(variable, webhook_signer.secret)
    module = next(module for module in reversed(MODULES) if f"{name}.".startswith(f"{module}."))
    names = world(module, webhook_signer)
    exec(compile(example, name, "exec", dont_inherit=True), names)


def test_there_are_many() -> None:
    assert len(EXAMPLES) > 25
