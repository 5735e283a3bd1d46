"""What one user on one computer has set for a data file."""

from __future__ import annotations

from pathlib import Path

import pytest

from capadesk.bootstrap import create_desk, open_desk
from capadesk.domain.errors import EnvironmentFailure, InvalidRecord, UserError
from capadesk.services.own_profile import OwnProfile, OwnProfileService
from capadesk.storage.beside import own_settings
from tests.merged_files import merge_file


@pytest.fixture(autouse=True)
def no_author_of_the_environment(monkeypatch: pytest.MonkeyPatch):
    for name in ("CAPADESK_AUTHOR", "CAPADESK_LANGUAGE"):
        monkeypatch.delenv(name, raising=False)


def set_up(path: Path, **values: str) -> None:
    desk = open_desk(str(path))
    for name, value in values.items():
        desk.store.set_own_setting(name, value)
    desk.store.close()


def test_the_author_and_the_language_come_back_when_the_file_is_opened(tmp_path: Path):
    set_up(tmp_path / "a.db", author="Ada", language="it")
    desk = open_desk(str(tmp_path / "a.db"))
    assert (desk.author, desk.localisation.language) == ("Ada", "it")
    desk.store.close()


def test_an_empty_value_takes_the_setting_away(tmp_path: Path):
    set_up(tmp_path / "a.db", author="Ada")
    set_up(tmp_path / "a.db", author="")
    desk = open_desk(str(tmp_path / "a.db"))
    assert desk.store.own_setting("author") == ""
    desk.store.close()


def test_on_another_desk_the_file_does_not_speak_in_this_ones_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    set_up(tmp_path / "a.db", author="Ada")
    own_settings._whose.cache_clear()
    monkeypatch.setattr(own_settings, "_computer", lambda: "another-computer")
    desk = open_desk(str(tmp_path / "a.db"))
    assert desk.store.own_setting("author") == ""
    assert desk.author != "Ada"
    desk.store.close()
    monkeypatch.undo()
    own_settings._whose.cache_clear()


def test_merging_takes_no_settings_along(tmp_path: Path):
    create_desk(str(tmp_path / "other.db"), platform="Other").store.close()
    set_up(tmp_path / "other.db", author="Eve", language="fr")
    desk = open_desk(str(tmp_path / "a.db"))
    merge_file(desk.store, tmp_path / "other.db")
    assert desk.store.own_setting("author") == ""
    desk.store.close()


def test_the_author_of_the_environment_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    set_up(tmp_path / "a.db", author="Ada", language="it")
    monkeypatch.setenv("CAPADESK_AUTHOR", "a script")
    monkeypatch.setenv("CAPADESK_LANGUAGE", "de")
    desk = open_desk(str(tmp_path / "a.db"))
    assert (desk.author, desk.localisation.language) == ("a script", "de")
    desk.store.close()


def test_a_file_that_is_read_only_keeps_no_settings(tmp_path: Path):
    set_up(tmp_path / "a.db")
    desk = open_desk(str(tmp_path / "a.db"), read_only=True)
    with pytest.raises(UserError) as refused:
        desk.store.set_own_setting("author", "Ada")
    assert refused.value.code == "read_only"
    desk.store.close()


def test_changes_and_reports_carry_the_new_name_at_once(tmp_path: Path):
    desk = open_desk(str(tmp_path / "a.db"))
    OwnProfileService(desk.store).save(OwnProfile("Grace", "grace@example.org"))
    desk.sample.add_sample()
    newest = desk.store.next_undo()
    assert newest is not None
    assert newest.author == "Grace"
    assert desk.reports.provenance().author == "Grace"
    assert OwnProfileService(desk.store).profile() == OwnProfile("Grace", "grace@example.org")
    desk.store.close()


@pytest.mark.parametrize(
    ("profile", "problem"),
    [(OwnProfile(" ", ""), ("name", "missing")), (OwnProfile("Ada", "nowhere"), ("email", "not_an_email"))],
)
def test_a_profile_that_cannot_be_is_refused(tmp_path: Path, profile: OwnProfile, problem: tuple[str, str]):
    desk = open_desk(str(tmp_path / "a.db"), author="Before")
    with pytest.raises(InvalidRecord) as refused:
        OwnProfileService(desk.store).save(profile)
    (named,) = refused.value.data["problems"]
    assert (named["field"], named["code"]) == problem
    assert desk.author == "Before"
    desk.store.close()


def test_as_many_of_the_newest_backups_are_kept_as_is_wanted(tmp_path: Path):
    from datetime import UTC, datetime, timedelta

    from capadesk.services.ports import BackupInfo
    from capadesk.storage.trust.backup_rotation import Rotation, to_drop

    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    made = [BackupInfo(tmp_path / f"{n}", noon - timedelta(minutes=n), 1, True) for n in range(20)]
    assert len(made) - len(to_drop(made)) == 8
    assert len(made) - len(to_drop(made, Rotation(16))) == 16


def test_each_backup_is_copied_to_another_place_if_that_is_wanted(tmp_path: Path):
    elsewhere = tmp_path / "stick"
    elsewhere.mkdir()
    set_up(tmp_path / "a.db", backup_copies=str(elsewhere))
    desk = open_desk(str(tmp_path / "a.db"))
    made = desk.store.backup_now()
    copy = elsewhere / made.path.name
    assert sorted(each.name for each in elsewhere.iterdir()) == [copy.name, f"{copy.name}.sha256"]
    assert copy.read_bytes() == made.path.read_bytes()
    desk.store.close()


def test_a_place_that_is_away_is_named_and_the_backup_is_made_all_the_same(tmp_path: Path):
    set_up(tmp_path / "a.db", backup_copies=str(tmp_path / "stick"))
    desk = open_desk(str(tmp_path / "a.db"))
    with pytest.raises(EnvironmentFailure) as failed:
        desk.store.backup_now()
    assert failed.value.code == "folder_missing"
    assert len(desk.store.backups()) == 1
    desk.store.close()


def test_copies_of_other_files_are_not_thinned_out(tmp_path: Path):
    elsewhere = tmp_path / "stick"
    elsewhere.mkdir()
    others = [elsewhere / f"other-20250101T0000{n:02}Z.capadesk" for n in range(20)]
    for path in others:
        path.touch()
    set_up(tmp_path / "a.db", backup_copies=str(elsewhere))
    desk = open_desk(str(tmp_path / "a.db"))
    desk.store.backup_now()
    assert all(path.exists() for path in others)
    desk.store.close()


def test_a_backup_can_be_made_whether_it_is_due_or_not(tmp_path: Path):
    desk = open_desk(str(tmp_path / "a.db"))
    assert desk.store.backup_now().is_verified
    assert len(desk.store.backups()) == 1
    desk.store.close()
