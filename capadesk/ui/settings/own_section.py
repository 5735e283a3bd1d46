"""Settings: who works here."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from capadesk.services.own_profile import OwnProfile, OwnProfileService
from capadesk.services.words import _
from capadesk.ui.common.fields.line_field import LineField, LinkField
from capadesk.ui.settings.form_section import FormSection
from capadesk.ui.settings.settings_section import SettingsContext


class OwnSection(FormSection):
    """The ambassador's own name and e-mail: they stay on this desk."""

    def __init__(self, context: SettingsContext, parent: QWidget | None = None) -> None:
        super().__init__(
            _("You"),
            _(
                "Your changes and reports carry your name. It is kept for this data file on this computer; "
                "what was signed before keeps the name that it has."
            ),
            parent,
        )
        self._service = OwnProfileService(context.desk.store)
        self.add_field("name", _("Your &name"), LineField())
        self.add_field("email", _("Your e-&mail"), LinkField("mailto"))
        self.add_buttons()
        self.load()

    def stored(self) -> dict[str, Any]:
        """See FormSection."""
        return self._service.profile()._asdict()

    def store(self, values: dict[str, Any]) -> None:
        """See FormSection."""
        self._service.save(OwnProfile(**values))
        self.told.emit(_("From now on changes are signed “{name}”.").format(name=values["name"]))
