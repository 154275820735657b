"""Writes the API reference of the Python package into the folder that is named: by pdoc, of a copy
of the sources.

The copy has what pdoc does not see in the package itself: the stub in place of the compiled part,
the imports that are made for type checkers alone, and the comments that begin with ``#:`` as
docstrings. A warning is an error.
"""

from __future__ import annotations

import ast
import re
import shutil
import sys
import tempfile
import warnings
from pathlib import Path

import pdoc
import pdoc.render

PACKAGE = Path(__file__).parents[2] / "python" / "hookproof"
VERSION = re.search('^version = "(.*)"$', (PACKAGE.parent / "Cargo.toml").read_text(), re.MULTILINE)[1]
into = Path(sys.argv[1])


def public() -> list[str]:
    """Returns the names of the modules that somebody may import from."""
    files = [*PACKAGE.glob("[!_]*.py"), *PACKAGE.glob("[!_]*/__init__.py")]
    names = (file.parent.name if file.stem == "__init__" else file.stem for file in files)
    return ["hookproof", *sorted(f"hookproof.{name}" for name in names)]


def comments_of(source: str) -> dict[int, str]:
    """Returns the text of each comment that begins with ``#:``, by the line behind it."""
    found: dict[int, str] = {}
    lines: list[str] = []
    for number, line in enumerate(source.splitlines(), 1):
        if line.strip().startswith("#:"):
            lines.append(line.strip()[2:].strip())
        elif lines:
            found[number], lines = " ".join(lines), []
    return found


def documented(source: str) -> tuple[str, dict[str, str]]:
    """Returns the source with a docstring below each name that such a comment is of, and these
    docstrings.
    """
    comments, lines, by_name = comments_of(source), source.splitlines(), {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.lineno in comments:
            text = comments[node.lineno]
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            by_name[ast.unparse(target)] = text
            lines[node.end_lineno - 1] += f"\n{' ' * node.col_offset}{text!r}"
    return "\n".join(lines), by_name


def copied(folder: Path) -> None:
    shutil.copytree(PACKAGE, folder, ignore=shutil.ignore_patterns("*.so", "*.pyi", "__pycache__"))
    stub = (PACKAGE / "_core.pyi").read_text().replace("__version__: str", f"__version__ = {VERSION!r}")
    (folder / "_core.py").write_text(f"from __future__ import annotations\n{stub}")
    docstrings = {}
    for file in folder.rglob("*.py"):
        source, docstrings[file.name] = documented(file.read_text())
        file.write_text(source.replace("TYPE_CHECKING = False", "TYPE_CHECKING = True"))
    front = folder / "__init__.py"
    # What is imported from elsewhere has no docstring here, unless it is a class or a function.
    aliases = [f"{name} = {name}\n{text!r}" for name, text in docstrings["_types.py"].items() if f'"{name}"' in front.read_text()]
    front.write_text("\n".join([front.read_text(), *aliases]))


with tempfile.TemporaryDirectory() as place, warnings.catch_warnings():
    copied(Path(place) / "hookproof")
    sys.path.insert(0, place)
    warnings.simplefilter("error")
    # Of a type of Flask's own, which names one of werkzeug's that is not imported.
    warnings.filterwarnings("ignore", r"Error parsing type annotation .*ResponseReturnValue.* Import of Headers failed")
    pdoc.render.configure(docformat="google", show_source=False)
    pdoc.pdoc(*public(), output_directory=into)
