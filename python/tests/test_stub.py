"""The stub of the compiled part says what the compiled part says: editors show the one, and help()
the other.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import hookproof
from hookproof import _core

STUB = Path(hookproof.__file__).with_name("_core.pyi")


def documented(node: Any, at: Any) -> Iterator[Any]:
    seen: set[str] = set()
    for inner in node.body:
        is_one = isinstance(inner, (ast.FunctionDef, ast.ClassDef)) and inner.name not in (
            "__new__",
            *seen,
        )
        if is_one:
            seen.add(inner.name)
            value = getattr(at, inner.name)
            yield pytest.param(ast.get_docstring(inner), inspect.getdoc(value), id=inner.name)
        if isinstance(inner, ast.ClassDef):
            yield from documented(inner, getattr(at, inner.name))


@pytest.mark.parametrize(("stub", "compiled"), [*documented(ast.parse(STUB.read_text()), _core)])
def test_the_stub_has_the_docstring_of_the_compiled_one(stub: str, compiled: str) -> None:
    assert stub == compiled
    assert compiled.split("\n")[0].endswith(".")
