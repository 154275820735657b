"""The shapes that one webhook's values come in, in the frameworks of Python."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any


class Items(Mapping[str, Any]):
    """A mapping of a framework that gives a header that came several times as often."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        self.pairs = pairs

    def __getitem__(self, name: str) -> Any:
        return next(value for known, value in self.pairs if known == name)

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)

    def items(self) -> Any:
        return list(self.pairs)


def header_shapes(pairs: list[tuple[str, str | bytes]]) -> list[Any]:
    """Gives the same headers in each shape that can hold them."""
    as_bytes = [
        (name.encode(), value.encode() if isinstance(value, str) else value)
        for name, value in pairs
    ]
    shapes: list[Any] = [pairs, [list(pair) for pair in pairs], as_bytes, Items(pairs)]
    names = [name.lower() for name, _ in pairs]
    if len(set(names)) == len(names):
        shapes += [
            dict(pairs),
            {name: [value] for name, value in pairs},
        ]
        # What WSGI and Django make of the names of a request.
        if all(re.fullmatch("[A-Za-z-]+", name) for name, _ in pairs):
            environ = {"HTTP_" + name.upper().replace("-", "_"): value for name, value in pairs}
            shapes += [
                {name.title(): value for name, value in pairs},
                {"wsgi.version": (1, 0), **environ},
            ]
    else:
        lists: dict[str, list[Any]] = {}
        for name, value in pairs:
            lists.setdefault(name.lower(), []).append(value)
        shapes.append(lists)
    return shapes


def payload_shapes(body: str | bytes) -> list[Any]:
    """Gives the same body in each type that can hold it."""
    as_bytes = body.encode() if isinstance(body, str) else body
    twice = bytes(byte for byte in as_bytes for _ in range(2))
    return [body, as_bytes, bytearray(as_bytes), memoryview(as_bytes), memoryview(twice)[::2]]
