"""One record beside its list: a header with its name and what can be done, and its editor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from capadesk.domain.change_set import ChangeSet
from capadesk.services.words import _
from capadesk.ui.common.look.calm_style import PRIMARY
from capadesk.ui.common.look.elided_label import ElidedLabel
from capadesk.ui.common.look.fonts import small_font, title_font
from capadesk.ui.common.look.icons import set_icon
from capadesk.ui.common.look.palette import Tone, tone_colours
from capadesk.ui.common.look.spacing import LARGE, MEDIUM, SMALL, TIGHT


class DossierEditor(Protocol):
    """What every editor of a dossier does (they are widgets as well)."""

    modified_changed: Any
    edited: Any
    typed: Any
    record_created: Any
    creation_failed: Any

    def set_dossier(self, dossier: Any) -> None: ...

    def dossier(self) -> Any: ...

    def hear(self, change_set: ChangeSet) -> None: ...

    def dossier_as_typed(self) -> Any: ...

    def finish_typing(self) -> None: ...

    def bring_back(self, base: Any, edited: Any) -> None: ...

    def is_modified(self) -> bool: ...

    def show_problems(self, problems: Sequence[dict[str, str]]) -> None: ...

    def focus_first(self) -> None: ...

    def focus_changed(self) -> None: ...

    def wait(self) -> None: ...


class DetailPanel(QWidget):
    """The header above an editor."""

    save_wanted = Signal()
    revert_wanted = Signal()

    def __init__(self, editor: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor = editor
        self._title = ElidedLabel(self)
        self._title.setFont(title_font(self.font()))
        self._state = QLabel(self)
        self._state.setFont(small_font(self.font()))
        self._state.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._is_warning = False
        self._save = QPushButton(_("Save"), self)
        self._save.setProperty(PRIMARY, True)
        set_icon(self._save, "save", QPalette.ColorRole.HighlightedText)
        self._save.setToolTip(_("Save (Ctrl+S)"))
        self._save.clicked.connect(self.save_wanted)
        self._revert = QPushButton(_("Revert"), self)
        self._revert.setToolTip(_("Go back to what is stored (Ctrl+R)"))
        self._revert.clicked.connect(self.revert_wanted)
        self._tools = QHBoxLayout()
        self._tools.setSpacing(TIGHT)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._title)
        names.addWidget(self._state)
        header = QHBoxLayout()
        header.setContentsMargins(LARGE, MEDIUM, MEDIUM, SMALL)
        header.setSpacing(SMALL)
        header.addLayout(names, 1)
        header.addLayout(self._tools)
        header.addWidget(self._revert)
        header.addWidget(self._save)
        editor.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(header)
        column.addWidget(editor, 1)

    @property
    def state_text(self) -> str:
        """What the header says of the record; "" for nothing."""
        return self._state.text()

    def changeEvent(self, event: QEvent) -> None:
        """Other colours."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and hasattr(self, "_is_warning"):
            self._dress()

    def _dress(self) -> None:
        """Tint the state while it is one that must not be overlooked."""
        if not self._is_warning:
            self._state.setPalette(QPalette())
            return
        words = self._state.palette()
        ink = tone_colours(Tone.AMBER, self.palette()).text
        if words.color(QPalette.ColorRole.PlaceholderText) != ink:
            words.setColor(QPalette.ColorRole.PlaceholderText, ink)
            self._state.setPalette(words)

    def add_tool(self, action: QAction) -> None:
        """Offer an action as an icon button."""
        button = QToolButton(self)
        button.setDefaultAction(action)
        button.setAutoRaise(True)
        button.setFixedSize(QSize(32, 32))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(action.text().replace("&", ""))
        self._tools.addWidget(button)

    def show_state(
        self, title: str, *, is_new: bool, is_modified: bool, is_brought_back: bool = False
    ) -> None:
        """The record's name, what is to be known of it, and what can be done."""
        is_warning = is_brought_back and is_modified
        can_save = can_revert = is_modified or is_new
        state = ""
        if is_warning:
            state = _("Brought back: not saved")
        elif is_new:
            state = _("Not stored yet")
        elif is_modified:
            state = _("Changes are not saved yet")
        if is_warning != self._is_warning:
            self._is_warning = is_warning
            self._dress()
        self._title.setText(title)
        self._state.setText(state)
        self._state.setVisible(bool(state))
        self._save.setEnabled(can_save)
        self._revert.setVisible(can_revert)
