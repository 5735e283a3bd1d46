"""Dates as people say them, said on Monday 23 November 2026."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from capadesk.domain.when import When
from capadesk.formats.words.localisation import BabelLocalisation

TODAY = date(2026, 11, 23)
VIENNA = "Europe/Vienna"
english = BabelLocalisation("en")
german = BabelLocalisation("de")


def at(start: str, zone: str = VIENNA) -> When:
    return When.parse("datetime", start, None, zone)


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (When.unknown(), ""),
        (at("2026-11-23T14:00"), "Today, 14:00"),
        (at("2026-11-24T09:30"), "Tomorrow, 09:30"),
        (at("2026-11-22T09:30"), "Yesterday, 09:30"),
        (at("2026-11-26T14:00"), "Thursday, 14:00 · in 3 days"),
        (at("2026-11-26T14:00", "Europe/Lisbon"), "Thursday, 14:00 (Lisbon time) · in 3 days"),
        (When.days(date(2026, 11, 23)), "Today"),
        (When.days(date(2026, 11, 26)), "Thursday, in 3 days"),
        (When.days(date(2026, 11, 20)), "Friday, 3 days ago"),
        (When.days(date(2026, 12, 3)), "Thursday 3 December, in 10 days"),
        (When.days(date(2027, 1, 7)), "Thursday 7 January, in 6 weeks"),
        (When.days(date(2024, 10, 17)), "17 October 2024"),
        (When.days(date(2026, 11, 22), date(2026, 11, 23)), "Until today"),
        (When.days(date(2026, 11, 23), date(2026, 11, 24)), "Until tomorrow"),
        (When.days(date(2026, 11, 20), date(2026, 11, 27)), "Until Friday"),
        (When.days(date(2026, 11, 26), date(2026, 11, 28)), "26–28 November 2026, in 3 days"),
        (When.days(date(2026, 11, 17), date(2026, 11, 19)), "17–19 November 2026, 4 days ago"),
        (When.months(2026, 10), "In October 2026"),
        (When.months(2026, 10, (2026, 12)), "October – December 2026"),
        (When.years(2027), "In 2027"),
        (When.years(2027, 2028), "2027–2028"),
    ],
)
def test_a_date_is_said_as_people_say_it(when: When, words: str) -> None:
    assert english.spoken_when(when, TODAY, own_zone=VIENNA) == words


def test_languages_keep_their_own_order_and_capitals() -> None:
    assert german.spoken_day(date(2026, 12, 3), TODAY) == "Donnerstag, 3. Dezember, in 10 Tagen"
    italian = BabelLocalisation("it")
    assert italian.spoken_day(date(2026, 11, 26), TODAY) == "Giovedì, tra 3 giorni"


@pytest.mark.parametrize("language", ["en", "de", "it", "fr", "es", "pt", "hu", "lt", "tr", "fi", "sq", "cs"])
def test_every_day_of_two_years_has_words_that_tell_it_from_its_neighbours(language: str) -> None:
    words = BabelLocalisation(language)
    days = [TODAY + timedelta(days=offset) for offset in range(-370, 371)]
    said = [words.spoken_day(day, TODAY) for day in days]
    assert len(set(said)) == len(said)
    assert all(text and text[0] == text[0].upper() for text in said)
