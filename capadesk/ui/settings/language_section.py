"""Settings: the language of dates and documents."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from capadesk.domain.errors import CapaDeskError
from capadesk.domain.when import When
from capadesk.services.own_profile import OwnProfileService
from capadesk.services.words import _
from capadesk.ui.common.desk_requests import Reopen
from capadesk.ui.common.fields.quiet_inputs import QuietComboBox, input_locale
from capadesk.ui.common.look.calm_style import PRIMARY
from capadesk.ui.common.look.leading import lead
from capadesk.ui.common.look.spacing import SMALL
from capadesk.ui.common.wording.languages import named_languages
from capadesk.ui.settings.section_page import SectionPage
from capadesk.ui.settings.settings_section import SettingsContext


class LanguageSection(SectionPage):
    """Shows at once how dates would read; the choice opens the window anew."""

    def __init__(self, context: SettingsContext, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Language"),
            _(
                "How dates, numbers, countries and languages read, in the window and in the documents that "
                "CapaDesk writes. It is kept for this data file on this computer."
            ),
            parent,
        )
        self._desk = context.desk
        self._service = OwnProfileService(context.desk.store)
        label = QLabel(_("&Language of dates and documents"), self.content)
        self.languages = QuietComboBox(self.content)
        self.languages.setAccessibleName(_("Language of dates and documents"))
        self.languages.setMaxVisibleItems(16)
        label.setBuddy(self.languages)
        self._fill()
        self.languages.currentIndexChanged.connect(self._show_example)
        self.add_widget(lead(label))
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(self.languages)
        self.use_button = QPushButton(_("&Use it"), self.content)
        self.use_button.setProperty(PRIMARY, True)
        self.use_button.clicked.connect(self._use)
        row.addWidget(self.use_button)
        row.addStretch(1)
        self.rows.addLayout(row)
        self.add_heading(_("So it reads"))
        self.example = QLabel(self.content)
        self.example.setWordWrap(True)
        self.add_widget(lead(self.example))
        self.add_text(_("The window opens anew with the other language; its own words are English so far."))
        self.finish()
        self.shown()

    def focus_first(self) -> None:
        """See WindowPage."""
        self.languages.setFocus()

    def shown(self) -> None:
        """See WindowPage."""
        self.languages.setCurrentIndex(max(0, self.languages.findData(self._service.language())))
        self._show_example()

    def _fill(self) -> None:
        self.languages.addItem(_("As the system"), "")
        for tag, name in named_languages(self._desk.localisation):
            self.languages.addItem(name, tag)

    def _chosen(self) -> str:
        return str(self.languages.currentData())

    def _show_example(self) -> None:
        spoken = self._desk.localisation.spoken_in(self._chosen())
        year = self._desk.clock.today().year
        morning = When.timed(datetime(year, 10, 16, 9, 30), datetime(year, 10, 16, 12), "UTC")
        first_day = input_locale(spoken.language).firstDayOfWeek()
        weekday = QLocale(spoken.language.replace("-", "_")).dayName(first_day.value)
        self.example.setText(
            "\n".join(
                (
                    spoken.date(morning.first_day or self._desk.clock.today(), with_weekday=True),
                    spoken.when(morning, own_zone="UTC"),
                    spoken.month(year, 5),
                    spoken.number(12345.6),
                    spoken.join([spoken.country_name(code) for code in ("IT", "NO", "CH")]),
                    _("Weeks begin on: {weekday}").format(weekday=weekday),
                )
            )
        )
        self.use_button.setEnabled(self._chosen() != self._service.language())

    def _use(self) -> None:
        try:
            self._service.choose_language(self._chosen())
        except CapaDeskError as error:
            self.failed.emit(error)
            return
        self.desk_wanted.emit(Reopen())
