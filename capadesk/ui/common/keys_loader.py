"""Reads the keys of a list in a thread: a short one is there at once, a very long one a moment later."""

from __future__ import annotations

from PySide6.QtCore import QObject

from capadesk.ui.common.newest_answer import NewestAnswer

_PATIENCE_S = 0.03
"""So long the window waits for the answer: what takes no longer, nobody sees flicker."""


class KeysLoader(NewestAnswer):
    """One thread for one list; `loaded` brings a Sequence[int]."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__("list", _PATIENCE_S, parent)
