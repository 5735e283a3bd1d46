"""The time, as the use cases ask for it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol


class Clock(Protocol):
    """The time, so that tests can stand still."""

    def now(self) -> datetime:
        """Now, in UTC, with tzinfo."""

    def today(self) -> date:
        """The local day."""
