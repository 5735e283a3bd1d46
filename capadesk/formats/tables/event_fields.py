"""What a column of a table of events can be: the fields, their headings and what to write into them."""

from __future__ import annotations

from typing import NamedTuple

from capadesk.domain.codes import CodeList
from capadesk.services.words import N_


class EventField(NamedTuple):
    """One field: heading, explanation and example as English messages, and the code list it takes from."""

    heading: str
    explanation: str
    example: str = ""
    code_list: str = ""


EVENT_FIELDS: dict[str, EventField] = {
    "title": EventField(
        N_("Title"), N_("Needed. The name of the event."), N_("Climate breakfast: heat networks")
    ),
    "kind": EventField(N_("Kind"), N_("One word of the list."), code_list=CodeList.EVENT_KIND),
    "status": EventField(N_("Status"), N_("One word of the list."), code_list=CodeList.EVENT_STATUS),
    "start": EventField(
        N_("Start"),
        N_("A date, a month (2024-10), a year (2024), or empty if it is not known."),
        "2024-10-17",
    ),
    "end": EventField(N_("End"), N_("The last day; empty if it is the first."), "2024-10-18"),
    "start_time": EventField(N_("Start time"), N_("Local time, or empty for whole days."), "09:30"),
    "end_time": EventField(N_("End time"), N_("Local time."), "12:00"),
    "time_zone": EventField(N_("Time zone"), N_("Empty for your own."), "Europe/Brussels"),
    "mode": EventField(N_("Mode"), N_("One word of the list."), code_list=CodeList.EVENT_MODE),
    "venue": EventField(N_("Venue"), N_("Building, room, street."), "Villa Altieri"),
    "city": EventField(N_("City"), "", N_("Rome")),
    "country": EventField(N_("Country"), N_("The name or the code of two letters."), "IT"),
    "organisers": EventField(N_("Organisers"), N_("Several are parted by a semicolon."), "ENEA; CNR"),
    "project_role": EventField(
        N_("Role of the project"), N_("One word of the list."), code_list=CodeList.PROJECT_ROLE
    ),
    "topics": EventField(
        N_("Topics"), N_("Several are parted by a semicolon."), N_("energy transition; national platforms")
    ),
    "languages": EventField(N_("Languages"), N_("Several are parted by a semicolon."), "en; it"),
    "website": EventField(N_("Website"), "", "https://example.org"),
    "online_link": EventField(N_("Online link"), N_("Where people join from afar.")),
    "count_on_site": EventField(N_("Participants on site"), N_("A whole number."), "40"),
    "count_remote": EventField(N_("Participants remote"), N_("A whole number."), "25"),
    "description": EventField(N_("Description"), ""),
    "objectives": EventField(N_("Objectives"), ""),
    "lessons": EventField(N_("Lessons"), ""),
    "notes": EventField(N_("Notes"), ""),
    "id": EventField(
        N_("ID"), N_("Your own number of the event, which never changes; without one, title and date count.")
    ),
}
CODE_FIELDS = {name: field.code_list for name, field in EVENT_FIELDS.items() if field.code_list}
