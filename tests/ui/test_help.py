"""The help: the guide at the page of the area, the keys, what the program is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from capadesk.resource_files import resource_path
from capadesk.services.desk import Desk
from capadesk.ui.help.about import details, libraries, licence_text
from capadesk.ui.help.guide import FIRST_PAGE, Guide
from capadesk.ui.help.guide_panel import GuidePanel
from capadesk.ui.help.help_window import HelpWindow
from capadesk.ui.window.main_window import MainWindow

GUIDE = Guide(resource_path("guide"))
LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)\s]+)\)")


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    held = modifiers[0] if modifiers else Qt.KeyboardModifier.NoModifier
    qtbot.keyClick(QApplication.focusWidget() or window, key, held)


def helping(window: MainWindow) -> HelpWindow:
    shown = window.helping.help
    assert shown is not None
    return shown


@pytest.fixture
def panel(qtbot: QtBot) -> GuidePanel:
    made = GuidePanel(GUIDE)
    qtbot.addWidget(made)
    return made


# --- the pages ----------------------------------------------------------------------------------------


def test_every_area_has_a_page(window: MainWindow):
    names = {page.name for page in GUIDE.pages}
    assert set(window.area_names) <= names


@pytest.mark.parametrize("page", GUIDE.pages, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_somewhere(page):
    for picture, target in LINK.findall(page.text):
        if target.startswith(("https://", "http://")):
            continue
        path = GUIDE.folder / target.partition("#")[0]
        assert path.exists(), f"{page.name}: {target}"
        assert bool(picture) == (path.suffix == ".png")


def test_every_page_is_reached_from_the_first():
    linked = {name for _picture, name in LINK.findall(GUIDE.page(FIRST_PAGE).text)}
    assert {f"{page.name}.md" for page in GUIDE.pages} - linked == {f"{FIRST_PAGE}.md"}


def test_all_words_must_occur_and_accents_do_not_matter():
    names = [page.name for page in GUIDE.find("BACKUPS rotate")]
    assert names == []
    assert "data-files" in [page.name for page in GUIDE.find("backup fôlder")]
    assert len(GUIDE.find("")) == len(GUIDE.pages)


def test_links_lead_to_a_page_and_back_leads_back(panel: GuidePanel):
    from PySide6.QtCore import QUrl

    panel.browser.anchorClicked.emit(QUrl("settings.md"))
    assert panel.page_name == "settings"
    panel.back_button.click()
    assert panel.page_name == FIRST_PAGE
    assert not panel.back_button.isEnabled()
    panel.forward_button.click()
    assert panel.page_name == "settings"


def test_searching_leaves_the_pages_that_fit_and_marks_the_word(panel: GuidePanel):
    panel.search.setText("Ctrl+comma")
    assert panel.contents.count() == 1
    assert panel.page_name == "settings"
    assert panel.browser.textCursor().selectedText() == "Ctrl+comma"
    panel.search.setText("xyzzy")
    assert panel.contents.count() == 0
    panel.search.clear()
    assert panel.contents.count() == len(GUIDE.pages)


def test_pictures_are_no_wider_than_the_page(qtbot: QtBot, panel: GuidePanel):
    panel.resize(700, 500)
    panel.show()
    panel.show_page("events")
    qtbot.waitUntil(lambda: panel.browser.document().size().width() <= panel.browser.viewport().width())


# --- from the window ----------------------------------------------------------------------------------


@pytest.mark.parametrize("area", ["events", "settings", "history"])
def test_f1_opens_the_guide_at_the_page_of_the_area(qtbot: QtBot, window: MainWindow, area: str):
    window.show_area_named(area)
    press(qtbot, window, Qt.Key.Key_F1)
    assert helping(window).isVisible()
    assert helping(window).guide.page_name == area
    assert "Save" in helping(window).keys.toPlainText()


def test_the_sheet_names_every_key_of_the_menus(qtbot: QtBot, window: MainWindow):
    press(qtbot, window, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    text = helping(window).keys.toPlainText()
    for action in window.commands.all_actions():
        for sequence in action.shortcuts():
            assert sequence.toString(QKeySequence.SequenceFormat.NativeText) in text
    assert helping(window).tabs.currentWidget() is helping(window).keys


def test_escape_closes_the_help_and_it_goes_with_its_window(qtbot: QtBot, window: MainWindow):
    window.commands.help.trigger()
    shown = helping(window)
    with qtbot.waitActive(shown):
        shown.activateWindow()
    qtbot.keyClick(shown.guide.browser, Qt.Key.Key_Escape)
    assert not shown.isVisible()
    window.commands.help.trigger()
    window.leaving.close_without_asking()
    assert not shown.isVisible()


def test_every_widget_of_the_help_says_its_name(window: MainWindow):
    from tests.ui.test_accessible_names import names_missing

    window.commands.about.trigger()
    for tab in range(3):
        helping(window).tabs.setCurrentIndex(tab)
        assert names_missing(helping(window)) == []


# --- what the program is ------------------------------------------------------------------------------


def test_every_library_names_its_version_and_its_licence(qtbot: QtBot):
    found = {library.name.lower(): library for library in libraries()}
    assert {"sqlalchemy", "openpyxl", "pyside6-essentials", "python-dateutil"} <= found.keys()
    assert all(library.version and library.licence for library in found.values())
    assert "pytest" not in found


def test_the_details_name_versions_but_no_person_and_no_file(qtbot: QtBot, window: MainWindow, desk: Desk):
    window.commands.copy_details.trigger()
    text = QApplication.clipboard().text()
    assert text == details(desk.version)
    assert "SQLite" in text
    assert desk.author not in text
    assert str(Path.home()) not in text
    assert desk.store.location not in text


def test_the_licence_is_shipped_with_the_program():
    assert licence_text().startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
