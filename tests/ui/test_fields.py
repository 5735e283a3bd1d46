from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QDate, QLocale, QObject, QPoint, QPointF, Qt, QTime, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox

from capadesk.domain.codes import CodeList
from capadesk.domain.identity import new_id
from capadesk.domain.records import City, HeadCount, Person
from capadesk.domain.when import Precision, When
from capadesk.ui.common.fields.code_field import CodeField
from capadesk.ui.common.fields.code_flags_field import CodeFlagsField
from capadesk.ui.common.fields.country_field import CountryField
from capadesk.ui.common.fields.head_counts_field import HeadCountsField
from capadesk.ui.common.fields.language_field import LanguagesField
from capadesk.ui.common.fields.line_field import LinkField, web_address
from capadesk.ui.common.fields.optional_date_field import OptionalDateField
from capadesk.ui.common.fields.quiet_inputs import QuietDateEdit, QuietSpinBox, date_format
from capadesk.ui.common.fields.record_directory import RecordDirectory
from capadesk.ui.common.fields.record_field import RecordField
from capadesk.ui.common.fields.tags_field import TagsField
from capadesk.ui.common.fields.text_field import TextField
from capadesk.ui.common.fields.when_field import WhenField
from capadesk.ui.common.fields.zone_field import ZoneField, zone_names
from tests.ui.hands import choose
from tests.ui.small_desk import TODAY, make_desk


@pytest.fixture
def desk(tmp_path):
    desk = make_desk(tmp_path)
    yield desk
    desk.store.close()


@pytest.fixture
def when_field(qtbot, desk):
    field = WhenField(desk.localisation, TODAY, "Europe/Rome")
    qtbot.addWidget(field)
    field.show()
    return field


def counted(field):
    changes = []
    field.changed.connect(lambda: changes.append(field.value()))
    return changes


def write(combo: QComboBox, words: str) -> None:
    line = combo.lineEdit()
    assert line is not None
    line.setText(words)
    line.editingFinished.emit()


# --- dates ----------------------------------------------------------------------------------------

