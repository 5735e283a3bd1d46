"""Joins the layers: opens or makes a data file and puts the services over it."""

from __future__ import annotations

import contextlib
import getpass
import locale
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from capadesk import __version__
from capadesk.domain.errors import EnvironmentFailure, UserError
from capadesk.domain.identity import new_id
from capadesk.domain.record import Record
from capadesk.domain.records import Platform
from capadesk.resource_files import resource_path
from capadesk.services.later import later
from capadesk.services.own_profile import OWN_LANGUAGE, OWN_NAME
from capadesk.services.ports.store import DAMAGE
from capadesk.services.store_place import is_hub
from capadesk.services.words import N_, install_language
from capadesk.sync.hub_passwords import HubPasswords

if TYPE_CHECKING:
    from capadesk.domain.report import Report
    from capadesk.program_log import ProgramLog
    from capadesk.services.desk import Desk
    from capadesk.services.file_trust import FileTrust
    from capadesk.services.ports import (
        CalendarWriter,
        Clock,
        CodeBook,
        ContactWriter,
        ImportReader,
        IncomingChanges,
        Localisation,
        ProgressCallback,
        PutBack,
        Recovery,
        ReportWriter,
        Shipment,
        Store,
    )
    from capadesk.services.ports.change_package import PackageReader, PackageSummary, PackageWriter
    from capadesk.storage.postgres_store import PostgresStore

HUB_PASSWORDS = HubPasswords()
DATA_FILE_NAME = "capadesk.db"
DEFAULT_TIME_ZONE = Platform(id=new_id(), name="").time_zone


def default_location() -> str:
    """The data file that is used when none is named: in the platform's folder for a user's data."""
    import platformdirs

    return str(platformdirs.user_data_path("capadesk", appauthor=False) / DATA_FILE_NAME)


def program_log() -> ProgramLog:
    """The log of the window, not started yet: in the platform's folder for logs."""
    import platformdirs

    from capadesk.program_log import ProgramLog

    return ProgramLog(platformdirs.user_log_path("capadesk", appauthor=False))


def open_desk(
    location: str = "",
    *,
    create: bool = True,
    read_only: bool = False,
    language: str | None = None,
    author: str | None = None,
) -> Desk:
    """Open a data file, "" for the default one; made if it is not there and `create` is set.

    The address of a hub opens that; a hub is made by `create_desk` alone.
    UserError `file_missing`, `not_a_capadesk_file`, `newer_schema`, `in_use`, `hub_empty`,
    `hub_address_unknown`, `password_in_address`; EnvironmentFailure `database_damaged`,
    `folder_not_writable`, `disk_full`, `hub_unreachable`, `hub_refused`, `hub_password_needed`,
    `hub_password_wrong`.
    """
    signer = author if author is not None else user_name()
    if is_hub(location):
        store: Store = _hub_store().open(
            location, read_only=read_only, shipped=_shipped(), **_own_on_hub(location, signer)
        )
    else:
        store = _file_store(data_path(location), signer, create=create, read_only=read_only)
    if author is None and not os.environ.get("CAPADESK_AUTHOR") and (own := store.own_setting(OWN_NAME)):
        store.sign_as(own)
    if language is None and not os.environ.get("CAPADESK_LANGUAGE"):
        language = store.own_setting(OWN_LANGUAGE) or None
    return _desk_over(store, language)


def _file_store(path: Path, signer: str, *, create: bool, read_only: bool) -> Store:
    from capadesk.storage.sqlite_store import SqliteStore

    if path.exists():
        return SqliteStore.open(path, author=signer, read_only=read_only, shipped=_shipped())
    if not create or read_only:
        raise UserError("file_missing", file=str(path))
    if str(path) == default_location():
        path.parent.mkdir(parents=True, exist_ok=True)
    return SqliteStore.create(path, author=signer, shipped=_shipped())


def _hub_store() -> type[PostgresStore]:
    """Imports the driver when a hub is named."""
    from capadesk.storage.postgres_store import PostgresStore

    return PostgresStore


