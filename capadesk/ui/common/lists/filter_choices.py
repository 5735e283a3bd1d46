"""Opens what can be chosen for a filter; values that occur are counted in a thread."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from capadesk.domain.errors import CapaDeskError
from capadesk.services.ports import Counted, Localisation
from capadesk.services.words import _
from capadesk.ui.common.lists.check_popup import CheckPopup
from capadesk.ui.common.lists.list_facets import PERIOD, Facet
from capadesk.ui.common.lists.list_presenter import ListPresenter
from capadesk.ui.common.lists.period_popup import PeriodPopup

_PATIENCE_S = 0.03


class FilterChoices(QObject):
    """One popup at a time."""

    filtered = Signal(object)
    """Another ListFilter is wanted."""
    failed = Signal(object)
    _ready = Signal(object)

    def __init__(self, listing: ListPresenter, localisation: Localisation, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent
        self._listing = listing
        self._localisation = localisation
        self._threads = ThreadPoolExecutor(1, "filter")
        self._question: Future[Sequence[Counted]] | None = None
        self._facet: Facet | None = None
        self.popup: CheckPopup | None = None
        self._ready.connect(self._take, Qt.ConnectionType.QueuedConnection)

    @property
    def is_reading(self) -> bool:
        """Whether values are still to come."""
        return self._question is not None

    def open(self, column: str, asker: QWidget) -> None:
        """Show what can be chosen for a column under a widget."""
        facets = self._listing.facets
        facet = facets.facet(column)
        if facet is None:
            return
        self._facet = facet
        popup: CheckPopup
        if column == PERIOD:
            popup = PeriodPopup(
                facet,
                facets.periods,
                self._listing.filter,
                facets.today(),
                self._localisation,
                self._parent,
            )
            popup.filtered.connect(self.filtered)
            popup.add_button(_("Clear")).clicked.connect(lambda: self._clear(popup))
        else:
            popup = CheckPopup(facet.heading, self._localisation, self._parent)
            popup.add_button(_("Clear")).clicked.connect(lambda: self._clear(popup))
            popup.chosen.connect(self._choose)
        popup.closed.connect(popup.deleteLater)
        popup.closed.connect(self._forget)
        self.popup = popup
        if column != PERIOD:
            self._read(facet)
        popup.open_under(asker)

    def wait(self) -> None:
        """End the thread: before the store is closed."""
        self._question = None
        self._threads.shutdown(cancel_futures=True)

    def _read(self, facet: Facet) -> None:
        question = self._question = self._threads.submit(self._listing.values_question(facet))
        try:
            question.exception(_PATIENCE_S)
        except TimeoutError:
            if self.popup is not None:
                self.popup.show_reading()
            question.add_done_callback(self._ready.emit)
        else:
            self._take(question)

    @Slot(object)
    def _take(self, question: Future[Sequence[Counted]]) -> None:
        if question is not self._question:
            return
        self._question = None
        error = question.exception()
        if error is None:
            self._show_offers(question.result())
        elif isinstance(error, CapaDeskError):
            self.failed.emit(error)
        else:
            raise error

    def _show_offers(self, counted: Sequence[Counted]) -> None:
        if self.popup is not None and self._facet is not None:
            chosen = self._listing.filter.values.get(self._facet.column, ())
            self.popup.set_offers(self._listing.facets.offers(self._facet, counted, chosen), chosen)

    def _choose(self, values: tuple[str, ...]) -> None:
        if self._facet is not None:
            self.filtered.emit(self._listing.filter.with_values(self._facet.column, values))

    def _clear(self, popup: CheckPopup) -> None:
        popup.model.set_checked(())
        popup.tell()
        popup.close()

    def _forget(self) -> None:
        self.popup = None
        self._question = None
