"""Where a feed goes: a folder, or one of the calendars of a server, which are asked for there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFormLayout,
    QPushButton,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from capadesk.services.feeds.feed import Feed
from capadesk.services.ports.feeds import OfferedCalendar
from capadesk.services.words import _
from capadesk.ui.common.fields.field import Field
from capadesk.ui.common.fields.folder_field import FolderField
from capadesk.ui.common.fields.line_field import LineField
from capadesk.ui.common.fields.password_field import PasswordField
from capadesk.ui.common.fields.quiet_inputs import QuietComboBox
from capadesk.ui.common.hub_form import form_layout
from capadesk.ui.common.look.spacing import SMALL


class FeedPlacePanel(QWidget):
    """Two ways, one of them shown."""

    changed = Signal()
    """Something was typed or chosen."""
    resized = Signal()
    """Other rows are shown."""
    find_wanted = Signal()
    """The server is to be asked for its calendars."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.into_file = QRadioButton(_("&Into a file in a folder"), self)
        self.into_server = QRadioButton(_("Into a calendar on a &server (CalDAV)"), self)
        group = QButtonGroup(self)
        for button in (self.into_file, self.into_server):
            group.addButton(button)
        self._rows = QWidget(self)
        self._form: QFormLayout = form_layout(self._rows)
        self.fields: dict[str, Field] = {}
        self.folder = FolderField(_("The folder of the feed"), self._rows)
        self.address = LineField(self._rows, placeholder="cloud.example.org")
        self.user = LineField(self._rows)
        self.password = PasswordField(self._rows)
        self._add("folder", _("F&older"), self.folder)
        self._add("address", _("&Address"), self.address)
        self._add("user", _("&User"), self.user)
        self._add("password", _("&Password"), self.password)
        self.keep = QCheckBox(_("&Keep the password in the keyring of the system"), self._rows)
        self.keep.setChecked(True)
        self._form.addRow("", self.keep)
        self.find_button = QPushButton(_("Find &calendars"), self._rows)
        self.find_button.setAutoDefault(False)
        self.find_button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.find_button.clicked.connect(self.find_wanted)
        self._form.addRow("", self.find_button)
        self.calendars = QuietComboBox(self._rows)
        self.calendars.setAccessibleName(_("Calendar"))
        self._form.addRow(_("Ca&lendar"), self.calendars)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        for widget in (self.into_file, self.into_server, self._rows):
            column.addWidget(widget)
        self.into_file.setChecked(True)
        self.into_file.toggled.connect(lambda _checked: self._follow())
        self.setFocusProxy(self.into_file)
        self.has_asked = False
        self._is_fixed = False
        self._follow()

    def _add(self, name: str, label: str, field: Field) -> None:
        self._form.addRow(label, field)
        field.set_label(label.replace("&", ""))
        field.changed.connect(self.changed)
        if name != "folder":
            field.changed.connect(self._forget)
        self.fields[name] = field

    def show_fixed(self, feed: Feed) -> None:
        """A feed that is there already: its place stays, its user and password may change."""
        self._is_fixed = True
        (self.into_file if feed.is_file else self.into_server).setChecked(True)
        self.into_file.setEnabled(False)
        self.into_server.setEnabled(False)
        self.folder.set_value(feed.file)
        self.address.set_value(feed.url)
        for field in (self.folder, self.address):
            field.line_edit.setReadOnly(True)
        self.folder.choose_button.hide()
        self.user.set_value(feed.user)
        self.password.line_edit.setPlaceholderText(_("as before"))
        self._follow()

    def show_offered(self, offered: Sequence[OfferedCalendar]) -> None:
        """The calendars that the server has, and the way to a new one."""
        self.has_asked = True
        self.calendars.clear()
        for calendar in offered:
            self.calendars.addItem(calendar.name, calendar)
        self.calendars.addItem(_("A new calendar with the name of the feed"), None)
        self._follow()

    @property
    def calendar(self) -> OfferedCalendar | None:
        """The calendar that is chosen; None for a new one."""
        found = self.calendars.currentData()
        return found if isinstance(found, OfferedCalendar) else None

    @property
    def is_file(self) -> bool:
        """Whether the feed goes into a file."""
        return self.into_file.isChecked()

    def _forget(self) -> None:
        """Another server or user is typed: its calendars are others."""
        if self.has_asked:
            self.has_asked = False
            self._follow()

    def _follow(self) -> None:
        is_file = self.is_file
        self._form.setRowVisible(self.folder, is_file)
        for widget in (self.address, self.user, self.password, self.keep):
            self._form.setRowVisible(widget, not is_file)
        self._form.setRowVisible(self.find_button, not is_file and not self._is_fixed)
        self._form.setRowVisible(self.calendars, not is_file and self.has_asked and not self._is_fixed)
        self.changed.emit()
        self.resized.emit()
