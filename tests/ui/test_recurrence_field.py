"""The field for how an event recurs: what is chosen becomes a rule, said in words with its next dates."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from pytestqt.qtbot import QtBot

from capadesk.domain.when import When
from capadesk.formats.words.localisation import BabelLocalisation
from capadesk.ui.common.fields.recurrence_field import RecurrenceField

TODAY = date(2026, 3, 1)


class EditedEvent:
    """What the field asks of the event."""

    def __init__(self) -> None:
        self.when = When.timed(datetime(2026, 3, 10, 9), datetime(2026, 3, 10, 10), "Europe/Rome")
        self.exceptions: tuple[str, ...] = ()


@pytest.fixture
def event() -> EditedEvent:
    return EditedEvent()


@pytest.fixture
def field(qtbot: QtBot, event: EditedEvent) -> RecurrenceField:
    made = RecurrenceField(BabelLocalisation("en"), TODAY, lambda: event.when, lambda: event.exceptions)
    qtbot.addWidget(made)
    made.show()
    return made


def next_dates(field: RecurrenceField) -> str:
    return field.preview.text().replace("\N{NO-BREAK SPACE}", " ")


def choose(field: RecurrenceField, every: str) -> None:
    field.every.setCurrentIndex(field.every.findData(every))
    field.every.activated.emit(field.every.currentIndex())


def test_nothing_is_chosen_at_first(field: RecurrenceField) -> None:
    assert field.value() == ""
    assert not field.words.isVisible()
    assert not field.preview.isVisible()


def test_weeks_are_chosen_with_days_and_an_end(qtbot: QtBot, field: RecurrenceField) -> None:
    with qtbot.waitSignal(field.changed):
        choose(field, "WEEKLY")
    field.interval.setValue(2)
    for day in (1, 3):
        field.weekdays[day].click()
    field.end.setCurrentIndex(field.end.findData("count"))
    field.end.activated.emit(field.end.currentIndex())
    field.count.setValue(3)
    assert field.value() == "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=3"
    assert field.words.text() == "Every 2 weeks on Tuesday and Thursday, 3 times"
    assert next_dates(field) == "Next: Tuesday 10 March 2026 · Thursday 12 March 2026 · Tuesday 24 March 2026"


def test_what_was_left_out_is_not_among_the_next_dates(field: RecurrenceField, event: EditedEvent) -> None:
    event.exceptions = ("2026-03-11T09:00",)
    field.set_value("FREQ=DAILY;COUNT=3")
    assert next_dates(field) == "Next: Tuesday 10 March 2026 · Thursday 12 March 2026"


def test_a_month_offers_the_weekday_of_the_start(field: RecurrenceField) -> None:
    choose(field, "MONTHLY")
    ways = [field.month_way.itemText(row) for row in range(field.month_way.count())]
    assert ways == ["on day 10", "on the second Tuesday"]
    field.month_way.setCurrentIndex(1)
    field.month_way.activated.emit(1)
    assert field.value() == "FREQ=MONTHLY;BYDAY=2TU"


def test_a_month_offers_its_last_day_on_that_day_alone(field: RecurrenceField, event: EditedEvent) -> None:
    event.when = When.days(date(2026, 4, 30))
    field.follow_when()
    choose(field, "MONTHLY")
    ways = [field.month_way.itemText(row) for row in range(field.month_way.count())]
    assert ways == ["on day 30", "on the last day", "on the last Thursday"]
    field.month_way.setCurrentIndex(1)
    field.month_way.activated.emit(1)
    assert field.value() == "FREQ=MONTHLY;BYMONTHDAY=-1"
    assert next_dates(field).startswith("Next: Thursday 30 April 2026 · Sunday 31 May 2026 · ")
    event.when = When.days(date(2026, 4, 29))
    field.follow_when()
    assert field.words.text() == "Every month on day 29, in months that have it"


def test_a_rule_is_not_written_anew_because_it_was_looked_at(
    field: RecurrenceField, event: EditedEvent
) -> None:
    rule = "FREQ=WEEKLY;UNTIL=20260402T235959Z;BYDAY=TU"
    field.set_value(rule)
    assert field.value() == rule
    field.interval.setValue(2)
    assert field.value().startswith("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=")
    field.interval.setValue(1)
    assert field.value() == rule
    event.when = When.days(date(2026, 3, 10))
    field.follow_when()
    assert field.value() == "FREQ=WEEKLY;BYDAY=TU;UNTIL=20260403"


def test_a_stored_rule_is_shown_and_reads_as_it_was(field: RecurrenceField) -> None:
    for rule in ("FREQ=MONTHLY;BYDAY=2TU;COUNT=7", "FREQ=YEARLY", "FREQ=WEEKLY;BYDAY=TU,FR", ""):
        field.set_value(rule)
        assert field.value() == rule


def test_a_rule_that_cannot_be_chosen_here_is_kept_until_another_is(field: RecurrenceField) -> None:
    field.set_value("FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1")
    assert field.every.currentText() == "A rule of another program"
    assert field.value() == "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1"
    assert next_dates(field).startswith("Next: Tuesday 31 March 2026")
    choose(field, "")
    assert field.value() == ""


def test_another_day_of_the_event_is_followed(field: RecurrenceField, event: EditedEvent) -> None:
    field.set_value("FREQ=MONTHLY;BYDAY=2TU")
    event.when = When.days(date(2026, 3, 25))
    field.follow_when()
    assert field.words.text() == "Every month on day 25"


def test_without_a_day_the_rule_stays_and_says_so(field: RecurrenceField, event: EditedEvent) -> None:
    field.set_value("FREQ=WEEKLY")
    event.when = When.months(2026, 3)
    field.follow_when()
    assert field.value() == "FREQ=WEEKLY"
    assert field.words.text() == "It recurs only when its day is known."
