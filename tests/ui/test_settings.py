"""The settings at work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from capadesk.domain.records import Platform
from capadesk.services.desk import Desk
from capadesk.services.ports import Problem
from capadesk.ui.common.desk_requests import RecoverFile, Reopen, RestoreBackup
from capadesk.ui.common.fields.when_field import WhenField
from capadesk.ui.common.look.appearance import Appearance, Scheme
from capadesk.ui.common.message_bar import Mood
from capadesk.ui.window.main_window import MainWindow
from tests.ui.hands import answer
from tests.ui.test_accessible_names import names_missing
from tests.ui.test_mnemonics import mnemonics

Control = Qt.KeyboardModifier.ControlModifier
SECTIONS = ("appearance", "language", "platform", "you", "backup", "data_file")


def section(window: MainWindow, name: str) -> Any:
    page: Any = window.show_area_named("settings")
    page.show_section(name)
    return page.section


def write(field: Any, text: str) -> None:
    field.line_edit.setText(text)
    field.line_edit.textEdited.emit(text)


def test_ctrl_comma_opens_the_settings(qtbot: QtBot, window: MainWindow):
    qtbot.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Comma, Control)
    assert window.shown_area == "settings"
    assert window.page.list.hasFocus()


def test_up_and_down_choose_a_section_and_enter_goes_into_it(qtbot: QtBot, window: MainWindow):
    section(window, "language")
    page: Any = window.page
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    assert page.section_name == "platform"
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    assert page.section.fields["name"].focusProxy().hasFocus()


@pytest.mark.sample
def test_every_section_names_its_widgets_and_no_letter_stands_for_two_things(window: MainWindow, desk: Desk):
    desk.store.backup_now()
    for name in SECTIONS:
        section(window, name)
        assert names_missing(window) == [], name
        assert {key: texts for key, texts in mnemonics(window).items() if len(texts) > 1} == {}, name


def test_the_platform_is_saved_as_one_change_that_can_be_undone(qtbot: QtBot, window: MainWindow, desk: Desk):
    platform = section(window, "platform")
    write(platform.fields["name"], "Piattaforma")
    platform.fields["country"].combo.key_chosen.emit("IT")
    assert window.page.is_modified
    platform.focus_first()
    qtbot.keyClick(platform.fields["name"].line_edit, Qt.Key.Key_S, Control)
    (stored,) = desk.store.select(Platform)
    assert stored.name == "Piattaforma"
    assert window.bar.text == "Added “Piattaforma”"
    assert not window.page.is_modified
    window.undo()
    assert desk.store.select(Platform) == []
    assert platform.fields["name"].value() == ""


def test_a_platform_without_a_name_is_refused_beside_its_field(window: MainWindow, desk: Desk):
    platform = section(window, "platform")
    write(platform.fields["website"], "https://platform.example")
    assert not platform.save()
    assert window.bar.mood is Mood.ERROR
    assert desk.store.select(Platform) == []


def test_leaving_the_window_asks_about_a_section_that_is_not_saved(window: MainWindow, desk: Desk):
    write(section(window, "platform").fields["name"], "Half a na")
    window.show_area_named("events")
    window.close()
    assert window.isVisible()
    assert window.shown_area == "settings"
    answer(window, "&Save changes")
    assert [each.name for each in desk.store.select(Platform)] == ["Half a na"]
    assert not window.isVisible()


def test_the_next_change_carries_the_name_that_was_typed(window: MainWindow, desk: Desk):
    own = section(window, "you")
    assert own.fields["name"].value() == "Ada"
    write(own.fields["name"], "Grace Hopper")
    own.save_button.click()
    assert window.bar.text == "From now on changes are signed “Grace Hopper”."
    desk.sample.add_sample()
    newest = desk.store.next_undo()
    assert newest is not None
    assert newest.author == "Grace Hopper"


def test_an_address_that_is_none_is_named_beneath_its_field(window: MainWindow):
    own = section(window, "you")
    write(own.fields["email"], "nowhere")
    assert not own.save()
    assert own.fields["email"].accessibleDescription() != ""
    own.revert()
    assert own.fields["email"].value() == ""
    assert own.fields["email"].accessibleDescription() == ""


def test_light_and_dark_are_chosen_here_and_seen_at_once(window: MainWindow, appearance: Appearance):
    looks = section(window, "appearance")
    looks.schemes[Scheme.DARK].click()
    assert appearance.is_dark
    appearance.choose(Scheme.LIGHT)
    assert looks.schemes[Scheme.LIGHT].isChecked()


def test_another_size_of_text_opens_the_window_anew(qtbot: QtBot, window: MainWindow, appearance: Appearance):
    looks = section(window, "appearance")
    before = QApplication.font().pointSizeF()
    with qtbot.waitSignal(window.desk_wanted) as wanted:
        looks.sizes.activated.emit(looks.sizes.findData(150))
    assert wanted.args == [Reopen()]
    assert appearance.text_percent == 150
    assert QApplication.font().pointSizeF() == pytest.approx(1.5 * before)


def test_a_language_shows_how_dates_would_read_before_it_is_used(
    qtbot: QtBot, window: MainWindow, desk: Desk
):
    language = section(window, "language")
    language.languages.setCurrentIndex(language.languages.findData("de-AT"))
    assert "Oktober" in language.example.text()
    assert "Italien" in language.example.text()
    with qtbot.waitSignal(window.desk_wanted) as wanted:
        language.use_button.click()
    assert wanted.args == [Reopen()]
    assert desk.store.own_setting("language") == "de-AT"


def test_every_language_can_be_spoken(desk: Desk):
    from capadesk.ui.common.wording.languages import LANGUAGES

    for tag in LANGUAGES:
        assert desk.localisation.spoken_in(tag).language == tag
        assert QLocale(tag.replace("-", "_")).language() is not QLocale.Language.C


def test_a_backup_is_made_now_and_stands_in_the_list(qtbot: QtBot, window: MainWindow, desk: Desk):
    backup = section(window, "backup")
    assert "no backup yet" in backup.state.text()
    backup.now_button.click()
    qtbot.waitUntil(lambda: backup.list.topLevelItemCount() == 1)
    assert "just now" in backup.state.text()
    assert len(desk.store.backups()) == 1


def previewed(qtbot: QtBot, backup: Any) -> Any:
    backup.list.setCurrentItem(backup.list.topLevelItem(0))
    backup.restore_button.click()
    qtbot.waitUntil(lambda: backup.preview is not None)
    return backup.preview


def test_going_back_to_a_backup_shows_first_what_would_change(qtbot: QtBot, window: MainWindow, desk: Desk):
    info = desk.store.backup_now()
    desk.sample.add_sample()
    preview = previewed(qtbot, section(window, "backup"))
    (gone,) = preview.lists
    assert gone.topLevelItemCount() == 1
    assert "sample" in gone.topLevelItem(0).text(2)
    assert preview.keep_button.isDefault()
    with qtbot.waitSignal(window.desk_wanted) as wanted:
        preview.go_button.click()
    assert wanted.args == [RestoreBackup(info.path)]


def test_a_backup_with_the_same_changes_is_nothing_to_go_back_to(
    qtbot: QtBot, window: MainWindow, desk: Desk
):
    desk.store.backup_now()
    backup = section(window, "backup")
    assert backup.list.topLevelItem(0).text(3) == "Verified"
    preview = previewed(qtbot, backup)
    assert preview.lists == []
    assert preview.go_button.isHidden()
    preview.keep_button.click()
    assert not window.isHidden()


def test_how_many_backups_are_kept_is_remembered(window: MainWindow, desk: Desk):
    backup = section(window, "backup")
    for setting, count in (("backups_kept", 32), ("backup_days_kept", 0), ("backup_weeks_kept", 52)):
        box = backup.kept[setting]
        box.activated.emit(box.findData(count))
        assert desk.store.own_setting(setting) == str(count)
    box = backup.kept["backup_days_kept"]
    box.activated.emit(box.findData(14))
    assert desk.store.own_setting("backup_days_kept") == "", "as usual"


@pytest.mark.sample
def test_the_data_file_says_where_it_lies_and_is_checked(qtbot: QtBot, window: MainWindow, desk: Desk):
    data_file = section(window, "data_file")
    assert data_file.place.text() == str(Path(desk.store.location))
    assert "people" in data_file.state.text()
    data_file.copy_button.click()
    assert QApplication.clipboard().text() == desk.store.location
    data_file.check_button.click()
    qtbot.waitUntil(lambda: not data_file.result.isHidden())
    assert "sound" in data_file.result.text()


def test_a_file_that_is_damaged_can_be_brought_back_from_there(qtbot: QtBot, window: MainWindow, desk: Desk):
    data_file = section(window, "data_file")
    data_file._show_result([])
    assert data_file.recover_button.isHidden()
    data_file._show_result([Problem("log_changed", "change_set", "0a")])
    assert not data_file.recover_button.isHidden()
    with qtbot.waitSignal(window.desk_wanted) as wanted:
        data_file.recover_button.click()
    assert wanted.args == [RecoverFile()]


def test_the_section_is_remembered(make_window: Any):
    first = make_window()
    section(first, "backup")
    first.close()
    second = make_window()
    assert second.shown_area == "settings"
    assert second.page.section_name == "backup"


@pytest.mark.sample
def test_a_new_event_begins_in_the_zone_that_was_just_chosen(window: MainWindow):
    events: Any = window.page
    events.start_new()
    assert events.record.detail.findChild(WhenField).zone_field.value() == "Europe/Rome"
    events.revert()
    platform = section(window, "platform")
    platform.fields["time_zone"].set_value("Europe/Lisbon")
    assert platform.save()
    window.show_area_named("events")
    events.start_new()
    assert events.record.detail.findChild(WhenField).zone_field.value() == "Europe/Lisbon"


def test_a_folder_for_copies_is_remembered_and_taken_away(window: MainWindow, desk: Desk, tmp_path: Path):
    backup = section(window, "backup")
    assert backup.none_button.isHidden()
    backup.copy_into(str(tmp_path))
    assert str(tmp_path) in backup.copies.text()
    assert desk.store.own_setting("backup_copies") == str(tmp_path)
    backup.none_button.click()
    assert desk.store.own_setting("backup_copies") == ""
