"""What the stores in SQL share, whatever the engine."""

from __future__ import annotations

import re

# Which of them end is no secret.
from random import random

from hookproof._must import must

_NAME = re.compile(r"([a-z_][a-z0-9_]{0,47}\.)?[a-z_][a-z0-9_]{0,47}", re.IGNORECASE | re.ASCII)


def quoted(table: str) -> tuple[str, str]:
    """Returns the table's name as SQL writes it, and that of its index.

    A name that SQL could take for anything else is refused: it stands in every statement.
    """
    must(
        isinstance(table, str) and _NAME.fullmatch(table) is not None,
        "table must be a name of letters, digits and _, at most 48 characters, "
        "such as hookproof_replay",
    )
    parts = table.split(".")
    return ".".join(f'"{part}"' for part in parts), f'"{parts[-1]}_ends_at"'


def rows_to_sweep() -> int:
    """Returns how many rows that have ended a claim deletes.

    It is now and then a hundred, which is two for each that comes. So they go sooner than new ones
    come, without a process that sweeps, and no single claim pays for all of it.
    """
    return 100 if random() * 50 < 1 else 0  # noqa: S311
