from datetime import date

import pytest

from capadesk.domain.change_set import DELETED_FIELD
from capadesk.domain.identity import imported_id
from capadesk.domain.records import Organisation, Project
from capadesk.services.ports import Store
from tests.storage.places import Places

IS_CONTRACT = True


@pytest.fixture
def store(places: Places):
    opened = places.create("a", author="Ada")
    yield opened
    opened.close()


def organisations(count: int, note: str = "") -> list[Organisation]:
    return [
        Organisation(id=imported_id("organisation", str(n)), name=f"Organisation {n}", notes=note)
        for n in range(count)
    ]


def save_many(store: Store, records, label: str = "bulk"):
    with store.unit_of_work() as work:
        work.save_many(records)
        return work.commit(label)


def test_records_in_bulk_come_back_in_bulk_after_an_undo(store):
    save_many(store, organisations(1_500))
    store.undo()
    assert store.select(Organisation) == []
    save_many(store, organisations(2_500, "again"))
    found = store.select(Organisation)
    assert len(found) == 2_500
    assert {organisation.notes for organisation in found} == {"again"}
    store.undo()
    assert store.select(Organisation) == []
    store.redo()
    assert len(store.select(Organisation)) == 2_500
    assert store.check() == []


def test_a_record_in_bulk_that_is_there_is_changed(store):
    save_many(store, organisations(3))
    changes = save_many(store, organisations(4, "more"))
    assert len(changes.changes) == 3
    assert changes.created_counts == {"organisation": 1}
    assert len(store.select(Organisation)) == 4


def test_the_histories_of_many_records_are_those_of_each(store):
    saved = organisations(2_200)
    save_many(store, saved, "first")
    save_many(store, [Project(id=imported_id("project", "x"), name="P", start=date(2024, 1, 1))], "project")
    with store.unit_of_work() as work:
        work.delete(Organisation, saved[7].id)
        work.commit("deleted")
    store.undo_change_set(store.history()[-1].stamp)
    ids = [saved[7].id, saved[0].id, saved[2_100].id, imported_id("organisation", "never")]
    histories = store.record_histories("organisation", ids)
    assert histories == {key: store.record_history("organisation", key) for key in ids}
    assert histories[ids[3]] == []
    assert [entry.label for entry in histories[ids[0]]][-2:] == ["deleted", "first"]
    assert histories[ids[0]][0].fields.keys() == {DELETED_FIELD}
    assert store.record_histories("organisation", []) == {}
