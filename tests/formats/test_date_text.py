from datetime import date, datetime, time

import pytest

from capadesk.domain.errors import UserError
from capadesk.domain.when import When
from capadesk.formats.tables.when_cells import WhenCells, when_of
from capadesk.formats.words.date_text import parse_date_text, parse_times


def when(start: object, *others: object, day_first: bool = True) -> When:
    return when_of(WhenCells(start, *others), "Europe/Rome", day_first=day_first)


DAY = When.days(date(2024, 10, 17))
THREE_DAYS = When.days(date(2024, 10, 17), date(2024, 10, 19))
OCTOBER = When.months(2024, 10)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-10-17", DAY),
        ("17.10.2024", DAY),
        ("17/10/2024", DAY),
        ("17-10-2024", DAY),
        ("17. 10. 2024", DAY),
        ("17.10.24", DAY),
        ("2024/10/17", DAY),
        ("17 October 2024", DAY),
        ("17th of October 2024", DAY),
        ("October 17, 2024", DAY),
        ("Thu, 17 Oct 2024", DAY),
        ("Donnerstag, 17. Oktober 2024", DAY),
        ("giovedì 17 ottobre 2024", DAY),
        ("mar 15 ottobre 2024", When.days(date(2024, 10, 15))),
        ("mar 2024", When.months(2024, 3)),
        ("17 de octubre de 2024", DAY),
        ("12 December 2024", When.days(date(2024, 12, 12))),
        ("Dezember 2024", When.months(2024, 12)),
        ("17 octobre 2024", DAY),
        ("2024. október 17.", DAY),
        ("17 października 2024", DAY),
        ("17 Οκτωβρίου 2024", DAY),
        ("17 Ekim 2024", DAY),
        ("1er octobre 2024", When.days(date(2024, 10, 1))),
        ("5. März 2024", When.days(date(2024, 3, 5))),
        ("3 août 2023", When.days(date(2023, 8, 3))),
        ("October 2024", OCTOBER),
        ("Oktober 2024", OCTOBER),
        ("ottobre 2024", OCTOBER),
        ("octobre 2024", OCTOBER),
        ("10/2024", OCTOBER),
        ("10.2024", OCTOBER),
        ("2024-10", OCTOBER),
        ("Oct. 2024", OCTOBER),
        ("2024", When.years(2024)),
        (2024, When.years(2024)),
        ("2023-2024", When.years(2023, 2024)),
        ("Q4 2024", When.months(2024, 10, (2024, 12))),
        ("Dec 2024 – Jan 2025", When.months(2024, 12, (2025, 1))),
        ("Dezember 2024 bis Januar 2025", When.months(2024, 12, (2025, 1))),
        ("10-11/2024", When.months(2024, 10, (2024, 11))),
        ("17-19 October 2024", THREE_DAYS),
        ("17 – 19 October 2024", THREE_DAYS),
        ("17.–19.10.2024", THREE_DAYS),
        ("17.10.-19.10.2024", THREE_DAYS),
        ("17.10.2024 - 19.10.2024", THREE_DAYS),
        ("2024-10-17/2024-10-19", THREE_DAYS),
        ("October 17-19, 2024", THREE_DAYS),
        ("from 17 to 19 October 2024", THREE_DAYS),
        ("vom 17. bis 19. Oktober 2024", THREE_DAYS),
        ("dal 17 al 19 ottobre 2024", THREE_DAYS),
        ("du 17 au 19 octobre 2024", THREE_DAYS),
        ("28 September – 2 October 2024", When.days(date(2024, 9, 28), date(2024, 10, 2))),
        ("30 December 2024 - 2 January 2025", When.days(date(2024, 12, 30), date(2025, 1, 2))),
        ("17 and 18 October 2024", When.days(date(2024, 10, 17), date(2024, 10, 18))),
        ("17./18.10.2024", When.days(date(2024, 10, 17), date(2024, 10, 18))),
        ("", When.unknown()),
        ("tbd", When.unknown()),
        ("?", When.unknown()),
        (None, When.unknown()),
        (date(2024, 10, 17), DAY),
        (datetime(2024, 10, 17), DAY),
    ],
)
def test_a_date_is_read_as_people_write_it(text, expected):
    assert when(text) == expected


NINE_TO_NOON = When.timed(datetime(2024, 10, 17, 9, 30), datetime(2024, 10, 17, 12), "Europe/Rome")


