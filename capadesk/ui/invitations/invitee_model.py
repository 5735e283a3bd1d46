"""The people of an event with a box to tick; those without an address cannot be ticked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from capadesk.domain.codes import CodeList
from capadesk.domain.folding import fold
from capadesk.services.calendars.invitation_service import Invitee
from capadesk.services.ports import CodeBook, Localisation
from capadesk.services.words import _

_Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
_NO_FLAGS = Qt.ItemFlag.NoItemFlags


def searched_texts(invitees: Sequence[Invitee]) -> list[str]:
    """What each is found by: name and address without accents and case."""
    return [fold(f"{invitee.name} {invitee.email}") for invitee in invitees]


class InviteeModel(QAbstractTableModel):
    """Name, address, and how far an invitation has come."""

    ticked = Signal()
    """Other people are ticked now."""

    def __init__(
        self, code_book: CodeBook, localisation: Localisation, today: date, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._code_book = code_book
        self._localisation = localisation
        self._today = today
        self._all: Sequence[Invitee] = ()
        self._texts: Sequence[str] = ()
        self._shown: list[Invitee] = []
        self._ticked: set[UUID] = set()
        self._words = ""

    @property
    def chosen(self) -> frozenset[UUID]:
        """Who is ticked, seen at the moment or not."""
        return frozenset(self._ticked)

    @property
    def chosen_addresses(self) -> list[str]:
        """Where mails to those who are ticked go."""
        return [invitee.email for invitee in self._all if invitee.person_id in self._ticked]

    @property
    def reachable(self) -> int:
        """How many have an address."""
        return sum(1 for invitee in self._all if invitee.email)

    def set_invitees(self, invitees: Sequence[Invitee], texts: Sequence[str] | None = None) -> None:
        """Show these; whoever was not invited yet is ticked, or, if all were, everybody.

        `texts` are what each is found by: to fold thousands of names takes a while, better in a thread.
        """
        self.beginResetModel()
        self._all = invitees
        self._texts = texts if texts is not None else searched_texts(invitees)
        with_address = [invitee for invitee in invitees if invitee.email]
        new = [each for each in with_address if each.participation.invited_on is None]
        self._ticked = {each.person_id for each in new or with_address}
        self._sift()
        self.endResetModel()
        self.ticked.emit()

    def find(self, words: str) -> None:
        """Show only those whose name or address contains the words, accents aside; ticks stay."""
        self.beginResetModel()
        self._words = fold(words.strip())
        self._sift()
        self.endResetModel()

    def tick_shown(self, *, is_ticked: bool) -> None:
        """Tick everybody who is shown and has an address, or nobody of them."""
        ids = {invitee.person_id for invitee in self._shown if invitee.email}
        self._ticked = self._ticked | ids if is_ticked else self._ticked - ids
        if self._shown:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, 0))
        self.ticked.emit()

    # --- Qt ---------------------------------------------------------------------------------------

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """The people who are shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Name, address, state."""
        return 0 if parent.isValid() else 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        """What the columns are."""
        if orientation is Qt.Orientation.Horizontal and role == _Role.DisplayRole:
            return (_("Name"), _("E-mail"), _("State"))[section]
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Whoever has an address can be ticked."""
        if not index.isValid() or not self._shown[index.row()].email:
            return _NO_FLAGS
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() == 0 else flags

    def data(self, index: _Index, role: int = _Role.DisplayRole) -> Any:
        """Texts and ticks."""
        if not index.isValid():
            return None
        invitee = self._shown[index.row()]
        if role == _Role.CheckStateRole and index.column() == 0:
            is_ticked = invitee.person_id in self._ticked
            return Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked
        if role in (_Role.DisplayRole, _Role.ToolTipRole):
            is_exact = role == _Role.ToolTipRole
            return (invitee.name, invitee.email, self._state(invitee, is_exact=is_exact))[index.column()]
        return None

    def setData(self, index: _Index, value: Any, role: int = _Role.EditRole) -> bool:
        """A tick."""
        if not index.isValid() or role != _Role.CheckStateRole or index.column() != 0:
            return False
        invitee = self._shown[index.row()]
        if not invitee.email:
            return False
        if Qt.CheckState(value) is Qt.CheckState.Checked:
            self._ticked.add(invitee.person_id)
        else:
            self._ticked.discard(invitee.person_id)
        self.dataChanged.emit(index, index)
        self.ticked.emit()
        return True

    def _sift(self) -> None:
        words = self._words
        if not words:
            self._shown = list(self._all)
            return
        self._shown = [each for each, text in zip(self._all, self._texts, strict=True) if words in text]

    def _state(self, invitee: Invitee, *, is_exact: bool) -> str:
        if not invitee.email:
            return _("No e-mail address")
        link = invitee.participation
        status = self._code_book.label(CodeList.PARTICIPATION_STATUS, link.status)
        if link.invited_on is None:
            return "" if link.status == "invited" else status
        if is_exact:
            invited = _("Invited on {day}").format(day=self._localisation.date(link.invited_on))
        else:
            day = self._localisation.relative_day(link.invited_on, self._today)
            invited = _("Invited {day}").format(day=day)
        return invited if link.status == "invited" else f"{invited} · {status}"
