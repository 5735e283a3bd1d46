"""The clock of the machine."""

from __future__ import annotations

from datetime import UTC, date, datetime


class SystemClock:
    """Implements ports.Clock."""

    def now(self) -> datetime:
        """Now, in UTC, with tzinfo."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The local day."""
        return datetime.now().astimezone().date()