DAYS = st.dates(date(100, 1, 2), date(9999, 12, 30))
WHENS = st.one_of(
    st.just(When()),
    st.builds(lambda a, b: When.days(min(a, b), max(a, b)), DAYS, DAYS),
    st.builds(
        lambda a, b: When.months(min(a, b).year, min(a, b).month, (max(a, b).year, max(a, b).month)),
        DAYS,
        DAYS,
    ),
    st.builds(lambda a, b: When.years(min(a, b).year, max(a, b).year), DAYS, DAYS),
    st.builds(
        lambda a, b, zone: When.timed(min(a, b), max(a, b), zone),
        st.datetimes(datetime(100, 1, 2), datetime(9999, 12, 30)),
        st.datetimes(datetime(100, 1, 2), datetime(9999, 12, 30)),
        st.sampled_from(["Europe/Rome", "America/Sao_Paulo", "UTC", "Asia/Kolkata", "US/Eastern"]),
    ),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(WHENS)
def test_a_date_that_is_shown_is_given_back(when_field, when):
    when_field.set_value(when)
    assert when_field.value() == when


def test_a_date_before_what_a_calendar_can_show_comes_out_untouched(when_field):
    ancient = When.days(date(44, 3, 15))
    when_field.set_value(ancient)
    assert when_field.value() == ancient


def test_seconds_that_are_not_shown_are_kept(when_field):
    when = When.timed(datetime(2026, 1, 2, 3, 4, 5), datetime(2026, 1, 2, 4, 4, 5), "Europe/Rome")
    when_field.set_value(when)
    when_field.spans[Precision.DATETIME].start.time_edit.setTime(QTime(3, 10, 5))
    assert when_field.value().start == datetime(2026, 1, 2, 3, 10, 5)


def test_another_precision_begins_with_the_date_that_was_there(when_field):
    when_field.set_value(When.days(date(2025, 11, 3), date(2026, 1, 4)))
    when_field.set_precision(Precision.MONTH)
    assert when_field.value() == When.months(2025, 11, (2026, 1))
    when_field.set_precision(Precision.YEAR)
    assert when_field.value() == When.years(2025, 2026)
    when_field.set_precision(Precision.UNKNOWN)
    assert when_field.value() == When()


def test_what_was_typed_survives_a_look_at_another_precision(when_field):
    changes = counted(when_field)
    when_field.set_value(When.timed(datetime(2026, 5, 6, 7, 8), datetime(2026, 5, 6, 9, 10), "Asia/Kolkata"))
    when_field.set_precision(Precision.MONTH)
    when_field.spans[Precision.MONTH].start.month_combo.setCurrentIndex(0)
    when_field.set_precision(Precision.DATETIME)
    assert when_field.value().start == datetime(2026, 5, 6, 7, 8)
    assert when_field.value().zone == "Asia/Kolkata"
    when_field.set_precision(Precision.MONTH)
    assert when_field.value().start == date(2026, 1, 1)
    assert changes


def test_showing_a_date_is_no_change(when_field):
    changes = counted(when_field)
    for when in (When.days(date(2025, 1, 1)), When.years(2024, 2026), When()):
        when_field.set_value(when)
    assert changes == []


def test_an_end_before_the_start_is_told_at_once_and_stands_in_the_value(when_field):
    when_field.set_value(When.days(date(2026, 3, 10), date(2026, 3, 12)))
    span = when_field.spans[Precision.DAY]
    span.end.date_edit.setDate(QDate(2026, 3, 1))
    assert when_field.problem_line.isVisible()
    assert when_field.value().end < when_field.value().start
    span.until_box.setChecked(False)
    assert not when_field.problem_line.isVisible()
    assert when_field.value() == When.days(date(2026, 3, 10))


def test_unticking_until_leaves_the_end_open(when_field):
    when_field.set_value(When.timed(datetime(2026, 3, 1, 9), datetime(2026, 3, 1, 12), "Europe/Rome"))
    when_field.spans[Precision.DATETIME].until_box.setChecked(False)
    assert when_field.value() == When.timed(datetime(2026, 3, 1, 9), None, "Europe/Rome")


def test_a_new_time_begins_in_the_zone_of_the_platform(when_field):
    when_field.set_value(When())
    when_field.set_precision(Precision.DATETIME)
    assert when_field.value().zone == "Europe/Rome"
    assert when_field.value().first_day == TODAY


def test_the_date_is_typed_by_keyboard(qtbot, when_field):
    when_field.setLocale(QLocale("en_GB"))
    when_field.set_value(When.days(date(2026, 3, 10)))
    edit = when_field.spans[Precision.DAY].start.date_edit
    edit.setSelectedSection(QuietDateEdit.Section.DaySection)
    qtbot.keyClicks(edit, "24")
    assert when_field.value() == When.days(date(2026, 3, 24))


def test_every_locale_writes_the_year_with_four_digits():
    for name in ("en_GB", "de", "it", "sv", "hu", "pl", "tr", "fr"):
        assert date_format(QLocale(name)).count("y") == 4


def test_an_optional_date_is_emptied_and_filled_by_keyboard(qtbot):
    field = OptionalDateField(TODAY)
    qtbot.addWidget(field)
    field.show()
    changes = counted(field)
    field.set_value(date(2026, 4, 5))
    assert field.value() == date(2026, 4, 5)
    assert changes == []
    qtbot.keyClick(field.date_edit, Qt.Key.Key_Delete)
    assert field.value() is None
    assert changes == [None]
    qtbot.keyClick(field.date_edit, Qt.Key.Key_Up)
    assert field.value() == TODAY
    field.clear_button.click()
    assert field.value() is None


def test_a_calendar_that_is_closed_without_choosing_leaves_the_date_open(qtbot):
    field = OptionalDateField(TODAY)
    qtbot.addWidget(field)
    field.show()
    changes = counted(field)
    edit = field.date_edit
    arrow = QPoint(edit.width() - 8, edit.height() // 2)
    qtbot.mouseClick(edit, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, arrow)
    assert edit.calendarWidget().isVisible()
    assert edit.calendarWidget().selectedDate().toPython() == TODAY
    edit.calendarWidget().window().close()
    assert field.value() is None
    qtbot.mouseClick(edit, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, arrow)
    edit.calendarWidget().clicked.emit(QDate(2026, 3, 20))
    edit.calendarWidget().window().close()
    assert field.value() == date(2026, 3, 20)
    assert changes[-1] == date(2026, 3, 20)


# --- closed lists ---------------------------------------------------------------------------------


def test_a_country_is_found_by_typing_without_accents(qtbot, desk):
    field = CountryField(desk.localisation)
    qtbot.addWidget(field)
    field.show()
    changes = counted(field)
    field.set_value("IT")
    assert field.combo.currentText() == "Italy"
    field.combo.fill()
    line = field.combo.lineEdit()
    assert line is not None
    line.selectAll()
    qtbot.keyClicks(line, "turki")
    line.editingFinished.emit()
    assert field.value() == "TR"
    line.setText("Czechia")
    line.editingFinished.emit()
    assert field.value() == "CZ"
    line.clear()
    line.editingFinished.emit()
    assert field.value() == ""
    assert changes[-2:] == ["CZ", ""]


def test_an_unknown_country_stays_visible_and_nonsense_is_not_taken(qtbot, desk):
    field = CountryField(desk.localisation)
    qtbot.addWidget(field)
    field.set_value("XQ")
    assert field.combo.currentText() == "XQ"
    field.combo.fill()
    assert field.value() == "XQ"
    write(field.combo, "nowhere at all")
    assert field.value() == "XQ"
    assert field.combo.currentText() == "XQ"


def test_zones_are_those_of_today_with_their_offset(qtbot):
    assert {"Europe/Rome", "Europe/Stockholm", "UTC"} <= set(zone_names())
    assert not {"US/Eastern", "GB", "Europe/Nicosia2"} & set(zone_names())
    field = ZoneField(datetime(2026, 1, 1))
    qtbot.addWidget(field)
    field.set_value("Europe/Rome")
    assert field.combo.currentText() == "Europe/Rome — UTC+1"
    field.set_moment(datetime(2026, 7, 1))
    assert field.combo.currentText() == "Europe/Rome — UTC+2"
    field.set_value("Asia/Kolkata")
    assert field.combo.currentText() == "Asia/Kolkata — UTC+5:30"
    field.set_value("Mars/Olympus")
    assert field.value() == "Mars/Olympus"


def test_a_zone_is_found_by_its_city(qtbot):
    field = ZoneField(datetime(2026, 1, 1))
    qtbot.addWidget(field)
    field.set_value("Europe/Rome")
    field.combo.fill()
    write(field.combo, "sao paulo")
    assert field.value() == "America/Sao_Paulo"


def test_an_unknown_code_stays_visible_while_it_is_chosen(qtbot, desk):
    field = CodeField(desk.code_book, CodeList.EVENT_MODE)
    qtbot.addWidget(field)
    changes = counted(field)
    field.set_value("telepathy")
    assert field.value() == "telepathy"
    assert field.combo.currentText() == "telepathy"
    choose(field.combo, "Online")
    assert changes == ["online"]
    field.set_value("hybrid")
    assert field.combo.findText("telepathy") == -1


def test_several_codes_are_ticked(qtbot, desk):
    field = CodeFlagsField(desk.code_book, CodeList.ORGANISATION_FLAG)
    qtbot.addWidget(field)
    changes = counted(field)
    field.set_value(("ministry", "unheard_of"))
    assert set(field.value()) == {"ministry", "unheard_of"}
    field.box("financier").click()
    assert set(changes[0]) == {"ministry", "unheard_of", "financier"}


def test_languages_are_added_and_taken_away(qtbot, desk):
    field = LanguagesField(desk.localisation)
    qtbot.addWidget(field)
    field.show()
    changes = counted(field)
    field.set_value(("it",))
    field.combo.fill()
    write(field.combo, "German")
    assert field.value() == ("it", "de")
    assert field.combo.currentText() == ""
    field.chips.chip("it").click()
    assert changes == [("it", "de"), ("de",)]


# --- records --------------------------------------------------------------------------------------


@pytest.fixture
def directory(desk):
    with desk.store.unit_of_work() as work:
        work.save(Person(id=new_id(), given_name="Anna", family_name="Bianchi"))
        work.save(Person(id=new_id(), given_name="Piotr", family_name="Łuczak"))
        work.commit("people")
    made = RecordDirectory(desk)
    yield made
    made.wait()


def test_a_record_is_found_by_a_part_of_its_name_and_chosen_with_the_keyboard(qtbot, directory):
    field = RecordField(directory, "person")
    qtbot.addWidget(field)
    field.show()
    field.line_edit.setFocus()
    changes = counted(field)
    qtbot.keyClicks(field.line_edit, "lucz")
    assert field.line_edit.offers()[0].startswith("Piotr Łuczak")
    popup = field.line_edit.popup()
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert directory.name("person", field.value()) == "Piotr Łuczak"
    assert changes == [field.value()]
    assert field.line_edit.text() == "Piotr Łuczak"


def test_a_name_typed_in_full_is_chosen_on_leaving(qtbot, directory):
    field = RecordField(directory, "person")
    qtbot.addWidget(field)
    qtbot.keyClicks(field.line_edit, "anna bianchi")
    field.line_edit.popup().hide()
    field.line_edit.editingFinished.emit()
    assert field.line_edit.text() == "Anna Bianchi"
    assert field.value() is not None


def test_what_is_not_there_is_offered_to_be_created(qtbot, desk, directory):
    field = RecordField(directory, "organisation")
    qtbot.addWidget(field)
    field.show()
    made: list[object] = []
    directory.record_created.connect(made.append)
    qtbot.keyClicks(field.line_edit, "City of Nowhere")
    assert field.line_edit.offers() == ["Create organisation “City of Nowhere”"]
    popup = field.line_edit.popup()
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert desk.organisations.open(field.value()).organisation.name == "City of Nowhere"
    assert len(made) == 1


def test_a_name_that_leads_nowhere_is_told_and_not_lost(qtbot, directory):
    field = RecordField(directory, "person")
    qtbot.addWidget(field)
    field.show()
    qtbot.keyClicks(field.line_edit, "Nobody Known")
    field.line_edit.popup().hide()
    field.line_edit.editingFinished.emit()
    assert field.value() is None
    assert field.line_edit.text() == "Nobody Known"
    assert "Nobody Known" in field.problem_line.text()


def test_emptying_the_line_chooses_none(qtbot, desk, directory):
    field = RecordField(directory, "city")
    qtbot.addWidget(field)
    city = desk.store.select(City)[0]
    field.set_value(city.id)
    assert field.line_edit.text() == city.name
    field.line_edit.selectAll()
    qtbot.keyClick(field.line_edit, Qt.Key.Key_Delete)
    assert field.value() is None
    field.set_value(city.id)
    field.clear_button.click()
    assert field.value() is None


def test_a_record_that_is_gone_is_shown_as_such(qtbot, directory):
    field = RecordField(directory, "person")
    qtbot.addWidget(field)
    gone = new_id()
    field.set_value(gone)
    assert field.value() == gone
    assert field.line_edit.text() == "(not found)"


def test_tags_are_added_created_and_removed(qtbot, desk, directory):
    field = TagsField(directory)
    qtbot.addWidget(field)
    field.show()
    qtbot.keyClicks(field.line_edit, "energy sys")
    popup = field.line_edit.popup()
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert field.line_edit.text() == ""
    assert [directory.name("tag", i) for i in field.value()] == ["Energy systems"]
    qtbot.keyClicks(field.line_edit, "heat pumps")
    qtbot.keyClick(popup, Qt.Key.Key_Up)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert [directory.name("tag", i) for i in field.value()] == ["Energy systems", "heat pumps"]
    chip = field.chips.chip(str(field.value()[0]))
    chip.setFocus()
    qtbot.keyClick(chip, Qt.Key.Key_Delete)
    assert [directory.name("tag", i) for i in field.value()] == ["heat pumps"]


# --- text, counts, wheel --------------------------------------------------------------------------


def test_text_keeps_its_lines_and_non_breaking_blanks(qtbot):
    field = TextField()
    qtbot.addWidget(field)
    text = "10\u00a0000 euros\n\n– second line"
    field.set_value(text)
    assert field.value() == text


def test_a_text_field_grows_with_its_text(qtbot):
    field = TextField()
    qtbot.addWidget(field)
    field.resize(300, 400)
    field.show()
    small = field.text_edit.height()
    field.set_value("\n".join(["line"] * 12))
    qtbot.waitUntil(lambda: field.text_edit.height() > small * 2)


def test_only_web_addresses_are_opened():
    assert web_address("www.example.org/a").toString() == "https://www.example.org/a"
    assert web_address("http://example.org").isValid()
    for text in ("file:///etc/passwd", "javascript:alert(1)", "nothing", "ftp://example.org"):
        assert not web_address(text).isValid()


class Browser(QObject):
    """Takes the addresses that would be opened."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toString())


@pytest.fixture
def browser():
    browser = Browser()
    for scheme in ("https", "mailto", "tel"):
        QDesktopServices.setUrlHandler(scheme, browser, "open")  # type: ignore[arg-type]
    yield browser
    for scheme in ("https", "mailto", "tel"):
        QDesktopServices.unsetUrlHandler(scheme)


@pytest.mark.parametrize(
    ("scheme", "typed", "opened"),
    [
        ("https", "example.org/a", "https://example.org/a"),
        ("mailto", "a@example.org", "mailto:a@example.org"),
        ("tel", "+39 06 123-45", "tel:+390612345"),
    ],
)
def test_the_button_opens_the_address(qtbot, browser, scheme, typed, opened):
    field = LinkField(scheme)
    qtbot.addWidget(field)
    assert not field.open_button.isEnabled()
    qtbot.keyClicks(field.line_edit, typed)
    field.open_button.click()
    assert browser.opened == [opened]


def test_a_link_in_a_text_is_opened_by_ctrl_and_click(qtbot, browser):
    field = TextField()
    qtbot.addWidget(field)
    field.resize(400, 100)
    field.set_value("see https://example.org/x, please")
    field.show()
    edit = field.text_edit
    cursor = edit.textCursor()
    cursor.setPosition(10)
    place = edit.cursorRect(cursor).center()
    qtbot.mouseClick(edit.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert browser.opened == []
    qtbot.mouseClick(edit.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, place)
    assert browser.opened == ["https://example.org/x"]


def test_counts_add_up_and_only_what_changed_changes(qtbot, desk):
    field = HeadCountsField(desk.code_book, desk.localisation)
    qtbot.addWidget(field)
    event_id = new_id()
    field.set_event(event_id)
    counts = (
        HeadCount(id=new_id(), event_id=event_id, presence="on_site", group="women", count=3),
        HeadCount(id=new_id(), event_id=event_id, presence="on_site", group="all", count=40),
    )
    field.set_value(counts)
    assert field.value() == counts
    assert field.total("on_site") == 43
    field.spins["remote", "men"].setValue(5)
    assert field.value()[:2] == counts
    assert field.value()[2].count == 5
    assert field.total() == 48
    field.spins["on_site", "all"].setValue(0)
    assert field.value()[1].count == 0


@pytest.mark.parametrize("maker", [QuietSpinBox, QuietDateEdit])
def test_the_wheel_changes_nothing_that_has_no_focus(qtbot, maker):
    widget = maker()
    qtbot.addWidget(widget)
    before = widget.text()
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, 0),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
    assert widget.text() == before
    assert not event.isAccepted()
