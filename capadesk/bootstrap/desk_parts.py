"""Puts the services over a store; each is imported and made when it is first used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from capadesk import __version__
from capadesk.bootstrap.encryption import needs_passphrase, unlock
from capadesk.bootstrap.stores import FEED_PASSWORDS, merge_source, open_hub, opened_to_look, publications_of
from capadesk.bootstrap.surroundings import default_location, localisation_for
from capadesk.domain.errors import UserError
from capadesk.services.later import later

if TYPE_CHECKING:
    from capadesk.domain.report import Report
    from capadesk.services.calendars.calendar_service import CalendarService
    from capadesk.services.calendars.clash_service import ClashService
    from capadesk.services.desk import Desk
    from capadesk.services.feeds.feed_service import FeedService
    from capadesk.services.file_trust import FileTrust
    from capadesk.services.merging.merge_service import MergeService
    from capadesk.services.ports import (
        CalendarWriter,
        Clock,
        CodeBook,
        ContactWriter,
        Hubs,
        ImportReader,
        InvitationWriter,
        Localisation,
        ProgressCallback,
        ReportWriter,
        Store,
    )
    from capadesk.services.ports.change_package import PackageReader, PackageWriter
    from capadesk.services.ports.feeds import CalendarServer
    from capadesk.sync.caldav_server import CalDavServers


def desk_over(store: Store, language: str | None) -> Desk:
    from capadesk.services.code_book import StoredCodeBook
    from capadesk.services.desk import Desk
    from capadesk.services.draft_service import DraftService
    from capadesk.services.overview_service import OverviewService
    from capadesk.services.scratch_folder import ScratchFolder
    from capadesk.services.system_clock import SystemClock

    outgoing = getattr(store, "checked_outgoing", store.outgoing)
    localisation = localisation_for(language)
    code_book = StoredCodeBook(store, localisation)
    clock = SystemClock()
    scratch = ScratchFolder()
    imports = _later("importing.import_service", "ImportService", store, _LazyReaders(store), clock)
    reports = {".xlsx": _LazyExcelWriter()}
    packages = _later(
        "merging.package_service",
        "PackageService",
        store,
        package_writer,
        _package_reader,
        merge_source,
        needs_passphrase,
    )

    report_service = _later(
        "reporting.report_service", "ReportService", store, reports, localisation, code_book, clock
    )

    calendar = _later(
        "calendars.calendar_service",
        "CalendarService",
        store,
        lambda: _calendar_writer(code_book, localisation),
    )

    return Desk(
        store=store,
        events=_later("event_service", "EventService", store),
        people=_later("people_service", "PersonService", store),
        organisations=_later("people_service", "OrganisationService", store),
        actions=_later("action_service", "ActionService", store, clock),
        overview=OverviewService(store, code_book, clock),
        synchronise=_later("merging.synchronise_service", "SynchroniseService", store, open_hub, outgoing),
        hubs=later(_hubs),
        deletion=_later("deletion_service", "DeletionService", store),
        drafts=DraftService(store, clock),
        duplicates=_later("merging.duplicate_service", "DuplicateService", store),
        bulk=_later("bulk_service", "BulkService", store, clock),
        imports=imports,
        reports=report_service,
        calendar=calendar,
        feeds=later(lambda: _feeds(store, calendar, clock)),
        invitations=_later(
            "calendars.invitation_service",
            "InvitationService",
            store,
            lambda ending, language: _invitation_writer(code_book, localisation, ending, language),
            localisation,
            clock,
        ),
        moving=_later("calendars.moving_service", "MovingService", store),
        leaving_out=_later("calendars.leaving_out_service", "LeavingOutService", store),
        occurrences=_later("calendars.occurrence_service", "OccurrenceService", store),
        timeline=_later("calendars.timeline_service", "TimelineService", store),
        clashes=later(lambda: _clashes(store, localisation, clock)),
        contacts=_later("contact_service", "ContactService", store, code_book, _contact_writer),
        packages=packages,
        backups=_later("backup_service", "BackupService", store, opened_to_look),
        merging=_later(
            "merging.merge_service",
            "MergeService",
            *(store, packages, report_service, report_writer_for),
            lambda progress: _merging_on_copy(store, progress),
        ),
        trust=later(lambda: _file_trust(store, clock)),
        scratch=scratch,
        paste=_later(
            "importing.paste_service", "PasteService", store, imports, localisation, scratch, _clipboard_rows
        ),
        sample=_later("sample_service", "SampleService", store, clock),
        localisation=localisation,
        code_book=code_book,
        code_lists=_later("code_list_service", "CodeListService", store),
        clock=clock,
        unlock=unlock,
        version=__version__,
    )


@contextmanager
def _merging_on_copy(store: Store, progress: ProgressCallback | None) -> Iterator[MergeService]:
    from capadesk.bootstrap.desks import desk_on_copy

    with desk_on_copy(store, progress) as desk:
        yield desk.merging


def _hubs() -> Hubs:
    from capadesk.bootstrap.hubs import HubDoor

    return HubDoor()


def _file_trust(store: Store, clock: Clock) -> FileTrust:
    from capadesk.services.file_trust import FileTrust
    from capadesk.storage.trust.file_place import DataFilePlace

    path = None if "://" in store.location else Path(store.location)
    place = DataFilePlace(path, store.frontier) if path is not None else None
    is_default = path is not None and path.absolute() == Path(default_location()).absolute()
    return FileTrust(store, place, opened_to_look, clock, is_movable=not is_default)


def _feeds(store: Store, calendar: CalendarService, clock: Clock) -> FeedService:
    from capadesk.formats.calendar.calendar_resources import CalendarFilesToPublish
    from capadesk.services.feeds.feed_service import FeedService

    known = publications_of(store.location)
    files = CalendarFilesToPublish()
    return FeedService(store, calendar, clock, files, known, FEED_PASSWORDS, _calendar_server)


def _calendar_server(url: str, user: str, password: str) -> CalendarServer:
    """Imports the library when the first server is asked."""
    return _calendar_servers()(url, user, password)


@cache
def _calendar_servers() -> CalDavServers:
    from capadesk.services.feeds.feed import is_secure
    from capadesk.sync.caldav_server import CalDavServers

    return CalDavServers(is_secure)


def _clashes(store: Store, localisation: Localisation, clock: Clock) -> ClashService:
    from capadesk.formats.words.public_holidays import PublicHolidays
    from capadesk.services.calendars.clash_service import ClashService

    return ClashService(store, PublicHolidays(), localisation, clock)


def _later(module: str, service: str, *parts: Any) -> Any:
    """A service of `capadesk.services`, imported and made when it is first used."""
    return later(lambda: getattr(import_module(f"capadesk.services.{module}"), service)(*parts))


def report_writer_for(path: Path, further: str = "") -> ReportWriter:
    """The writer for a file's ending; UserError `format_unknown`, which names a `further` ending as well."""
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        return _LazyExcelWriter()
    if suffix == ".csv":
        from capadesk.formats.reports.delimited_report_writer import DelimitedReportWriter

        return DelimitedReportWriter()
    endings = ", ".join(ending for ending in (".csv", ".xlsx", further) if ending)
    raise UserError("format_unknown", file=str(path), endings=endings)


