"""What can be changed of many records at once, and in place in a list, by their kind (without widgets)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from capadesk.domain.codes import CodeList, KindFamily
from capadesk.services.bulk_service import TAG_ADDED, TAG_REMOVED
from capadesk.services.desk import Desk
from capadesk.services.words import _, ngettext
from capadesk.ui.common.look.chip import Chip
from capadesk.ui.common.look.code_looks import (
    action_status_chip,
    helix_chip,
    kind_chip,
    level_chip,
    priority_chip,
    status_chip,
)


class BulkInput(Enum):
    """How a value is chosen."""

    CODE = auto()
    COUNTRY = auto()
    RECORD = auto()  # one of a few records, which may be set to none
    TAG = auto()
    LINK = auto()  # one of very many records
    DAY = auto()


@dataclass(frozen=True, slots=True)
class BulkChoice:
    """One field; `source` is its code list, or the kind of record that it refers to."""

    field: str
    label: str
    input: BulkInput
    source: str = ""
    is_optional: bool = False


def bulk_choices(record_kind: str) -> tuple[BulkChoice, ...]:
    """What can be changed of many records of a kind, the most usual first."""
    country = BulkChoice("country", _("Country"), BulkInput.COUNTRY)
    tags = (
        BulkChoice(TAG_ADDED, _("Put on the tag"), BulkInput.TAG, "tag"),
        BulkChoice(TAG_REMOVED, _("Take off the tag"), BulkInput.TAG, "tag"),
    )
    match record_kind:
        case "event":
            return (
                BulkChoice("status", _("Status"), BulkInput.CODE, CodeList.EVENT_STATUS),
                BulkChoice("kind", _("Kind"), BulkInput.CODE, CodeList.EVENT_KIND),
                country,
                *tags,
                BulkChoice("series_id", _("Series"), BulkInput.RECORD, "series", is_optional=True),
                BulkChoice("project_id", _("Project"), BulkInput.RECORD, "project", is_optional=True),
            )
        case "person":
            return (
                country,
                *tags,
                BulkChoice(
                    "lawful_basis", _("Lawful basis"), BulkInput.CODE, CodeList.LAWFUL_BASIS, is_optional=True
                ),
            )
        case "organisation":
            return (
                BulkChoice("helix", _("Helix"), BulkInput.CODE, CodeList.HELIX, is_optional=True),
                BulkChoice("level", _("Level"), BulkInput.CODE, CodeList.GOVERNANCE_LEVEL, is_optional=True),
                country,
                *tags,
            )
        case "action":
            return (
                BulkChoice("status", _("Status"), BulkInput.CODE, CodeList.ACTION_STATUS),
                BulkChoice("owner_person_id", _("Owner"), BulkInput.LINK, "person"),
                BulkChoice(
                    "owner_organisation_id", _("Owner (organisation)"), BulkInput.LINK, "organisation"
                ),
                BulkChoice("priority", _("Priority"), BulkInput.CODE, CodeList.ACTION_PRIORITY),
                BulkChoice("due", _("Due"), BulkInput.DAY),
            )
        case "decision":
            return (BulkChoice("status", _("Status"), BulkInput.CODE, CodeList.DECISION_STATUS),)
        case _:
            return ()


def inline_codes(record_kind: str) -> tuple[BulkChoice, ...]:
    """The fields with codes that a chip of the list lets choose in place."""
    return tuple(choice for choice in bulk_choices(record_kind) if choice.input is BulkInput.CODE)


INLINE_TEXTS = {
    "event": ("title", "title"),
    "organisation": ("name", "name"),
    "person": ("email", "email"),
    "action": ("text", "text"),
    "decision": ("text", "text"),
}
"""The column and the field that is typed in place, by kind of record."""


def codes_of(
    desk: Desk, choice: BulkChoice, family: KindFamily | None = None
) -> Sequence[tuple[str, str, Chip | None]]:
    """(code, word, look) of a choice's code list; kinds of an event only of its family."""
    look = _LOOKS.get(choice.source)
    return [
        (item.code, desk.code_book.label(choice.source, item.code), look(item.code) if look else None)
        for item in desk.code_book.items(choice.source)
        if choice.source != CodeList.EVENT_KIND or family is None or item.family == family
    ]


_LOOKS: dict[str, Callable[[str], Chip | None]] = {
    CodeList.EVENT_STATUS: status_chip,
    CodeList.EVENT_KIND: kind_chip,
    CodeList.ACTION_STATUS: action_status_chip,
    CodeList.ACTION_PRIORITY: priority_chip,
    CodeList.HELIX: helix_chip,
    CodeList.GOVERNANCE_LEVEL: level_chip,
}


def selected_text(record_kind: str, family: KindFamily | None, count: int, number: str) -> str:
    """How many records are selected: "23 events selected"; `number` is the count as it is written."""
    if family is KindFamily.MEETING:
        text = ngettext("{count} meeting selected", "{count} meetings selected", count)
    else:
        text = {
            "event": lambda: ngettext("{count} event selected", "{count} events selected", count),
            "person": lambda: ngettext("{count} person selected", "{count} people selected", count),
            "organisation": lambda: ngettext(
                "{count} organisation selected", "{count} organisations selected", count
            ),
            "action": lambda: ngettext("{count} action selected", "{count} actions selected", count),
            "decision": lambda: ngettext("{count} decision selected", "{count} decisions selected", count),
        }.get(record_kind, lambda: ngettext("{count} record selected", "{count} records selected", count))()
    return text.format(count=number)
