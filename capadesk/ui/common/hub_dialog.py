"""Connects to a hub: asks where it is, tries the connection, sets up a new one, gives its address."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from capadesk.domain.errors import CapaDeskError
from capadesk.services.desk import Desk
from capadesk.services.words import _
from capadesk.ui.common.fields.problem_line import GoodLine, ProblemLine
from capadesk.ui.common.hub_form import HubForm, NewHubForm
from capadesk.ui.common.hub_presenter import HubPresenter, HubProblem, HubPurpose, HubReached, HubTyped
from capadesk.ui.common.look.calm_style import PRIMARY
from capadesk.ui.common.look.fonts import title_font
from capadesk.ui.common.look.leading import lead
from capadesk.ui.common.look.spacing import LARGE, MEDIUM, SMALL, WIDE
from capadesk.ui.common.newest_answer import NewestAnswer

_CHARACTERS = 84


class HubDialog(QDialog):
    """One form; nothing of it waits for a server in the GUI thread."""

    hub_chosen = Signal(str, str)
    """The address of a hub that answered; what else is to be said, "" for nothing."""

    def __init__(
        self,
        desk: Desk,
        purpose: HubPurpose,
        parent: QWidget | None = None,
        *,
        address: str = "",
        error: CapaDeskError | None = None,
    ) -> None:
        """`address` is what the form begins with, `error` why that could not be opened."""
        super().__init__(parent)
        self.presenter = HubPresenter(desk, purpose, address)
        self._then: Callable[[HubReached], None] = self._show_tried
        self._is_to_be_set_up = False
        self._asking = NewestAnswer("hub", 0.0, self)
        self._asking.loaded.connect(self._take)
        self._asking.failed.connect(self._complain)
        self._knowing = NewestAnswer("hub password", 0.0, self)
        self._knowing.loaded.connect(self._show_known)
        self.setWindowTitle(_("Connect to a hub"))
        self.setModal(True)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * _CHARACTERS)
        self.form = HubForm(self)
        self.new_hub = NewHubForm(desk.localisation, self)
        self.new_hub.hide()
        self.problem = ProblemLine(self)
        self.found = GoodLine(self)
        self.progress = QProgressBar(self)
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(_("Connecting"))
        self.progress.hide()
        self._arrange()
        self._begin(address, error)

    # --- building -----------------------------------------------------------------------------------

    def _arrange(self) -> None:
        is_open = self.presenter.purpose is HubPurpose.OPEN
        title = QLabel(_("Connect to a hub") if is_open else _("Synchronise with a hub"), self)
        title.setFont(title_font(self.font()))
        lead_text = QLabel(
            _(
                "A hub is a PostgreSQL database that several people use at once. Who looks after its server"
                " tells you what belongs here."
            ),
            self,
        )
        lead_text.setWordWrap(True)
        lead_text.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, WIDE, WIDE, LARGE)
        column.setSpacing(MEDIUM)
        column.addWidget(lead(title))
        column.addWidget(lead(lead_text))
        column.addWidget(self.form)
        for widget in (self.problem, self.found, self.new_hub, self.progress):
            column.addWidget(widget)
        column.addStretch(1)
        column.addLayout(self._buttons())
        self.form.changed.connect(self._forget)
        self._fitting = QTimer(self)
        self._fitting.setSingleShot(True)
        self._fitting.timeout.connect(self._fit)
        self.form.resized.connect(self._fitting.start)

    def _buttons(self) -> QHBoxLayout:
        self.try_button = QPushButton(_("&Try the connection"), self)
        self.try_button.setAutoDefault(False)
        self.try_button.clicked.connect(self.try_connection)
        self.cancel_button = QPushButton(_("C&ancel"), self)
        self.cancel_button.setAutoDefault(False)
        self.cancel_button.clicked.connect(self.cancel)
        self.main_button = QPushButton(self)
        self.main_button.setProperty(PRIMARY, True)
        self.main_button.setDefault(True)
        self.main_button.clicked.connect(self.go_on)
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(self.try_button)
        row.addStretch(1)
        row.addWidget(self.cancel_button)
        row.addWidget(self.main_button)
        return row

    def _begin(self, address: str, error: CapaDeskError | None) -> None:
        self.form.show_place(self.presenter.place)
        own = self.presenter.own_platform()
        if own is not None:
            self.new_hub.name.set_value(own.name)
            self.new_hub.country.set_value(own.country)
        if address:
            self._knowing.ask(self.presenter.knows_password)
        self._name_main_button()
        self.form.focus_field("")
        if error is not None:
            self._complain(error)

    def _show_known(self, is_known: bool) -> None:
        if is_known:
            self.form.show_password_is_kept()

    # --- at work ------------------------------------------------------------------------------------

    @property
    def is_trying(self) -> bool:
        """Whether an answer of the server is awaited."""
        return self._asking.is_reading

    def try_connection(self) -> None:
        """Say what is found there, and change nothing."""
        self._ask(self.presenter.look, self._show_tried)

    def go_on(self) -> None:
        """Use the hub that is named; where there is none yet, offer to set it up, then do so."""
        if not self._is_to_be_set_up:
            self._ask(self.presenter.reach, self._accept)
            return
        hub = self.presenter.new_hub(self.new_hub.name.value(), self.new_hub.country.value())
        if not hub.name:
            self.problem.set_text(_("Give the hub a name, such as that of your platform."))
            self.new_hub.name.setFocus()
            return
        self._ask(lambda typed: self.presenter.set_up(typed, hub), self._accept)

    def cancel(self) -> None:
        """Wait no longer for the server; without a question under way, close."""
        if self.is_trying:
            self._asking.drop()
            self._show_busy(is_busy=False)
        else:
            self.reject()

    def reject(self) -> None:
        """Escape: first the question that is under way."""
        if self.is_trying:
            self.cancel()
        else:
            super().reject()

    def done(self, result: int) -> None:
        """The dialog goes; what the server still answers is not waited for."""
        self._asking.leave()
        self._knowing.leave()
        super().done(result)
        self.deleteLater()

    def _ask(self, what: Callable[[HubTyped], HubReached], then: Callable[[HubReached], None]) -> None:
        typed = self.form.typed()
        missing = self.presenter.missing(typed)
        if missing is not None:
            self._show_problem(missing)
            return
        self._then = then
        self.problem.set_text("")
        self.found.set_text("")
        self._asking.ask(partial(what, typed))
        self._show_busy(is_busy=self.is_trying)

    def _take(self, reached: HubReached) -> None:
        self._show_busy(is_busy=False)
        self._then(reached)

    def _show_tried(self, reached: HubReached) -> None:
        self.found.set_text(self.presenter.found_text(reached.found))
        self._offer_to_set_up(is_offered=not reached.found.is_made)

    def _accept(self, reached: HubReached) -> None:
        if not reached.found.is_made:
            self._show_tried(reached)
            self.new_hub.name.setFocus()
            return
        address = self.presenter.place_of(self.form.typed()).address
        note = "" if reached.is_known else self.presenter.not_kept_text()
        self.accept()
        self.hub_chosen.emit(address, note)

    def _complain(self, error: CapaDeskError) -> None:
        self._show_busy(is_busy=False)
        if self._is_to_be_set_up:
            self._show_problem(self.presenter.problem_of_new(error))
        elif error.code == "hub_empty":
            self._offer_to_set_up(is_offered=True)
        else:
            self._show_problem(self.presenter.problem_of(error))

    def _show_problem(self, problem: HubProblem) -> None:
        self.found.set_text("")
        self.problem.set_text(problem.text)
        self._fitting.start()
        if problem.field == "name":
            self.new_hub.name.setFocus()
        elif problem.field:
            self.form.focus_field(problem.field)

    def _forget(self) -> None:
        """Another place is typed: what was said of the one before holds no more."""
        self.problem.set_text("")
        self.found.set_text("")
        self._offer_to_set_up(is_offered=False)

    def _offer_to_set_up(self, *, is_offered: bool) -> None:
        self._is_to_be_set_up = is_offered
        self.new_hub.setVisible(is_offered)
        self._fitting.start()
        self._name_main_button()

    def _name_main_button(self) -> None:
        if self._is_to_be_set_up:
            text = _("Set the &hub up")
        elif self.presenter.purpose is HubPurpose.OPEN:
            text = _("Open the &hub")
        else:
            text = _("Use this &hub")
        self.main_button.setText(text)

    def _fit(self) -> None:
        """As high as what is shown needs."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(self.width(), max(layout.totalHeightForWidth(self.width()), self.minimumHeight()))

    def _show_busy(self, *, is_busy: bool) -> None:
        self.progress.setVisible(is_busy)
        self._fitting.start()
        for widget in (self.form, self.new_hub, self.try_button, self.main_button):
            widget.setEnabled(not is_busy)
        self.cancel_button.setText(_("St&op trying") if is_busy else _("C&ancel"))
        if is_busy:
            self.cancel_button.setFocus()
        else:
            self.main_button.setFocus()
