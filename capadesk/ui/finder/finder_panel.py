"""The finder over the window: a field, and below it what is found while one types."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAction,
    QColor,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from capadesk.services.finder_commands import Command
from capadesk.services.finder_service import COMMANDS_ONLY, Finding, Findings
from capadesk.services.words import _
from capadesk.ui.common.look.fonts import small_font
from capadesk.ui.common.look.icons import pixmap
from capadesk.ui.common.look.palette import is_dark
from capadesk.ui.common.look.rule_line import RuleLine
from capadesk.ui.common.look.spacing import LARGE, MEDIUM, SMALL, WIDE
from capadesk.ui.common.newest_answer import NewestAnswer
from capadesk.ui.common.undo_keys import KEEPS_UNDO
from capadesk.ui.finder.action_commands import ActionCommands
from capadesk.ui.finder.finder_presenter import FinderPresenter
from capadesk.ui.finder.finding_delegate import FindingDelegate
from capadesk.ui.finder.finding_list import FindingList
from capadesk.ui.finder.finding_model import FindingModel, spoken

_PATIENCE_S = 0.015
"""So long a keystroke waits for its answer: most come at once, and nothing flickers."""
_AHEAD_MS = 50
"""So long after opening, what the first typing error would wait for is read."""
_WIDTH_IN_LETTERS = 92
_HEIGHT_SHARE = 0.62
_TOP_SHARE = 0.08
_ICON = 20
_FIELD_SCALE = 1.2
_RADIUS = 10
_SHADOW = 18
_SHADOW_STEP = 3
_SHADOW_STRENGTH = 0.028
_VEIL = (0.16, 0.42)  # on light and on dark ground


class FinderPanel(QWidget):
    """Covers its window with a thin veil; a click on it, Escape, or a focus that leaves closes it."""

    record_chosen = Signal(str, object)
    """Show a record: its kind and its id."""
    failed = Signal(object)
    """A CapaDeskError: nothing could be found."""

    def __init__(
        self, presenter: FinderPresenter, actions: Callable[[], Iterable[QAction]], parent: QWidget
    ) -> None:
        """`actions` gives everything that can be done in the window."""
        super().__init__(parent)
        self.presenter = presenter
        self._window = parent
        self._actions = ActionCommands(actions)
        self._commands: tuple[Command, ...] = ()
        self._answer = NewestAnswer("finder", _PATIENCE_S, self)
        self._focus_before: QWidget | None = None
        self._is_choosing = False
        self.setAccessibleName(_("Find"))
        self.model = FindingModel(self)
        self.field = QLineEdit(self)
        self.list = FindingList(self.model, FindingDelegate(self._actions.icon_of, self), self)
        self._lens = QLabel(self)
        self._note = QLabel(self)
        self._hint = QLabel(self)
        self._arrange()
        self._answer.loaded.connect(self._show)
        self._answer.failed.connect(self._fail)
        self.field.textChanged.connect(self._ask)
        self.field.installEventFilter(self)
        self.list.chosen.connect(self._choose)
        parent.installEventFilter(self)
        self.hide()

    def _arrange(self) -> None:
        self._card = QWidget(self)
        self.field.setFrame(False)
        self.field.setProperty(KEEPS_UNDO, True)
        self.field.setPlaceholderText(_("Find a record or a command"))
        self.field.setAccessibleName(_("Find a record or a command"))
        for label in (self._note, self._hint):
            label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setWordWrap(True)
        self._note.setContentsMargins(LARGE, SMALL, LARGE, SMALL)
        self._hint.setText(
            _("{command} commands only  ·  ↑ ↓ choose  ·  Enter open  ·  Esc close").format(
                command=COMMANDS_ONLY
            )
        )
        self._hint.setContentsMargins(LARGE, SMALL, LARGE, SMALL)
        top = QHBoxLayout()
        top.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        top.setSpacing(MEDIUM)
        top.addWidget(self._lens)
        top.addWidget(self.field, 1)
        column = self._column = QVBoxLayout(self._card)
        column.setContentsMargins(1, 0, 1, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(RuleLine(self._card))
        column.addWidget(self._note)
        column.addWidget(self.list, 1)
        column.addWidget(RuleLine(self._card))
        column.addWidget(self._hint)
        self._dress()

    # --- opening and closing ----------------------------------------------------------------------

    def toggle(self) -> None:
        """Open, or close if it is open."""
        if self.isVisible():
            self.leave()
        else:
            self.open()

    def open(self, text: str = "") -> None:
        """Show it with some text typed."""
        self._focus_before = QApplication.focusWidget()
        self._commands = self._actions.read()
        self._is_choosing = False
        self.model.show(())
        self.field.blockSignals(True)
        self.field.setText(text)
        self.field.blockSignals(False)
        self._ask(text)
        QTimer.singleShot(_AHEAD_MS, self, self._read_ahead)
        self._lay_out()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        QApplication.instance().focusChanged.connect(self._watch_focus)  # type: ignore[union-attr]

    def leave(self) -> None:
        """Close; the focus goes back to where it was."""
        before = self._focus_before
        self._close()
        if before is not None and shiboken6.isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def wait(self) -> None:
        """End the thread: before the store is closed."""
        self._answer.wait()

    def _read_ahead(self) -> None:
        if self.isVisible():
            self._answer.run_ahead(self.presenter.prepare)

    def _close(self) -> None:
        if not self.isVisible():
            return
        QApplication.instance().focusChanged.disconnect(self._watch_focus)  # type: ignore[union-attr]
        self._answer.drop()
        self._focus_before = None
        self.hide()

    def _watch_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and now is not self and not self.isAncestorOf(now):
            self._close()

    # --- finding ----------------------------------------------------------------------------------

    @property
    def is_reading(self) -> bool:
        """Whether an answer is still to come."""
        return self._answer.is_reading

    @property
    def note(self) -> str:
        """What is said above the list."""
        return self._note.text() if not self._note.isHidden() else ""

    def _ask(self, text: str) -> None:
        self._is_choosing = False
        self._answer.ask(self.presenter.question(text, self._commands))

    def _show(self, findings: Findings) -> None:
        self.model.show(findings.rows)
        self.list.go_to_first()
        self._show_note(findings)
        self._lay_out()
        self._announce()
        if self._is_choosing:
            self._is_choosing = False
            self._choose_current()

    def _show_note(self, findings: Findings) -> None:
        words = ""
        text = findings.text.strip().removeprefix(COMMANDS_ONLY).strip()
        if not findings.rows:
            words = _("Nothing is found for “{text}”.").format(text=text)
            words += " " + _("Fewer words, or only the beginning of one, find more.")
        elif findings.are_similar:
            words = _("Nothing is written just like “{text}”: this comes near.").format(text=text)
        self._note.setText(words)
        self._note.setVisible(bool(words))

    def _fail(self, error: Exception) -> None:
        self.leave()
        self.failed.emit(error)

    # --- choosing ---------------------------------------------------------------------------------

    def _choose_current(self) -> None:
        if self._answer.is_reading:
            # Enter was quicker than the answer: it means what is about to come, not what still stands there.
            self._is_choosing = True
        elif self.list.current is not None:
            self._choose(self.list.current)

    def _choose(self, finding: Finding) -> None:
        self.presenter.note(finding)
        self.leave()
        if finding.command is not None:
            self._actions.run(finding.command)
        elif finding.record is not None:
            self.record_chosen.emit(finding.record.kind, finding.record.record_id)

    def _announce(self) -> None:
        """A screen reader hears the row that would be chosen, for the focus stays in the field."""
        current = self.list.current
        said = spoken(current) if current is not None else self.note
        if said and self.isVisible():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.field, said))

    # --- keys and mouse ---------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the field that move the list; another size of the window."""
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return self._take_key(event)
        if watched is self._window and event.type() is QEvent.Type.Resize and self.isVisible():
            self._lay_out()
        return super().eventFilter(watched, event)

    def _take_key(self, event: QKeyEvent) -> bool:
        match event.key():
            case Qt.Key.Key_Down | Qt.Key.Key_Tab:
                self.list.go_on(1)
            case Qt.Key.Key_Up | Qt.Key.Key_Backtab:
                self.list.go_on(-1)
            case Qt.Key.Key_PageDown:
                self.list.go_on_by_page(1)
            case Qt.Key.Key_PageUp:
                self.list.go_on_by_page(-1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._choose_current()
                return True
            case Qt.Key.Key_Escape:
                self.leave()
                return True
            case _:
                return False
        self._announce()
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the veil closes; one on the card's margins does nothing."""
        if not self._card.geometry().contains(event.position().toPoint()):
            self.leave()

    # --- look -------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        window = self._window.size()
        self.setGeometry(QRect(QPoint(), window))
        letters = QFontMetrics(self.font()).averageCharWidth() * _WIDTH_IN_LETTERS
        width = min(max(letters, 560), window.width() - 2 * WIDE)
        self._note.setFixedWidth(width - 2)
        # The list itself needs no height; only the note asks for one that depends on the width.
        around = self._column.minimumSize().height()
        if self._column.hasHeightForWidth():
            around = self._column.minimumHeightForWidth(width)
        at_most = round(window.height() * _HEIGHT_SHARE) - around
        content = self.list.content_height()
        height = max(min(content + SMALL if content else 0, at_most), 0)
        top = max(round(window.height() * _TOP_SHARE), WIDE)
        card = QRect((window.width() - width) // 2, top, width, around + height)
        if card != self._card.geometry():
            # What lies beneath is painted with it, so only where it must be.
            margin = 2 * _SHADOW
            shaded = card.united(self._card.geometry()).adjusted(-margin, -margin, margin, margin)
            self._card.setGeometry(card)
            self.update(shaded)

    def _dress(self) -> None:
        palette = self.palette()
        colour = palette.color(QPalette.ColorRole.PlaceholderText)
        self._lens.setPixmap(pixmap("search", colour, _ICON, self.devicePixelRatioF()))
        self._lens.setFixedSize(QSize(_ICON, _ICON))
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * _FIELD_SCALE)
        if self.field.font().pointSizeF() != font.pointSizeF():
            self.field.setFont(font)
        for label in (self._note, self._hint):
            small = small_font(self.font())
            if label.font().pointSizeF() != small.pointSizeF():
                label.setFont(small)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size of the window, another place for the card."""
        super().resizeEvent(event)
        if self.isVisible():
            self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        """Other colours, another font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and hasattr(self, "_card"):
            self._dress()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The veil, the shadow, the card."""
        palette = self.palette()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(palette.color(QPalette.ColorRole.Shadow))
        veil.setAlphaF(_VEIL[1 if is_dark(palette) else 0])
        painter.fillRect(self.rect(), veil)
        card = QRectF(self._card.geometry())
        shade = QColor(palette.color(QPalette.ColorRole.Shadow))
        shade.setAlphaF(_SHADOW_STRENGTH)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade)
        for spread in range(_SHADOW, 0, -_SHADOW_STEP):
            around = card.adjusted(-spread, -spread + 6, spread, spread + 6)
            painter.drawRoundedRect(around, _RADIUS + spread, _RADIUS + spread)
        painter.setBrush(palette.color(QPalette.ColorRole.Base))
        painter.setPen(palette.color(QPalette.ColorRole.Mid))
        painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
        painter.end()
