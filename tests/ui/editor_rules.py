"""What every editor must keep: names for screen readers, mnemonics, a way round by Tab."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractItemView, QCalendarWidget, QLabel, QLineEdit, QScrollArea, QWidget

from capadesk.ui.common.editing.record_editor import RecordEditor
from capadesk.ui.common.fields.form_page import FormPage


def is_within(widget: QWidget, kind: type[QWidget]) -> bool:
    """Whether a parent of the widget is of that kind."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, kind):
            return True
        parent = parent.parentWidget()
    return False


def page_of(editor: RecordEditor, page: int) -> FormPage:
    """The page of a tab."""
    form = editor.tabs.widget(page)
    assert isinstance(form, FormPage)
    return form


def nameless_inputs(editor: RecordEditor) -> list[str]:
    """The inputs that take the focus and have no name."""
    nameless = []
    for widget in editor.findChildren(QWidget):
        takes_focus = widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        is_inner = widget.focusProxy() is not None or isinstance(widget, QScrollArea)
        # What Qt puts inside its own inputs (a spin box's line, a calendar's table) goes by their name.
        is_qts_own = is_within(widget, QCalendarWidget) or is_within(widget, QAbstractItemView)
        if isinstance(widget, QLineEdit) and widget.objectName().startswith("qt_"):
            is_qts_own = True
        if widget.window() is not editor.window():  # the lists that open from combo boxes
            is_qts_own = True
        if not takes_focus or is_inner or is_qts_own or widget.objectName().startswith("qt_"):
            continue
        interface = QAccessible.queryAccessibleInterface(widget)
        if not interface.text(QAccessible.Text.Name).strip():
            nameless.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
    return nameless


def doubled_mnemonics(editor: RecordEditor) -> list[str]:
    """Letters that lead to two places on one page."""
    doubled = []
    for page in range(editor.tabs.count()):
        labels = [
            label.text() for label in page_of(editor, page).findChildren(QLabel) if label.buddy() is not None
        ]
        letters = Counter(text[text.index("&") + 1].lower() for text in labels if "&" in text)
        doubled += [f"{page}: {letter}" for letter, count in letters.items() if count > 1]
    return doubled


def labels_without_mnemonic(editor: RecordEditor) -> list[str]:
    """Labels of fields that Alt does not lead to."""
    return [
        label.text()
        for label in editor.findChildren(QLabel)
        if label.buddy() is not None and "&" not in label.text()
    ]


def fields_by_tab(editor: RecordEditor, page: int) -> list[str]:
    """The names of the page's fields in the order in which Tab visits them."""
    form = page_of(editor, page)
    names = {id(frame.field): name for name, frame in form.frames.items()}
    visited: list[str] = []
    widget = editor.nextInFocusChain()
    while widget is not None and widget is not editor:
        field: QWidget | None = widget
        while field is not None and id(field) not in names:
            field = field.parentWidget()
        if (
            field is not None
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and names[id(field)] not in visited
        ):
            visited.append(names[id(field)])
        widget = widget.nextInFocusChain()
    return visited
