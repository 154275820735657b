"""Every public name has a summary that says what it does, which is what the API reference lists it by."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest

import hookproof

MODULES = ["hookproof", *(f"hookproof.{each.name}" for each in pkgutil.iter_modules(hookproof.__path__) if each.name[0] != "_")]


def public() -> Iterator[tuple[str, Any]]:
    for name in MODULES:
        module = importlib.import_module(name)
        # A module of one of ours that says nothing else exports what it defines.
        names = getattr(
            module, "__all__", [each for each, value in vars(module).items() if is_of(value, name) and each[0] != "_"]
        )
        yield name, module
        for each in names:
            value = getattr(module, each)
            if not (inspect.isclass(value) or callable(value)) or getattr(value, "__module__", "").split(".")[0] != "hookproof":
                continue
            yield f"{name}.{each}", value
            if inspect.isclass(value):
                methods = {method for method, of in vars(value).items() if method[0] != "_" and callable(of)}
                yield from ((f"{name}.{each}.{method}", getattr(value, method)) for method in sorted(methods))


def is_of(value: Any, module: str) -> bool:
    return getattr(value, "__module__", None) == module


NAMES = dict(public())


def test_all_are_looked_at() -> None:
    some = ("verify_webhook", "Webhook.sign", "VerifiedWebhook", "flask.webhook", "pulse.PulseError", "testing.WebhookSigner.tampered")
    assert {f"hookproof.{name}" for name in some} <= {*NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_it_has_a_summary_that_begins_with_a_verb(name: str) -> None:
    summary = (inspect.getdoc(NAMES[name]) or "").split("\n\n")[0].replace("\n", " ")
    # "Returns", "Says". No summary begins with a plural.
    assert re.fullmatch(r"(?!This|Its)[A-Z][a-z]+s,? .*[.:]", summary), summary
