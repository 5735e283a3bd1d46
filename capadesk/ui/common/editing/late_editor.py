"""The editor of an area with what stands above it, made when it is first wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget, QWidget

from capadesk.ui.common.detail_panel import DetailPanel, DossierEditor


class LateEditor(QObject):
    """Says what editor and panel say, whenever they are made: the list is seen sooner than they."""

    typed = Signal()
    """Something was typed or changed in a field."""
    modified_changed = Signal()
    """What is in the editor began or ceased to differ from what is stored."""
    record_created = Signal(object)
    """Choosers of the editor store people, organisations and the like on their own: a ChangeSet."""
    creation_failed = Signal(object)
    save_wanted = Signal()
    revert_wanted = Signal()

    def __init__(
        self, make: Callable[[], QWidget], tools: Iterable[QAction], stack: QStackedWidget, parent: QObject
    ) -> None:
        """`tools` stand above the editor; `stack` is where it is shown."""
        super().__init__(parent)
        self._make = make
        self._tools = tuple(tools)
        self._stack = stack

    @property
    def is_made(self) -> bool:
        """Whether it was wanted already."""
        return "detail" in self.__dict__

    @property
    def editor(self) -> DossierEditor:
        """The editor itself."""
        editor: DossierEditor = self.detail.editor  # type: ignore[assignment]
        return editor

    @cached_property
    def detail(self) -> DetailPanel:
        """The editor with its header, in the stack."""
        widget = self._make()
        editor: DossierEditor = widget  # type: ignore[assignment]
        detail = DetailPanel(widget, self._stack)
        for action in self._tools:
            detail.add_tool(action)
        self._stack.addWidget(detail)
        detail.save_wanted.connect(self.save_wanted)
        detail.revert_wanted.connect(self.revert_wanted)
        editor.modified_changed.connect(lambda _modified: self.modified_changed.emit())
        for typed in (editor.edited, editor.typed):
            typed.connect(lambda *_what: self.typed.emit())
        editor.record_created.connect(self.record_created)
        editor.creation_failed.connect(self.creation_failed)
        return detail
