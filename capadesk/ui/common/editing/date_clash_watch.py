"""Says beneath the date of an event, while it is being chosen, what stands in the way of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from capadesk.domain.errors import CapaDeskError
from capadesk.services.desk import Desk
from capadesk.ui.common.editing.date_clash_note import DateClashNote
from capadesk.ui.common.newest_answer import NewestAnswer

if TYPE_CHECKING:
    from capadesk.services.calendars.date_clash import DateClash, Plan

_PAUSE_MS = 120
_SHOWN = 3
_FINE_SHOWN = 12


class DateClashWatch(QObject):
    """Asks a moment after the plan has changed, in a thread; what was asked before is dropped."""

    changed = Signal(object)
    """A ChangeSet: something was said to be fine, or taken back."""
    failed = Signal(object)
    """A CapaDeskError: nothing was said."""

    def __init__(
        self, desk: Desk, plan: Callable[[], Plan | None], zone: Callable[[], str], parent: QWidget
    ) -> None:
        """`plan` is the event as it is being planned now, None for none."""
        super().__init__(parent)
        self.note = DateClashNote(parent)
        self.note.said.connect(self._say)
        self._desk, self._plan, self._zone = desk, plan, zone
        self._asked: Plan | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self._loader = NewestAnswer("date clashes", 0.0, self)
        self._loader.loaded.connect(self._show)
        # A warning that cannot be given is none: nothing is said of it.
        self._loader.failed.connect(lambda _error: self.note.show_lines([]))

    @property
    def is_looking(self) -> bool:
        """Whether an answer is still to come."""
        return self._pause.isActive() or self._loader.is_reading

    def begin(self) -> None:
        """Another event is shown: nothing is known of it yet."""
        self._asked = None
        self._loader.drop()
        self.note.show_lines([])
        self._pause.start()

    def follow(self) -> None:
        """The event may have been changed."""
        self._pause.start()

    def look_again(self) -> None:
        """Something else has changed: the answer may be another one."""
        self._asked = None
        self._pause.start()

    def wait(self) -> None:
        """End the thread: before the store is closed."""
        self._pause.stop()
        self._loader.wait()

    def _ask(self) -> None:
        plan = self._plan()
        if plan is None or plan == self._asked:
            return
        self._asked = plan
        self._loader.ask(partial(_read, self._desk, plan))

    def _show(self, clashes: list[DateClash]) -> None:
        from capadesk.ui.common.editing.date_clash_words import clash_lines, fine_text

        desk, zone = self._desk, self._zone()
        fine = [clash for clash in clashes if clash.is_fine]
        self.note.show_lines(
            clash_lines(desk, (clash for clash in clashes if not clash.is_fine), zone, _SHOWN),
            clash_lines(desk, fine, zone, _FINE_SHOWN),
            fine_text(desk, len({clash.key for clash in fine})),
            is_answerable=not desk.store.is_read_only,
        )

    def _say(self, clash: DateClash) -> None:
        service = self._desk.clashes
        try:
            change_set = (service.take_back if clash.is_fine else service.accept)(clash)
        except CapaDeskError as error:
            self.failed.emit(error)
            return
        self.look_again()
        self.changed.emit(change_set)


def _read(desk: Desk, plan: Plan) -> list[DateClash]:
    return desk.clashes.of(plan)
