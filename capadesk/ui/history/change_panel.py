"""One change beside the list: what, who, when; its records field by field; and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QEvent, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QPalette, QTextOption
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QTextBrowser,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from capadesk.domain.stamp import Stamp
from capadesk.services.words import _
from capadesk.ui.common.look.bidi import leading
from capadesk.ui.common.look.fonts import small_font, title_font
from capadesk.ui.common.look.icons import set_icon
from capadesk.ui.common.look.spacing import LARGE, MEDIUM, SMALL, TIGHT
from capadesk.ui.history.change_document import ChangeDocument, ObstacleLine
from capadesk.ui.history.change_reading import RECORDS_AT_ONCE, ChangePage
from capadesk.ui.history.history_presenter import HistoryPresenter, ObstacleText


class ChangePanel(QWidget):
    """Shows pages of one change."""

    take_back_wanted = Signal()
    page_wanted = Signal(int)
    """The records from this number on."""
    record_wanted = Signal(str, object)
    history_wanted = Signal(str, object)
    change_wanted = Signal(object)
    """A Stamp: another change that is named in the text."""

    def __init__(self, presenter: HistoryPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._page: ChangePage | None = None
        self._obstacles: Sequence[ObstacleText] = ()
        self.title = QLabel(self)
        self.title.setFont(title_font(self.font()))
        self.title.setWordWrap(True)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.about = QLabel(self)
        self.about.setFont(small_font(self.font()))
        self.about.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        self.about.setWordWrap(True)
        self.take_back = QPushButton(self)
        self.take_back.clicked.connect(self.take_back_wanted)
        self.text = QTextBrowser(self)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setOpenLinks(False)
        self.text.setAccessibleName(_("What the change did"))
        self.text.document().setDocumentMargin(LARGE)
        self.text.anchorClicked.connect(self._follow)
        self._pager = _Pager(self)
        self._pager.page_wanted.connect(self.page_wanted)
        names = QVBoxLayout()
        names.setSpacing(TIGHT)
        names.addWidget(self.title)
        names.addWidget(self.about)
        header = QHBoxLayout()
        header.setContentsMargins(LARGE, MEDIUM, MEDIUM, SMALL)
        header.setSpacing(MEDIUM)
        header.addLayout(names, 1)
        header.addWidget(self.take_back, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(header)
        column.addWidget(self.text, 1)
        column.addWidget(self._pager)

    @property
    def page(self) -> ChangePage | None:
        """What is shown."""
        return self._page

    def show_page(self, page: ChangePage) -> None:
        """Show a change, or another page of it."""
        self._page = page
        self._obstacles = ()
        entry = page.entry
        self.title.setText(leading(self._presenter.text(entry)))
        self.about.setText(leading(self._presenter.about(entry)))
        self.take_back.setText(_("Do again") if entry.is_undone else _("Undo this change"))
        set_icon(self.take_back, "redo" if entry.is_undone else "undo")
        self.take_back.setEnabled(True)
        self._pager.show_page(page, self._presenter)
        self._write()

    def show_obstacles(self, obstacles: Sequence[ObstacleText]) -> None:
        """Say above the records what an undo would leave."""
        self._obstacles = obstacles
        self._write()

    def _write(self) -> None:
        if self._page is None:
            return
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        document = ChangeDocument(self.palette(), is_mirrored=is_mirrored)
        lines = [
            ObstacleLine(
                each.text, tuple((later.stamp, self._presenter.later_text(later)) for later in each.later)
            )
            for each in self._obstacles
        ]
        direction = QTextOption(Qt.AlignmentFlag.AlignLeading)
        direction.setTextDirection(self.layoutDirection())
        self.text.document().setDefaultTextOption(direction)
        is_of_all = self._presenter.wanted.record is None
        self.text.setHtml(document.html(self._page.sections, lines, with_histories=is_of_all))

    def _follow(self, url: QUrl) -> None:
        what, _colon, which = url.toString().partition(":")
        if what in ("record", "history"):
            kind, _slash, text = which.partition("/")
            wanted = self.record_wanted if what == "record" else self.history_wanted
            wanted.emit(kind, UUID(text))
        elif what == "change":
            self.change_wanted.emit(Stamp.parse(which))

    def changeEvent(self, event: QEvent) -> None:
        """Other colours."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and hasattr(self, "text"):
            self._write()


class _Pager(QWidget):
    """Which records of a large change are shown, and the way to the others."""

    page_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offset = 0
        self._words = QLabel(self)
        self._words.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._before = self._button("chevron_up", _("Earlier records"), -1)
        self._after = self._button("chevron_down", _("Further records"), 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(LARGE, TIGHT, MEDIUM, TIGHT)
        row.setSpacing(TIGHT)
        row.addWidget(self._words, 1)
        row.addWidget(self._before)
        row.addWidget(self._after)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.hide()

    def _button(self, icon: str, words: str, step: int) -> QToolButton:
        button = QToolButton(self)
        button.setAutoRaise(True)
        button.setFixedSize(QSize(32, 32))
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_icon(button, icon)
        button.clicked.connect(lambda: self.page_wanted.emit(self._offset + step * RECORDS_AT_ONCE))
        return button

    def show_page(self, page: ChangePage, presenter: HistoryPresenter) -> None:
        self._offset = page.offset
        number = presenter.desk.localisation.number
        first, last = number(page.offset + 1), number(page.offset + len(page.sections))
        if page.total is None:
            self._words.setText(_("Records {first} to {last}").format(first=first, last=last))
        else:
            words = _("Records {first} to {last} of {total}")
            self._words.setText(words.format(first=first, last=last, total=number(page.total)))
        self._before.setEnabled(page.offset > 0)
        self._after.setEnabled(page.has_more)
        self.setVisible(page.offset > 0 or page.has_more)
