"""The tests of the window wait for what happens, never for a fixed time."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SLEEPS = {"sleep", "msleep", "usleep", "qSleep", "qWait"}


def fixed_sleeps(source: str) -> list[int]:
    """The lines that sleep for a fixed time, whatever the module that does it is called."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if (isinstance(node, ast.Attribute | ast.Name) and name_of(node) in SLEEPS)
        or (isinstance(node, ast.ImportFrom) and SLEEPS & {alias.name for alias in node.names})
        or (isinstance(node, ast.Call) and is_wait_of_qtbot(node.func))
    ]


def name_of(node: ast.Attribute | ast.Name) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id


def is_wait_of_qtbot(called: ast.expr) -> bool:
    return (
        isinstance(called, ast.Attribute)
        and called.attr == "wait"
        and isinstance(called.value, ast.Attribute | ast.Name)
        and name_of(called.value) in {"qtbot", "bot"}
    )


@pytest.mark.parametrize(
    "source",
    [
        "import time\ntime.sleep(0.1)",
        "from time import sleep",
        "qtbot.wait(100)",
        "self.qtbot.wait(100)",
        "QTest.qWait(100)",
        "QThread.msleep(5)",
    ],
)
def test_a_fixed_sleep_is_found(source: str):
    assert fixed_sleeps(source)


@pytest.mark.parametrize("source", ["qtbot.waitUntil(is_read)", "started.wait(10)", "qtbot.waitSignal(done)"])
def test_waiting_for_something_is_no_sleep(source: str):
    assert fixed_sleeps(source) == []


def test_no_test_of_the_window_sleeps_for_a_fixed_time():
    found = {
        str(path.relative_to(HERE)): lines
        for path in sorted(HERE.rglob("*.py"))
        if (lines := fixed_sleeps(path.read_text(encoding="utf-8")))
    }
    assert not found, f"wait with qtbot.waitUntil or waitSignal instead: {found}"
