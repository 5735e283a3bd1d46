"""Reports: which there are, what they say, and writing them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from capadesk import __version__
from capadesk.domain.errors import UserError
from capadesk.domain.report import Provenance, Report
from capadesk.domain.when import load_zone
from capadesk.services.own_file import refuse_own_file
from capadesk.services.own_platform import platform_of
from capadesk.services.ports import (
    Clock,
    CodeBook,
    Localisation,
    ProgressCallback,
    ReportPeriod,
    ReportWriter,
    Store,
)
from capadesk.services.reporting.activity_report import ACTIVITY_REPORT, ActivityReport
from capadesk.services.reporting.report_words import ReportWords
from capadesk.services.store_place import name_with_ending

_DEFAULT_ZONE = "UTC"


class ReportService:
    """Builds reports from a store; `writers` are by the ending of the file, such as ".xlsx"."""

    def __init__(
        self,
        store: Store,
        writers: Mapping[str, ReportWriter],
        localisation: Localisation,
        code_book: CodeBook,
        clock: Clock,
        author: str = "",
    ) -> None:
        """`author` signs the reports; "" for whoever signs the changes of the store."""
        self._store = store
        self._writers = writers
        self._localisation = localisation
        self._code_book = code_book
        self._clock = clock
        self._author = author

    def names(self) -> tuple[str, ...]:
        """The reports by their names on the command line."""
        return (ACTIVITY_REPORT,)

    def build(self, name: str, first_day: date | None = None, last_day: date | None = None) -> Report:
        """The report over the days from first to last, both inclusive; None is open.

        Rows are read when they are asked for. UserError `report_unknown` (name, known), `end_before_start`.
        """
        if name not in self.names():
            raise UserError("report_unknown", name=name, known=list(self.names()))
        if first_day is not None and last_day is not None and last_day < first_day:
            raise UserError("end_before_start", start=first_day.isoformat(), end=last_day.isoformat())
        provenance = self.provenance(first_day, last_day)
        words = ReportWords(self._code_book, self._localisation, provenance.time_zone)
        period = ReportPeriod(first_day, last_day)
        return ActivityReport(self._store.reports, words, period, self._clock.today()).build(provenance)

    def write(
        self,
        name: str,
        path: Path,
        first_day: date | None = None,
        last_day: date | None = None,
        progress: ProgressCallback | None = None,
    ) -> None:
        """Build a report and write it, all of it as the data were at one moment.

        UserError as of `build`, and `format_unknown` (file, endings); the writer's own errors.
        """
        writer = self._writers.get(path.suffix.lower())
        if writer is None:
            raise UserError("format_unknown", file=str(path), endings=", ".join(sorted(self._writers)))
        refuse_own_file(self._store, path)
        with self._store.reports.snapshot():
            writer.write(self.build(name, first_day, last_day), path, progress)

    def provenance(self, first_day: date | None = None, last_day: date | None = None) -> Provenance:
        """Where a report comes from; the moment is wall time in the platform's zone."""
        platform = platform_of(self._store)
        zone = platform.time_zone if platform else _DEFAULT_ZONE
        return Provenance(
            platform=platform.name if platform else "",
            author=self._author or self._store.author,
            made_at=self._clock.now().astimezone(load_zone(zone)).replace(tzinfo=None, microsecond=0),
            time_zone=zone,
            program_version=__version__,
            first_day=first_day,
            last_day=last_day,
            # The name alone: folders tell about the author's machine what a report's reader need not know.
            data_file=name_with_ending(self._store.location),
        )