@pytest.mark.parametrize(
    "cells",
    [
        ("17 October 2024, 09:30-12:00",),
        ("17.10.2024 09:30 – 12:00",),
        ("17.10.2024", None, "09:30", "12:00"),
        ("17.10.2024", None, "9.30-12.00"),
        ("17.10.2024", "12:00", "9:30"),
        (datetime(2024, 10, 17, 9, 30), datetime(2024, 10, 17, 12)),
        (datetime(2024, 10, 17, 9, 30), None, None, "12h"),
        ("2024-10-17T09:30", "2024-10-17T12:00"),
        ("2024-10-17T07:30Z", "2024-10-17T12:00+02:00"),
        (date(2024, 10, 17), None, 9.5 / 24, 0.5),
        ("17.10.2024 9:30 am", None, None, "12 pm"),
        ("17.10.2024 09:30 - 17.10.2024 12:00",),
    ],
)
def test_times_may_stand_in_the_date_or_in_cells_of_their_own(cells):
    assert when(*cells) == NINE_TO_NOON


def test_a_zone_of_its_own_wins_over_the_default():
    found = when("17.10.2024", None, "09:30", "12:00", "Europe/Bucharest")
    assert found.zone == "Europe/Bucharest"
    assert when("17.10.2024", None, "09:30", "12:00", "MESZ").zone == "CET"


def test_a_start_alone_has_no_known_end():
    assert when("17.10.2024 9:30") == When.timed(datetime(2024, 10, 17, 9, 30), None, "Europe/Rome")


@pytest.mark.parametrize(
    ("cells", "field", "code"),
    [
        (("autumn 2024",), "start", "date_unreadable"),
        (("17 and 19 October 2024",), "start", "date_unreadable"),
        (("x" * 100_000,), "start", "date_unreadable"),
        (("1-" * 40 + "2024",), "start", "date_unreadable"),
        (("10/17/2024",), "start", "date_impossible"),
        (("31.02.2024",), "start", "date_impossible"),
        (("2024/25",), "start", "date_impossible"),
        (("17.10.1024",), "start", "date_out_of_range"),
        ((45582,), "start", "date_serial_number"),
        ((45582.5,), "start", "date_serial_number"),
        ((True,), "start", "date_unreadable"),
        ((None, "17.10.2024"), "start", "start_missing"),
        ((None, None, "09:30"), "start", "start_missing"),
        (("17.10.2024", "16.10.2024"), "end", "end_before_start"),
        (("17.10.2024", "soon"), "end", "date_unreadable"),
        (("17.10.2024", "2024"), "end", "end_less_exact"),
        (("October 2024", None, "09:30"), "start_time", "time_without_day"),
        (("17.10.2024", None, "soon"), "start_time", "time_unreadable"),
        (("17.10.2024", None, "9:30-" * 1000), "start_time", "time_unreadable"),
        (("17.10.2024", None, None, "12:00"), "start_time", "start_time_missing"),
        (("17.10.2024", "19.10.2024", "9:30"), "end_time", "end_time_missing"),
        (("17.10.2024", None, "09:30", "25:00"), "end_time", "time_unreadable"),
        (("17.10.2024", None, "09:30", "08:00"), "end", "end_before_start"),
        (("17.10.2024", None, "09:30", None, "../../etc/passwd"), "time_zone", "zone_unknown"),
    ],
)
def test_what_is_no_date_is_refused_and_the_guilty_cell_named(cells, field, code):
    with pytest.raises(UserError) as caught:
        when(*cells)
    assert (caught.value.code, caught.value.data["field"]) == (code, field)


def test_month_first_is_read_when_it_is_asked_for():
    assert when("10/17/2024", day_first=False) == DAY
    assert when("4/5/2024") == When.days(date(2024, 5, 4))
    assert when("4/5/2024", day_first=False) == When.days(date(2024, 4, 5))


def test_times_of_day_in_many_hands():
    assert parse_times("14h30") == (time(14, 30), None)
    assert parse_times("2.30 pm") == (time(14, 30), None)
    assert parse_times("9 Uhr") == (time(9), None)
    assert parse_times("12 am") == (time(0), None)


def test_an_unknown_date_is_no_error():
    assert parse_date_text("à définir", "UTC") is None
