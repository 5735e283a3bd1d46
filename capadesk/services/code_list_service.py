"""The editable code lists: values are added, called otherwise, merged and retired; used ones never vanish."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple
from uuid import UUID

from capadesk.domain.change_set import ChangeSet
from capadesk.domain.code_fields import fields_of_list, has_families, is_ruled
from capadesk.domain.codes import CodeList, KindFamily
from capadesk.domain.errors import UserError
from capadesk.domain.folding import fold
from capadesk.domain.identity import shipped_id
from capadesk.domain.joining import with_derived_id
from capadesk.domain.record import RECORD_TYPES, fields_of
from capadesk.domain.records import CodeItem
from capadesk.services.ports import ProgressCallback, Store, UnitOfWork
from capadesk.services.words import N_, _

EDITABLE_LISTS = tuple(each for each in CodeList if each not in (CodeList.COUNTRY, CodeList.LANGUAGE))
"""The lists whose values can be changed; countries and languages are those of ISO 3166 and 639."""

LABEL_MOST = 80
"""So many characters a label may have."""

_STEP = 200


class CodeValue(NamedTuple):
    """A value of a list: how it reads, how many records use it, and whether rules depend on it."""

    item: CodeItem
    label: str
    uses: int
    is_ruled: bool


class CodeListService:
    """Use cases on the values of one list; each change is one ChangeSet."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def values(self, code_list: str) -> list[CodeValue]:
        """The values in their order, retired ones at the end. Counts their uses: not for the GUI thread."""
        uses = self._store.code_uses(fields_of_list(code_list))
        items = self._store.select(CodeItem, code_list=code_list)
        items.sort(key=lambda item: (item.is_retired, item.position, item.code))
        return [
            CodeValue(item, label_of(item), uses.get(item.code, 0), is_ruled(code_list, item.code))
            for item in items
        ]

    def add(self, code_list: str, label: str, family: str = "") -> ChangeSet:
        """A new value at the end of a list; the same label gives the same value on every desk.

        UserError `label_missing`, `label_too_long`, `label_taken`.
        """
        label = label.strip()
        with self._store.unit_of_work() as work:
            items = work.select(CodeItem, code_list=code_list)
            _require_free(label, items)
            code = _code_for(label, {item.code for item in items})
            if not has_families(code_list):
                family = ""
            work.save(
                CodeItem(
                    id=shipped_id(f"code:{code_list}", code),
                    code_list=code_list,
                    code=code,
                    label=label,
                    family=family or (KindFamily.EVENT if has_families(code_list) else ""),
                    position=max((item.position for item in items), default=-1) + 1,
                )
            )
            return work.commit(N_("Added “{name}”"), name=label)

    def rename(self, item_id: UUID, label: str) -> ChangeSet:
        """Call a value otherwise; what is recorded with it reads so from now on. Errors as `add`."""
        label = label.strip()
        with self._store.unit_of_work() as work:
            item = work.get(CodeItem, item_id)
            others = [each for each in work.select(CodeItem, code_list=item.code_list) if each.id != item_id]
            _require_free(label, others)
            if label != label_of(item):
                work.save(replace(item, label=label))
            return work.commit(N_("Renamed “{before}” to “{name}”"), before=label_of(item), name=label)

    def move(self, item_id: UUID, by: int) -> ChangeSet:
        """Move a value up (-1) or down (1) in its list."""
        with self._store.unit_of_work() as work:
            item = work.get(CodeItem, item_id)
            items = [each for each in work.select(CodeItem, code_list=item.code_list) if not each.is_retired]
            items.sort(key=lambda each: (each.position, each.code))
            ids = [each.id for each in items]
            if item_id in ids:
                place = ids.index(item_id)
                target = min(max(place + by, 0), len(items) - 1)
                items.insert(target, items.pop(place))
            for position, each in enumerate(items):
                if each.position != position:
                    work.save(replace(each, position=position))
            return work.commit(N_("Moved “{name}”"), name=label_of(item))

    def retire(self, item_id: UUID) -> ChangeSet:
        """Offer a value no more; what is recorded with it keeps it. UserError `code_ruled`, `last_code`."""
        with self._store.unit_of_work() as work:
            item = work.get(CodeItem, item_id)
            _require_free_to_go(item, work)
            work.save(replace(item, is_retired=True))
            return work.commit(N_("Retired “{name}”"), name=label_of(item))

    def bring_back(self, item_id: UUID) -> ChangeSet:
        """Offer a retired value again."""
        with self._store.unit_of_work() as work:
            item = work.get(CodeItem, item_id)
            work.save(replace(item, is_retired=False))
            return work.commit(N_("“{name}” is offered again"), name=label_of(item))

    def remove(self, item_id: UUID) -> ChangeSet:
        """Put a value into the bin that nothing uses. UserError `code_ruled`, `last_code`, `code_used`."""
        with self._store.unit_of_work() as work:
            item = work.get(CodeItem, item_id)
            _require_free_to_go(item, work)
            uses = self._store.code_uses(fields_of_list(item.code_list)).get(item.code, 0)
            if uses:
                raise UserError("code_used", name=label_of(item), count=uses)
            work.delete(CodeItem, item_id)
            return work.commit(N_("Deleted “{name}”"), name=label_of(item))

    def merge(self, item_id: UUID, into_id: UUID, progress: ProgressCallback | None = None) -> ChangeSet:
        """Give everything that has one value the other, then retire the first; one change.

        UserError `code_ruled`, `codes_of_two_lists`; Cancelled by `progress`, which keeps nothing.
        """
        with self._store.unit_of_work() as work:
            item, into = work.get(CodeItem, item_id), work.get(CodeItem, into_id)
            if item.code_list != into.code_list or item_id == into_id:
                raise UserError("codes_of_two_lists")
            if is_ruled(item.code_list, item.code):
                raise UserError("code_ruled", name=label_of(item))
            count = 0
            for kind, field in fields_of_list(item.code_list):
                count += _recode(work, kind, field, item.code, into.code, progress)
            work.save(replace(item, is_retired=True))
            if into.is_retired:
                work.save(replace(into, is_retired=False))
            return work.commit(
                N_("Merged “{before}” into “{name}”"), before=label_of(item), name=label_of(into), count=count
            )


