"""What the tests share: the vectors of every runtime, and how their values are written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import django.conf

if not django.conf.settings.configured:
    django.conf.settings.configure(DEFAULT_CHARSET="utf-8")

VECTORS = Path(__file__).parents[2] / "tests" / "vectors"


def vectors(name: str) -> Any:
    """Reads a file of vectors."""
    return json.loads((VECTORS / f"{name}.json").read_text())


def value_of(written: Any) -> str | bytes:
    """Gives the text, or the bytes, that a vector writes."""
    if isinstance(written, str):
        return written
    if "hex" in written:
        return bytes.fromhex(written["hex"])
    return str(written["repeat"]) * int(written["times"])
