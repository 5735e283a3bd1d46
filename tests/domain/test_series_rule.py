"""The dates of series: entered late they are those that counting from the start gives."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from capadesk.domain.series_rule import dates_between, last_day_of, series_rule, starts_like

RULES = (
    "FREQ=DAILY",
    "FREQ=DAILY;INTERVAL=3",
    "FREQ=DAILY;BYMONTH=3,9;INTERVAL=2",
    "FREQ=WEEKLY",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,SU",
    "FREQ=WEEKLY;INTERVAL=3;BYDAY=SU,MO;WKST=SU",
    "FREQ=MONTHLY",
    "FREQ=MONTHLY;INTERVAL=5",
    "FREQ=MONTHLY;BYDAY=-1FR",
    "FREQ=MONTHLY;BYDAY=2TU;INTERVAL=3",
    "FREQ=MONTHLY;BYMONTHDAY=-1,15",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "FREQ=YEARLY",
    "FREQ=YEARLY;INTERVAL=4",
    "FREQ=YEARLY;BYMONTH=10;BYDAY=1SU",
    "FREQ=YEARLY;BYMONTH=5",
    "FREQ=YEARLY;BYWEEKNO=1,53;BYDAY=MO",
    "FREQ=YEARLY;BYYEARDAY=-1",
    "FREQ=WEEKLY;COUNT=40",
    "FREQ=DAILY;INTERVAL=3;COUNT=50",
    "FREQ=DAILY;BYDAY=TU",
    "FREQ=WEEKLY;INTERVAL=3;BYDAY=TU",
    "FREQ=WEEKLY;INTERVAL=2;WKST=SU",
    "FREQ=MONTHLY;COUNT=7",
    "FREQ=WEEKLY;UNTIL=20260401",
)
STARTS = st.datetimes(datetime(1999, 1, 1), datetime(2026, 6, 1)).map(
    lambda value: value.replace(second=0, microsecond=0)
)


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(RULES), STARTS, st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 400))
def test_a_series_entered_late_has_the_dates_that_counting_from_its_start_gives(
    text: str, start: datetime, day: date, length: int
) -> None:
    rule = series_rule(text, start, "Europe/Rome")
    after = datetime.combine(day, datetime.min.time())
    before = after + timedelta(days=length)
    if "UNTIL" in text:
        plain = rrulestr("FREQ=WEEKLY", dtstart=start).between(after, before, inc=True)
        plain = [each for each in plain if each <= datetime(2026, 4, 1, 23, 59, 59)]
    else:
        plain = rrulestr(text, dtstart=start).between(after, before, inc=True)
    if rule is None:
        assert plain == []
        return
    assert dates_between(rule, after, before).starts == plain


def test_a_count_without_an_end_in_sight_is_cut() -> None:
    days, even = datetime(2026, 1, 1), "FREQ=DAILY;COUNT=900000"
    rule = series_rule(f"{even};BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12", datetime(1900, 1, 1, 9), "Europe/Rome")
    assert rule is not None
    assert dates_between(rule, days, datetime(2026, 2, 1)).is_cut
    rule = series_rule(even, datetime(1900, 1, 1, 9), "Europe/Rome")
    assert rule is not None
    counted = dates_between(rule, days, datetime(2026, 2, 1))
    assert (len(counted.starts), counted.is_cut) == (31, False)
    assert dates_between(rule, days, datetime(9999, 1, 1)).is_cut


def test_what_no_calendar_follows_is_no_rule() -> None:
    for text in (
        "FREQ=SECONDLY",
        "every Monday",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;COUNT=0",
    ):
        assert series_rule(text, datetime(2026, 1, 1, 9), "Europe/Rome") is None


def test_original_starts_take_the_form_of_the_series() -> None:
    first = datetime(2026, 3, 2, 9)
    assert starts_like(["2026-03-09"], first, "Europe/Rome") == [datetime(2026, 3, 9, 9)]
    assert starts_like(["2026-03-09T08:00:00+00:00"], first, "Europe/Rome") == [datetime(2026, 3, 9, 9)]
    assert starts_like(["2026-03-09T09:00", "soon"], date(2026, 3, 2), "") == [date(2026, 3, 9)]


def test_the_day_of_until_is_read_and_nonsense_is_not() -> None:
    assert last_day_of("FREQ=DAILY;UNTIL=20261231T225959Z") == date(2026, 12, 31)
    assert last_day_of("FREQ=DAILY;UNTIL=20269931") is None
    assert last_day_of("FREQ=DAILY") is None
