"""Settings: what the calendar shows besides events."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from capadesk.services.calendars.holiday_choice import HolidayChoice, choose_holidays, holiday_choice
from capadesk.services.words import _
from capadesk.ui.common.fields.check_field import CheckField
from capadesk.ui.common.fields.country_field import CountriesField
from capadesk.ui.settings.form_section import FormSection
from capadesk.ui.settings.settings_section import SettingsContext


class CalendarSection(FormSection):
    """Public holidays: whether, and of which countries."""

    def __init__(self, context: SettingsContext, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Calendar"),
            _(
                "What the calendar shows besides events. It is kept for this data file on this computer. "
                "An event on a public holiday of its own country is marked in any case."
            ),
            parent,
        )
        self._store = context.desk.store
        self.add_field(
            "are_shown", _("Public holidays"), CheckField(_("&Show public holidays in the calendar"))
        )
        self.add_field(
            "countries",
            _("&Of these countries"),
            CountriesField(context.desk.localisation),
            _("None: those of the country of your platform."),
        )
        self.add_buttons()
        self.load()

    def stored(self) -> dict[str, Any]:
        """See FormSection."""
        return holiday_choice(self._store)._asdict()

    def store(self, values: dict[str, Any]) -> None:
        """See FormSection."""
        choose_holidays(self._store, HolidayChoice(**values))
        self.told.emit(_("The calendar shows it from now on."))
