"""Lists of any length: keys in order, rows in blocks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, cast
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from capadesk.services.ports import ListKind, ListQuery, Lists
from capadesk.ui.common.lists.list_columns import CellKind, ListColumn
from capadesk.ui.common.lists.list_presenter import BLOCK
from capadesk.ui.common.lists.record_list_model import RecordListModel


class Row(NamedTuple):
    id: UUID
    name: str


class FakeLists:
    """Rows in a dictionary; counts how often it is asked for rows."""

    def __init__(self, count: int) -> None:
        self.stored = {key: Row(uuid4(), f"Record {key}") for key in range(count)}
        self.questions = 0

    def keys(self, query: ListQuery) -> Sequence[int]:
        return list(self.stored)

    def rows(self, kind: ListKind, keys: Sequence[int]) -> list[Any]:
        self.questions += 1
        return [self.stored[key] for key in keys if key in self.stored]

    def key_of(self, kind: ListKind, record_id: UUID) -> int | None:
        return next((key for key, row in self.stored.items() if row.id == record_id), None)


COLUMNS = (
    ListColumn("name", "Name", lambda row: row.name, CellKind.TITLE, detail=lambda row: "Rome"),
    ListColumn("length", "Length", lambda row: str(len(row.name)), CellKind.NUMBER),
)


def model_over(lists: FakeLists) -> RecordListModel:
    model = RecordListModel(cast(Lists, lists), ListKind.EVENTS, COLUMNS)
    model.set_keys(lists.keys(ListQuery(ListKind.EVENTS)))
    return model


@pytest.mark.parametrize("count", [0, 1, 3 * BLOCK + 1])
def test_it_is_a_sound_model(qtmodeltester: ModelTester, count: int):
    lists = FakeLists(count)
    model = model_over(lists)
    qtmodeltester.check(model)
    del lists.stored
    lists.stored = {}
    model.set_keys([])
    qtmodeltester.check(model)


def test_a_page_of_a_hundred_thousand_rows_reads_one_block(qtbot: QtBot):
    lists = FakeLists(100_000)
    model = model_over(lists)
    for position in range(60_000, 60_040):
        assert model.index(position, 0).data() == f"Record {position}"
    assert lists.questions == 1


def test_blocks_that_were_read_long_ago_are_forgotten(qtbot: QtBot):
    lists = FakeLists(50 * BLOCK)
    model = model_over(lists)
    for block in range(50):
        model.row_at(block * BLOCK)
    lists.questions = 0
    model.row_at(49 * BLOCK)
    assert lists.questions == 0
    model.row_at(0)
    assert lists.questions == 1


def test_a_row_that_is_gone_leaves_a_gap_and_the_others_where_they_are(qtbot: QtBot):
    lists = FakeLists(5)
    model = model_over(lists)
    del lists.stored[2]
    assert model.index(2, 0).data() is None
    assert model.id_at(2) is None
    assert model.index(3, 0).data() == "Record 3"


def test_the_same_keys_again_tell_of_changed_data_only(qtbot: QtBot):
    lists = FakeLists(3)
    model = model_over(lists)
    with qtbot.waitSignal(model.dataChanged), qtbot.assertNotEmitted(model.modelReset):
        model.set_keys([0, 1, 2])


def test_a_record_is_found_by_its_id(qtbot: QtBot):
    lists = FakeLists(10)
    model = model_over(lists)
    assert model.position_of(lists.stored[7].id) == 7
    assert model.position_of(uuid4()) is None


def test_a_screen_reader_hears_heading_words_and_second_line(qtbot: QtBot):
    model = model_over(FakeLists(1))
    spoken = model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Name: Record 0, Rome"
    assert model.headerData(0, Qt.Orientation.Horizontal) == "Name"


def test_the_rows_that_are_seen_first_come_with_the_keys(qtbot: QtBot):
    lists = FakeLists(3 * BLOCK)
    model = RecordListModel(cast(Lists, lists), ListKind.EVENTS, COLUMNS)
    keys = lists.keys(ListQuery(ListKind.EVENTS))
    model.set_keys(keys, first_rows=lists.rows(ListKind.EVENTS, keys[:BLOCK]))
    lists.questions = 0
    assert model.index(0, 0).data() == "Record 0"
    assert model.index(BLOCK - 1, 0).data() == f"Record {BLOCK - 1}"
    assert lists.questions == 0
    assert model.index(BLOCK, 0).data() == f"Record {BLOCK}"
    assert lists.questions == 1
