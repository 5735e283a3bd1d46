"""Rules that a record must keep before it may be stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from capadesk.domain.errors import InvalidRecord
from capadesk.domain.record import Record, fields_of
from capadesk.domain.records import Affiliation, HeadCount, Participation, Person, Tagging
from capadesk.domain.when import When

NAME_LIMIT = 1_000
TEXT_LIMIT = 1_000_000
KEY_BYTES = 2_500
"""What a text that is looked up as a whole may take in UTF-8: an index of PostgreSQL takes 2,704 bytes."""
LONG_FIELDS = frozenset(
    {"notes", "description", "objectives", "agenda", "minutes", "lessons", "summary", "text", "follow_up"}
    | {"participation", "coordinating_structure", "national_partners", "goal", "recurrence", "kept_lines"}
)
_LOOKED_UP = ("uid", "source_key", "email")
_NAMED_BY = ("title", "name")
COUNT_LIMIT = 10_000_000

Problem = tuple[str, str]
"""(field, code): "missing", "too_long", "not_an_email", "not_a_country", "negative", "too_large",
"end_before_start"."""


def problems_of(record: Record) -> list[Problem]:
    """Every rule the record breaks, in the order of its fields; empty when it is sound."""
    problems: list[Problem] = []
    for name, limit, is_name in _text_rules(type(record)):
        text = getattr(record, name)
        if len(text) > limit or (name in _LOOKED_UP and len(text.encode(errors="replace")) > KEY_BYTES):
            problems.append((name, "too_long"))
        elif is_name and not text.strip():
            problems.append((name, "missing"))
    problems.extend((name, "missing") for name in _required(type(record)) if getattr(record, name) is None)
    problems.extend(
        (name, "end_before_start") for name in _dated(type(record)) if _is_reversed(getattr(record, name))
    )
    rule = _RULES.get(record.KIND)
    if rule is not None:
        problems.extend(rule(record))
    return problems


def require_sound(record: Record) -> None:
    """Raise InvalidRecord if the record breaks a rule."""
    problems = problems_of(record)
    if problems:
        raise InvalidRecord(record.KIND, [{"field": field, "code": code} for field, code in problems])


@cache
def _text_rules(record_type: type[Record]) -> tuple[tuple[str, int, bool], ...]:
    return tuple(
        (name, TEXT_LIMIT if name in LONG_FIELDS else NAME_LIMIT, name in _NAMED_BY)
        for name, info in fields_of(record_type).items()
        if info.type is str
    )


@cache
def _required(record_type: type[Record]) -> tuple[str, ...]:
    return tuple(name for name, info in fields_of(record_type).items() if info.required)


@cache
def _dated(record_type: type[Record]) -> tuple[str, ...]:
    return tuple(name for name, info in fields_of(record_type).items() if info.type is When)


def _is_reversed(when: When) -> bool:
    return when.start is not None and when.end is not None and when.end < when.start


def _country_and_email(record: Any) -> Iterator[Problem]:
    country = getattr(record, "country", "")
    if country and not (len(country) == 2 and country.isascii() and country.isalpha() and country.isupper()):
        yield "country", "not_a_country"
    email = getattr(record, "email", "")
    if email:
        local, at, domain = email.rpartition("@")
        if not (local and at and domain) or any(c.isspace() for c in email):
            yield "email", "not_an_email"


def _person(record: Person) -> Iterator[Problem]:
    if not record.full_name.strip():
        yield "family_name", "missing"
    yield from _country_and_email(record)


def _participation(record: Participation) -> Iterator[Problem]:
    if record.person_id is None and record.organisation_id is None:
        yield "person_id", "missing"


def _head_count(record: HeadCount) -> Iterator[Problem]:
    if record.count < 0:
        yield "count", "negative"
    elif record.count > COUNT_LIMIT:
        yield "count", "too_large"


def _affiliation(record: Affiliation) -> Iterator[Problem]:
    if record.start is not None and record.end is not None and record.end < record.start:
        yield "end", "end_before_start"


def _tagging(record: Tagging) -> Iterator[Problem]:
    if record.event_id is None and record.organisation_id is None and record.person_id is None:
        yield "event_id", "missing"


def _texted(record: Any) -> Iterator[Problem]:
    if not record.text.strip():
        yield "text", "missing"


_RULES: dict[str, Callable[[Any], Iterator[Problem]]] = {
    "person": _person,
    "participation": _participation,
    "head_count": _head_count,
    "affiliation": _affiliation,
    "tagging": _tagging,
    "action": _texted,
    "decision": _texted,
    "event": _country_and_email,
    "organisation": _country_and_email,
    "city": _country_and_email,
    "platform": _country_and_email,
}
