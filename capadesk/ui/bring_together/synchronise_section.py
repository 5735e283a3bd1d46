"""The data file and a hub take each other's changes: what would come and go, one button, what came of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from capadesk.domain.change_set import ChangeSet
from capadesk.domain.errors import Cancelled, CapaDeskError
from capadesk.services.desk import Desk
from capadesk.services.merging.synchronise_service import SynchronisePreview
from capadesk.services.ports import ProgressCallback
from capadesk.services.words import _, ngettext
from capadesk.ui.bring_together.synchronise_presenter import ASKS, Outcome, State, SynchronisePresenter
from capadesk.ui.bring_together.way_card import WayCard
from capadesk.ui.common.fields.flow_layout import FlowLayout
from capadesk.ui.common.fields.problem_line import GoodLine, ProblemLine
from capadesk.ui.common.hub_dialog import HubDialog
from capadesk.ui.common.hub_presenter import HubPurpose
from capadesk.ui.common.look.calm_style import PRIMARY
from capadesk.ui.common.look.empty_state import EmptyState
from capadesk.ui.common.look.fonts import title_font
from capadesk.ui.common.look.icons import set_icon
from capadesk.ui.common.look.leading import lead
from capadesk.ui.common.look.spacing import LARGE, MEDIUM, SMALL, WIDE
from capadesk.ui.common.newest_answer import NewestAnswer
from capadesk.ui.common.readable_column import readable_column
from capadesk.ui.common.window_page import WindowPage

_WIDTH_CHARACTERS = 110
_TRY_AGAIN_MS = 10_000


class SynchroniseSection(WindowPage):
    """Nothing yet, or the hub with both ways."""

    contradictions_wanted = Signal()
    _begun = Signal()
    _broken = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.presenter = SynchronisePresenter(desk)
        self.dialog: HubDialog | None = None
        self._looking = NewestAnswer("look at hub", 0.0, self)
        self._looking.loaded.connect(self._take_look)
        self._looking.failed.connect(self._take_failure)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(_TRY_AGAIN_MS)
        self._again.timeout.connect(self._try_again)
        self._what_again: Callable[[], None] = self.look
        self._own_change: ChangeSet | None = None
        for said, slot in ((self._begun, self._show_running), (self._broken, self._show_ready)):
            said.connect(slot, Qt.ConnectionType.QueuedConnection)
        self.empty = EmptyState(
            "hub",
            _("Synchronise this file with a hub"),
            _(
                "A hub on a server takes what is new in your file, and your file what is new there, in one"
                " step. Twice is no harm, and you work on offline in between."
            ),
            self,
        )
        self.connect_button = self.empty.add_button(_("&Connect to a hub…"), self.ask_for_hub, is_main=True)
        self.on_hub = EmptyState(
            "hub",
            _("You are working on a hub"),
            _("What you save is there at once. Open a file of your own to synchronise that with a hub."),
            self,
        )
        self._stack = QStackedWidget(self)
        for widget in (self.empty, self.on_hub, self._made_body()):
            self._stack.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self._show()

    # --- building -----------------------------------------------------------------------------------

    def _made_body(self) -> QScrollArea:
        content = QWidget(self)
        content.setMaximumWidth(self.fontMetrics().averageCharWidth() * _WIDTH_CHARACTERS)
        self.name = QLabel(content)
        self.name.setFont(title_font(self.font()))
        self.last = QLabel(content)
        self.last.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        for label in (self.name, self.last):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.coming = WayCard(_("From the hub to this file"), content)
        self.going = WayCard(_("From this file to the hub"), content)
        self.problem, self.good = ProblemLine(content), GoodLine(content)
        self.main_button = self._button(_("S&ynchronise"), "merge", self.synchronise, is_main=True)
        self.look_button = self._button(_("&Look again"), "search", self.look)
        self.settle_button = self._button("", "warning", self.contradictions_wanted.emit)
        self.stop_button = self._button(_("S&top trying"), "close", self.stop_trying)
        self.mend_button = self._button(_("Correct the connectio&n…"), "pencil", self.ask_for_hub)
        self.other_button = self._button(_("&Another hub…"), "hub", self.ask_for_hub)
        buttons = QWidget(content)
        flow = FlowLayout(buttons, SMALL)
        for button in (
            self.main_button,
            self.settle_button,
            self.mend_button,
            self.stop_button,
            self.look_button,
            self.other_button,
        ):
            flow.addWidget(button)
        ways = QHBoxLayout()
        ways.setSpacing(LARGE)
        ways.addWidget(self.coming, 1)
        ways.addWidget(self.going, 1)
        rows = QVBoxLayout(content)
        rows.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        rows.setSpacing(MEDIUM)
        rows.addWidget(lead(self.name))
        rows.addWidget(lead(self.last))
        rows.addLayout(ways)
        for widget in (self.problem, self.good, buttons):
            rows.addWidget(widget)
        rows.addStretch(1)
        area = readable_column(content, self)
        self.body = area
        return area

    def _button(
        self, text: str, icon: str, act: Callable[[], object], *, is_main: bool = False
    ) -> QPushButton:
        button = QPushButton(text, self)
        button.setProperty(PRIMARY, is_main)
        ink = QPalette.ColorRole.HighlightedText if is_main else QPalette.ColorRole.ButtonText
        set_icon(button, icon, ink)
        button.clicked.connect(lambda _checked=False: act())
        return button

    # --- what can be done ---------------------------------------------------------------------------

    def ask_for_hub(self) -> None:
        """Ask which hub; what could not be opened is said in the form."""
        error = self.presenter.outcome.error if self.presenter.outcome is not None else None
        shown = error if error is not None and error.code in ASKS else None
        self._again.stop()
        self.dialog = HubDialog(
            self._desk, HubPurpose.SYNCHRONISE, self, address=self.presenter.address, error=shown
        )
        self.dialog.hub_chosen.connect(self._use)
        self.dialog.open()

    def look(self) -> None:
        """Ask the hub what would come and go."""
        if self.presenter.address and self.presenter.state is not State.RUNNING:
            self.presenter.begin_anew()
            self._looking.ask(self.presenter.look())
            self._show()

    def synchronise(self) -> None:
        """Take what is new there, and give what is new here; without a hub, ask for it first."""
        if self.presenter.state is State.NO_HUB:
            self.ask_for_hub()
        elif self.presenter.state not in (State.RUNNING, State.IS_HUB) and self.presenter.can_write:
            self._again.stop()
            self._looking.drop()
            work = self.presenter.synchronise()

            def told(step: ProgressCallback) -> Outcome:
                self._begun.emit()
                try:
                    return work(step)
                except Exception:
                    self._broken.emit()
                    raise

            self.job_wanted.emit(_("Synchronising with the hub"), told, self._take)

    def stop_trying(self) -> None:
        """Do not try again by itself."""
        self._again.stop()
        self._show()

    # --- within -------------------------------------------------------------------------------------

    def _use(self, address: str, note: str) -> None:
        try:
            self.presenter.use(address)
        except CapaDeskError as error:
            self.failed.emit(error)
            return
        if note:
            self.told.emit(note)
        self.look()
        self.focus_first()

    def _take_look(self, preview: SynchronisePreview) -> None:
        self.presenter.preview = preview
        self._show()

    def _take_failure(self, error: CapaDeskError) -> None:
        self.presenter.take_failure(error)
        self._go_on_later(self.look)
        self._show()

    def _take(self, outcome: Outcome) -> None:
        changes = self._own_change = self.presenter.take(outcome)
        if changes is not None:
            self.changed.emit(changes)
        if isinstance(outcome.error, Cancelled):
            self.told.emit(self.presenter.stopped_text())
        self._go_on_later(self.synchronise)
        self._show()
        self.focus_first()

    def _go_on_later(self, what: Callable[[], None]) -> None:
        if self.presenter.state is State.LOST:
            self._what_again = what
            self._again.start()

    def _try_again(self) -> None:
        is_only_to_look = self._what_again == self.look
        if self.presenter.state is State.LOST and (self.isVisible() or not is_only_to_look):
            self._what_again()

    @Slot()
    def _show_running(self) -> None:
        self.presenter.state = State.RUNNING
        self._show()

    @Slot()
    def _show_ready(self) -> None:
        self.presenter.state = State.READY
        self._show()

    def _show(self) -> None:
        state = self.presenter.state
        if state in (State.IS_HUB, State.NO_HUB):
            self.connect_button.setEnabled(self.presenter.can_write)
            self._stack.setCurrentWidget(self.on_hub if state is State.IS_HUB else self.empty)
            return
        self._stack.setCurrentWidget(self.body)
        self.name.setText(self.presenter.hub_name)
        is_looking, is_idle = self._looking.is_reading, state is not State.RUNNING
        done = _("Looking what is new…") if is_looking else self.presenter.last_text()
        self.last.setText(done if is_idle else _("Synchronising…"))
        self.coming.show_words(self.presenter.coming())
        self.going.show_words(self.presenter.going())
        self.presenter.is_tried_again = self._again.isActive()
        text = self.presenter.state_text()
        is_bad = state in (State.LOST, State.FAILED)
        self.problem.set_text(text if is_bad else "")
        self.good.set_text("" if is_bad else text)
        error = self.presenter.outcome.error if self.presenter.outcome is not None else None
        self.main_button.setText(_("Tr&y again now") if state is State.LOST else _("S&ynchronise"))
        self.main_button.setEnabled(is_idle and self.presenter.can_write)
        self.look_button.setEnabled(is_idle and not is_looking)
        self.other_button.setEnabled(is_idle and self.presenter.can_write)
        self.mend_button.setVisible(error is not None and error.code in ASKS)
        self.stop_button.setVisible(state is State.LOST and self._again.isActive())
        count = self.presenter.conflicts
        words = ngettext("Look at {count} &contradiction", "Look at {count} &contradictions", count)
        self.settle_button.setText(words.format(count=self._desk.localisation.number(count)))
        self.settle_button.setVisible(bool(count))

    # --- what the page asks -------------------------------------------------------------------------

    @property
    def is_reading(self) -> bool:
        """Whether the hub's answer is still to come."""
        return self._looking.is_reading

    def focus_first(self) -> None:
        """See WindowPage."""
        if self.presenter.state is State.NO_HUB:
            self.connect_button.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.main_button.isEnabled():
            self.main_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def shown(self) -> None:
        """See WindowPage: look, unless something is to be read or under way."""
        is_given_up = self.presenter.state is State.LOST and not self._again.isActive()
        if (self.presenter.state is State.READY or is_given_up) and not self.is_reading:
            self.look()

    def refresh(self, change_set: ChangeSet) -> None:
        """See WindowPage: what was seen is out of date."""
        if change_set is self._own_change or self.presenter.state not in (State.READY, State.DONE):
            return
        self.presenter.begin_anew()
        self.presenter.preview = None
        if self.isVisible():
            self.look()
        else:
            self._show()

    def wait(self) -> None:
        """See WindowPage."""
        self._again.stop()
        self._looking.wait()
