"""Moves, lengthens and takes out events of the calendar; asks which dates of a recurring one are meant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from capadesk.domain.change_set import ChangeSet
from capadesk.domain.errors import CapaDeskError
from capadesk.domain.when import When
from capadesk.services.calendars.moving_service import Scope
from capadesk.services.calendars.occurrence_service import Occurrence
from capadesk.services.words import _
from capadesk.ui.calendar.calendar_presenter import CalendarPresenter
from capadesk.ui.common.area_presenter import deletion_text
from capadesk.ui.common.look.icons import set_icon
from capadesk.ui.common.message_bar import Answer, Question

Dates = Callable[[Occurrence, timedelta], When]


class CalendarMoves(QObject):
    """Each change is one step of Undo."""

    moved = Signal(object, object)
    """A ChangeSet, and the When at which the event stands now."""
    removed = Signal(object)
    """A ChangeSet."""
    failed = Signal(object)
    asked = Signal(object)
    told = Signal(str)
    left = Signal()
    """Nothing was changed after all."""
    opened = Signal(object)

    def __init__(self, presenter: CalendarPresenter, parent: QWidget) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._parent = parent
        self.menu: QMenu | None = None

    def move(self, event: Occurrence, by: timedelta) -> None:
        """Put an event so much later."""
        self._put(event, self._presenter.moved, by)

    def lengthen(self, event: Occurrence, by: timedelta) -> None:
        """Let an event end so much later."""
        self._put(event, self._presenter.lengthened, by)

    def remove(self, event: Occurrence) -> None:
        """Delete an event, or leave out dates of a recurring one."""
        if not self._presenter.is_changeable:
            return
        title = self._presenter.title_of(event)
        if event.original_start:
            question = _("“{name}” recurs. What is to be left out?").format(name=title)
            self._ask_which(question, lambda scope: self._remove(event, scope))
            return
        try:
            preview = self._presenter.desk.deletion.preview("event", [event.event_id])
        except CapaDeskError as error:
            self.failed.emit(error)
            return
        text = deletion_text(preview)
        if not text:
            self._remove(event, Scope.ALL)
            return
        answers = (
            Answer(_("&Delete"), lambda: self._remove(event, Scope.ALL), is_main=True),
            Answer(_("Keep it"), self.left.emit),
        )
        self.asked.emit(Question(text, answers))

    def offer(self, event: Occurrence, place: QPoint) -> None:
        """Open a menu with what can be done with an event."""
        if self.menu is not None:
            self.menu.deleteLater()
        menu = self.menu = QMenu(self._presenter.title_of(event), self._parent)
        opening = menu.addAction(_("&Open"))
        set_icon(opening, "open")
        opening.triggered.connect(lambda: self.opened.emit(event))
        menu.addSeparator()
        words = _("&Leave out…") if event.original_start else _("&Delete")
        removing = menu.addAction(f"{words}\tDel")
        set_icon(removing, "trash")
        removing.setEnabled(self._presenter.is_changeable)
        removing.triggered.connect(lambda: self.remove(event))
        menu.popup(place)

    # --- inside -----------------------------------------------------------------------------------

    def _put(self, event: Occurrence, dates: Dates, by: timedelta) -> None:
        if not self._presenter.is_changeable:
            return
        try:
            when = dates(event, by)
        except CapaDeskError as error:
            self.failed.emit(error)
            return
        if when == event.when:
            return
        if not event.original_start:
            self._move(event, when, Scope.THIS)
            return
        title = self._presenter.title_of(event)
        question = _("“{name}” recurs. What is to be changed?").format(name=title)
        self._ask_which(question, lambda scope: self._move(event, when, scope))

    def _ask_which(self, question: str, act: Callable[[Scope], None]) -> None:
        answers = (
            Answer(_("Only this date"), lambda: act(Scope.THIS), is_main=True),
            Answer(_("This and the following"), lambda: act(Scope.FOLLOWING)),
            Answer(_("All dates"), lambda: act(Scope.ALL)),
            Answer(_("Leave it"), self.left.emit),
        )
        self.asked.emit(Question(question, answers))

    def _move(self, event: Occurrence, when: When, scope: Scope) -> None:
        self._done(
            lambda: self._presenter.move(event, when, scope),
            lambda change_set: self.moved.emit(change_set, when),
        )

    def _remove(self, event: Occurrence, scope: Scope) -> None:
        service = self._presenter.desk.leaving_out
        self._done(lambda: service.leave_out(event.event_id, event.original_start, scope), self.removed.emit)

    def _done(self, act: Callable[[], ChangeSet], tell: Callable[[ChangeSet], None]) -> None:
        try:
            change_set = act()
        except CapaDeskError as error:
            self.failed.emit(error)
            return
        tell(change_set)
