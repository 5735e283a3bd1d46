"""Drafts are kept as they are, whatever stands in them, and are no records."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capadesk.domain.errors import UserError
from capadesk.domain.identity import new_id
from capadesk.domain.record import RECORD_TYPES, FieldInfo, fields_of
from capadesk.domain.records import Action, Event
from capadesk.domain.when import Precision, When
from capadesk.services.draft_service import DraftService, dossier_of_parts, parts_of_dossier
from capadesk.services.event_service import EventDossier
from capadesk.services.people_service import OrganisationDossier, PersonDossier
from capadesk.storage.beside import draft_file
from capadesk.storage.beside.draft_codec import parts_of, text_of
from capadesk.storage.beside.draft_file import draft_file_of
from capadesk.storage.sqlite_store import SqliteStore

DAYS = st.dates(date(1900, 1, 1), date(2200, 1, 1))
MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1))
WHENS = st.one_of(
    st.just(When()),
    # The end may lie before the start: that is how it stands while somebody types.
    st.builds(
        When, st.sampled_from([Precision.DAY, Precision.MONTH, Precision.YEAR]), DAYS, DAYS, st.just("")
    ),
    st.builds(When, st.just(Precision.DATETIME), MOMENTS, MOMENTS, st.sampled_from(["Europe/Rome", "UTC"])),
)
TEXTS = st.text(st.characters(exclude_categories=[]))  # halves of surrogate pairs as well


class Clock:
    def now(self) -> datetime:
        return datetime(2026, 3, 1, 12, tzinfo=UTC)

    def today(self) -> date:
        return date(2026, 3, 1)


class Values(NamedTuple):
    """What the fields of a dossier are filled with."""

    texts: list[str]
    whens: list[When]
    days: list[date]
    chance: Random

    def record(self, kind: str) -> Any:
        """Any record of a kind."""
        record_type: Any = RECORD_TYPES[kind]
        return record_type(
            id=self.id(), **{name: self._field(info) for name, info in fields_of(record_type).items()}
        )

    def some(self, kind: str) -> tuple[Any, ...]:
        """A few records of a kind."""
        return tuple(self.record(kind) for _ in range(self.chance.randrange(3)))

    def id(self) -> UUID:
        """Any id."""
        return UUID(int=self.chance.getrandbits(128))

    def dossier(self, kind: str) -> Any:
        """Any dossier, or a record that is its own."""
        ids = tuple(self.id() for _ in range(self.chance.randrange(3)))
        record, some = self.record(kind), self.some
        if kind == "event":
            people, counts = some("participation"), some("head_count")
            return EventDossier(record, people, counts, some("decision"), some("action"), ids)
        if kind == "person":
            return PersonDossier(record, some("affiliation"), some("interaction"))
        if kind == "organisation":
            return OrganisationDossier(record, some("affiliation"), some("interaction"), ids)
        return record

    def _field(self, info: FieldInfo) -> Any:
        choose = self.chance.choice
        if info.optional and choose((True, False)):
            return None
        if info.type is str:
            return choose(self.texts)
        if info.type is When:
            return choose(self.whens)
        if info.type is date:
            return choose(self.days)
        if info.type is UUID:
            return self.id()
        if info.type in (int, bool):
            return info.type(self.chance.randrange(2**40))
        return tuple(self.chance.choices(self.texts, k=2))


@given(
    st.sampled_from(sorted(RECORD_TYPES)),
    st.builds(
        Values,
        st.lists(TEXTS, min_size=1),
        st.lists(WHENS, min_size=1),
        st.lists(DAYS, min_size=1),
        st.integers(0, 2**32).map(Random),
    ),
)
def test_any_dossier_comes_back_as_it_was(kind: str, values: Values) -> None:
    dossier = values.dossier(kind)
    again = dossier_of_parts(parts_of(text_of(parts_of_dossier(dossier))), type(dossier))
    assert again == dossier


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    made = SqliteStore.create(tmp_path / "desk.db", author="Ann")
    yield made
    made.close()


def event(title: str) -> EventDossier:
    return EventDossier(Event(id=new_id(), title=title), actions=(Action(id=new_id(), text="Call"),))


def keep(store: SqliteStore, area: str, base: EventDossier, edited: EventDossier) -> None:
    DraftService(store, Clock()).keep(area, edited.event, base, edited, is_new=True)


def test_what_was_kept_last_is_there_after_the_file_is_opened_again(store: SqliteStore) -> None:
    base = event("")
    keep(store, "events", base, event("Klim"))
    edited = EventDossier(base.event, decisions=())
    keep(store, "events", base, edited)
    keep(store, "events", base, base)
    store.close()
    again = SqliteStore.open(Path(store.location), author="Ann")
    left = [draft for draft in again.drafts.left() if draft.record_id == base.event.id]
    again.close()
    assert [(draft.area, draft.kind, draft.is_new) for draft in left] == [("events", "event", True)]
    assert dossier_of_parts(left[0].edited or {}, EventDossier) == base


def test_a_draft_that_is_let_go_is_gone_and_others_stay(store: SqliteStore) -> None:
    first, second = event("First"), event("Second")
    keep(store, "events", first, first)
    keep(store, "meetings", second, second)
    store.drafts.forget("events", first.event.id)
    store.drafts.forget("events", new_id())
    assert [draft.area for draft in store.drafts.left()] == ["meetings"]


def test_drafts_are_no_records_and_no_changes(store: SqliteStore) -> None:
    mark = store.latest_change()
    keep(store, "events", event(""), event("Half a title"))
    assert store.latest_change() == mark
    assert (store.select(Event), store.history(), store.check()) == ([], [], [])


@pytest.mark.parametrize(
    "text",
    [
        '{"event":{"record":"event","id":"00000000000070008000000000000001","fields":{"mood":"calm"}}}',
        '{"event":{"record":"mood","id":"00000000000070008000000000000001","fields":{}}}',
        '{"event":{"record":"event"',
        "[]",
    ],
)
def test_a_draft_that_cannot_be_read_is_kept_and_named(store: SqliteStore, text: str) -> None:
    dossier = event("Text")
    keep(store, "events", dossier, dossier)
    with closing(sqlite3.connect(draft_file_of(Path(store.location)))) as raw:
        raw.execute("UPDATE draft SET edited = ?", (text,))
        raw.commit()
    (draft,) = store.drafts.left()
    assert (draft.area, draft.record_id, draft.edited) == ("events", dossier.event.id, None)


def test_a_draft_without_bounds_is_refused(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draft_file, "LARGEST", 100)
    with pytest.raises(UserError) as caught:
        keep(store, "events", event(""), event("A title"))
    assert caught.value.code == "draft_too_large"
    assert store.drafts.left() == []


def test_a_file_that_is_only_read_has_no_drafts(store: SqliteStore) -> None:
    keep(store, "events", event(""), event("Somebody is typing this"))
    reader = SqliteStore.open(Path(store.location), author="Bob", read_only=True)
    assert (reader.drafts.left(), reader.drafts.can_keep) == ([], False)
    reader.close()


def test_drafts_wait_for_nobody_who_changes_the_records(store: SqliteStore) -> None:
    with closing(sqlite3.connect(store.location, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        keep(store, "events", event(""), event("Typed meanwhile"))
        other.execute("ROLLBACK")
    assert len(store.drafts.left()) == 1


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_drafts_are_for_their_owner_only(store: SqliteStore) -> None:
    keep(store, "events", event(""), event("Secret"))
    assert stat.S_IMODE(draft_file_of(Path(store.location)).stat().st_mode) == 0o600


def test_the_file_is_there_only_while_something_is_kept(store: SqliteStore) -> None:
    path = draft_file_of(Path(store.location))
    dossier = event("Text")
    assert not path.exists()
    keep(store, "events", dossier, dossier)
    store.drafts.close()
    assert path.exists()
    store.drafts.forget("events", dossier.event.id)
    store.close()
    assert not path.exists()


def test_damaged_drafts_are_put_aside_and_new_ones_are_kept(store: SqliteStore) -> None:
    path = draft_file_of(Path(store.location))
    path.write_bytes(b"What a disk leaves behind" * 100)
    assert store.drafts.left() == []
    keep(store, "events", event(""), event("New"))
    assert len(store.drafts.left()) == 1
    assert path.with_name(path.name + ".damaged").exists()


def test_a_new_file_begins_without_the_drafts_of_one_that_lay_there(store: SqliteStore) -> None:
    keep(store, "events", event(""), event("Of before"))
    store.close()
    location = Path(store.location)
    location.unlink()
    again = SqliteStore.create(location, author="Ann")
    assert again.drafts.left() == []
    again.close()
