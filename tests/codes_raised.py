"""Finds every error code, reason and notice that the program can raise, by reading its source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PACKAGE = Path(__file__).parents[1] / "capadesk"

# The class that is called: (what its code is, the code's place among the arguments, its keyword).
_CALLS = {
    "UserError": ("error", 0, "code"),
    "EnvironmentFailure": ("error", 0, "code"),
    "CapaDeskError": ("error", 0, "code"),
    "UnreadableFile": ("reason", 1, "reason"),
    "Unreadable": ("reason", 2, "reason"),
    "Notice": ("notice", 2, "code"),
    "Problem": ("problem", 0, "code"),
    # helpers of readers that pass a reason on
    "_complain": ("reason", 1, "reason"),
    "_refusal": ("reason", 0, "reason"),
    "say": ("notice", 0, "code"),
    "tell": ("notice", 0, "code"),
}
_ERROR_CHILDREN = {"RecordNotFound", "InvalidRecord", "RecordInUse", "UnreadableFile", "Cancelled"}


class CodeRaised(NamedTuple):
    """A code, what it is ("error", "reason", "notice", "problem") and where it stands."""

    sort: str
    code: str
    place: str


def codes_raised() -> Iterator[CodeRaised]:
    """Every code that stands as a literal in a call that makes an error, a reason or a notice."""
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and any(getattr(t, "id", "") == "_CODES" for t in node.targets):
                for value in getattr(node.value, "values", ()):
                    yield from (CodeRaised("error", code, path.name) for code in _literals(value))
            if not isinstance(node, ast.Call):
                continue
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            place = f"{path.relative_to(PACKAGE)}:{node.lineno}"
            if name == "__init__" and path.name == "errors.py" and node.args:
                yield from (CodeRaised("error", code, place) for code in _literals(node.args[0]))
            if name in _CALLS:
                sort, position, keyword = _CALLS[name]
                named = [k.value for k in node.keywords if k.arg == keyword]
                found = node.args[position : position + 1] or named
                yield from (CodeRaised(sort, code, place) for each in found for code in _literals(each))


def _literals(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)
