"""Every field of every record has a name, and every code its list."""

from __future__ import annotations

import pytest

from capadesk.domain.change_set import DELETED_FIELD
from capadesk.domain.code_fields import FIELD_CODES
from capadesk.domain.codes import CodeList
from capadesk.domain.record import RECORD_TYPES, fields_of
from capadesk.services.desk import Desk
from capadesk.ui.common.wording.field_labels import KIND_LOOKS, field_label, has_label, kind_label

NO_FIELD = {"event": {"sequence"}}  # publication state: never in a change


@pytest.mark.parametrize("kind", sorted(RECORD_TYPES))
def test_every_field_is_named(kind: str) -> None:
    names = set(fields_of(RECORD_TYPES[kind])) - NO_FIELD.get(kind, set())
    assert {name for name in names | {DELETED_FIELD} if not has_label(kind, name)} == set()


@pytest.mark.parametrize("kind", sorted(RECORD_TYPES))
def test_no_two_fields_of_a_record_share_a_name(kind: str) -> None:
    names = [field_label(kind, name) for name in fields_of(RECORD_TYPES[kind]) if has_label(kind, name)]
    assert len(names) == len(set(names))


def test_every_kind_is_named_and_drawn() -> None:
    assert set(KIND_LOOKS) == set(RECORD_TYPES)
    assert kind_label("unheard_of") == "Unheard of"


def test_codes_are_of_fields_that_are_there() -> None:
    assert {key for key in FIELD_CODES if key[1] not in fields_of(RECORD_TYPES[key[0]])} == set()


def test_every_default_that_is_a_code_is_worded(desk: Desk) -> None:
    """A field whose default looks like a code must know its list, else people would read the code."""
    shown_as_they_are = {("platform", "time_zone")}
    for kind, record_type in RECORD_TYPES.items():
        for name, info in fields_of(record_type).items():
            is_code = isinstance(info.default, str) and info.default and (kind, name) not in shown_as_they_are
            if is_code:
                code_list = FIELD_CODES[kind, name]
                assert code_list in set(CodeList)
                assert desk.code_book.label(code_list, info.default) != info.default