def _own_on_hub(location: str, signer: str) -> dict[str, Any]:
    """What a hub needs to know of this installation."""
    import platformdirs

    from capadesk.storage.hub_address import HubAddress

    folder = platformdirs.user_data_path("capadesk", appauthor=False) / "hubs"
    named = HubAddress.parse(location).location
    return {"author": signer, "own_folder": folder, "password": lambda: HUB_PASSWORDS.of(named)}


@contextlib.contextmanager
def open_hub(location: str) -> Iterator[Store]:
    """A hub for as long as it is needed; errors as in `open_desk`."""
    hub = _hub_store().open(location, shipped=_shipped(), **_own_on_hub(location, user_name()))
    try:
        yield hub
    finally:
        hub.close()


def open_desk_for_window(location: str = "", *, read_only: bool = False) -> Desk:
    """`open_desk` for the one window that a file may have; UserError `in_use` if another one is open.

    A second window may read only.
    """
    desk = open_desk(location, read_only=read_only)
    claim = getattr(desk.store, "claim_window", None)
    if not read_only and claim is not None and not claim():
        desk.store.close()
        raise UserError("in_use", file=desk.store.location)
    return desk


class DeskFiles:
    """Implements services.DeskOpener: other data files for the window."""

    def open(self, path: Path, *, read_only: bool = False) -> Desk:
        """See DeskOpener."""
        if not path.exists():
            raise UserError("file_missing", file=str(path))
        return open_desk_for_window(str(path), read_only=read_only)

    def make(self, path: Path) -> Desk:
        """See DeskOpener."""
        if path.exists():
            raise UserError("file_exists", file=str(path))
        return open_desk_for_window(str(path))

    def open_sample(self, path: Path, progress: ProgressCallback | None = None) -> Desk:
        """See DeskOpener."""
        desk = open_desk_for_window(str(path))
        if not desk.store.select(Platform):
            try:
                desk.sample.add_sample(progress)
            except BaseException:
                desk.store.close()
                raise
        return desk

    def move(self, path: Path, target: Path, progress: ProgressCallback | None = None) -> None:
        """See DeskOpener."""
        from capadesk.storage.moving import move_file

        move_file(path, target, progress)

    def recover(self, path: Path, progress: ProgressCallback | None = None) -> Recovery:
        """See DeskOpener."""
        return recover(str(path), progress)

    def restore(self, backup: Path, path: Path, progress: ProgressCallback | None = None) -> PutBack:
        """See DeskOpener."""
        return restore_backup(str(path), backup, progress)


def create_desk(
    location: str,
    *,
    platform: str = "",
    country: str = "",
    time_zone: str = "",
    language: str | None = None,
    author: str | None = None,
) -> Desk:
    """Make a new data file, with the profile of its platform if a name is given.

    UserError `file_exists` and those of `open_desk`; InvalidRecord for a profile that cannot be.
    """
    from capadesk.domain.when import load_zone

    if not is_hub(location) and data_path(location).exists():
        raise UserError("file_exists", file=str(data_path(location)))
    if time_zone:
        load_zone(time_zone)
    profile = Platform(
        id=new_id(),
        name=platform,
        country=country,
        time_zone=time_zone or DEFAULT_TIME_ZONE,
        language=language or user_language(),
    )
    if platform:
        _require_sound(profile)
    if is_hub(location):
        signer = author if author is not None else user_name()
        _hub_store().create(location, shipped=_shipped(), **_own_on_hub(location, signer)).close()
    desk = open_desk(location, language=language, author=author)
    if platform:
        with desk.store.unit_of_work() as work:
            work.save(profile)
            work.commit(N_("Added “{name}”"), name=platform)
    return desk


def user_name() -> str:
    """Who works here if the data file does not know: CAPADESK_AUTHOR, else the name of the account."""
    named = os.environ.get("CAPADESK_AUTHOR", "")
    if not named:
        with contextlib.suppress(OSError, KeyError, ImportError):
            named = getpass.getuser()
    return named


