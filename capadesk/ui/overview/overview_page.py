"""The first page of the window: what is next, what waits, and how much there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from capadesk.domain.change_set import ChangeSet
from capadesk.domain.errors import CapaDeskError
from capadesk.services.desk import Desk
from capadesk.services.overview_service import OverviewContent
from capadesk.services.words import _
from capadesk.ui.common.fields.flow_layout import FlowLayout
from capadesk.ui.common.look.calm_style import PRIMARY
from capadesk.ui.common.look.empty_state import EmptyState
from capadesk.ui.common.look.fonts import title_font
from capadesk.ui.common.look.icons import set_icon
from capadesk.ui.common.look.spacing import LARGE, MEDIUM, SMALL, TIGHT, WIDE
from capadesk.ui.common.newest_answer import NewestAnswer
from capadesk.ui.common.window_page import WindowPage
from capadesk.ui.overview.figure_button import FigureButton
from capadesk.ui.overview.overview_card import OverviewCard
from capadesk.ui.overview.overview_content import AreaLink, Board, CardRow
from capadesk.ui.overview.overview_presenter import OverviewPresenter
from capadesk.ui.overview.overview_row import OverviewRow

if TYPE_CHECKING:
    from capadesk.services.calendars.date_clash import DateClash

_PATIENCE_S = 0.03
_TWO_COLUMNS_FROM = 960
_WIDEST = 1560
_LEFT = frozenset({"coming", "overdue"})
_CALM_MS = 1_000
"""So long after the first look it is asked what stands in the way, which loads and reads a good deal."""
_SOON_MS = 250
_LOOK_FOR_MIDNIGHT_MS = 30_000


class OverviewPage(WindowPage):
    """Cards in one or two columns."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.presenter = OverviewPresenter(desk)
        self._content: OverviewContent | None = None
        self._is_stale = True
        self._columns = 0
        self._last_card: OverviewCard | None = None
        self._clash_card: OverviewCard | None = None
        self.cards: list[OverviewCard] = []
        self.figures: list[FigureButton] = []
        self._loader = NewestAnswer("overview", _PATIENCE_S, self)
        self._loader.loaded.connect(self._show)
        self._loader.failed.connect(self.failed)
        self._clash_loader = NewestAnswer("overview clashes", 0.0, self)
        self._clash_loader.loaded.connect(self._show_clashes)
        # Without warnings the overview is still one.
        self._clash_loader.failed.connect(lambda _error: self._show_clashes([]))
        self._before_clashes = QTimer(self)
        self._before_clashes.setSingleShot(True)
        self._before_clashes.setInterval(_CALM_MS)
        self._before_clashes.timeout.connect(self._read_clashes)
        self._midnight = QTimer(self)
        self._midnight.setInterval(_LOOK_FOR_MIDNIGHT_MS)
        self._midnight.timeout.connect(self._look_for_midnight)
        self._midnight.start()
        self._stack = QStackedWidget(self)
        self._empty = self._make_empty()
        self._scroll = self._make_board()
        self._stack.addWidget(self._scroll)
        self._stack.addWidget(self._empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)

    # --- building ---------------------------------------------------------------------------------

    def _make_empty(self) -> EmptyState:
        empty = EmptyState(
            "overview",
            _("Welcome to CapaDesk"),
            _(
                "Record an event once: who came and what was decided. What is next, what is overdue and what "
                "is missing then stands here."
            ),
            self,
        )
        empty.add_button(_("&New event"), lambda: self.new_wanted.emit("events"), is_main=True)
        empty.add_button(_("&Import a file…"), self.import_wanted.emit)
        empty.add_button(_("Look around with the &sample"), self.sample_wanted.emit)
        return empty

    def _make_board(self) -> QScrollArea:
        self._title = QLabel(_("Overview"), self)
        self._title.setFont(title_font(self.font()))
        self._day = QLabel(self)
        self._day.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._new = QPushButton(_("New event"), self)
        self._new.setProperty(PRIMARY, True)
        self._new.setToolTip(_("New event") + " (Ctrl+N)")
        set_icon(self._new, "plus", QPalette.ColorRole.HighlightedText)
        self._new.clicked.connect(lambda: self.new_wanted.emit("events"))
        names = QHBoxLayout()
        names.setSpacing(MEDIUM)
        names.addWidget(self._title)
        names.addWidget(self._day)
        names.addStretch(1)
        names.addWidget(self._new)
        self._figure_line = QWidget(self)
        self._flow = FlowLayout(self._figure_line, LARGE)
        self._left, self._right = QVBoxLayout(), QVBoxLayout()
        self._beside = QHBoxLayout()
        for column in (self._left, self._right):
            column.setSpacing(LARGE)
            self._beside.addLayout(column, 1)
        self._board = QWidget(self)
        self._board.setMaximumWidth(_WIDEST)
        rows = QVBoxLayout(self._board)
        rows.setContentsMargins(WIDE, MEDIUM, WIDE, WIDE)
        rows.setSpacing(SMALL)
        rows.addLayout(names)
        rows.addWidget(self._figure_line)
        rows.addSpacing(TIGHT)
        rows.addLayout(self._beside)
        rows.addStretch(1)
        middle = QWidget(self)
        across = QHBoxLayout(middle)
        across.setContentsMargins(0, 0, 0, 0)
        across.addStretch(1)
        across.addWidget(self._board, 1000)
        across.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(middle)
        middle.setBackgroundRole(QPalette.ColorRole.Window)
        return scroll

    # --- WindowPage -------------------------------------------------------------------------------

    def focus_first(self) -> None:
        """Go to the row that had the focus last, else to the first."""
        if self._stack.currentWidget() is self._empty:
            button = self._empty.findChild(QPushButton)
            if button is not None:
                button.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        last = [] if self._last_card is None else [self._last_card]
        if not any(card.focus_current() for card in (*last, *self.cards)):
            self._new.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self, change_set: ChangeSet) -> None:
        """See WindowPage."""
        if self.presenter.concerns(change_set):
            self._is_stale = True
            if self.isVisible():
                self._read()

    def shown(self) -> None:
        """See WindowPage."""
        if self._is_stale or self._content is None or not self.presenter.is_of_today(self._content):
            self._read()

    def wait(self) -> None:
        """See WindowPage."""
        self._before_clashes.stop()
        self._loader.wait()
        self._clash_loader.wait()

    @property
    def is_reading(self) -> bool:
        """Whether other content is still to come."""
        return self._loader.is_reading

    @property
    def is_looking_for_clashes(self) -> bool:
        """Whether what stands in the way is still to be read."""
        return self._before_clashes.isActive() or self._clash_loader.is_reading

    # --- reading ----------------------------------------------------------------------------------

    def _read(self) -> None:
        self._is_stale = False
        self._loader.ask(self.presenter.question())

    def _look_for_midnight(self) -> None:
        if self.isVisible():
            self.shown()

    def _show(self, content: OverviewContent) -> None:
        self._content = content
        board = self.presenter.board(content)
        self._day.setText(board.day)
        is_new = not self.cards
        self._show_figures(board)
        self._show_cards(board)
        self._stack.setCurrentWidget(self._empty if board.is_empty else self._scroll)
        self._before_clashes.start()
        if is_new and self.isVisible() and QApplication.focusWidget() in (None, self, self._new):
            self.focus_first()

    def _read_clashes(self) -> None:
        """Ask once the rest is seen, and only where it is seen."""
        if self.isVisible():
            self._clash_loader.ask(self.presenter.clash_question())
            self._before_clashes.setInterval(_SOON_MS)

    def _show_clashes(self, clashes: list[DateClash]) -> None:
        if not clashes and self._clash_card is None:
            return
        card, is_first = self._clash_card, self._clash_card is None
        if card is None:
            card = self._clash_card = self._add_card()
        focused = QApplication.focusWidget()
        was_here = focused is not None and card.isAncestorOf(focused)
        card.show_card(self.presenter.clash_card(clashes))
        card.setVisible(bool(clashes))
        if is_first:
            self._columns = 0
            self._arrange()
        if was_here and not clashes:
            self.focus_first()

    def _show_figures(self, board: Board) -> None:
        while len(self.figures) < len(board.figures):
            button = FigureButton(self._figure_line)
            button.clicked.connect(lambda _checked=False, each=button: self._follow_figure(each))
            self._flow.addWidget(button)
            button.show()
            self.figures.append(button)
        for button, figure in zip(self.figures, board.figures, strict=True):
            button.show_figure(figure)

    def _show_cards(self, board: Board) -> None:
        while len(self.cards) < len(board.cards):
            self._add_card()
        for card, content in zip(self.cards, board.cards, strict=False):
            card.show_card(content)
        self._arrange()

    def _add_card(self) -> OverviewCard:
        card = OverviewCard(self._board)
        number = len(self.cards)
        card.row_opened.connect(self._open)
        card.act_wanted.connect(self._act)
        card.link_wanted.connect(self._follow)
        card.new_wanted.connect(lambda: self.new_wanted.emit("events"))
        card.row_entered.connect(lambda row, each=card: self._enter(each, row))
        card.edge_passed.connect(lambda step, at=number: self._pass(at, step))
        self.cards.append(card)
        return card

    # --- what was pressed -------------------------------------------------------------------------

    def _open(self, row: CardRow) -> None:
        self.record_wanted.emit(row.kind, row.record_id)

    def _act(self, row: CardRow) -> None:
        assert row.act is not None
        try:
            change_set = row.act.act()
        except CapaDeskError as error:
            self.failed.emit(error)
            self._read()
            return
        self.changed.emit(change_set)

    def _follow(self, link: AreaLink) -> None:
        self.area_wanted.emit(link.area, link.query)

    def _follow_figure(self, button: FigureButton) -> None:
        self.area_wanted.emit(button.figure.area, button.figure.query)

    def _enter(self, card: OverviewCard, row: OverviewRow) -> None:
        """Keep in sight where the focus is, and remember it for the way back."""
        self._last_card = card
        self._scroll.ensureWidgetVisible(row, 0, WIDE)

    def _pass(self, number: int, step: int) -> None:
        """Up and Down go on in the next card that has rows."""
        others = self.cards[number + 1 :] if step > 0 else reversed(self.cards[:number])
        for card in others:
            if card.focus_row(at_end=step < 0):
                return

    # --- columns ----------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two columns where there is room for them."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Another font needs other room."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._title.setFont(title_font(self.font()))
            self._arrange()

    def _arrange(self) -> None:
        scale = max(self.fontMetrics().averageCharWidth() / 7.0, 1.0)
        columns = 2 if self.width() >= _TWO_COLUMNS_FROM * scale else 1
        if not self.cards or columns == self._columns:
            return
        self._columns = columns
        self._beside.setStretch(1, columns - 1)
        self._beside.setSpacing(LARGE * (columns - 1))
        for layout in (self._left, self._right):
            while layout.count():
                layout.takeAt(0)
        for card in self.cards:
            is_left = columns == 1 or card.card.name in _LEFT
            (self._left if is_left else self._right).addWidget(card)
        for layout in (self._left, self._right)[:columns]:
            layout.addStretch(1)
