"""Folders that a synchroniser or another computer owns are known, and the copies that they leave."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from capadesk.domain.identity import new_id
from capadesk.domain.records import Event
from capadesk.services.ports.file_place import PlaceKind
from capadesk.storage.sqlite_store import SqliteStore
from capadesk.storage.trust.conflicted_copies import conflicted_copies_of, looks_conflicted
from capadesk.storage.trust.file_place import DataFilePlace, risk_of
from capadesk.storage.trust.network_share import remote_kind_of
from capadesk.storage.trust.synchronised_folder import synchroniser_of
from tests.merged_files import merge_file


def owner(folder: Path, home: Path, **environment: str) -> str | None:
    folder.mkdir(parents=True, exist_ok=True)
    found = synchroniser_of(folder, home, environment)
    return found[0] if found else None


def test_an_ordinary_folder_is_nobodys(tmp_path: Path) -> None:
    assert owner(tmp_path / "Documents" / "work", tmp_path) is None


def test_onedrive_says_in_its_environment_what_it_owns(tmp_path: Path) -> None:
    folder = tmp_path / "Cloud" / "work"
    assert owner(folder, tmp_path, OneDriveCommercial=str(tmp_path / "Cloud")) == "OneDrive"
    assert owner(tmp_path / "Other", tmp_path, OneDriveCommercial=str(tmp_path / "Cloud")) is None


def test_dropbox_says_in_its_settings_what_it_owns(tmp_path: Path) -> None:
    settings = tmp_path / ".dropbox" / "info.json"
    settings.parent.mkdir()
    settings.write_text(json.dumps({"personal": {"path": str(tmp_path / "Box"), "host": 5}, "business": 3}))
    assert owner(tmp_path / "Box" / "deep" / "er", tmp_path) == "Dropbox"
    settings.write_text("no json")
    assert owner(tmp_path / "Box", tmp_path) is None


def test_nextcloud_says_in_its_settings_what_it_owns(tmp_path: Path) -> None:
    settings = tmp_path / ".config" / "Nextcloud" / "nextcloud.cfg"
    settings.parent.mkdir(parents=True)
    settings.write_text(
        f"[General]\nclientVersion=3.14\n\n[Accounts]\n0\\Folders\\1\\localPath={tmp_path}/Meine Wolke/\n"
        "0\\Folders\\1\\paused=false\nbroken line\n"
    )
    assert owner(tmp_path / "Meine Wolke" / "a", tmp_path) in ("Nextcloud", None)
    settings.write_text(f"[Accounts]\n0\\Folders\\1\\localPath={tmp_path}/Meine Wolke/\n")
    assert owner(tmp_path / "Meine Wolke" / "a", tmp_path) == "Nextcloud"


@pytest.mark.parametrize(
    ("mark", "name"),
    [
        (".dropbox.cache", "Dropbox"),
        (".sync_0123456789ab.db", "Nextcloud"),
        ("._sync_0123456789ab.db", "Nextcloud"),
        (".owncloudsync.log", "Nextcloud"),
        (".stfolder", "Syncthing"),
        (".849C9593-D756-4E56-8D6E-42412F2A707B", "OneDrive"),
    ],
)
def test_a_synchroniser_is_known_by_what_it_puts_into_its_folder(
    tmp_path: Path, mark: str, name: str
) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / mark).touch()
    assert owner(tmp_path / "shared" / "events", tmp_path) == name


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("OneDrive", "OneDrive"),
        ("OneDrive - City of Turin", "OneDrive"),
        ("Dropbox (Personal)", "Dropbox"),
        ("Nextcloud", "Nextcloud"),
        ("ownCloud2", "Nextcloud"),
        ("Google Drive", "Google Drive"),
        ("iCloudDrive", "iCloud Drive"),
    ],
)
def test_a_synchroniser_is_known_by_the_name_of_its_folder(tmp_path: Path, folder: str, name: str) -> None:
    assert owner(tmp_path / folder / "events", tmp_path) == name
    assert owner(tmp_path / f"My {folder} notes", tmp_path) is None


@pytest.mark.parametrize(
    ("kind", "is_remote"),
    [("nfs4", True), ("cifs", True), ("fuse.sshfs", True), ("9p", True), ("ext4", False)],
)
def test_a_share_is_known_by_its_mount(tmp_path: Path, kind: str, is_remote: bool) -> None:
    share = tmp_path / "a share" / "deep"
    share.mkdir(parents=True)
    mounts = tmp_path / "mounts"
    point = str(tmp_path / "a share").replace(" ", "\\040")
    mounts.write_text(f"root / ext4 rw 0 0\nserver:/x {point} {kind} rw 0 0\nodd line\n")
    assert remote_kind_of(share, mounts) == (kind if is_remote else None)
    assert remote_kind_of(tmp_path, mounts) is None
    assert remote_kind_of(share, tmp_path / "none") is None


def test_the_risk_names_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "Dropbox" / "events"
    folder.mkdir(parents=True)
    risk = risk_of(folder / "desk.db")
    assert risk is not None
    assert (risk.kind, risk.owner, risk.folder) == (PlaceKind.SYNCHRONISED, "Dropbox", tmp_path / "Dropbox")


# --- conflicted copies ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "desk (1)",
        "desk(2)",
        "desk 2",
        "desk (conflicted copy 2026-11-02 101010)",
        "desk (Anna's conflicted copy 2026-11-02)",
        "desk (Anna Muster's conflicted copy 2026-11-02) (1)",
        "desk (In Konflikt stehende Kopie von Anna 2026-11-02)",
        "desk (Konfliktkopie 2026-11-02)",
        "desk (Copie en conflit de Anna 2026-11-02)",
        "desk (copia in conflitto di Anna 2026-11-02)",
        "desk_conflict-20261102-101010",
        "desk.sync-conflict-20261102-101010-ABCDEFG",
        "desk-conflict-1",
    ],
)
def test_the_names_that_synchronisers_give_are_known(name: str) -> None:
    assert looks_conflicted("desk", name, is_synchronised=False)


@pytest.mark.parametrize("name", ["desk", "desktop", "my desk (1)", "desk-sample", "desk old", "desk2026"])
def test_other_names_are_the_users(name: str) -> None:
    assert not looks_conflicted("desk", name, is_synchronised=False)


def test_onedrive_names_a_copy_after_the_computer() -> None:
    assert looks_conflicted("desk", "desk-ANNAS-PC", is_synchronised=True)
    assert looks_conflicted("desk", "desk-ANNAS-PC-2", is_synchronised=True)
    assert not looks_conflicted("desk", "desktop", is_synchronised=True)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    made = SqliteStore.create(tmp_path / "desk.db", author="Ann")
    add(made, "Both have it")
    yield made
    made.close()


def add(store: SqliteStore, title: str) -> None:
    with store.unit_of_work() as work:
        work.save(Event(id=new_id(), title=title))
        work.commit("Added “{name}”", name=title)


def test_a_copy_with_changes_of_its_own_is_found_and_merges(store: SqliteStore, tmp_path: Path) -> None:
    path = Path(store.location)
    copy = tmp_path / "desk (Anna's conflicted copy 2026-11-02).db"
    store.backup_to(copy)
    same = tmp_path / "desk (1).db"
    store.backup_to(same)
    other = SqliteStore.create(tmp_path / "desk (2).db", author="Bob")
    add(other, "Of another history")
    other.close()
    (tmp_path / "desk (3).db").write_text("no database")
    edited = SqliteStore.open(copy, author="Anna")
    add(edited, "Only in the copy")
    edited.close()
    place = DataFilePlace(path, store.frontier)
    before = copy.read_bytes()
    assert place.conflicted_copies() == (copy,)
    assert copy.read_bytes() == before
    merge_file(store, copy)
    assert place.conflicted_copies() == ()
    assert {event.title for event in store.select(Event)} == {"Both have it", "Only in the copy"}


def test_a_folder_that_is_gone_has_no_copies(tmp_path: Path) -> None:
    assert conflicted_copies_of(tmp_path / "gone" / "desk.db", {}, is_synchronised=True) == ()