def user_language() -> str:
    """The user's language tag: CAPADESK_LANGUAGE, else that of the system, else "en"."""
    named = os.environ.get("CAPADESK_LANGUAGE", "")
    if not named:
        for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
            if value := os.environ.get(variable, ""):
                named = value
                break
        else:
            named = locale.getlocale()[0] or ""
    code = named.split(".")[0].split("@")[0].replace("_", "-")
    return code if code and code not in ("C", "POSIX") else "en"


def data_path(location: str) -> Path:
    """The path of the data file that is meant, "" for the default one; UserError `not_for_hubs`."""
    location = location or default_location()
    if is_hub(location):
        from capadesk.storage.hub_address import without_password

        raise UserError("not_for_hubs", location=without_password(location))
    return Path(location).expanduser()


def _require_sound(record: Record) -> None:
    from capadesk.domain.validation import require_sound

    require_sound(record)


def _shipped() -> Shipment:
    """The records that every data file begins with; of an edition for each program and text."""
    from zlib import crc32

    from capadesk.services.ports import Shipment

    code_lists = resource_path("code_lists.json").read_text(encoding="utf-8")
    cities = resource_path("mission-cities.csv").read_text(encoding="utf-8")

    def make() -> Iterable[Record]:
        from capadesk.services.shipped_records import shipped_records

        return shipped_records(code_lists, cities)

    # Checksums tell one release's texts from another's; nobody forges them.
    sums = [f"{crc32(text.encode()):08x}" for text in (code_lists, cities)]
    return Shipment(" ".join([__version__, *sums]), make)


def _localisation(language: str | None) -> Localisation:
    from capadesk.formats.localisation import BabelLocalisation

    tag = language or user_language()
    with contextlib.suppress(FileNotFoundError):
        install_language(tag, resource_path("locale"))
    return BabelLocalisation(tag, user_language())


def report_writer_for(path: Path, further: str = "") -> ReportWriter:
    """The writer for a file's ending; UserError `format_unknown`, which names a `further` ending as well."""
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        return _LazyExcelWriter()
    if suffix == ".csv":
        from capadesk.formats.delimited_report_writer import DelimitedReportWriter

        return DelimitedReportWriter()
    endings = ", ".join(ending for ending in (".csv", ".xlsx", further) if ending)
    raise UserError("format_unknown", file=str(path), endings=endings)


def restore_backup(location: str, backup: Path, progress: ProgressCallback | None = None) -> PutBack:
    """Put a backup in the place of the data file; returns where what stood there is kept.

    UserError `file_missing`, `not_a_capadesk_file`, `same_file`, `in_use`; EnvironmentFailure
    `database_damaged` of the backup, `database_busy`; Cancelled, and nothing is changed.
    """
    from capadesk.storage.restoring import put_back

    path = data_path(location)
    if path.exists() and backup.exists() and path.samefile(backup):
        raise UserError("same_file", file=str(backup))
    return put_back(backup, path, progress)


def recover(location: str, progress: ProgressCallback | None = None) -> Recovery:
    """Bring a damaged data file back: its newest sound backup, with what can still be read of the file.

    Where there is no sound backup, a new file takes what can be read. The damaged file is kept.
    UserError `in_use`, `file_missing`; EnvironmentFailure `nothing_salvaged`; Cancelled.
    """
    from capadesk.services.ports import Recovery
    from capadesk.storage import restoring
    from capadesk.storage.backup import good_backup_of
    from capadesk.storage.salvage import salvaged

    path = data_path(location)
    if not path.exists():
        raise UserError("file_missing", file=str(path))
    good = good_backup_of(path)
    if good is None:
        with salvaged(path):  # before anything is moved: there must be something to take out
            damaged = restoring.set_damaged_aside(path)
    else:
        damaged = restoring.put_back_for_damaged(good.path, path, progress)
    desk = open_desk(str(path))
    try:
        with salvaged(damaged, good.path if good else None) as left:
            from capadesk.services.names_withheld import NamesWithheld

            source = NamesWithheld(left) if left.is_without_names else left
            result = desk.store.merge_changes(source, progress=progress)
            return Recovery(good, damaged, result.change_sets, result.waiting, left.unreadable)
    except EnvironmentFailure as failure:
        if failure.code != "nothing_salvaged" or good is None:
            raise
        return Recovery(good, damaged, 0, 0, 0)
    finally:
        desk.store.close()


