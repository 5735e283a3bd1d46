"""Spares the start the reading of our own sources, which PySide6 does for every module imported after it."""

from __future__ import annotations

import sys
from types import ModuleType

import PySide6.QtCore  # noqa: F401 - installs what is changed here

_FEATURE = "shibokensupport.feature"
_READER = "_mod_uses_pyside"


def leave_sources_unread() -> None:
    """Let PySide6 take for granted that a module uses none of its switches (`from __feature__ import ...`).

    It would find that out by reading and decoding the source of each module, which takes longer than the
    import itself; no module here or in our libraries uses one. Where PySide6 has changed, all is as before.
    """
    feature = sys.modules.get(_FEATURE)
    if hasattr(feature, _READER):
        setattr(feature, _READER, _has_default_switches)


def _has_default_switches(_module: ModuleType) -> bool:
    return True
