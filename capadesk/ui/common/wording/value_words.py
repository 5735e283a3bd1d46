"""Values of records in words: dates, codes and the names of other records instead of ids (without Qt)."""

from __future__ import annotations

from collections import ChainMap, defaultdict
from collections.abc import Iterable, Mapping, MutableMapping
from datetime import date
from typing import Any, cast
from uuid import UUID

from capadesk.domain.change_set import DELETED_FIELD, RecordChange
from capadesk.domain.code_fields import FIELD_CODES
from capadesk.domain.codes import CodeList
from capadesk.domain.joining import JOINABLE
from capadesk.domain.record import RECORD_TYPES, fields_of
from capadesk.domain.records.accepted_clash import AcceptedClash
from capadesk.domain.records.pair import Pair, PairVerdict
from capadesk.domain.when import When
from capadesk.services.desk import Desk
from capadesk.services.own_platform import zone_of
from capadesk.services.ports import Choice, Contradiction
from capadesk.services.words import N_, _
from capadesk.ui.common.wording.field_labels import field_label, kind_label

RecordKey = tuple[str, UUID]


class ValueWords:
    """Words for values; it keeps the names of records that it was told to know, and asks for no others.

    Safe to use from any thread, one at a time.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._names: MutableMapping[RecordKey, Choice] = {}
        self._zone = zone_of(desk.store)

    # --- names of records -------------------------------------------------------------------------

    def know(self, keys: Iterable[RecordKey]) -> None:
        """Read the names of these records, all of a kind at once."""
        wanted: dict[str, set[UUID]] = defaultdict(set)
        for kind, record_id in keys:
            if kind in RECORD_TYPES and (kind, record_id) not in self._names:
                wanted[kind].add(record_id)
        for kind, ids in wanted.items():
            for record_id, choice in self._desk.store.record_names(kind, list(ids)).items():
                self._names[kind, record_id] = choice

    def remember(self, names: Mapping[RecordKey, Choice]) -> None:
        """Use the names of records that are not in the file; they are not copied, for they may be many."""
        self._names = ChainMap(self._names, cast("MutableMapping[RecordKey, Choice]", names))

    def know_all_of(self, changes: Iterable[RecordChange]) -> None:
        """Read the names of changed records and of those that they refer to or referred to."""
        keys: set[RecordKey] = set()
        for change in changes:
            keys.add((change.kind, change.record_id))
            if change.kind not in RECORD_TYPES:
                continue
            infos = fields_of(RECORD_TYPES[change.kind])
            for name, field in change.fields.items():
                target = infos[name].refers_to if name in infos else None
                if target is not None:
                    keys.update((target, value) for value in (field.before, field.after) if value)
                elif isinstance(field.after, UUID):
                    keys.update((each, field.after) for each in _MEANT.get((change.kind, name), ()))
        self.know(keys)

    def know_contradictions(self, found: Iterable[Contradiction]) -> None:
        """Read the names of records that contradict and of those that their values refer to."""
        keys: set[RecordKey] = set()
        for each in found:
            keys.add((each.kind, each.record_id))
            info = fields_of(RECORD_TYPES[each.kind]).get(each.field)
            if info is not None and info.refers_to is not None:
                values = (version.value for version in (each.holds, *each.others))
                keys.update((info.refers_to, value) for value in values if value is not None)
        self.know(keys)

    def name(self, kind: str, record_id: UUID) -> str:
        """How a known record reads; without a name, that it has none."""
        choice = self._names.get((kind, record_id))
        if choice is None or not choice.name:
            return _("(without a name)")
        first_line = choice.name.partition("\n")[0]
        if kind == "head_count":
            return self._desk.code_book.label(CodeList.HEAD_COUNT_GROUP, first_line)
        return _(first_line) if kind in ("tag", "tagging", "code_item") else first_line

    def detail(self, kind: str, record_id: UUID) -> str:
        """What a link belongs to: the event of a participation, the organisation of an affiliation."""
        choice = self._names.get((kind, record_id))
        if choice is None or kind not in _LINKS:
            return ""
        return choice.detail

    def kind(self, kind: str) -> str:
        """A kind of record in the singular."""
        return kind_label(kind)

    def field(self, kind: str, field: str) -> str:
        """What a field is called."""
        return field_label(kind, field)

    # --- values -----------------------------------------------------------------------------------

    def text(self, kind: str, field: str, value: Any) -> str:
        """The value of a field in words; "" for nothing."""
        if field == DELETED_FIELD:
            return _("yes") if value else _("no")
        if value is None or value == "" or value == ():
            return ""
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, When):
            return self._desk.localisation.when(value, own_zone=self._zone)
        if isinstance(value, date):
            return self._desk.localisation.date(value)
        if isinstance(value, UUID):
            return self._referred(kind, field, value)
        if isinstance(value, int):
            return self._desk.localisation.number(value)
        if isinstance(value, tuple | list):
            return self._desk.localisation.join([self._worded(kind, field, str(each)) for each in value])
        if isinstance(value, str):
            return self._worded(kind, field, value)
        return str(value)

    def _worded(self, kind: str, field: str, value: str) -> str:
        if kind in (Pair.KIND, AcceptedClash.KIND):
            return kind_label(value) if field == "record_kind" else _(_SAID.get(value, value))
        code_list = FIELD_CODES.get((kind, field))
        return self._desk.code_book.label(code_list, value) if code_list is not None else value

    def _referred(self, kind: str, field: str, value: UUID) -> str:
        if meant := _MEANT.get((kind, field)):
            known = next((each for each in meant if (each, value) in self._names), None)
            return str(value) if known is None else self.name(known, value)
        info = fields_of(RECORD_TYPES[kind]).get(field) if kind in RECORD_TYPES else None
        return self.name(info.refers_to, value) if info is not None and info.refers_to else str(value)


_LINKS = frozenset(
    {"accepted_clash", "participation", "affiliation", "head_count", "tagging", "action", "decision", "pair"}
)
_MEANT: dict[tuple[str, str], tuple[str, ...]] = {
    # Of which kind the two of a pair are, stands in a field beside them; an id is one record's only.
    (Pair.KIND, "first_id"): tuple(JOINABLE),
    (Pair.KIND, "second_id"): tuple(JOINABLE),
    (AcceptedClash.KIND, "first_id"): ("event",),
    (AcceptedClash.KIND, "second_id"): ("event",),
    (AcceptedClash.KIND, "person_id"): ("person",),
}
"""The kinds that an id may be of where it is no reference."""
_SAID: dict[str, str] = {
    "person": N_("the same person"),
    "venue": N_("the same venue"),
    "holiday": N_("a public holiday"),
    PairVerdict.DIFFERENT: N_("not the same"),
    PairVerdict.FIRST_STAYS: N_("the same; the first one stays"),
    PairVerdict.SECOND_STAYS: N_("the same; the second one stays"),
}