def is_sound(location: str) -> bool:
    """Whether the data file can be opened, and `check` finds no damage in it."""
    try:
        desk = open_desk(location, create=False, read_only=True)
    except EnvironmentFailure:
        return False
    except UserError as error:
        if error.code == "not_a_capadesk_file":
            return False
        raise
    try:
        return not any(problem.code in DAMAGE for problem in desk.store.check())
    except (EnvironmentFailure, ValueError):
        return False
    finally:
        desk.store.close()


def salvage(damaged: Path, out: Path, progress: ProgressCallback | None = None) -> tuple[PackageSummary, int]:
    """Write what can be read of a damaged data file as a package, and how many changes could not be read.

    UserError `file_missing`, `file_exists`; EnvironmentFailure `nothing_salvaged`.
    """
    from capadesk.services.names_withheld import NamesWithheld
    from capadesk.services.ports.change_package import Names, PackageSender
    from capadesk.storage.salvage import salvaged

    if out.exists():
        raise UserError("file_exists", file=str(out))
    with salvaged(damaged) as left:
        is_without = left.is_without_names
        summary = _package_writer().write(
            out,
            NamesWithheld(left) if is_without else left,
            PackageSender("" if is_without else left.name),
            names=Names.WITHHELD if is_without else Names.INCLUDED,
            progress=progress,
        )
        return summary, left.unreadable


def backup_before_restore(location: str) -> Path:
    """What stood in the data file's place before a backup was put there; UserError `nothing_put_back`."""
    from capadesk.storage.restoring import before_restore_of

    path = data_path(location)
    info = before_restore_of(path)
    if info is None:
        raise UserError("nothing_put_back", file=str(path))
    return info.path


@contextlib.contextmanager
def opened_backup(path: Path) -> Iterator[Store]:
    """A backup, or any other data file, to look at; one of an earlier version as an upgraded copy."""
    from capadesk.storage.data_file import require_ours
    from capadesk.storage.schema import SCHEMA_VERSION
    from capadesk.storage.sqlite_store import SqliteStore

    require_ours(path, True)
    with contextlib.ExitStack() as stack:
        store = SqliteStore.open(path, author="", read_only=True)
        stack.callback(store.close)
        if store.schema_version < SCHEMA_VERSION:
            copy = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="capadesk-"))) / "copy.db"
            store.backup_to(copy)
            store = SqliteStore.open(copy, author="")
            stack.callback(store.close)
        yield store


def _desk_over(store: Store, language: str | None) -> Desk:
    from capadesk.services.code_book import StoredCodeBook
    from capadesk.services.desk import Desk
    from capadesk.services.draft_service import DraftService
    from capadesk.services.overview_service import OverviewService
    from capadesk.services.scratch_folder import ScratchFolder
    from capadesk.services.system_clock import SystemClock

    localisation = _localisation(language)
    code_book = StoredCodeBook(store, localisation)
    clock = SystemClock()
    scratch = ScratchFolder()
    imports = _later("import_service", "ImportService", store, _LazyReaders(store), clock)
    reports = {".xlsx": _LazyExcelWriter()}
    packages = _later(
        "package_service", "PackageService", store, _package_writer, _package_reader, merge_source
    )

    report_service = _later("report_service", "ReportService", store, reports, localisation, code_book, clock)

    return Desk(
        store=store,
        events=_later("event_service", "EventService", store),
        people=_later("people_service", "PersonService", store),
        organisations=_later("people_service", "OrganisationService", store),
        actions=_later("action_service", "ActionService", store, clock),
        overview=OverviewService(store, code_book, clock),
        synchronise=_later("synchronise_service", "SynchroniseService", store, open_hub, DAMAGE),
        deletion=_later("deletion_service", "DeletionService", store),
        drafts=DraftService(store, clock),
        duplicates=_later("duplicate_service", "DuplicateService", store),
        bulk=_later("bulk_service", "BulkService", store, clock),
        imports=imports,
        reports=report_service,
        calendar=_later(
            "calendar_service", "CalendarService", store, lambda: _calendar_writer(code_book, localisation)
        ),
        moving=_later("moving_service", "MovingService", store),
        occurrences=_later("occurrence_service", "OccurrenceService", store),
        contacts=_later("contact_service", "ContactService", store, code_book, _contact_writer),
        packages=packages,
        backups=_later("backup_service", "BackupService", store, opened_backup),
        merging=_later("merge_service", "MergeService", store, packages, report_service, report_writer_for),
        trust=later(lambda: _file_trust(store, clock)),
        scratch=scratch,
        paste=_later("paste_service", "PasteService", store, imports, localisation, scratch, _clipboard_rows),
        sample=_later("sample_service", "SampleService", store, clock),
        localisation=localisation,
        code_book=code_book,
        code_lists=_later("code_list_service", "CodeListService", store),
        clock=clock,
        version=__version__,
    )


