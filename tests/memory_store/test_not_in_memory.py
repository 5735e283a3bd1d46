"""What the store in memory leaves to files and servers is refused by name, not answered wrongly."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from capadesk.services.ports import Statuses, Store
from tests.memory_store.memory_places import MemoryPlaces
from tests.memory_store.not_in_memory import NotKeptInMemory

EVERY = Statuses(frozenset(), are_left_out=True)


@pytest.mark.parametrize(
    ("what", "ask"),
    [
        ("backups", lambda store: store.backup_now()),
        ("backups", lambda store: store.backup_if_due()),
        ("backups", lambda store: store.backups()),
        ("backups", lambda store: store.backup_to(Path("copy"))),
        ("overview", lambda store: store.overview.undated(EVERY, 5)),
        ("occurrences", lambda store: store.occurrences.shared_people({})),
        ("reports", lambda store: list(store.reports.binned_entries())),
        ("drafts", lambda store: store.drafts.drafts()),
    ],
)
def test_what_only_a_file_or_a_hub_has_is_refused(what: str, ask: Callable[[Store], object]) -> None:
    store = MemoryPlaces().create("desk", author="Ann")
    with pytest.raises(NotKeptInMemory, match=what):
        ask(store)


def test_nothing_is_lost_encrypted_or_on_a_server() -> None:
    store = MemoryPlaces().create("desk", author="Ann")
    store.remove_plain_copies()
    store.forget_lost()
    assert (store.is_encrypted, store.plain_copies(), store.was_left_open) == (False, [], False)
    assert (store.lost_at, store.lost_stamp, store.server()) == (None, None, None)
    assert (store.quick_check(), store.check_log(), store.check()) == ([], [], [])


def test_own_settings_stay_with_their_file_and_are_not_sent() -> None:
    places = MemoryPlaces()
    store, other = places.create("desk", author="Ann"), places.create("other", author="Ben")
    store.set_own_setting("language", "de")
    other.merge_changes(store.outgoing())
    assert (store.own_setting("language"), other.own_setting("language")) == ("de", "")
    assert places.open(store.location, author="Ann").own_setting("language") == "de"


def test_it_shares_no_code_with_the_stores_that_are_held_against_it() -> None:
    sources = [path for path in Path(__file__).parent.glob("*.py") if not path.name.startswith("test_")]
    assert len(sources) > 10
    assert [path.name for path in sources if "capadesk.storage" in path.read_text(encoding="utf-8")] == []
