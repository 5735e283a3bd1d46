import timeit
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capadesk.domain.when import When
from capadesk.formats.words.localisation import BabelLocalisation
from capadesk.services.ports import Localisation

BRUSSELS = "Europe/Brussels"
english = BabelLocalisation("en")
german = BabelLocalisation("de")


def at(start, end=None, zone=BRUSSELS):
    return When.parse("datetime", start, end, zone)


@pytest.mark.parametrize(
    ("when", "in_english", "in_german"),
    [
        (When.unknown(), "", ""),
        (When.years(2024), "2024", "2024"),
        (When.years(2024, 2025), "2024–2025", "2024–2025"),
        (When.months(2024, 10), "October 2024", "Oktober 2024"),
        (When.months(2024, 10, (2024, 12)), "October – December 2024", "Oktober–Dezember 2024"),
        (When.months(2024, 12, (2025, 1)), "December 2024 – January 2025", "Dezember 2024 – Januar 2025"),
        (When.days(date(2024, 10, 17)), "Thursday 17 October 2024", "Donnerstag, 17. Oktober 2024"),
        (When.days(date(2024, 10, 17), date(2024, 10, 19)), "17–19 October 2024", "17.–19. Oktober 2024"),
        (
            When.days(date(2024, 10, 30), date(2024, 11, 2)),
            "30 October – 2 November 2024",
            "30. Oktober – 2. November 2024",
        ),
        (
            When.days(date(2024, 12, 30), date(2025, 1, 2)),
            "30 December 2024 – 2 January 2025",
            "30. Dezember 2024 – 2. Januar 2025",
        ),
        (
            at("2024-02-19T10:30", "2024-02-19T12:00"),
            "19 February 2024, 10:30–12:00 (Brussels time)",
            "19. Februar 2024, 10:30–12:00 Uhr (Ortszeit Brüssel)",
        ),
        (
            at("2024-02-19T10:30"),
            "19 February 2024, 10:30 (Brussels time)",
            "19. Februar 2024, 10:30 (Ortszeit Brüssel)",
        ),
        (
            at("2024-02-19T20:00", "2024-02-20T00:00"),
            "19 February 2024, 20:00–00:00 (Brussels time)",
            "19. Februar 2024, 20:00–00:00 Uhr (Ortszeit Brüssel)",
        ),
        (
            at("2024-02-19T10:30", "2024-02-21T12:00"),
            "19 February 2024, 10:30 – 21 February 2024, 12:00 (Brussels time)",
            "19. Februar 2024, 10:30 – 21. Februar 2024, 12:00 (Ortszeit Brüssel)",
        ),
    ],
)
def test_dates_are_said_as_people_say_them(when, in_english, in_german):
    assert english.when(when) == in_english
    assert german.when(when) == in_german


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Europe/Rome", ""),
        ("Europe/Kyiv", " (Kyiv time)"),
        ("America/Argentina/Buenos_Aires", " (Argentina/Buenos Aires time)"),
        ("UTC", " (UTC)"),
        ("Etc/UTC", " (UTC)"),
        ("Not/Known_Here", " (Not/Known_Here)"),
    ],
)
def test_only_a_zone_that_is_not_ones_own_is_named(zone, said):
    when = When.parse("datetime", "2024-02-19T10:30", None, "UTC")
    when = type(when)(when.precision, when.start, when.end, zone)
    assert english.when(when, own_zone="Europe/Rome") == "19 February 2024, 10:30" + said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("it", ["giovedì 17 ottobre 2024", "17–19 ottobre 2024", "30 ottobre – 2 novembre 2024"]),
        ("fr", ["jeudi 17 octobre 2024", "17–19 octobre 2024", "30 octobre – 2 novembre 2024"]),
        (
            "es",
            [
                "jueves, 17 de octubre de 2024",
                "17–19 de octubre de 2024",
                "30 de octubre – 2 de noviembre de 2024",
            ],
        ),
        (
            "pl",
            [
                "czwartek, 17 października 2024",
                "17–19 października 2024",
                "30 października – 2 listopada 2024",
            ],
        ),
        ("hu", ["2024. október 17., csütörtök", "2024. október 17–19.", "2024. október 30. – november 2."]),
        (
            "cs",
            [
                "čtvrtek 17. října 2024",
                "17. října 2024 – 19. října 2024",
                "30. října 2024 – 2. listopadu 2024",
            ],
        ),
        ("en-US", ["Thursday, October 17, 2024", "October 17 – 19, 2024", "October 30 – November 2, 2024"]),
    ],
)
def test_other_languages_follow_their_own_order(language, said):
    localisation = BabelLocalisation(language)
    whens = [
        When.days(date(2024, 10, 17)),
        When.days(date(2024, 10, 17), date(2024, 10, 19)),
        When.days(date(2024, 10, 30), date(2024, 11, 2)),
    ]
    assert [localisation.when(when) for when in whens] == said


def test_a_range_over_noon_names_both_halves_of_the_day_where_people_count_to_twelve():
    american = BabelLocalisation("en-US")
    over_noon = at("2024-02-19T10:30", "2024-02-19T14:00", "UTC")
    morning = at("2024-02-19T09:30", "2024-02-19T11:00", "UTC")
    assert american.when(over_noon, own_zone="UTC") == "February 19, 2024, 10:30 AM – 2:00 PM"
    assert american.when(morning, own_zone="UTC") == "February 19, 2024, 9:30 – 11:00 AM"


