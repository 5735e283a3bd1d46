"""A quiet card: a heading, some rows, and a way to all the others."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from capadesk.services.words import _
from capadesk.ui.common.look.fonts import strong_font
from capadesk.ui.common.look.icons import pixmap
from capadesk.ui.common.look.link_button import LinkButton
from capadesk.ui.common.look.spacing import MEDIUM, SMALL, TIGHT
from capadesk.ui.common.look.style_drawing import fill, outline
from capadesk.ui.overview.overview_content import Card
from capadesk.ui.overview.overview_row import OverviewRow

_ICON = 18
_RADIUS = 10.0


class OverviewCard(QWidget):
    """One card of the overview; its rows are kept and filled anew, so that the focus stays where it was."""

    row_opened = Signal(object)
    """A CardRow was pressed."""
    act_wanted = Signal(object)
    """The button of a CardRow was pressed."""
    link_wanted = Signal(object)
    """An AreaLink was pressed."""
    new_wanted = Signal()
    row_entered = Signal(object)
    """The focus has come to an OverviewRow or its button."""
    edge_passed = Signal(int)
    """Up above the first row (-1), Down below the last (1)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card: Card | None = None
        self._shows_all = False
        self._current = 0
        self.rows: list[OverviewRow] = []
        self._links: list[LinkButton] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._icon = QLabel(self)
        self._icon.setFixedSize(QSize(_ICON, _ICON))
        self._title = QLabel(self)
        self._title.setFont(strong_font(self.font()))
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setContentsMargins(0, TIGHT, 0, TIGHT)
        self._heading = QHBoxLayout()
        self._heading.setSpacing(SMALL)
        self._heading.addSpacing(SMALL)
        self._heading.addWidget(self._icon)
        self._heading.addWidget(self._title)
        self._heading.addStretch(1)
        self._calm = QLabel(self)
        self._calm.setWordWrap(True)
        self._calm.setTextFormat(Qt.TextFormat.PlainText)
        self._calm.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._calm.setContentsMargins(SMALL, TIGHT, SMALL, SMALL)
        self._new = LinkButton(_("New event"), self)
        self._new.clicked.connect(self.new_wanted)
        self._more = LinkButton("", self)
        self._more.clicked.connect(self._turn)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        foot = QHBoxLayout()
        foot.addWidget(self._new)
        foot.addWidget(self._more)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(SMALL, MEDIUM, SMALL, SMALL)
        column.setSpacing(TIGHT)
        column.addLayout(self._heading)
        column.addWidget(self._calm)
        column.addLayout(self._list)
        column.addLayout(foot)

    @property
    def card(self) -> Card:
        """What is shown."""
        assert self._card is not None
        return self._card

    def shown_rows(self) -> list[OverviewRow]:
        """The rows that can be seen."""
        return [row for row in self.rows if not row.isHidden()]

    def links(self) -> list[LinkButton]:
        """The buttons that lead into the areas."""
        return [link for link in self._links if not link.isHidden()]

    def show_card(self, card: Card) -> None:
        """Show a card."""
        self._card = card
        self.setAccessibleName(card.title)
        self._title.setText(card.title)
        self._calm.setText(card.calm)
        self._calm.setVisible(not card.rows)
        self._new.setVisible(card.offers_new and not card.rows)
        self._show_links(card)
        self._show_rows()
        self._dress()

    def focus_row(self, at_end: bool = False) -> bool:
        """Go to the first row, or the last; False if there is none."""
        rows = self.shown_rows()
        if not rows:
            return False
        rows[-1 if at_end else 0].setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def focus_current(self) -> bool:
        """Go back to the row that had the focus last; False if there is none."""
        rows = self.shown_rows()
        if not rows:
            return False
        rows[self._current].setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    # --- within -----------------------------------------------------------------------------------

    def _show_links(self, card: Card) -> None:
        while len(self._links) < len(card.links):
            button = LinkButton("", self)
            number = len(self._links)
            button.clicked.connect(lambda _checked=False, at=number: self._follow(at))
            self._heading.addWidget(button)
            self._links.append(button)
        for number, button in enumerate(self._links):
            button.setVisible(number < len(card.links))
            if number < len(card.links):
                button.setText(card.links[number].text)
                button.updateGeometry()
                button.setAccessibleName(f"{card.title}: {card.links[number].text}")
                button.setToolTip(button.accessibleName())

    def _follow(self, number: int) -> None:
        if number < len(self.card.links):
            self.link_wanted.emit(self.card.links[number])

    def _show_rows(self) -> None:
        card = self.card
        shown = card.rows if self._shows_all else card.rows[: card.shown]
        focused = next((i for i, row in enumerate(self.rows) if _has_focus(row)), None)
        while len(self.rows) < len(shown):
            self._add_row()
        for row, content in zip(self.rows, shown, strict=False):
            row.show_row(content)
            row.show()
        for row in self.rows[len(shown) :]:
            row.hide()
        self._current = min(self._current, max(len(shown) - 1, 0))
        self._mark_current()
        if focused is not None and shown:
            row = self.rows[min(focused, len(shown) - 1)]
            if not _has_focus(row):
                row.setFocus(Qt.FocusReason.OtherFocusReason)
        self._more.setVisible(card.hidden > 0)
        if card.hidden:
            self._more.setText(
                _("Show fewer") if self._shows_all else _("Show {count} more").format(count=card.hidden)
            )
            self._more.updateGeometry()
            self._more.setAccessibleName(f"{card.title}: {self._more.text()}")

    def _add_row(self) -> None:
        row = OverviewRow(self)
        row.clicked.connect(lambda _checked=False: self.row_opened.emit(row.row))
        row.act_wanted.connect(lambda: self.act_wanted.emit(row.row))
        row.step_wanted.connect(lambda step: self._step(row, step))
        row.entered.connect(lambda: self._enter(row))
        if self.rows:
            QWidget.setTabOrder(self.rows[-1].act_button, row)
        QWidget.setTabOrder(row, row.act_button)
        self.rows.append(row)
        self._list.addWidget(row)

    def _turn(self) -> None:
        self._shows_all = not self._shows_all
        self._show_rows()

    def _enter(self, row: OverviewRow) -> None:
        self._current = self.rows.index(row)
        self._mark_current()
        self.row_entered.emit(row)

    def _mark_current(self) -> None:
        for number, row in enumerate(self.rows):
            row.set_current(is_current=number == self._current)

    def _step(self, row: OverviewRow, step: int) -> None:
        rows = self.shown_rows()
        number = rows.index(row) + step
        if 0 <= number < len(rows):
            rows[number].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.edge_passed.emit(step)

    # --- look -------------------------------------------------------------------------------------

    def _dress(self) -> None:
        colour = self.palette().color(QPalette.ColorRole.PlaceholderText)
        self._icon.setPixmap(pixmap(self.card.icon, colour, _ICON, self.devicePixelRatioF()))

    def changeEvent(self, event: QEvent) -> None:
        """Other colours or another font."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and self._card is not None:
            self._dress()
        elif event.type() is QEvent.Type.FontChange:
            self._title.setFont(strong_font(self.font()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A rounded ground with a thin line."""
        painter = QPainter(self)
        palette = self.palette()
        rect = QRectF(self.rect())
        fill(painter, rect.adjusted(0.5, 0.5, -0.5, -0.5), palette.color(QPalette.ColorRole.Base), _RADIUS)
        outline(painter, rect, palette.color(QPalette.ColorRole.Midlight), radius=_RADIUS)
        painter.end()


def _has_focus(row: OverviewRow) -> bool:
    return row.hasFocus() or row.act_button.hasFocus()
