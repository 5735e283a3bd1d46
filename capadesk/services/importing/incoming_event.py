"""An event as a file tells it, its words turned into codes: what is compared with the desk."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from capadesk.domain.codes import CodeList
from capadesk.domain.folding import fold
from capadesk.domain.when import When
from capadesk.services.code_words import CodeWords
from capadesk.services.importing.event_source_key import event_source_key
from capadesk.services.ports import CalendarSide, Draft, Unreadable

HeadCounts = tuple[tuple[str, str, int], ...]
"""(presence, group, count) each."""

_CODE_LISTS = {
    "kind": CodeList.EVENT_KIND,
    "status": CodeList.EVENT_STATUS,
    "mode": CodeList.EVENT_MODE,
    "project_role": CodeList.PROJECT_ROLE,
    "visibility": CodeList.VISIBILITY,
}
_NEVER_EMPTY = frozenset({"kind", "status", "visibility"})
_PLAIN_FIELDS = frozenset(
    {"title", "when", "venue", "country", "website", "online_link", "languages", "description", "objectives"}
    | {"agenda", "minutes", "lessons", "notes", "recurrence", "exceptions", "kept_lines"}
)
_LONGEST_KEY = 900


@dataclass(frozen=True, slots=True)
class IncomingEvent:
    """One draft: `fields` are the Event's, only those that the file speaks of; None elsewhere: not spoken of.

    `own_key` is the file's own id, `content_key` made of what it says; `places` as in ports.Draft; `calendar`
    is what a calendar file says beside the fields.
    """

    file: str
    place: str
    fields: Mapping[str, Any]
    own_key: str
    content_key: str
    city: str | None = None
    organisers: tuple[str, ...] | None = None
    tags: tuple[str, ...] | None = None
    head_counts: HeadCounts | None = None
    places: Mapping[str, str] | None = None
    calendar: CalendarSide | None = None

    @property
    def title(self) -> str:
        """The title."""
        return str(self.fields["title"])

    @property
    def when(self) -> When:
        """The date, unknown if the file does not speak of it."""
        found: When = self.fields.get("when", When())
        return found

    def place_of(self, field: str) -> str:
        """Where a field stands, as closely as it is known."""
        return (self.places or {}).get(field, self.place)


_MOST_SIGNS = 20


class IncomingEvents:
    """Turns the drafts of one file into incoming events, so that each has a key of its own."""

    def __init__(self, file: str, words: CodeWords) -> None:
        self._file = file
        self._words = words
        self._content_keys: Counter[str] = Counter()
        self._own_keys: set[str] = set()
        self._further_keys: Counter[str] = Counter()

    def take(self, draft: Draft) -> IncomingEvent | list[Unreadable]:
        """The event, or what is wrong with it."""
        if draft.record_kind != "event":
            return [Unreadable(self._file, draft.place, "kind_not_importable", {"kind": draft.record_kind})]
        values = dict(draft.values)
        self._part_categories(values)
        problems = list(self._resolve_codes(draft, values))
        own_key = _bounded(draft.source_key)
        calendar: CalendarSide | None = values.get("calendar")
        if calendar is not None and own_key in self._own_keys:
            own_key, calendar = self._further_key(own_key, values), calendar._replace(uid="")
        if own_key in self._own_keys:
            place = draft.places.get("id", draft.place)
            problems.append(Unreadable(self._file, place, "id_twice_in_file", {"id": draft.source_key[:100]}))
        if problems:
            return problems
        if own_key:
            self._own_keys.add(own_key)
        fields = {name: values[name] for name in (*_PLAIN_FIELDS, *_CODE_LISTS) if name in values}
        return IncomingEvent(
            self._file,
            draft.place,
            fields,
            own_key,
            self._content_key(fields, values.get("city_name")),
            values.get("city_name"),
            values.get("organiser_names"),
            values.get("tag_names"),
            values.get("head_counts"),
            draft.places or None,
            calendar,
        )

    def _part_categories(self, values: dict[str, Any]) -> None:
        """The categories of a calendar: the first that names a kind of event is the kind, the others tags."""
        categories = values.pop("categories", None)
        if categories is None:
            return
        tags = []
        for name in categories:
            kind = self._words.find(CodeList.EVENT_KIND, name) if "kind" not in values else None
            if kind:
                values["kind"] = kind
            else:
                tags.append(name)
        values["tag_names"] = tuple(tags)

    def _further_key(self, key: str, values: Mapping[str, Any]) -> str:
        """The key of another event under a UID that the file has used already."""
        key = _bounded(f"{key}#{values['when'].start_text}")
        self._further_keys[key] += 1
        number = self._further_keys[key]
        key += "+" * (number - 1) if number < _MOST_SIGNS else f"+{number}"
        while key in self._own_keys:
            key += "+"
        return key

    def _resolve_codes(self, draft: Draft, values: dict[str, Any]) -> Iterable[Unreadable]:
        for name, code_list in _CODE_LISTS.items():
            text = values.get(name)
            if text is None:
                continue
            code = self._words.find(code_list, text)
            if code is None:
                place = draft.places.get(name, draft.place)
                data = {"list": str(code_list), "text": text[:100]}
                yield Unreadable(self._file, place, "unknown_code", data)
            elif code or name not in _NEVER_EMPTY:
                values[name] = code
            else:
                del values[name]

    def _content_key(self, fields: Mapping[str, Any], city: str | None) -> str:
        """Equal rows of one file are different events: the second has "#2" behind its key."""
        key = event_source_key(
            " ".join(str(fields["title"]).split()), fields.get("when", When()), city, fields.get("country")
        )
        key = _bounded(key)
        self._content_keys[key] += 1
        return key if self._content_keys[key] == 1 else f"{key}#{self._content_keys[key]}"


def _bounded(key: str) -> str:
    if len(key) <= _LONGEST_KEY:
        return key
    return f"{key[:_LONGEST_KEY]}#{hashlib.sha256(key.encode()).hexdigest()}"


def same_name(one: str, other: str) -> bool:
    """Whether two names differ in case, accents and blanks only."""
    return " ".join(fold(one).split()) == " ".join(fold(other).split())