def _file_trust(store: Store, clock: Clock) -> FileTrust:
    from capadesk.services.file_trust import FileTrust
    from capadesk.storage.file_place import DataFilePlace

    path = None if "://" in store.location else Path(store.location)
    place = DataFilePlace(path, store.frontier) if path is not None else None
    is_default = path is not None and path.absolute() == Path(default_location()).absolute()
    return FileTrust(store, place, opened_backup, clock, is_movable=not is_default)


def _later(module: str, service: str, *parts: Any) -> Any:
    """A service of `capadesk.services`, imported and made when it is first used."""
    return later(lambda: getattr(import_module(f"capadesk.services.{module}"), service)(*parts))


def _calendar_writer(code_book: CodeBook, localisation: Localisation) -> CalendarWriter:
    """Imports the calendar library when the first calendar is written."""
    from capadesk.formats.icalendar_writer import ICalendarWriter

    return ICalendarWriter(code_book, localisation, __version__)


def _clipboard_rows(text: str, html: str) -> list[list[str]]:
    from capadesk.formats.clipboard_table import clipboard_rows

    return clipboard_rows(text, html)


def _package_writer() -> PackageWriter:
    from capadesk.formats.change_package_writer import ChangePackageWriter

    return ChangePackageWriter(__version__)


def _package_reader() -> PackageReader:
    from capadesk.formats.change_package_reader import ChangePackageReader

    return ChangePackageReader()


@contextlib.contextmanager
def merge_source(path: Path) -> Iterator[IncomingChanges]:
    """A whole data file to be merged, checked first; one without names says so.

    UserError `not_a_capadesk_file`, `newer_schema`, `same_file`; EnvironmentFailure `database_damaged`.
    """
    import sqlite3

    from capadesk.services.names_withheld import NamesWithheld
    from capadesk.services.ports import SourceKind
    from capadesk.storage.sqlite_store import SqliteStore

    source = SqliteStore.open(path, author="", read_only=True)
    try:
        try:
            found = source.check(with_records=False)
            damage = [problem for problem in found if problem.code in DAMAGE]
            merges = source.merges()
        except (sqlite3.Error, ValueError) as error:  # a text that is none any more, a time that is none
            raise EnvironmentFailure("database_damaged", file=str(path), detail=str(error)) from error
        if damage:
            detail = f"{damage[0].code}: {damage[0].detail}"
            raise EnvironmentFailure("database_damaged", file=str(path), detail=detail)
        is_whole = all(
            entry.kind != SourceKind.WITHOUT_NAMES or entry.taken_out_at is not None for entry in merges
        )
        outgoing = source.outgoing()
        yield outgoing if is_whole else NamesWithheld(outgoing)
    finally:
        source.close()


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
        from capadesk.formats.event_table_reader import EventTableReader
        from capadesk.formats.events_json_reader import EventsJsonReader
        from capadesk.formats.icalendar_reader import ICalendarReader

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
        from capadesk.formats.excel_report_writer import ExcelReportWriter

        ExcelReportWriter().write(report, path, progress)
