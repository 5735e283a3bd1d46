"""Settings: the values of the code lists."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QTreeWidgetItem,
    QWidget,
)

from capadesk.domain.change_set import ChangeSet
from capadesk.domain.code_fields import has_families
from capadesk.domain.codes import CodeList, KindFamily
from capadesk.domain.errors import CapaDeskError
from capadesk.services.code_list_service import EDITABLE_LISTS, LABEL_MOST, CodeValue
from capadesk.services.words import _, ngettext
from capadesk.ui.common.fields.quiet_inputs import QuietComboBox
from capadesk.ui.common.look.calm_style import PRIMARY
from capadesk.ui.common.look.icons import set_icon
from capadesk.ui.common.message_bar import Answer, Question
from capadesk.ui.common.newest_answer import NewestAnswer
from capadesk.ui.settings.code_list_words import family_name, list_name
from capadesk.ui.settings.section_page import SectionPage
from capadesk.ui.settings.settings_list import settings_list
from capadesk.ui.settings.settings_section import SettingsContext

_LIST_HEIGHT = 320
_PATIENCE_S = 0.03
_ID = Qt.ItemDataRole.UserRole


class CodeListsSection(SectionPage):
    """One list at a time: its values in their order, how often they are used, and what can be done."""

    def __init__(self, context: SettingsContext, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Code lists"),
            _(
                "The words that fields offer. What is recorded keeps its value: a value that is used can be "
                "renamed, merged into another one or retired, but it cannot vanish."
            ),
            parent,
        )
        self._desk = context.desk
        self._values: list[CodeValue] = []
        self._wanted: str | None = None
        self._is_stale = True
        self._reading = NewestAnswer("code lists", _PATIENCE_S, self)
        self._reading.loaded.connect(self._show)
        self._reading.failed.connect(self.failed)
        self._add_chooser()
        self._add_list()
        self._add_buttons()
        self._add_merge_row()
        self._add_new_row()
        self.finish()
        self._show_choice()

    # --- building ---------------------------------------------------------------------------------

    def _add_chooser(self) -> None:
        label = QLabel(_("&List"), self.content)
        self.lists = QuietComboBox(self.content)
        self.lists.setAccessibleName(_("Code list"))
        self.lists.setMaxVisibleItems(24)
        for code_list in sorted(EDITABLE_LISTS, key=list_name):
            self.lists.addItem(list_name(code_list), code_list.value)
        self.lists.setCurrentIndex(self.lists.findData(CodeList.EVENT_KIND.value))
        self.lists.currentIndexChanged.connect(lambda _row: self._read())
        label.setBuddy(self.lists)
        self.add_side_by_side(label, self.lists)

    def _add_list(self) -> None:
        headings = (_("Value"), _("Family"), _("Used by"), _("State"))
        self.list = settings_list(
            self.content, _("Values of the list"), headings, self.remove, figures=2, height=_LIST_HEIGHT
        )
        self.list.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.list.itemSelectionChanged.connect(self._show_choice)
        self.list.itemChanged.connect(self._renamed)
        self.add_widget(self.list)

    def _add_buttons(self) -> None:
        self.rename_button = self._button(_("&Rename"), "pencil", self.rename)
        self.rename_button.setToolTip(_("Rename (F2)"))
        self.retire_button = self._button(_("Re&tire"), "moon", self.retire_or_bring_back)
        self.remove_button = self._button(_("&Delete"), "trash", self.remove)
        self.up_button = self._arrow("chevron_up", _("Move up"), -1)
        self.down_button = self._arrow("chevron_down", _("Move down"), 1)
        self.add_side_by_side(
            self.rename_button, self.retire_button, self.remove_button, self.up_button, self.down_button
        )
        self.hint = self.add_text("")

    def _add_merge_row(self) -> None:
        self.merge_label = QLabel(_("&Merge it into"), self.content)
        self.targets = QuietComboBox(self.content)
        self.targets.setAccessibleName(_("The value to merge it into"))
        self.targets.setMinimumContentsLength(18)
        self.merge_label.setBuddy(self.targets)
        self.merge_button = self._button(_("Mer&ge…"), "merge", self.ask_to_merge)
        self.add_side_by_side(self.merge_label, self.targets, self.merge_button)

    def _add_new_row(self) -> None:
        self.add_heading(_("A new value"))
        self.new_label = QLineEdit(self.content)
        self.new_label.setMaxLength(LABEL_MOST)
        self.new_label.setPlaceholderText(_("Name of the value"))
        self.new_label.setAccessibleName(_("Name of the value"))
        self.new_label.setMinimumWidth(240)
        self.new_label.textChanged.connect(lambda _text: self._show_choice())
        self.new_label.returnPressed.connect(self.add)
        self.families = QuietComboBox(self.content)
        self.families.setAccessibleName(_("Family of the value"))
        for family in KindFamily:
            self.families.addItem(family_name(family), family.value)
        self.add_button = QPushButton(_("&Add"), self.content)
        self.add_button.setProperty(PRIMARY, True)
        self.add_button.clicked.connect(self.add)
        self.add_side_by_side(self.new_label, self.families, self.add_button)

    def _button(self, text: str, icon: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(text, self.content)
        set_icon(button, icon)
        button.clicked.connect(lambda _checked=False: act())
        return button

    def _arrow(self, icon: str, text: str, by: int) -> QToolButton:
        button = QToolButton(self.content)
        set_icon(button, icon)
        button.setToolTip(text)
        button.setAccessibleName(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda _checked=False: self.move_value(by))
        return button

    # --- reading ----------------------------------------------------------------------------------

    @property
    def code_list(self) -> str:
        """The list that is shown."""
        return str(self.lists.currentData())

    def focus_first(self) -> None:
        """See WindowPage."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def shown(self) -> None:
        """See WindowPage."""
        if self._is_stale:
            self._read()

    def refresh(self, change_set: ChangeSet) -> None:
        """See WindowPage: other records count too, for they use the values."""
        self._is_stale = True
        if self.isVisible():
            self._read()

    def wait(self) -> None:
        """See WindowPage."""
        self._reading.wait()

    def _read(self) -> None:
        self._is_stale = False
        self._reading.ask(partial(self._desk.code_lists.values, self.code_list))

    def _show(self, values: list[CodeValue]) -> None:
        chosen = self._chosen()
        keep = self._wanted or (str(chosen.item.id) if chosen is not None else "")
        self._wanted = None
        self._values = values
        has_family = has_families(self.code_list)
        with QSignalBlocker(self.list):
            self.list.clear()
            self.list.setColumnHidden(1, not has_family)
            for value in values:
                self.list.addTopLevelItem(self._line(value))
        self.families.setVisible(has_family)
        ids = [str(value.item.id) for value in values]
        row = ids.index(keep) if keep in ids else 0
        current = self.list.topLevelItem(row)
        if current is not None:
            self.list.setCurrentItem(current)
        self._show_choice()

    def _line(self, value: CodeValue) -> QTreeWidgetItem:
        number = self._desk.localisation.number
        item = QTreeWidgetItem(
            [
                value.label,
                family_name(value.item.family) if value.item.family else "",
                number(value.uses) if value.uses else "–",
                _("retired") if value.item.is_retired else "",
            ]
        )
        item.setData(0, _ID, str(value.item.id))
        item.setTextAlignment(2, Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        if value.item.is_retired:
            for column in range(4):
                item.setForeground(column, self.palette().color(QPalette.ColorRole.PlaceholderText))
        return item

    def _chosen(self) -> CodeValue | None:
        items = self.list.selectedItems()
        row = self.list.indexOfTopLevelItem(items[0]) if items else -1
        return self._values[row] if 0 <= row < len(self._values) else None

    def _show_choice(self) -> None:
        value = self._chosen()
        can_write = not self._desk.store.is_read_only
        is_free = value is not None and can_write and not value.is_ruled
        is_retired = value is not None and value.item.is_retired
        self.rename_button.setEnabled(value is not None and can_write)
        self.retire_button.setText(_("Use agai&n") if is_retired else _("Re&tire"))
        self.retire_button.setEnabled(is_free)
        self.remove_button.setEnabled(is_free and value is not None and not value.uses)
        row = self._values.index(value) if value is not None else -1
        live = sum(not each.item.is_retired for each in self._values)
        self.up_button.setEnabled(can_write and not is_retired and 0 < row < live)
        self.down_button.setEnabled(can_write and not is_retired and 0 <= row < live - 1)
        self._offer_targets(value if is_free else None)
        self.hint.setText(self._hint(value))
        self.add_button.setEnabled(can_write and bool(self.new_label.text().strip()))

    def _hint(self, value: CodeValue | None) -> str:
        if value is None:
            return ""
        if value.is_ruled:
            return _("CapaDesk itself works with “{name}”, so it can only be renamed and moved.").format(
                name=value.label
            )
        if value.uses:
            return _("“{name}” is used, so it can be retired or merged, but not deleted.").format(
                name=value.label
            )
        return _("Nothing uses “{name}”.").format(name=value.label)

    def _offer_targets(self, value: CodeValue | None) -> None:
        self.targets.clear()
        for each in self._values if value is not None else ():
            if each is not value and not each.item.is_retired:
                self.targets.addItem(each.label, str(each.item.id))
        has_targets = self.targets.count() > 0
        self.targets.setEnabled(has_targets)
        self.merge_button.setEnabled(has_targets)

    # --- what can be done -------------------------------------------------------------------------

    def add(self) -> None:
        """Add the value whose name was typed."""
        label = self.new_label.text().strip()
        if not label or not self.add_button.isEnabled():
            return
        family = str(self.families.currentData())
        if self._do(lambda: self._desk.code_lists.add(self.code_list, label, family)):
            self.new_label.clear()

    def rename(self) -> None:
        """Type another name in the list."""
        item = self.list.currentItem()
        if item is not None:
            self.list.setFocus()
            self.list.editItem(item, 0)

    def _renamed(self, line: QTreeWidgetItem, column: int) -> None:
        if column != 0:
            return
        item_id, label = UUID(str(line.data(0, _ID))), line.text(0)
        value = next((each for each in self._values if each.item.id == item_id), None)
        if value is None or label == value.label:
            return
        if not self._do(lambda: self._desk.code_lists.rename(item_id, label)):
            with QSignalBlocker(self.list):
                line.setText(0, value.label)

    def retire_or_bring_back(self) -> None:
        """Offer the chosen value no more, or again."""
        value = self._chosen()
        if value is None or not self.retire_button.isEnabled():
            return
        lists, item = self._desk.code_lists, value.item
        self._do(lambda: lists.bring_back(item.id) if item.is_retired else lists.retire(item.id))

    def remove(self) -> None:
        """Put the chosen value into the bin, if nothing uses it."""
        value = self._chosen()
        if value is not None and self.remove_button.isEnabled():
            self._do(lambda: self._desk.code_lists.remove(value.item.id))

    def move_value(self, by: int) -> None:
        """Move the chosen value up or down."""
        value = self._chosen()
        if value is not None:
            self._do(lambda: self._desk.code_lists.move(value.item.id, by))

    def ask_to_merge(self) -> None:
        """Say what merging would change, and ask."""
        value = self._chosen()
        if value is None or not self.merge_button.isEnabled():
            return
        into_id, into = UUID(str(self.targets.currentData())), self.targets.currentText()
        count = self._desk.localisation.number(value.uses)
        text = ngettext(
            "{count} record has “{name}” and gets “{into}” instead; “{name}” is retired.",
            "{count} records have “{name}” and get “{into}” instead; “{name}” is retired.",
            value.uses,
        ).format(count=count, name=value.label, into=into)
        if not value.uses:
            text = _("Nothing uses “{name}”: it is retired.").format(name=value.label)
        self.asked.emit(
            Question(
                text,
                (
                    Answer(_("&Merge them"), lambda: self._merge(value, into_id), is_main=True),
                    Answer(_("&Leave them apart"), self.focus_first),
                ),
            )
        )

    def _merge(self, value: CodeValue, into_id: UUID) -> None:
        self._wanted = str(into_id)
        lists = self._desk.code_lists
        self.job_wanted.emit(
            _("Merging the values"), lambda step: lists.merge(value.item.id, into_id, step), self.changed.emit
        )

    def _do(self, act: Callable[[], ChangeSet]) -> bool:
        try:
            change_set = act()
        except CapaDeskError as error:
            self.failed.emit(error)
            return False
        if change_set:
            self.changed.emit(change_set)
        return True
