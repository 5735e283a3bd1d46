"""What the editors of a person and of an organisation share: positions, interactions, tags."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING, Generic, TypeVar
from uuid import UUID

from PySide6.QtWidgets import QWidget

from capadesk.services.people_service import OrganisationDossier, PersonDossier
from capadesk.services.words import _
from capadesk.ui.common.editing.contact_tables import AffiliationsTable, InteractionsTable
from capadesk.ui.common.editing.record_editor import RecordEditor

if TYPE_CHECKING:
    from capadesk.services.desk import Desk

D = TypeVar("D", PersonDossier, OrganisationDossier)


class ContactEditor(RecordEditor, Generic[D]):
    """A contact in pages: itself, who belongs to it or what it belongs to, interactions."""

    OWN: str
    """The dossier's field with the record itself."""
    OTHER: str
    """The kind at the other end of its affiliations."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._dossier: D | None = None
        self._add_own_page()
        title, label = self._affiliation_words()
        page = self.add_page(title)
        self.affiliations = AffiliationsTable(self, self.OTHER, self._own_id)
        self.add_wide(page, "affiliations", label, self.affiliations, 1)
        page = self.add_page(_("Interactions"))
        self.interactions = InteractionsTable(self, self.OTHER, self._own_id)
        self.add_wide(page, "interactions", _("What was said, and what &follows"), self.interactions, 1)

    @abstractmethod
    def _add_own_page(self) -> None:
        """The fields of the contact itself."""

    @abstractmethod
    def _affiliation_words(self) -> tuple[str, str]:
        """The title of the page of affiliations, and the label of their table."""

    def set_dossier(self, dossier: D) -> None:
        """Show a contact with all that belongs to it."""
        self._dossier = dossier
        own = getattr(dossier, self.OWN)
        values = {name: getattr(own, name) for name in self.fields if hasattr(own, name)}
        self.load(
            values
            | {
                "affiliations": dossier.affiliations,
                "interactions": dossier.interactions,
                "tag_ids": dossier.tag_ids,
            }
        )

    def dossier(self) -> D:
        """A copy with what the user changed."""
        assert self._dossier is not None, "set_dossier comes first"
        return replace(
            self._dossier,
            affiliations=self.current("affiliations"),
            interactions=self.current("interactions"),
            tag_ids=self.current("tag_ids"),
            **{self.OWN: self.changed_copy(getattr(self._dossier, self.OWN))},
        )

    def _own_id(self) -> UUID:
        assert self._dossier is not None, "set_dossier comes first"
        own: UUID = getattr(self._dossier, self.OWN).id
        return own
