"""How often a command looks for garbage that refers to itself."""

from __future__ import annotations

import gc

_OBJECTS = 100_000


def collect_seldom() -> None:
    """Look once in many thousand new objects instead of once in 700.

    What commands make by the thousand, rows and changes, is in no circle; to look at it again and again takes
    a twentieth of the time of a merge.
    """
    gc.set_threshold(_OBJECTS)
    gc.enable()
