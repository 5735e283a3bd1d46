"""Writing a report into a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from capadesk.services.ports.progress import ProgressCallback

if TYPE_CHECKING:
    from capadesk.domain.report import Report


class ReportWriter(Protocol):
    """Writes a report into a file, whole or not at all."""

    def write(self, report: Report, path: Path, progress: ProgressCallback | None = None) -> None: ...
