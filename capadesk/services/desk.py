"""One opened data file with every use case on it: what the window and the command line are given."""

from __future__ import annotations

from dataclasses import dataclass

from capadesk.services.bulk_service import BulkService
from capadesk.services.calendar_service import CalendarService
from capadesk.services.code_book import StoredCodeBook
from capadesk.services.contact_service import ContactService
from capadesk.services.deletion_service import DeletionService
from capadesk.services.event_service import EventService
from capadesk.services.import_service import ImportService
from capadesk.services.people_service import OrganisationService, PersonService
from capadesk.services.ports import Clock, Localisation, Store
from capadesk.services.report_service import ReportService
from capadesk.services.sample_service import SampleService


@dataclass(frozen=True, slots=True)
class Desk:
    """The store and the services over it; `bootstrap.open_desk` makes it, `store.close()` ends it."""

    store: Store
    events: EventService
    people: PersonService
    organisations: OrganisationService
    deletion: DeletionService
    bulk: BulkService
    imports: ImportService
    reports: ReportService
    calendar: CalendarService
    contacts: ContactService
    sample: SampleService
    localisation: Localisation
    code_book: StoredCodeBook
    clock: Clock
    version: str

    @property
    def author(self) -> str:
        """Who signs changes and reports."""
        return self.store.author
