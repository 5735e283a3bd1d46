"""A line that finds a record by typing its name."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from PySide6.QtCore import QModelIndex, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QCompleter, QLineEdit, QWidget

from capadesk.domain.folding import fold
from capadesk.services.ports import Choice
from capadesk.ui.common.fields.record_directory import RecordDirectory, SimilarChoices, create_words

FEW = 5
"""Where fewer records are called as it was typed, those that are called nearly so are offered as well."""
_SHORTEST = 3
CREATABLE = frozenset({"person", "organisation", "city", "tag", "series"})
_NAME_ROLE = int(Qt.ItemDataRole.UserRole)
_ROW_ROLE = _NAME_ROLE + 1


class _Offer(NamedTuple):
    kind: str
    record_id: UUID | None  # None: make a new one
    name: str
    words: str


def _offer_of(kind: str, choice: Choice) -> _Offer:
    words = f"{choice.name}  ·  {choice.detail}" if choice.detail else choice.name
    return _Offer(kind, choice.id, choice.name, words)


class RecordLineEdit(QLineEdit):
    """Offers what fits while the user types, and what does not exist yet to be created.

    `record_chosen(kind, id)` follows a choice; both are empty and None when the text was taken away.
    """

    record_chosen = Signal(str, object)
    text_settled = Signal()

    def __init__(
        self,
        directory: RecordDirectory,
        kinds: tuple[str, ...],
        parent: QWidget | None = None,
        *,
        creates: bool = True,
        empties: bool = False,
    ) -> None:
        """`empties`: the line is cleared after each choice, ready for the next."""
        super().__init__(parent)
        self.directory = directory
        self._kinds = kinds
        self._creates = tuple(kind for kind in kinds if creates and kind in CREATABLE)
        self._empties = empties
        self._record: tuple[str, UUID | None] = ("", None)
        self._name = ""
        self._offers: list[_Offer] = []
        self._asked: str | None = None
        directory.similar_found.connect(self._add_similar)
        self._model = QStandardItemModel(self)
        completer = self._completer = QCompleter(self._model, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setCompletionRole(_NAME_ROLE)
        completer.setMaxVisibleItems(10)
        # Qt has two signals of this name; the types know only the one that gives the text.
        activated: SignalInstance = completer.activated[QModelIndex]  # type: ignore[index]
        activated.connect(self._on_activated)
        # Not setCompleter: it would write each highlighted name into the line, "Create …" included.
        completer.setWidget(self)
        self.textEdited.connect(self._on_text_edited)
        self.editingFinished.connect(self._settle)

    @property
    def record_id(self) -> UUID | None:
        """The record that is chosen."""
        return self._record[1]

    @property
    def is_settled(self) -> bool:
        """Whether the text is the chosen record's name (or there is neither)."""
        return self.text().strip() == self._name.strip()

    def show_record(self, kind: str, record_id: UUID | None) -> None:
        """Show a record without a signal."""
        self._record = (kind if record_id else "", record_id)
        self._name = self.directory.name(kind, record_id)
        self.setText(self._name)
        self.setCursorPosition(0)
        self.setToolTip(self.directory.detail(kind, record_id))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down shows what there is to choose."""
        if event.key() == Qt.Key.Key_Down and not self._is_offering():
            self._offer("" if self.is_settled else self.text())
            return
        super().keyPressEvent(event)

    def offers(self) -> list[str]:
        """What is offered now, as it reads."""
        return [offer.words for offer in self._offers]

    def popup(self) -> QAbstractItemView:
        """The list of what is offered."""
        popup = self._completer.popup()
        assert popup is not None
        return popup

    def _on_text_edited(self, text: str) -> None:
        self._offer(text)
        if not text.strip():
            self.popup().hide()
        if not text.strip() and not self._empties and self._record[1] is not None:
            self._take("", None, "")

    def _is_offering(self) -> bool:
        return self.popup().isVisible()

    def _offer(self, text: str) -> None:
        self._find(text)
        self._show_offers()
        known = sum(offer.record_id is not None for offer in self._offers)
        if known < FEW and len(text.strip()) >= _SHORTEST:
            # Nobody waits for it: what is written nearly so is added when it is there.
            self._asked = text
            self.directory.ask_similar(self._kinds, text)

    def _add_similar(self, found: SimilarChoices) -> None:
        """Offer before what can be created; not any more once the user has moved to an entry."""
        if found.text != self._asked or self.text() != found.text or not self.isVisible():
            return
        self._asked = None
        known = {offer.record_id for offer in self._offers}
        offers = [_offer_of(kind, choice) for kind, choice in found.choices if choice.id not in known]
        if offers and not self.popup().currentIndex().isValid():
            place = sum(offer.record_id is not None for offer in self._offers)
            self._set_offers([*self._offers[:place], *offers, *self._offers[place:]])
            self._show_offers()

    def _show_offers(self) -> None:
        if self._offers:
            self._completer.complete()
            # Nothing is chosen before the user chooses: Enter must not take what was not looked at.
            self.popup().setCurrentIndex(QModelIndex())
        else:
            self.popup().hide()

    def _find(self, text: str) -> None:
        offers = []
        for kind in self._kinds:
            offers += [_offer_of(kind, choice) for choice in self.directory.choices(kind, text)]
        name = text.strip()
        if name:
            folded = fold(name)
            taken = {offer.kind for offer in offers if fold(offer.name) == folded}
            new_kinds = [kind for kind in self._creates if kind not in taken]
            offers += [_Offer(kind, None, name, create_words(kind, name)) for kind in new_kinds]
        self._set_offers(offers)

    def _set_offers(self, offers: list[_Offer]) -> None:
        self._offers = offers
        self._model.clear()
        for row, offer in enumerate(offers):
            item = QStandardItem(offer.words)
            item.setData(offer.name, _NAME_ROLE)
            item.setData(row, _ROW_ROLE)
            item.setEditable(False)
            self._model.appendRow(item)

    def _on_activated(self, index: QModelIndex) -> None:
        row = index.data(_ROW_ROLE)
        if row is not None and row < len(self._offers):
            self._accept(self._offers[row])

    def _accept(self, offer: _Offer) -> None:
        record_id = offer.record_id or self.directory.create(offer.kind, offer.name)
        if record_id is not None:
            self._take(offer.kind, record_id, offer.name)

    def _take(self, kind: str, record_id: UUID | None, name: str) -> None:
        self._record, self._name = (kind, record_id), name
        if self._empties:
            self._record, self._name = ("", None), ""
            name = ""
        if self.text() != name:
            self.setText(name)
        self.record_chosen.emit(kind, record_id)
        self.text_settled.emit()

    def _settle(self) -> None:
        if self._is_offering():
            return
        text = self.text().strip()
        if text and not self.is_settled:
            self._find(text)
            folded = fold(text)
            exact = [offer for offer in self._offers if offer.record_id and fold(offer.name) == folded]
            if len(exact) == 1:
                self._accept(exact[0])
        self.text_settled.emit()
