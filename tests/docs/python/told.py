"""Runs a program, and compares what it prints with the comments beside its prints. An ellipsis
stands for anything.
"""

from __future__ import annotations

import builtins
import re
import sys
from pathlib import Path
from typing import Any

PROGRAM = Path(sys.argv[1])
LINES = PROGRAM.read_text().splitlines()
PRINTING = re.compile(r"\s*print\(.*\)  # (.*)")
#: What looks like a result beside something that prints none.
LOOSE = re.compile(r".*\S  # (?:True|False|None|\d+|ERR_[A-Z_]+|whsec_.*|[{\['].*)")

claims = {at: found[1] for at, line in enumerate(LINES, 1) if (found := PRINTING.fullmatch(line))}
loose = [line.strip() for line in LINES if LOOSE.fullmatch(line) and not PRINTING.fullmatch(line)]
wrong = [f"{line!r} states what nothing checks" for line in loose]
unseen = set(claims)


def told(*values: object, **options: Any) -> None:
    at = sys._getframe(1).f_lineno
    text = options.get("sep", " ").join(str(value) for value in values)
    if at not in claims:
        return
    unseen.discard(at)
    if not re.fullmatch(".*?".join(map(re.escape, claims[at].split("…"))), text, re.DOTALL):
        wrong.append(f"line {at}: the comment says {claims[at]!r}, the program {text!r}")


# Of the program alone: what it calls prints as ever.
exec(compile("\n".join(LINES), str(PROGRAM), "exec"), {"__name__": "__main__", "print": told})
wrong += [f"the program never came to the comment {claims[at]!r}" for at in sorted(unseen)]
builtins.print("\n".join(wrong), file=sys.stderr)
sys.exit(1 if wrong else 0)