def _calendar_writer(code_book: CodeBook, localisation: Localisation) -> CalendarWriter:
    """Imports the calendar library when the first calendar is written."""
    from capadesk.formats.calendar.icalendar_writer import ICalendarWriter

    return ICalendarWriter(code_book, localisation, __version__)


def _invitation_writer(
    code_book: CodeBook, localisation: Localisation, ending: str, language: str
) -> InvitationWriter:
    from capadesk.formats.calendar.invitation_writer import CalendarInvitationWriter, MailInvitationWriter

    spoken = localisation.spoken_in(language) if language else localisation
    calendar = CalendarInvitationWriter(code_book, spoken, __version__)
    return calendar if ending == ".ics" else MailInvitationWriter(calendar)


def _clipboard_rows(text: str, html: str) -> list[list[str]]:
    from capadesk.formats.tables.clipboard_table import clipboard_rows

    return clipboard_rows(text, html)


def package_writer() -> PackageWriter:
    from capadesk.formats.packages.change_package_writer import ChangePackageWriter

    return ChangePackageWriter(__version__)


def _package_reader() -> PackageReader:
    from capadesk.formats.packages.change_package_reader import ChangePackageReader

    return ChangePackageReader()


def _contact_writer() -> ContactWriter:
    from capadesk.formats.vcard_writer import VCardWriter

    return VCardWriter(__version__)


class _LazyReaders(Sequence["ImportReader"]):
    """The readers of all formats, imported when the first file is read."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @overload
    def __getitem__(self, index: int) -> ImportReader: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[ImportReader]: ...

    def __getitem__(self, index: int | slice) -> ImportReader | Sequence[ImportReader]:
        return self._readers[index]

    def __len__(self) -> int:
        return len(self._readers)

    @cached_property
    def _readers(self) -> tuple[ImportReader, ...]:
        from capadesk.formats.calendar.icalendar_reader import ICalendarReader
        from capadesk.formats.tables.event_table_reader import EventTableReader
        from capadesk.formats.tables.events_json_reader import EventsJsonReader

        return (
            ICalendarReader(self._time_zone),
            EventsJsonReader(self._time_zone),
            EventTableReader(self._time_zone),
        )

    def _time_zone(self) -> str:
        from capadesk.services.own_platform import zone_to_assume

        return zone_to_assume(self._store)


class _LazyExcelWriter:
    """ports.ReportWriter that imports the Excel library when the first report is written."""

    def write(self, report: Report, path: Path, progress: ProgressCallback | None = None) -> None:
        from capadesk.formats.reports.excel_report_writer import ExcelReportWriter

        ExcelReportWriter().write(report, path, progress)
