"""list: the lists of the program, as a table or as JSON."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from capadesk.commands.session import FIRST_DAY, LAST_DAY, Session, pass_session
from capadesk.commands.terminal import JSON_OPTION, print_json, say
from capadesk.domain.codes import OPEN_ACTION_STATUSES, ORGANISER_ROLES, ParticipationRole
from capadesk.domain.records import Event, Participation
from capadesk.domain.when import Precision, When
from capadesk.services.ports import ActionRow, EventRow, ListKind, ListQuery, PersonRow
from capadesk.services.words import N_, _

if TYPE_CHECKING:
    from capadesk.services.desk import Desk

_BLOCK = 500

# "events" are all events, meetings among them: whoever imported 36 events finds 36 events.
_KINDS: dict[str, ListKind] = {
    "events": ListKind.CALENDAR,
    "meetings": ListKind.MEETINGS,
    "people": ListKind.PEOPLE,
    "organisations": ListKind.ORGANISATIONS,
    "actions": ListKind.ACTIONS,
    "decisions": ListKind.DECISIONS,
}

_EVENT_COLUMNS = (("id", "Id"), ("start", N_("Start")), ("title", N_("Title")), ("city", N_("City")))

# What a terminal shows of each list: the key in the JSON document and its heading.
SHOWN: dict[str, tuple[tuple[str, str], ...]] = {
    "events": _EVENT_COLUMNS,
    "meetings": _EVENT_COLUMNS,
    "people": (("id", "Id"), ("name", N_("Name")), ("organisation", N_("Organisation"))),
    "organisations": (("id", "Id"), ("name", N_("Name")), ("country", N_("Country"))),
    "actions": (("id", "Id"), ("due", N_("Due")), ("text", N_("Action")), ("owner", N_("Owner"))),
    "decisions": (("id", "Id"), ("decided_on", N_("Decided on")), ("text", N_("Decision"))),
}


@click.command("list")
@click.argument("kind", type=click.Choice(list(_KINDS)))
@JSON_OPTION
@click.option("--search", default="", metavar="TEXT", help=_("Only what contains these words."))
@click.option("--from", "first_day", type=FIRST_DAY, help=_("Only what lies on or after this day."))
@click.option("--to", "last_day", type=LAST_DAY, help=_("Only what lies on or before this day."))
@pass_session
def list_(
    session: Session, kind: str, as_json: bool, search: str, first_day: date | None, last_day: date | None
) -> None:
    """List records; “events” lists the meetings as well."""
    with session.desk(reads_only=True) as desk:
        rows = list(_rows(desk, _KINDS[kind], search, first_day, last_day))
        documents = _documents(desk, kind, rows)
    if as_json:
        print_json(documents)
    else:
        _print_table(kind, documents)


def _rows(
    desk: Desk, kind: ListKind, search: str, first_day: date | None, last_day: date | None
) -> Iterator[Any]:
    keys = desk.store.lists.keys(ListQuery(kind, search, first_day=first_day, last_day=last_day))
    for start in range(0, len(keys), _BLOCK):
        yield from desk.store.lists.rows(kind, keys[start : start + _BLOCK])


def _documents(desk: Desk, kind: str, rows: Sequence[Any]) -> list[dict[str, Any]]:
    if kind in ("events", "meetings"):
        return list(_event_documents(desk, rows))
    documents = []
    for row in rows:
        document = {name: json_value(value) for name, value in row._asdict().items()}
        if isinstance(row, ActionRow):
            is_open = row.status in OPEN_ACTION_STATUSES
            document["is_overdue"] = is_open and row.due is not None and row.due < desk.clock.today()
        elif isinstance(row, PersonRow):
            document["name"] = row.name
        documents.append(document)
    return documents


def _event_documents(desk: Desk, rows: Sequence[EventRow]) -> Iterator[dict[str, Any]]:
    for start in range(0, len(rows), _BLOCK):
        block = rows[start : start + _BLOCK]
        ids = tuple(row.id for row in block)
        events = {event.id: event for event in desk.store.select(Event, id=ids)}
        organisers = _organisers(desk, ids)
        for row in block:
            if row.id in events:
                yield _event_document(events[row.id], row, organisers.get(row.id, []))


def _event_document(event: Event, row: EventRow, organisers: list[str]) -> dict[str, Any]:
    when = event.when
    end_is_known = when.precision is not Precision.DATETIME or when.end != when.start
    return {
        "id": str(event.id),
        "uid": event.uid,
        "title": event.title,
        "kind": event.kind,
        "status": event.status,
        "precision": str(when.precision),
        "start": when.start_text or None,
        "end": (when.end_text or None) if end_is_known else None,
        "time_zone": when.zone or None,
        "mode": event.mode or None,
        "venue": event.venue or None,
        "city": row.city or None,
        "country": event.country or None,
        "recurrence": event.recurrence or None,
        "organisers": organisers,
        "languages": list(event.languages),
        "attended": row.attended,
        "actions_open": row.actions_open,
    }


def _organisers(desk: Desk, event_ids: tuple[UUID, ...]) -> dict[UUID, list[str]]:
    """The names of who organises each event: organisers first, then co-organisers, by name."""
    found = desk.store.select(Participation, event_id=event_ids, role=tuple(ORGANISER_ROLES))
    people = {link.person_id for link in found if link.person_id}
    organisations = {link.organisation_id for link in found if link.organisation_id and not link.person_id}
    names: dict[UUID | None, str] = {}
    for kind, ids in (("person", people), ("organisation", organisations)):
        names |= {choice.id: choice.name for choice in desk.store.lists.choices_by_id(kind, sorted(ids))}
    by_event: dict[UUID, list[tuple[bool, str]]] = {}
    for link in found:
        name = names.get(link.person_id or link.organisation_id, "")
        if name:
            is_second = link.role != ParticipationRole.ORGANISER
            by_event.setdefault(link.event_id, []).append((is_second, name))
    return {event_id: [name for _second, name in sorted(each)] for event_id, each in by_event.items()}


def json_value(value: Any) -> Any:
    """A value of a record as JSON holds it."""
    if isinstance(value, When):
        return {
            "precision": str(value.precision),
            "start": value.start_text or None,
            "end": value.end_text or None,
            "time_zone": value.zone or None,
        }
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return [json_value(each) for each in value]
    return value


def _print_table(kind: str, documents: Sequence[dict[str, Any]]) -> None:
    """All columns parted by tabs for other programs; for a terminal a table of those that fit."""
    if not documents:
        say(_("Nothing was found."), err=True)
    elif sys.stdout.isatty():
        _print_for_terminal(SHOWN[kind], documents)
    else:
        for document in documents:
            say("\t".join(_cell(value) for value in document.values()))


def _print_for_terminal(columns: Sequence[tuple[str, str]], documents: Sequence[dict[str, Any]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name, heading in columns:
        # An id is there to be copied: whatever else is short of room, it stands in one piece.
        table.add_column(_(heading), no_wrap=name in ("id", "start", "due"))
    for document in documents:
        table.add_row(*(Text(_cell(document[name])) for name, _heading in columns))
    Console().print(table)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    text = "; ".join(str(each) for each in value) if isinstance(value, list) else str(value)
    return " ".join(text.split())
