"""Shows who would be invited, and what the mail says, before it is written."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from typing import NamedTuple
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from capadesk.domain.mailbox import is_mailbox
from capadesk.services.calendars.invitation_service import Invitee
from capadesk.services.calendars.invitation_text import InvitationText, spoken_languages
from capadesk.services.desk import Desk
from capadesk.services.ports import InvitationMethod
from capadesk.services.words import _, ngettext
from capadesk.ui.common.fields.problem_line import ProblemLine
from capadesk.ui.common.fields.search_combo import SearchCombo
from capadesk.ui.common.look.calm_style import PRIMARY
from capadesk.ui.common.look.fonts import strong_font, title_font
from capadesk.ui.common.look.leading import lead
from capadesk.ui.common.look.spacing import LARGE, MEDIUM, SMALL, WIDE
from capadesk.ui.common.newest_answer import NewestAnswer
from capadesk.ui.common.wording.mail_words import rarely_taken_words
from capadesk.ui.invitations.invitee_model import InviteeModel, searched_texts

_PATIENCE_S = 0.05


class Way(Enum):
    """What becomes of the invitation."""

    OPEN = auto()
    SAVE_MAIL = auto()
    SAVE_CALENDAR = auto()
    SAVE_EACH = auto()


class Wish(NamedTuple):
    """An invitation as it was chosen; `organiser` is the address that answers go to."""

    way: Way
    person_ids: frozenset[UUID]
    language: str
    organiser: str


class Found(NamedTuple):
    """What the dialog shows, read off the GUI thread."""

    invitees: list[Invitee]
    searched: list[str]
    text: InvitationText
    organiser: str


class InvitationDialog(QDialog):
    """People on the left, the mail on the right."""

    wanted = Signal(object)
    """A Wish. The dialog stays until somebody calls `accept`."""
    failed = Signal(object)
    """A CapaDeskError: nothing can be shown, the dialog has gone."""

    def __init__(
        self, desk: Desk, event_id: UUID, method: InvitationMethod, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._event_id, self._method = desk, event_id, method
        self._reading = NewestAnswer("invitation", _PATIENCE_S, self)
        self._reading.loaded.connect(self._show_found)
        self._reading.failed.connect(self._fail)
        self._is_cancelling = method is InvitationMethod.CANCEL
        self.setWindowTitle(_("Tell that it is cancelled") if self._is_cancelling else _("Invite"))
        self.setModal(True)
        self.resize(1120, 640)
        self.model = InviteeModel(desk.code_book, desk.localisation, desk.clock.today(), self)
        self.model.ticked.connect(self._show_state)
        self._arrange()
        self._show_state()

    def read(self) -> None:
        """Read who is there and what the mail says."""
        self._reading.ask(self._question(with_people=True))

    def done(self, result: int) -> None:
        """Nothing is read any more."""
        self._reading.wait()
        super().done(result)

    # --- building ---------------------------------------------------------------------------------

    def _arrange(self) -> None:
        self.title = QLabel(self)
        self.title.setFont(title_font(self.font()))
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setWordWrap(True)
        hint = QLabel(
            _("Your mail program sends it: look at it there once more. Nothing leaves by itself."), self
        )
        hint.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        hint.setWordWrap(True)
        self.problem = ProblemLine(self)
        sides = QHBoxLayout()
        sides.setSpacing(LARGE)
        sides.addLayout(self._people_side(), 13)
        sides.addLayout(self._mail_side(), 10)
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, WIDE, WIDE, LARGE)
        column.setSpacing(SMALL)
        column.addWidget(lead(self.title))
        column.addWidget(lead(hint))
        column.addSpacing(SMALL)
        column.addLayout(sides, 1)
        column.addWidget(self.problem)
        column.addSpacing(SMALL)
        column.addLayout(self._buttons())

    def _people_side(self) -> QVBoxLayout:
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(_("Find a person"))
        self.search.setAccessibleName(_("Find a person"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self.model.find)
        self.table = QTableView(self)
        self.table.setModel(self.model)
        self.table.setAccessibleName(_("Who is invited"))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + MEDIUM)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.all_button = self._plain_button(_("&All"), lambda: self.model.tick_shown(is_ticked=True))
        self.none_button = self._plain_button(_("&None"), lambda: self.model.tick_shown(is_ticked=False))
        self.count = QLabel(self)
        self.count.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(self.count, 1)
        row.addWidget(self.all_button)
        row.addWidget(self.none_button)
        side = QVBoxLayout()
        side.setSpacing(SMALL)
        side.addWidget(self.search)
        side.addWidget(self.table, 1)
        side.addLayout(row)
        return side

    def _mail_side(self) -> QVBoxLayout:
        self.subject = QLabel(self)
        self.subject.setFont(strong_font(self.font()))
        self.subject.setTextFormat(Qt.TextFormat.PlainText)
        self.subject.setWordWrap(True)
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(_("What the mail says"))
        self.language = SearchCombo(self._languages, self)
        self.language.key_chosen.connect(lambda _key: self._read_text())
        self.organiser = QLineEdit(self)
        self.organiser.setPlaceholderText(_("name@example.org"))
        self.organiser.textChanged.connect(self._show_state)
        grid = QGridLayout()
        grid.setHorizontalSpacing(MEDIUM)
        grid.setVerticalSpacing(SMALL)
        for row, (words, field) in enumerate(
            ((_("&Language of the mail"), self.language), (_("Ans&wers go to"), self.organiser))
        ):
            label = QLabel(words, self)
            label.setBuddy(field)
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1)
        grid.setColumnStretch(1, 1)
        self.each = QCheckBox(_("A mail for &each: nobody sees the others’ addresses"), self)
        self.each.toggled.connect(self._show_state)
        side = QVBoxLayout()
        side.setSpacing(SMALL)
        side.addWidget(self.subject)
        side.addWidget(self.text, 1)
        side.addLayout(grid)
        side.addWidget(self.each)
        return side

    def _buttons(self) -> QHBoxLayout:
        self.calendar_button = self._plain_button(
            _("Save as &calendar file…"), lambda: self._wish(Way.SAVE_CALENDAR)
        )
        self.mail_button = self._plain_button(
            _("&Save the mail…"),
            lambda: self._wish(Way.SAVE_EACH if self.each.isChecked() else Way.SAVE_MAIL),
        )
        self.cancel_button = self._plain_button(_("Close"), self.reject)
        self.main_button = QPushButton(_("&Open in the mail program"), self)
        self.main_button.setProperty(PRIMARY, True)
        self.main_button.setDefault(True)
        self.main_button.clicked.connect(lambda: self._wish(Way.OPEN))
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(self.calendar_button)
        row.addWidget(self.mail_button)
        row.addStretch(1)
        row.addWidget(self.cancel_button)
        row.addWidget(self.main_button)
        return row

    def _plain_button(self, words: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(words, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False: act())
        return button

    # --- showing ----------------------------------------------------------------------------------

    def _languages(self) -> list[tuple[str, str, str]]:
        localisation = self._desk.localisation
        tags = ["en", *spoken_languages()]
        return sorted(((tag, localisation.language_name(tag), tag) for tag in tags), key=lambda each: each[1])

    def _question(self, *, with_people: bool) -> Callable[[], Found]:
        service, event_id, method = self._desk.invitations, self._event_id, self._method
        find = service.invited if self._is_cancelling else service.invitees
        language = self.language.key()

        def read() -> Found:
            people = find(event_id) if with_people else []
            text = service.text(event_id, method, language)
            return Found(people, searched_texts(people), text, service.own_address())

        return read

    def _read_text(self) -> None:
        self._reading.ask(self._question(with_people=False))

    def _show_found(self, found: Found) -> None:
        if found.invitees or not self.title.text():
            self.model.set_invitees(found.invitees, found.searched)
            self.organiser.setText(found.organiser)
            form = _("Who hears that “{title}” is cancelled?") if self._is_cancelling else _(
                "Who is invited to “{title}”?"
            )  # fmt: skip
            self.title.setText(form.format(title=found.text.title))
            language = found.text.language
            self.language.set_key(language, self._desk.localisation.language_name(language))
        self.subject.setText(found.text.subject)
        self.text.setPlainText(found.text.plain)
        self._show_state()

    def _fail(self, error: Exception) -> None:
        self.reject()
        self.failed.emit(error)

    def _show_state(self) -> None:
        count, reachable = len(self.model.chosen), self.model.reachable
        number = self._desk.localisation.number
        self.count.setText(
            ngettext("{count} of {all} chosen", "{count} of {all} chosen", count).format(
                count=number(count), all=number(reachable)
            )
        )
        address = self.organiser.text().strip()
        problem = ""
        if self.title.text():
            if not reachable:
                problem = _("Nobody here has an e-mail address. Add it to the people, then come back.")
            elif not count:
                problem = _("Choose at least one person.")
            elif not is_mailbox(address):
                problem = _("Enter the address that answers go to, such as name@example.org.")
            else:
                problem = rarely_taken_words([address, *self.model.chosen_addresses])
        self.problem.set_text(problem)
        is_ready = bool(count) and is_mailbox(address)
        is_alone = count == 1
        self.mail_button.setText(
            _("&Save the mails…") if self.each.isChecked() and not is_alone else _("&Save the mail…")
        )
        self.mail_button.setEnabled(is_ready)
        for button in (self.main_button, self.calendar_button):
            button.setEnabled(is_ready and (is_alone or not self.each.isChecked()))

    def _wish(self, way: Way) -> None:
        self.wanted.emit(Wish(way, self.model.chosen, self.language.key(), self.organiser.text().strip()))
