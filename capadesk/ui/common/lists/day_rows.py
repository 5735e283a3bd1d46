"""What a list by days, or by other headings, shows: a row for each thing, and the day as people say it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from capadesk.services.desk import Desk
from capadesk.services.words import _
from capadesk.ui.common.look.palette import Tone


class RowMark(NamedTuple):
    """A chip at the end of a row."""

    icon: str
    tone: Tone
    text: str


class DayRow(NamedTuple):
    """One thing that happened on a day; `key` is the caller's.

    A list that is not by days has in the place of `day` the words of the heading over its rows.
    """

    key: Any
    day: date | str
    icon: str
    tone: Tone
    title: str
    detail: str
    marks: tuple[RowMark, ...] = ()
    is_faded: bool = False

    @property
    def spoken(self) -> str:
        """The row for a screen reader."""
        return ", ".join(
            part for part in (self.title, self.detail, *(mark.text for mark in self.marks)) if part
        )


def local_day(time: datetime) -> date:
    """The day on this machine's calendar."""
    return time.astimezone().date()


def local_time(time: datetime) -> datetime:
    """The time on this machine's clock."""
    return time.astimezone()


def day_heading(desk: Desk, day: date) -> str:
    """ "Today", "Yesterday", "Thursday 17 October 2024"."""
    distance = (desk.clock.today() - day).days
    if distance == 0:
        return _("Today")
    if distance == 1:
        return _("Yesterday")
    return desk.localisation.date(day, with_weekday=True)


def moment_text(desk: Desk, time: datetime) -> str:
    """A time with its day: "Today, 14:30", "17 October 2024, 09:05"."""
    day = local_day(time)
    distance = (desk.clock.today() - day).days
    said = day_heading(desk, day) if 0 <= distance <= 1 else desk.localisation.date(day)
    return _("{day}, {time}").format(day=said, time=desk.localisation.time(local_time(time)))
