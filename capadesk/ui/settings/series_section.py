"""Settings: the series of events."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtWidgets import QWidget

from capadesk.domain.records import Project, Series
from capadesk.services.words import _
from capadesk.ui.common.fields.choice_field import ChoiceField
from capadesk.ui.common.fields.line_field import LineField
from capadesk.ui.common.fields.text_field import TextField
from capadesk.ui.settings.event_groups_section import EventGroupsSection
from capadesk.ui.settings.settings_section import SettingsContext


class SeriesSection(EventGroupsSection):
    """Linked events, such as a Transition Lab."""

    record_type = Series

    def __init__(self, context: SettingsContext, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            _("Series"),
            _(
                "Events that belong together, such as a Transition Lab with its sessions. An event's own "
                "page says which series it belongs to; lists are filtered by it."
            ),
            _("&New series"),
            parent,
        )
        self.add_field("name", _("Na&me"), LineField())
        self.add_field("goal", _("&Goal"), TextField(least_lines=2))
        self.add_field("project_id", _("&Project"), ChoiceField(self._projects))
        self.add_field("notes", _("N&otes"), TextField(least_lines=2))
        self.add_buttons()
        self.load()

    def _projects(self) -> Sequence[tuple[UUID, str]]:
        projects = self._desk.store.select(Project)
        return sorted(((each.id, each.acronym or each.name) for each in projects), key=lambda pair: pair[1])