def label_of(item: CodeItem) -> str:
    """How a value reads in the user's language."""
    return _(item.label) if item.label else item.code


def _require_free(label: str, items: Sequence[CodeItem]) -> None:
    if not label:
        raise UserError("label_missing")
    if len(label) > LABEL_MOST:
        raise UserError("label_too_long", count=LABEL_MOST)
    folded = fold(label)
    for item in items:
        if folded in (fold(item.label), fold(label_of(item))):
            raise UserError("label_taken", name=label_of(item))


def _require_free_to_go(item: CodeItem, work: UnitOfWork) -> None:
    if is_ruled(item.code_list, item.code):
        raise UserError("code_ruled", name=label_of(item))
    others = work.select(CodeItem, code_list=item.code_list)
    if not any(each.id != item.id and not each.is_retired for each in others):
        raise UserError("last_code", name=label_of(item))


def _code_for(label: str, taken: set[str]) -> str:
    """A code out of a label: folded words joined by "_", numbered if another value has it."""
    words = "".join(letter if letter.isalnum() else " " for letter in fold(label)).split()
    code = "_".join(words)[:LABEL_MOST] or "value"
    number = 2
    while code in taken:
        code, number = f"{code.rstrip('0123456789').rstrip('_')}_{number}", number + 1
    return code


def _recode(
    work: UnitOfWork, kind: str, field: str, code: str, into: str, progress: ProgressCallback | None
) -> int:
    record_type = RECORD_TYPES[kind]
    is_many = fields_of(record_type)[field].default == ()
    found: list[Any] = work.select(record_type) if is_many else work.select(record_type, **{field: code})
    holders = [record for record in found if not is_many or code in getattr(record, field)]
    for done, record in enumerate(holders):
        if progress is not None and done % _STEP == 0:
            progress(done, len(holders))
        if is_many:
            values = (into if each == code else each for each in getattr(record, field))
            work.save(replace(record, **{field: tuple(dict.fromkeys(values))}))
            continue
        changed = with_derived_id(replace(record, **{field: into}))
        if changed.id != record.id:
            # A link is named after its ends and its role: another role is another link.
            work.delete(record_type, record.id)
            if work.find(record_type, changed.id) is not None:
                continue
        work.save(changed)
    return len(holders)
