"""A service that is imported and made when it is first used: the window is painted before most are."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar, cast

S = TypeVar("S")


class _Later:
    """Stands for a service until somebody asks it for something, and passes everything on to it then."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._made: Any = None
        self._lock = threading.Lock()

    def __getattr__(self, name: str) -> Any:
        if self._made is None:
            with self._lock:
                if self._made is None:
                    self._made = self._make()
        return getattr(self._made, name)


def later(make: Callable[[], S]) -> S:
    """What `make` gives, made when it is first used; `make` imports what it needs."""
    return cast(S, _Later(make))
