"""Settings: light or dark, and the size of the text."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QRadioButton, QWidget

from capadesk.services.words import _
from capadesk.ui.common.desk_requests import Reopen
from capadesk.ui.common.fields.quiet_inputs import QuietComboBox
from capadesk.ui.common.look.appearance import TEXT_SIZES, Scheme
from capadesk.ui.common.look.spacing import SMALL
from capadesk.ui.settings.section_page import SectionPage
from capadesk.ui.settings.settings_section import SettingsContext


class AppearanceSection(SectionPage):
    """Colours change at once; another size of text opens the window anew."""

    def __init__(self, context: SettingsContext, parent: QWidget | None = None) -> None:
        super().__init__(_("Appearance"), _("How CapaDesk looks on this computer."), parent)
        self._appearance = context.appearance
        self.add_heading(_("Colours"))
        self.schemes: dict[Scheme, QRadioButton] = {}
        group = QButtonGroup(self)
        for scheme, text in (
            (Scheme.SYSTEM, _("As the &system")),
            (Scheme.LIGHT, _("&Light")),
            (Scheme.DARK, _("&Dark")),
        ):
            button = QRadioButton(text, self.content)
            button.clicked.connect(partial(self._choose_scheme, scheme))
            group.addButton(button)
            self.schemes[scheme] = button
            self.add_widget(button)
        self.add_heading(_("Text"))
        self._add_sizes()
        self.finish()
        self._appearance.changed.connect(self._show_choice)
        self._show_choice()

    def _add_sizes(self) -> None:
        label = QLabel(_("Si&ze of the text"), self.content)
        self.sizes = QuietComboBox(self.content)
        label.setBuddy(self.sizes)
        self.sizes.setAccessibleName(_("Size of the text"))
        for percent in TEXT_SIZES:
            text = _("{percent} % (as the system)") if percent == TEXT_SIZES[0] else _("{percent} %")
            self.sizes.addItem(text.format(percent=percent), percent)
        self.sizes.activated.connect(self._choose_size)
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(label)
        row.addWidget(self.sizes)
        row.addStretch(1)
        self.rows.addLayout(row)
        self.add_text(_("The window opens anew with the other size; what is not saved yet is asked about."))

    def focus_first(self) -> None:
        """See WindowPage."""
        self.schemes[self._appearance.scheme].setFocus()

    def _choose_scheme(self, scheme: Scheme) -> None:
        self._appearance.choose(scheme)

    def _choose_size(self, row: int) -> None:
        percent = int(self.sizes.itemData(row))
        if percent != self._appearance.text_percent:
            self._appearance.choose_text_size(percent)
            self.desk_wanted.emit(Reopen())

    def _show_choice(self) -> None:
        self.schemes[self._appearance.scheme].setChecked(True)
        self.sizes.setCurrentIndex(self.sizes.findData(self._appearance.text_percent))
