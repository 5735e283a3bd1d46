"""The areas of the window in their order: each has a name, an icon, a title and a page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple
from uuid import UUID

from PySide6.QtCore import QSettings

from capadesk.domain import records
from capadesk.domain.codes import KindFamily
from capadesk.domain.errors import CapaDeskError
from capadesk.services.desk import Desk
from capadesk.services.ports import ListKind, ListQuery
from capadesk.services.words import _
from capadesk.ui.actions import actions_area
from capadesk.ui.bin import bin_area
from capadesk.ui.bring_together import bring_together_area
from capadesk.ui.calendar import calendar_area
from capadesk.ui.common.look.appearance import Appearance
from capadesk.ui.common.window_page import WindowPage
from capadesk.ui.events import events_area
from capadesk.ui.history import history_area
from capadesk.ui.meetings import meetings_area
from capadesk.ui.organisations import organisations_area
from capadesk.ui.overview import overview_area
from capadesk.ui.people import people_area
from capadesk.ui.settings import settings_area


class Area(NamedTuple):
    """One entry of the rail."""

    name: str
    icon: str
    title: str
    make_page: Callable[[Desk], WindowPage]
    keys: str = ""
    """Its own keys; "" for Ctrl and its number."""
    is_at_foot: bool = False
    """Whether it stands at the foot of the rail: such areas come last."""


class Place(NamedTuple):
    """Where a record is shown: the name of an area, and the record that is open there."""

    area: str
    record_id: UUID


class AskedList(NamedTuple):
    """Some rows of a list: the name of its area, and what is asked of it."""

    area: str
    query: ListQuery


def window_areas(appearance: Appearance, settings: QSettings) -> tuple[Area, ...]:
    """All areas, in the order of the rail."""
    return (
        Area(overview_area.NAME, overview_area.ICON, _("Overview"), overview_area.make_page),
        Area(events_area.NAME, events_area.ICON, _("Events"), events_area.make_page),
        Area(meetings_area.NAME, meetings_area.ICON, _("Meetings"), meetings_area.make_page),
        Area(people_area.NAME, people_area.ICON, _("People"), people_area.make_page),
        Area(
            organisations_area.NAME, organisations_area.ICON, _("Organisations"), organisations_area.make_page
        ),
        Area(actions_area.NAME, actions_area.ICON, _("Actions"), actions_area.make_page),
        Area(calendar_area.NAME, calendar_area.ICON, _("Calendar"), calendar_area.make_page),
        Area(
            bring_together_area.NAME,
            bring_together_area.ICON,
            _("Bring together"),
            bring_together_area.make_page,
            keys="Ctrl+B",
            is_at_foot=True,
        ),
        Area(
            history_area.NAME,
            history_area.ICON,
            _("History"),
            history_area.make_page,
            keys="Ctrl+H",
            is_at_foot=True,
        ),
        Area(
            bin_area.NAME, bin_area.ICON, _("Bin"), bin_area.make_page, keys="Ctrl+Shift+H", is_at_foot=True
        ),
        Area(
            settings_area.NAME,
            settings_area.ICON,
            _("Settings"),
            partial(settings_area.make_page, appearance=appearance, settings=settings),
            keys="Ctrl+,",
            is_at_foot=True,
        ),
    )


FOUND_KINDS = (
    *("event", "person", "organisation", "action", "decision", "interaction"),
    *("series", "project", "city", "tag"),
)
"""The kinds of records that can be shown, in the order in which they are searched."""


def has_place(desk: Desk, kind: str, record_id: UUID) -> bool:
    """Whether a found record can be shown: a contact with somebody, a city where something takes place."""
    try:
        match kind:
            case "interaction":
                return place_of(desk, kind, record_id) is not None
            case "city":
                asked = list_of(desk, kind, record_id)
                return asked is not None and _has_rows(desk, asked)
            case _:
                return kind in FOUND_KINDS
    except CapaDeskError:
        return False


def list_of(desk: Desk, kind: str, record_id: UUID) -> AskedList | None:
    """The list that shows what a record is about, where it has no place of its own. RecordNotFound.

    None for a series or project that nothing belongs to yet.
    """
    match kind:
        case "city":
            name = desk.store.get(records.City, record_id).name
        case "tag":
            name = desk.store.get(records.Tag, record_id).name
        case "series":
            name = desk.store.get(records.Series, record_id).name
        case "project":
            project = desk.store.get(records.Project, record_id)
            name = project.acronym or project.name
        case _:
            return None
    events = AskedList(events_area.NAME, ListQuery(ListKind.EVENTS, equal={kind: (name,)}))
    meetings = AskedList(meetings_area.NAME, ListQuery(ListKind.MEETINGS, equal={kind: (name,)}))
    # A series of meetings has no events: it is shown where it has something.
    if not _has_rows(desk, events) and _has_rows(desk, meetings):
        return meetings
    return events if kind in ("city", "tag") or _has_rows(desk, events) else None


def _has_rows(desk: Desk, asked: AskedList) -> bool:
    return any(desk.store.lists.keys_in_parts(asked.query, 1))


def place_of(desk: Desk, kind: str, record_id: UUID) -> Place | None:
    """Where a live record is shown; None if it has no place of its own. RecordNotFound."""
    match kind:
        case "event":
            event = desk.store.get(records.Event, record_id)
            is_meeting = event.kind in desk.code_book.kinds_of_family(KindFamily.MEETING)
            return Place(meetings_area.NAME if is_meeting else events_area.NAME, record_id)
        case "person":
            return Place(people_area.NAME, record_id)
        case "organisation":
            return Place(organisations_area.NAME, record_id)
        case "action":
            return Place(actions_area.NAME, desk.store.get(records.Action, record_id).id)
        case "decision":
            return place_of(desk, "event", desk.store.get(records.Decision, record_id).event_id)
        case "interaction":
            interaction = desk.store.get(records.Interaction, record_id)
            if interaction.person_id is not None:
                return Place(people_area.NAME, interaction.person_id)
            if interaction.organisation_id is not None:
                return Place(organisations_area.NAME, interaction.organisation_id)
            return None
        case "series" | "project" if list_of(desk, kind, record_id) is None:
            return Place(settings_area.NAME, record_id)
        case _:
            return None
