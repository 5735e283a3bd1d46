"""A page with a list by days on the left and what is chosen in it on the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtGui import QKeySequence, QPalette, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from capadesk.domain.change_set import ChangeSet
from capadesk.services.desk import Desk
from capadesk.ui.common.lists.day_list_model import DayListModel
from capadesk.ui.common.lists.day_list_view import DayListView
from capadesk.ui.common.lists.day_rows import day_heading
from capadesk.ui.common.lists.filter_field import FilterField
from capadesk.ui.common.look.fonts import title_font
from capadesk.ui.common.look.spacing import MEDIUM, SMALL
from capadesk.ui.common.newest_answer import NewestAnswer
from capadesk.ui.common.window_page import WindowPage

_PATIENCE_S = 0.02


class DayListPage(WindowPage):
    """What such pages do alike; each reads its rows in `_reload` and shows what is chosen."""

    def __init__(
        self, desk: Desk, name: str, title: str, list_name: str, find: str, parent: QWidget | None = None
    ) -> None:
        """`name` is that of the area in the settings; `title`, `list_name` and `find` are worded."""
        super().__init__(parent)
        self._name = name
        self._is_stale = True
        self._is_due = False
        self._is_focus_due = False
        self._answers: list[NewestAnswer] = []
        self.title_label = QLabel(title, self)
        self.title_label.setFont(title_font(self.font()))
        self.model = DayListModel(lambda day: day_heading(desk, day), self)
        self.list = DayListView(self.model, list_name, self)
        self.field = FilterField(find, self)
        find_keys = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find_keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find_keys.activated.connect(lambda: self.field.setFocus(Qt.FocusReason.ShortcutFocusReason))
        self.field.list_wanted.connect(self.focus_list)

    # --- for the pages ----------------------------------------------------------------------------

    def _answer(self, name: str) -> NewestAnswer:
        """A thread that answers the page's questions; its failures are the page's."""
        answer = NewestAnswer(name, _PATIENCE_S, self)
        answer.failed.connect(self.failed)
        self._answers.append(answer)
        return answer

    def _lay_out(
        self,
        head: Sequence[QWidget | QLayout],
        places: Sequence[QWidget],
        sides: Sequence[QWidget],
        width: int,
        above: QWidget | None = None,
    ) -> None:
        """The title and the rows of `head` over the list or one of `places`; `sides` beside them.

        `above` stands over all of them, as wide as the list.
        """
        rows = QVBoxLayout()
        rows.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, SMALL)
        rows.setSpacing(MEDIUM)
        rows.addWidget(self.title_label)
        for each in head:
            if isinstance(each, QLayout):
                rows.addLayout(each)
            else:
                rows.addWidget(each)
        self._lists = QStackedWidget(self)
        for widget in (self.list, *places):
            self._lists.addWidget(widget)
        left = QWidget(self)
        left.setBackgroundRole(QPalette.ColorRole.Base)
        left.setAutoFillBackground(True)
        left.setMinimumWidth(300)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if above is not None:
            column.addWidget(above)
        column.addLayout(rows)
        column.addWidget(self._lists, 1)
        self._right = QStackedWidget(self)
        self._right.setMinimumWidth(360)
        self._blank = QWidget(self)
        for side in (*sides, self._blank):
            self._right.addWidget(side)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self._right)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([width, 2 * width])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.splitter)

    def _reload(self) -> None:
        """Read the list again; to be called by what overrides it."""
        self._is_stale = self._is_due = False

    def _has_list_focus(self) -> bool:
        """Whether the focus is to be in the list, also when that was asked for before its rows were there."""
        is_due, self._is_focus_due = self._is_focus_due, False
        return self.list.hasFocus() or (is_due and self.field.hasFocus())

    def _concerns(self, change_set: ChangeSet) -> bool:
        """Whether a change can be seen here."""
        return True

    # --- what the window asks ---------------------------------------------------------------------

    @property
    def is_reading(self) -> bool:
        """Whether an answer is still to come."""
        return self._is_due or any(answer.is_reading for answer in self._answers)

    def focus_first(self) -> None:
        """See WindowPage."""
        self.focus_list()
        self._is_focus_due = self.is_reading and not self.model.rowCount()

    def focus_list(self) -> None:
        """Go to the list; to the field above it if it is empty."""
        if not self.model.rowCount():
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if not self.list.currentIndex().isValid():
            self.list.show_position(0)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self, change_set: ChangeSet) -> None:
        """See WindowPage."""
        if not self._concerns(change_set):
            return
        if not self.isVisible():
            self._is_stale = True
        elif not self._is_due:
            self._is_due = True  # several changes at once are read once
            QTimer.singleShot(0, self, self._reload)

    def shown(self) -> None:
        """See WindowPage."""
        if self._is_stale:
            self._reload()

    def remember(self, settings: QSettings) -> None:
        """See WindowPage."""
        settings.setValue(f"{self._name}/splitter", self.splitter.saveState())

    def recall(self, settings: QSettings) -> None:
        """See WindowPage."""
        state = settings.value(f"{self._name}/splitter")
        if state is not None:
            self.splitter.restoreState(state)

    def wait(self) -> None:
        """See WindowPage."""
        for answer in self._answers:
            answer.wait()
