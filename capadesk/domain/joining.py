"""What one record becomes when others that are the same thing go into it: nothing that was known is lost."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from capadesk.domain.codes import HeadCountGroup, ParticipationStatus
from capadesk.domain.record import FieldInfo, Record, fields_of
from capadesk.domain.records import Affiliation, HeadCount, Pair, Participation, Tagging
from capadesk.domain.records.pair import PairVerdict
from capadesk.domain.validation import LONG_FIELDS
from capadesk.domain.when import Precision, When

JOINABLE = ("event", "person", "organisation", "city", "series", "project", "tag")
"""The kinds of record that can be joined."""
NEVER_ASKED = frozenset(
    {"uid", "source_key", "source_version", "kept_lines", "original_start", "series_event_id", "sequence"}
)
"""Fields that say which record it is: the one that stays keeps its own."""
_FILLED = frozenset({"kept_lines"})
"""Of these what the one that stays takes over if it has nothing there."""
_ONE_TEXT = frozenset({"recurrence"})
_RANKS = (
    ParticipationStatus.INVITED,
    ParticipationStatus.REGISTERED,
    ParticipationStatus.EXCUSED,
    ParticipationStatus.ABSENT,
    ParticipationStatus.ATTENDED,
)

T = TypeVar("T", bound=Record)


def is_kept_from_all(info: FieldInfo) -> bool:
    """Whether a field holds free text, which is kept from every record, one below the other."""
    return info.type is str and info.name in LONG_FIELDS and info.name not in _ONE_TEXT


def joined_record(survivor: T, others: Sequence[T], choices: Mapping[str, UUID]) -> T:
    """The record that stays, with what the others know.

    `choices` names for a field the record whose value it takes. Otherwise free texts are kept from all,
    lists of codes are put together, and a field that is empty is filled from the first that knows it.
    """
    by_id = {record.id: record for record in (survivor, *others)}
    values: dict[str, Any] = {}
    for name, info in fields_of(type(survivor)).items():
        if name in NEVER_ASKED - _FILLED:
            continue
        if name in choices:
            values[name] = getattr(by_id[choices[name]], name)
            continue
        known = [getattr(record, name) for record in (survivor, *others)]
        values[name] = _together(info, known)
    gone = by_id.keys()
    for name, info in fields_of(type(survivor)).items():
        if info.refers_to == survivor.KIND and values.get(name) in gone:
            outside = (getattr(record, name) for record in (survivor, *others))
            values[name] = next((each for each in outside if each is not None and each not in gone), None)
    return replace(survivor, **values)


def _together(info: FieldInfo, known: Sequence[Any]) -> Any:
    if is_kept_from_all(info) and info.name not in _FILLED:
        return joined_text(known)
    if info.type is tuple or isinstance(known[0], tuple):
        return tuple(dict.fromkeys(item for value in known for item in value))
    return next((value for value in known if not is_empty(value)), known[0])


def joined_text(texts: Sequence[str]) -> str:
    """The texts one below the other, each once; one that is part of another is said with it."""
    kept: list[str] = []
    for text in texts:
        stripped = text.strip()
        if not stripped or any(_contains(each, stripped) for each in kept):
            continue
        kept = [each for each in kept if not _contains(stripped, each)]
        kept.append(stripped if kept else text)
    return "\n\n".join(kept)


def _contains(text: str, part: str) -> bool:
    """Whether the lines of `part` stand in the text."""
    return f"\n{part.strip()}\n" in f"\n{text}\n"


def is_empty(value: Any) -> bool:
    """Whether a field says nothing: no text, no date, no reference, an empty list."""
    if isinstance(value, When):
        return value.precision is Precision.UNKNOWN
    return value is None or value == "" or value == ()


def joined_link(kept: T, other: T) -> T:
    """Two links between the same ends as one.

    A participation has the status that came furthest (attended, absent, excused, registered, invited); an
    affiliation reaches from the earlier start to the later end. Marks hold if either has them, and texts
    are kept from both.
    """
    values: dict[str, Any] = {}
    for name, info in fields_of(type(kept)).items():
        values[name] = _of_both(info, getattr(kept, name), getattr(other, name))
    return replace(kept, **values)


def _of_both(info: FieldInfo, one: Any, two: Any) -> Any:
    if info.name == "status" and one in _RANKS and two in _RANKS:
        return max(one, two, key=_rank)
    if info.type is bool:
        return one or two
    if info.type is date and one is not None and two is not None:
        return min(one, two) if info.name == "start" else max(one, two)
    return _together(info, (one, two))


def _rank(status: str) -> int:
    return [str(each) for each in _RANKS].index(status)


def joined_counts(events: Sequence[Mapping[tuple[str, str], int]]) -> dict[tuple[str, str], int]:
    """How many were at an event that several records counted: by presence and group, those of none left out.

    The same people were counted each time, so nothing is added up: of each group the greatest count holds,
    and whom no group has is what the greatest total has beyond the groups.
    """
    keys = {key for counts in events for key in counts}
    found = {key: max(counts.get(key, 0) for counts in events) for key in sorted(keys)}
    for presence in {presence for presence, _group in keys}:
        total = max(sum(count for key, count in counts.items() if key[0] == presence) for counts in events)
        named = sum(
            count
            for key, count in found.items()
            if key[0] == presence and key[1] != HeadCountGroup.NOT_STATED
        )
        found[presence, HeadCountGroup.NOT_STATED] = max(0, total - named)
    return {key: count for key, count in found.items() if count}


def moved(record: T, gone: Collection[UUID], kept_id: UUID) -> T:
    """A record that refers to one of the gone ones, referring to the one that stays instead.

    A link gets the id of its new ends; a reference of the record that stays to itself becomes empty.
    """
    kind_fields = fields_of(type(record)).items()
    values: dict[str, Any] = {
        name: kept_id
        for name, info in kind_fields
        if info.refers_to is not None and getattr(record, name) in gone
    }
    return with_derived_id(replace(record, **values))


def with_derived_id(record: T) -> T:
    """A link record under the id that its ends give it; any other record as it is."""
    derived: UUID | None = None
    if isinstance(record, Participation):
        derived = Participation.derive_id(
            record.event_id, record.person_id, record.organisation_id, record.role
        )
    elif isinstance(record, Affiliation):
        derived = Affiliation.derive_id(record.person_id, record.organisation_id, record.role)
    elif isinstance(record, HeadCount):
        derived = HeadCount.derive_id(record.event_id, record.presence, record.group)
    elif isinstance(record, Tagging):
        target = record.event_id or record.organisation_id or record.person_id
        derived = Tagging.derive_id(record.tag_id, target) if target is not None else None
    return record if derived is None or derived == record.id else replace(record, id=derived)


def is_said_different(pairs: Mapping[frozenset[UUID], Pair], one: UUID, other: UUID) -> bool:
    """Whether somebody said that these two are not the same."""
    pair = pairs.get(frozenset((one, other)))
    return pair is not None and pair.verdict == PairVerdict.DIFFERENT
