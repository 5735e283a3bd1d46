"""One opened data file with every use case on it: what the window and the command line are given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from capadesk.services.action_service import ActionService
    from capadesk.services.backup_service import BackupService
    from capadesk.services.bulk_service import BulkService
    from capadesk.services.calendars.calendar_service import CalendarService
    from capadesk.services.calendars.clash_service import ClashService
    from capadesk.services.calendars.invitation_service import InvitationService
    from capadesk.services.calendars.leaving_out_service import LeavingOutService
    from capadesk.services.calendars.moving_service import MovingService
    from capadesk.services.calendars.occurrence_service import OccurrenceService
    from capadesk.services.calendars.timeline_service import TimelineService
    from capadesk.services.code_book import StoredCodeBook
    from capadesk.services.code_list_service import CodeListService
    from capadesk.services.contact_service import ContactService
    from capadesk.services.deletion_service import DeletionService
    from capadesk.services.draft_service import DraftService
    from capadesk.services.event_service import EventService
    from capadesk.services.feeds.feed_service import FeedService
    from capadesk.services.file_trust import FileTrust
    from capadesk.services.importing.import_service import ImportService
    from capadesk.services.importing.paste_service import PasteService
    from capadesk.services.merging.duplicate_service import DuplicateService
    from capadesk.services.merging.merge_service import MergeService
    from capadesk.services.merging.package_service import PackageService
    from capadesk.services.merging.synchronise_service import SynchroniseService
    from capadesk.services.overview_service import OverviewService
    from capadesk.services.people_service import OrganisationService, PersonService
    from capadesk.services.ports import Clock, Hubs, Localisation, Store
    from capadesk.services.ports.encryption import Unlock
    from capadesk.services.reporting.report_service import ReportService
    from capadesk.services.sample_service import SampleService
    from capadesk.services.scratch_folder import ScratchFolder


@dataclass(eq=False, repr=False, slots=True)
class Desk:
    """The store and the services over it; `bootstrap.open_desk` makes it, `store.close()` ends it."""

    store: Store
    events: EventService
    people: PersonService
    organisations: OrganisationService
    actions: ActionService
    overview: OverviewService
    deletion: DeletionService
    drafts: DraftService
    duplicates: DuplicateService
    bulk: BulkService
    imports: ImportService
    reports: ReportService
    calendar: CalendarService
    feeds: FeedService
    invitations: InvitationService
    occurrences: OccurrenceService
    timeline: TimelineService
    clashes: ClashService
    moving: MovingService
    leaving_out: LeavingOutService
    contacts: ContactService
    packages: PackageService
    merging: MergeService
    synchronise: SynchroniseService
    hubs: Hubs
    backups: BackupService
    trust: FileTrust
    scratch: ScratchFolder
    paste: PasteService
    sample: SampleService
    localisation: Localisation
    code_book: StoredCodeBook
    code_lists: CodeListService
    clock: Clock
    unlock: Unlock
    version: str

    @property
    def author(self) -> str:
        """Who signs changes and reports."""
        return self.store.author
