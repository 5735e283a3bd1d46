"""A trial that gives way: who only looks holds up nobody for more than a few seconds."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from capadesk.services.ports import ProgressCallback

HELD_AT_MOST_S = 4.0


class HeldTooLong(Exception):
    """Others would have to wait for too long: what was tried is rolled back, and tried again on a copy."""


def giving_way(at_most_s: float = HELD_AT_MOST_S) -> Callable[[ProgressCallback | None], ProgressCallback]:
    """What makes of a progress one that raises HeldTooLong when so many seconds from now have passed."""
    until = monotonic() + at_most_s

    def limited(progress: ProgressCallback | None) -> ProgressCallback:
        def step(done: int, total: int) -> None:
            if monotonic() >= until:
                raise HeldTooLong
            if progress is not None:
                progress(done, total)

        return step

    return limited