def test_single_dates_times_and_months():
    day = date(2024, 3, 5)
    assert [english.date(day), english.date(day, with_weekday=True)] == [
        "5 March 2024",
        "Tuesday 5 March 2024",
    ]
    assert [german.date(day), german.date(day, with_weekday=True)] == [
        "5. März 2024",
        "Dienstag, 5. März 2024",
    ]
    assert [each.time(datetime(2024, 3, 5, 9, 5)) for each in (english, german)] == ["09:05", "09:05"]
    assert [each.month(2024, 3) for each in (english, german)] == ["March 2024", "März 2024"]


@pytest.mark.parametrize(
    ("days", "in_english", "in_german"),
    [
        (2, "in 2 days", "in 2 Tagen"),
        (13, "in 13 days", "in 13 Tagen"),
        (-14, "2 weeks ago", "vor 2 Wochen"),
        (-45, "6 weeks ago", "vor 6 Wochen"),
        (120, "in 4 months", "in 4 Monaten"),
        (-800, "2 years ago", "vor 2 Jahren"),
    ],
)
def test_days_are_told_from_today(days, in_english, in_german):
    today = date(2024, 10, 17)
    value = date.fromordinal(today.toordinal() + days)
    assert english.relative_day(value, today) == in_english
    assert german.relative_day(value, today) == in_german


def test_today_and_its_neighbours_have_words():
    today = date(2024, 10, 17)
    said = [english.relative_day(date(2024, 10, day), today) for day in (16, 17, 18)]
    assert said == ["yesterday", "today", "tomorrow"]


def test_lists_and_numbers():
    assert [english.join([]), english.join(["A"]), english.join(["A", "B"])] == ["", "A", "A and B"]
    assert english.join(["A", "B", "C"]) == "A, B and C"
    assert german.join(["A", "B", "C"]) == "A, B und C"
    assert [english.number(1234567.5), german.number(1234567.5)] == ["1,234,567.5", "1.234.567,5"]
    assert english.number(12) == "12"


def test_countries_and_languages_have_names():
    assert [each.country_name("TR") for each in (english, german)] == ["Türkiye", "Türkei"]
    assert [each.country_name("gr") for each in (english, german)] == ["Greece", "Griechenland"]
    assert [each.language_name("sq") for each in (english, german)] == ["Albanian", "Albanisch"]
    assert english.language_name("pt-BR") == "Brazilian Portuguese"
    assert english.language_name("sr-Latn") == "Serbian (Latin)"
    assert english.language_name("de-IT") == "German (Italy)"


def test_unknown_codes_stand_for_themselves():
    assert [english.country_name("QX"), english.country_name("")] == ["QX", ""]
    assert [english.language_name("xyz"), english.language_name("")] == ["xyz", ""]


def test_countries_are_those_of_iso_3166_and_kosovo():
    codes = english.country_codes()
    assert len(codes) == len(set(codes)) == 250
    assert {
        "AL",
        "AT",
        "CZ",
        "FI",
        "FR",
        "GR",
        "HU",
        "IT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SK",
        "TR",
        "XK",
    } <= set(codes)
    assert not {"EU", "UN", "ZZ", "XA", "AC"} & set(codes)


def test_countries_and_languages_are_sorted_by_their_name_in_the_language():
    in_german = [german.country_name(code) for code in german.country_codes()]
    assert in_german.index("Ägypten") == 1
    assert in_german.index("Österreich") < in_german.index("Palau")
    assert english.language_codes().index("sq") < english.language_codes().index("it")
    assert {"en", "de", "it", "fr", "sq", "tr", "el"} <= set(english.language_codes())


@pytest.mark.parametrize(
    ("asked", "used"),
    [
        ("en", "en"), ("de", "de"), ("de-AT", "de-AT"), ("de_AT.UTF-8", "de-AT"), ("it_IT@euro", "it-IT"),
        ("pt", "pt"), ("fr-XX", "fr"), ("C", "en"), ("", "en"), ("klingon", "en"), ("../../etc", "en"),
    ],
)  # fmt: skip
def test_a_language_that_is_not_known_becomes_its_nearest_or_english(asked, used):
    assert BabelLocalisation(asked).language == used


@pytest.mark.parametrize(
    "language", ["en", "de", "it", "fr", "sq", "cs", "el", "hu", "pl", "pt", "ro", "sk", "tr"]
)
@given(first=st.dates(), length=st.integers(0, 400))
def test_every_range_of_days_can_be_said_and_names_its_years(language, first, length):
    last = date.fromordinal(min(first.toordinal() + length, date.max.toordinal()))
    localisation = BabelLocalisation(language)
    said = localisation.when(When.days(first, last))
    assert str(first.day) in said
    assert str(last.day) in said
    assert str(last.year) in said
    assert not {"\u2009", "\u202f"} & set(said)


def test_what_was_said_once_is_said_again_at_once():
    whens = [at(f"2024-02-{day:02}T10:30", f"2024-02-{day:02}T12:00") for day in range(1, 29)]
    for when in whens:
        english.when(when, own_zone="Europe/Rome")
    rounds = 200
    seconds = min(
        timeit.repeat(
            lambda: [english.when(w, own_zone="Europe/Rome") for w in whens], number=rounds, repeat=3
        )
    )
    assert seconds / rounds / len(whens) < 20e-6


def test_it_is_what_the_services_ask_for():
    asked: Localisation = english
    assert asked.language == "en"
