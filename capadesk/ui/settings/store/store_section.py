"""Settings: where everything lies, what it holds, and whether it is sound; of a file and of a hub."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from capadesk.services.ports import ListKind, Problem
from capadesk.services.ports.store import DAMAGE
from capadesk.services.words import _, ngettext
from capadesk.ui.common.look.icons import set_icon
from capadesk.ui.common.look.leading import lead
from capadesk.ui.common.wording.sentences import problem_text
from capadesk.ui.settings.section_page import SectionPage
from capadesk.ui.settings.settings_section import SettingsContext


class StoreSection(SectionPage):
    """What the section of a data file and that of a hub have in common."""

    def __init__(
        self, context: SettingsContext, title: str, text: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(title, text, parent)
        self._desk = context.desk
        self._store = context.desk.store

    def add_place(self, place: str, name: str) -> None:
        """Show where it lies; `name` is for screen readers."""
        self.place = QLabel(place, self.content)
        self.place.setTextFormat(Qt.TextFormat.PlainText)
        self.place.setWordWrap(True)
        self.place.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.place.setAccessibleName(name)
        self.add_widget(lead(self.place))

    def made_copy_button(self, text: str, told: str) -> QPushButton:
        """A button that puts the place on the clipboard; `told` is said then."""
        button = QPushButton(text, self.content)
        set_icon(button, "duplicate")

        def copy() -> None:
            QGuiApplication.clipboard().setText(self.place.text())
            self.told.emit(told)

        button.clicked.connect(lambda _checked=False: copy())
        return button

    def add_check(self, text: str) -> None:
        """Offer to look for damage."""
        self.add_heading(_("Is it sound?"))
        self.check_button = QPushButton(text, self.content)
        set_icon(self.check_button, "check_circle")
        self.check_button.clicked.connect(self.check)
        self.add_side_by_side(self.check_button)
        self.result = QLabel(self.content)
        self.result.setWordWrap(True)
        self.result.setTextFormat(Qt.TextFormat.PlainText)
        self.result.hide()
        self.add_widget(lead(self.result))

    def contents(self) -> list[str]:
        """How many records of what; reads them."""
        localisation, lists = self._desk.localisation, self._store.lists
        events = lists.count(ListKind.EVENTS) + lists.count(ListKind.MEETINGS)
        people = lists.count(ListKind.PEOPLE)
        organisations = lists.count(ListKind.ORGANISATIONS)
        parts = [
            ngettext("{count} event or meeting", "{count} events and meetings", events).format(
                count=localisation.number(events)
            ),
            ngettext("{count} person", "{count} people", people).format(count=localisation.number(people)),
            ngettext("{count} organisation", "{count} organisations", organisations).format(
                count=localisation.number(organisations)
            ),
        ]
        if self._store.is_read_only:
            parts.append(_("open for reading only"))
        return parts

    def check(self) -> None:
        """Look for damage; what is found is said in the section."""
        self.job_wanted.emit(_("Looking for damage"), lambda _step: self._store.check(), self._show_result)

    def _show_result(self, problems: list[Problem]) -> None:
        if problems:
            text = "\n".join(problem_text(problem) for problem in problems)
        else:
            text = _("All is sound: nothing is damaged, nothing points to what is not there.")
        self.show_damage(is_damaged=any(problem.code in DAMAGE for problem in problems))
        self.result.setText(text)
        self.result.show()
        self.told.emit(_("All is sound.") if not problems else _("Something is damaged: see below."))

    def show_damage(self, *, is_damaged: bool) -> None:
        """Offer what helps against damage, if anything does."""
