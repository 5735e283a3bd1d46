"""What the inside asks of the outside: Protocols, and the rows and plans that cross the line."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from capadesk.services.ports.calendar import (
        ActionEntry,
        CalendarEntry,
        CalendarLook,
        CalendarSummary,
        CalendarWriter,
        Invitation,
        InvitationMethod,
        InvitationWriter,
    )
    from capadesk.services.ports.calendar_import_reader import (
        Attendee,
        CalendarImportReader,
        CalendarSide,
        Unchanged,
    )
    from capadesk.services.ports.changes import (
        Frontier,
        IncomingChanges,
        LoggedBlock,
        LoggedChange,
        LoggedSet,
        MergeEntry,
        Sender,
        SourceKind,
        WaitingSet,
    )
    from capadesk.services.ports.clock import Clock
    from capadesk.services.ports.code_book import CodeBook
    from capadesk.services.ports.contacts import ContactEntry, ContactWriter
    from capadesk.services.ports.drafts import DossierParts, DraftStore, KeptDraft
    from capadesk.services.ports.duplicates import Duplicates, Likeness, LikenessReason, Standing, Sureness
    from capadesk.services.ports.history import (
        BinEntry,
        HistoryEntry,
        HistoryFilter,
        MergeResult,
        Obstacle,
        RecordHistoryEntry,
        Rival,
        UndoPreview,
        Whose,
    )
    from capadesk.services.ports.holidays import Holiday, HolidayBook
    from capadesk.services.ports.hubs import HubFound, Hubs, HubServer, NewHub
    from capadesk.services.ports.import_reader import Draft, ImportReader, Notice, ReadItem, Unreadable
    from capadesk.services.ports.list_rows import (
        ActionRow,
        Choice,
        DecisionRow,
        EventRow,
        OrganisationRow,
        PersonRow,
        SearchHit,
    )
    from capadesk.services.ports.lists import Counted, ListKind, ListQuery, Lists, SortKey
    from capadesk.services.ports.localisation import Day, Localisation
    from capadesk.services.ports.merge_trial import (
        Contradiction,
        MergeTrial,
        RecordState,
        TriedMerge,
        Version,
    )
    from capadesk.services.ports.occurrences import DatedEvent, GroupCount, OccurrenceSource
    from capadesk.services.ports.overview import Overview, OverviewEvent, OverviewFigures, Statuses
    from capadesk.services.ports.progress import ProgressCallback
    from capadesk.services.ports.report_rows import (
        ActionReportRow,
        ActivityCounts,
        DecisionReportRow,
        EventReportRow,
        OrganisationReportRow,
        ParticipationReportRow,
        PersonReportRow,
        ReportPeriod,
    )
    from capadesk.services.ports.report_source import ReportSource, SourceMark
    from capadesk.services.ports.report_writer import ReportWriter
    from capadesk.services.ports.shipment import Shipment
    from capadesk.services.ports.store import BackupInfo, Problem, PutBack, Recovery, Store
    from capadesk.services.ports.table_import_reader import (
        ColumnMapping,
        SheetPreview,
        TableImportReader,
        TablePreview,
    )
    from capadesk.services.ports.unit_of_work import UnitOfWork

__all__ = [
    "ActionEntry",
    "ActionReportRow",
    "ActionRow",
    "ActivityCounts",
    "Attendee",
    "BackupInfo",
    "BinEntry",
    "CalendarEntry",
    "CalendarImportReader",
    "CalendarLook",
    "CalendarSide",
    "CalendarSummary",
    "CalendarWriter",
    "Choice",
    "Clock",
    "CodeBook",
    "ColumnMapping",
    "ContactEntry",
    "ContactWriter",
    "Contradiction",
    "Counted",
    "DatedEvent",
    "Day",
    "DecisionReportRow",
    "DecisionRow",
    "DossierParts",
    "Draft",
    "DraftStore",
    "Duplicates",
    "EventReportRow",
    "EventRow",
    "Frontier",
    "GroupCount",
    "HistoryEntry",
    "HistoryFilter",
    "Holiday",
    "HolidayBook",
    "HubFound",
    "HubServer",
    "Hubs",
    "ImportReader",
    "IncomingChanges",
    "Invitation",
    "InvitationMethod",
    "InvitationWriter",
    "KeptDraft",
    "Likeness",
    "LikenessReason",
    "ListKind",
    "ListQuery",
    "Lists",
    "Localisation",
    "LoggedBlock",
    "LoggedChange",
    "LoggedSet",
    "MergeEntry",
    "MergeResult",
    "MergeTrial",
    "NewHub",
    "Notice",
    "Obstacle",
    "OccurrenceSource",
    "OrganisationReportRow",
    "OrganisationRow",
    "Overview",
    "OverviewEvent",
    "OverviewFigures",
    "ParticipationReportRow",
    "PersonReportRow",
    "PersonRow",
    "Problem",
    "ProgressCallback",
    "PutBack",
    "ReadItem",
    "RecordHistoryEntry",
    "RecordState",
    "Recovery",
    "ReportPeriod",
    "ReportSource",
    "ReportWriter",
    "Rival",
    "SearchHit",
    "Sender",
    "SheetPreview",
    "Shipment",
    "SortKey",
    "SourceKind",
    "SourceMark",
    "Standing",
    "Statuses",
    "Store",
    "Sureness",
    "TableImportReader",
    "TablePreview",
    "TriedMerge",
    "Unchanged",
    "UndoPreview",
    "UnitOfWork",
    "Unreadable",
    "Version",
    "WaitingSet",
    "Whose",
]

_MODULES = {
    name: module
    for module, names in {
        "calendar": (
            "ActionEntry CalendarEntry CalendarLook CalendarSummary CalendarWriter Invitation "
            "InvitationMethod InvitationWriter"
        ),
        "calendar_import_reader": "Attendee CalendarImportReader CalendarSide Unchanged",
        "changes": (
            "Frontier IncomingChanges LoggedBlock LoggedChange LoggedSet MergeEntry Sender "
            "SourceKind WaitingSet"
        ),
        "clock": "Clock",
        "code_book": "CodeBook",
        "contacts": "ContactEntry ContactWriter",
        "drafts": "DossierParts DraftStore KeptDraft",
        "duplicates": "Duplicates Likeness LikenessReason Standing Sureness",
        "history": (
            "BinEntry HistoryEntry HistoryFilter MergeResult Obstacle RecordHistoryEntry Rival "
            "UndoPreview Whose"
        ),
        "holidays": "Holiday HolidayBook",
        "hubs": "HubFound HubServer Hubs NewHub",
        "import_reader": "Draft ImportReader Notice ReadItem Unreadable",
        "list_rows": "ActionRow Choice DecisionRow EventRow OrganisationRow PersonRow SearchHit",
        "lists": "Counted ListKind ListQuery Lists SortKey",
        "localisation": "Day Localisation",
        "merge_trial": "Contradiction MergeTrial RecordState TriedMerge Version",
        "occurrences": "DatedEvent GroupCount OccurrenceSource",
        "overview": "Overview OverviewEvent OverviewFigures Statuses",
        "progress": "ProgressCallback",
        "report_rows": (
            "ActionReportRow ActivityCounts DecisionReportRow EventReportRow "
            "OrganisationReportRow ParticipationReportRow PersonReportRow ReportPeriod"
        ),
        "report_source": "ReportSource SourceMark",
        "report_writer": "ReportWriter",
        "shipment": "Shipment",
        "store": "BackupInfo Problem PutBack Recovery Store",
        "table_import_reader": "ColumnMapping SheetPreview TableImportReader TablePreview",
        "unit_of_work": "UnitOfWork",
    }.items()
    for name in names.split()
}
"""The module of each name; a test holds it against the imports above."""


def __getattr__(name: str) -> Any:
    """A port is imported when it is first named: half of them are of no use on the way to the window."""
    module = _MODULES.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{module}"), name)
    globals()[name] = value
    return value
