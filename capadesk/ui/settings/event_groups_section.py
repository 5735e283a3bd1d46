"""Settings: records that hold events together, a list of them above the fields of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple
from uuid import UUID

from PySide6.QtCore import QSignalBlocker, Qt, QTimer
from PySide6.QtWidgets import QPushButton, QTreeWidgetItem, QWidget

from capadesk.domain.change_set import ChangeSet
from capadesk.domain.errors import CapaDeskError
from capadesk.domain.folding import collation_key
from capadesk.domain.identity import new_id
from capadesk.domain.records import Project, Series
from capadesk.services.ports import ListKind, ListQuery
from capadesk.services.record_service import RecordService
from capadesk.services.words import _
from capadesk.ui.common.area_presenter import deletion_text
from capadesk.ui.common.editing.brought_back import BroughtBack
from capadesk.ui.common.look.icons import set_icon
from capadesk.ui.common.message_bar import Answer, Question
from capadesk.ui.common.newest_answer import NewestAnswer
from capadesk.ui.settings.record_form_section import RecordFormSection
from capadesk.ui.settings.settings_list import settings_list
from capadesk.ui.settings.settings_section import SettingsContext

_LIST_HEIGHT = 168
_PATIENCE_S = 0.03
_ID = Qt.ItemDataRole.UserRole


class _Line(NamedTuple):
    record: Any
    name: str
    events: int


class EventGroupsSection(RecordFormSection):
    """Series, or projects: choose one and change it, begin a new one, delete one, go to its events."""

    record_type: type[Series | Project]

    def __init__(
        self, context: SettingsContext, title: str, text: str, new: str, parent: QWidget | None = None
    ) -> None:
        """`new` are the words of the button that begins another one."""
        super().__init__(context, title, text, parent)
        self._new_words = new
        self._lines: list[_Line] = []
        self._record = self.new()
        self._wanted: UUID | None = None
        self._is_stale = True
        self._reading = NewestAnswer(self.kind, _PATIENCE_S, self)
        self._reading.loaded.connect(self._show_lines)
        self._reading.failed.connect(self.failed)
        # Above the form, which is there already.
        place = self.rows.count() - 1
        self._add_list(title, place)
        self._add_actions(place + 1)
        self.heading = self.add_heading("")
        self.rows.removeWidget(self.heading)
        self.rows.insertWidget(place + 2, self.heading)

    @property
    def kind(self) -> str:
        """The kind of record."""
        return self.record_type.KIND

    def new(self) -> Any:
        """See RecordFormSection."""
        return self.record_type(id=new_id(), name="")

    def name_of(self, record: Any) -> str:
        """How lists and filters call it."""
        return str(record.name)

    # --- building ---------------------------------------------------------------------------------

    def _add_list(self, title: str, place: int) -> None:
        headings = (_("Name"), _("Events"))
        self.list = settings_list(self.content, title, headings, self.remove, figures=1, height=_LIST_HEIGHT)
        self.list.currentItemChanged.connect(lambda item, _before: self._moved_to(item))
        self.list.itemActivated.connect(lambda _item, _column: self.focus_form())
        self.rows.insertWidget(place, self.list)

    def _add_actions(self, place: int) -> None:
        self.new_button = self._button(self._new_words, "plus", self.start_new)
        self.events_button = self._button(_("Show its &events"), "calendar", self.show_events)
        self.delete_button = self._button(_("&Delete"), "trash", self.remove)
        self.add_side_by_side(self.new_button, self.events_button, self.delete_button)
        holder = self.new_button.parentWidget()
        assert holder is not None
        self.rows.removeWidget(holder)
        self.rows.insertWidget(place, holder)

    def _button(self, text: str, icon: str, act: Any) -> QPushButton:
        button = QPushButton(text, self.content)
        set_icon(button, icon)
        button.clicked.connect(lambda _checked=False: act())
        return button

    # --- reading ----------------------------------------------------------------------------------

    def shown(self) -> None:
        """See WindowPage."""
        if self._is_stale:
            self._read()

    def refresh(self, change_set: ChangeSet) -> None:
        """See WindowPage: events count, and what they belong to."""
        if change_set.kinds() & {"event", "series", "project"}:
            self._is_stale = True
            if self.isVisible():
                self._read()

    def wait(self) -> None:
        """See WindowPage."""
        super().wait()
        self._reading.wait()

    def _read(self) -> None:
        self._is_stale = False
        self._reading.ask(self._lines_now)

    def _lines_now(self) -> list[_Line]:
        """In a thread: the records by name, with the number of events that a list filtered by them shows."""
        store = self._desk.store
        counted = {each.value: each.rows for each in store.lists.values(_EVERYTHING, self.kind)}
        records: Sequence[Any] = store.select(self.record_type)
        lines = [_Line(each, self.name_of(each), counted.get(self.name_of(each), 0)) for each in records]
        return sorted(lines, key=lambda line: (collation_key(line.name), line.record.id))

    def _show_lines(self, lines: list[_Line]) -> None:
        self._lines = lines
        number = self._desk.localisation.number
        with QSignalBlocker(self.list):
            self.list.clear()
            for line in lines:
                item = QTreeWidgetItem([line.name, number(line.events) if line.events else "–"])
                item.setData(0, _ID, str(line.record.id))
                item.setTextAlignment(1, Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
                self.list.addTopLevelItem(item)
        known = {line.record.id: line.record for line in lines}
        wanted, self._wanted = self._wanted, None
        if wanted in known:
            self._take(known[wanted])
        elif self.is_modified:
            self._mark_shown()
        elif self._record.id in known:
            self._take(known[self._record.id])
        else:
            self._take(lines[0].record if lines else self.new())

    # --- choosing ---------------------------------------------------------------------------------

    def choose(self, record_id: UUID) -> None:
        """Show a record by its id, as soon as it is read."""
        self.leave_then(lambda: self._read_for(record_id))

    def _read_for(self, record_id: UUID) -> None:
        self._wanted = record_id
        self._read()

    def start_new(self) -> None:
        """Begin another one."""
        self.leave_then(lambda: self._begin(self.new()))

    def _begin(self, record: Any) -> None:
        self._take(record)
        self.focus_form()

    def _moved_to(self, item: QTreeWidgetItem | None) -> None:
        if item is None:
            return
        record_id = UUID(str(item.data(0, _ID)))
        record = next((line.record for line in self._lines if line.record.id == record_id), None)
        if record is None or record.id == self._record.id:
            return
        if self.is_modified:
            # The list is still at work on the click.
            QTimer.singleShot(0, self, self._mark_shown)
        self.leave_then(lambda: self._take(record))

    def _take(self, record: Any) -> None:
        self._record, self._wanted = record, None
        self._mark_shown()
        self.load()

    def show_brought_back(self, found: BroughtBack) -> None:
        """See RecordFormSection: among the others, which are read at once."""
        self._show_lines(self._lines_now())
        super().show_brought_back(found)
        self._mark_shown()

    def _mark_shown(self) -> None:
        """Show in the list what the fields are about."""
        ids = [line.record.id for line in self._lines]
        with QSignalBlocker(self.list):
            row = ids.index(self._record.id) if self._record.id in ids else -1
            self.list.setCurrentItem(self.list.topLevelItem(row) if row >= 0 else None)  # type: ignore[arg-type]

    def focus_first(self) -> None:
        """See WindowPage."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_form(self) -> None:
        """Go to the first field."""
        next(iter(self.fields.values())).setFocus()

    # --- what can be done -------------------------------------------------------------------------

    def write_record(self, record: Any, changed: dict[str, Any], *, is_new: bool) -> ChangeSet:
        """See RecordFormSection."""
        self._wanted = record.id
        records = RecordService(self._store)
        if is_new:
            return records.add(replace(record, **changed))
        return records.change(self.kind, record.id, changed)

    def remove(self) -> None:
        """Put the chosen record into the bin; asks first if events belong to it."""
        if not self.delete_button.isEnabled():
            return
        record = self._record
        try:
            question = deletion_text(self._desk.deletion.preview(self.kind, [record.id]))
        except CapaDeskError as error:
            self.failed.emit(error)
            return
        if not question:
            self._delete(record.id)
            return
        answers = (
            Answer(_("&Delete"), lambda: self._delete(record.id), is_main=True),
            Answer(_("&Keep"), self.focus_first),
        )
        self.asked.emit(Question(question, answers))

    def _delete(self, record_id: UUID) -> None:
        try:
            change_set = self._desk.deletion.delete(self.kind, [record_id])
        except CapaDeskError as error:
            self.failed.emit(error)
        else:
            self.load()
            self.changed.emit(change_set)

    def show_events(self) -> None:
        """Show the events or meetings that belong to it."""
        if self.events_button.isEnabled():
            self.record_wanted.emit(self.kind, self._record.id)

    def _show_state(self) -> None:
        super()._show_state()
        line = next((each for each in self._lines if each.record.id == self._record.id), None)
        can_write = not self._desk.store.is_read_only
        self.heading.setText(line.name if line is not None else self._new_words.replace("&", ""))
        self.new_button.setEnabled(can_write)
        self.delete_button.setEnabled(can_write and line is not None)
        self.events_button.setEnabled(line is not None and line.events > 0)


_EVERYTHING = ListQuery(ListKind.CALENDAR)
