"""How records of every kind read, live or deleted: links by their ends, all others as lists name them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from capadesk.services.ports import Choice
from capadesk.storage.database.record_mapper import quoted

if TYPE_CHECKING:
    from capadesk.services.ports import Lists

_AT_ONCE = 500

_PERSON_NAME = "coalesce(nullif(trim(x.given_name || ' ' || x.family_name), ''), x.email)"
_PERSON = (
    "(SELECT coalesce(nullif(trim(p.given_name || ' ' || p.family_name), ''), p.email) FROM person p"
    " WHERE p.id = r.person_id)"
)
_ORGANISATION = "(SELECT o.name FROM organisation o WHERE o.id = r.organisation_id)"
_EVENT = "(SELECT e.title FROM event e WHERE e.id = r.event_id)"
_TAG = "(SELECT t.name FROM tag t WHERE t.id = r.tag_id)"


def _either(column: str) -> str:
    """The name of the record of any kind that has this id."""
    named = "(SELECT {name} FROM {kind} x WHERE x.id = {column})"
    names = {"event": "x.title", "person": _PERSON_NAME} | dict.fromkeys(
        ("organisation", "city", "series", "project", "tag"), "x.name"
    )
    parts = (named.format(kind=kind, name=name, column=column) for kind, name in names.items())
    return f"coalesce({', '.join(parts)}, '')"


_LINKS: dict[str, tuple[str, str]] = {
    "participation": (f"coalesce({_PERSON}, {_ORGANISATION}, '')", f"coalesce({_EVENT}, '')"),
    "affiliation": (f"coalesce({_PERSON}, '')", f"coalesce({_ORGANISATION}, '')"),
    "head_count": ('r."group"', f"coalesce({_EVENT}, '')"),
    "tagging": (f"coalesce({_TAG}, '')", f"coalesce({_EVENT}, {_ORGANISATION}, {_PERSON}, '')"),
    "code_item": ("coalesce(nullif(r.label, ''), r.code)", "r.code_list"),
    "platform": ("r.name", "r.country"),
    "accepted_clash": (
        "coalesce((SELECT x.title FROM event x WHERE x.id = r.first_id), '')",
        "coalesce((SELECT x.title FROM event x WHERE x.id = r.second_id), r.day, '')",
    ),
    "pair": (_either("r.first_id"), _either("r.second_id")),
}


def record_names(connection: Any, lists: Lists, kind: str, ids: Sequence[UUID]) -> dict[UUID, Choice]:
    """Name and detail by id; the name of a head-count is the code of its group."""
    if kind not in _LINKS:
        return {choice.id: choice for choice in lists.choices_by_id(kind, ids)}
    return {choice.id: choice for choice in _links(connection, kind, ids)}


def _links(connection: Any, kind: str, ids: Sequence[UUID]) -> Iterator[Choice]:
    name, detail = _LINKS[kind]
    for start in range(0, len(ids), _AT_ONCE):
        chunk = tuple(record_id.bytes for record_id in ids[start : start + _AT_ONCE])
        marks = ",".join("?" * len(chunk))
        for raw, said, more in connection.exec_driver_sql(
            f"SELECT r.id, {name}, {detail} FROM {quoted(kind)} r WHERE r.id IN ({marks})", chunk
        ).fetchall():
            yield Choice(UUID(bytes=bytes(raw)), said, more)
