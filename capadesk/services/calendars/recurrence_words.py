"""A recurrence in words."""

from __future__ import annotations

from datetime import date

from capadesk.domain.recurrence_plan import Every, RecurrencePlan
from capadesk.domain.when import When
from capadesk.services.ports import Localisation
from capadesk.services.words import _, ngettext

_IN_EVERY_MONTH = 28
_SAID_EACH = 3


def recurrence_words(plan: RecurrencePlan, when: When, localisation: Localisation) -> str:
    """ "Every 2 weeks on Monday and Thursday, until 31 December 2026"."""
    first = when.first_day
    assert first is not None
    names = localisation.weekday_names()
    said = [_steps(plan, localisation)]
    if plan.every is Every.WEEK:
        said[0] = _week_words(said[0], plan.weekdays or (first.weekday(),), localisation)
    elif plan.every is Every.MONTH:
        said[0] = f"{said[0]} {month_words(plan, first, names[first.weekday()])}"
        if not plan.nth and not plan.is_last_day and first.day > _IN_EVERY_MONTH:
            said.append(_("in months that have it"))
    elif plan.every is Every.YEAR and (first.month, first.day) == (2, 29):
        said.append(_("in leap years only"))
    if plan.count is not None:
        number = localisation.number(plan.count)
        said.append(ngettext("{number} time", "{number} times", plan.count).format(number=number))
    elif plan.until is not None:
        said.append(_("until {day}").format(day=localisation.date(plan.until)))
    return ", ".join(said)


def month_words(plan: RecurrencePlan, first: date, weekday: str) -> str:
    """Which day of a month: "on day 17", "on the last day", "on the second Tuesday"."""
    if plan.is_last_day:
        return last_day_words()
    return nth_words(plan.nth, weekday) if plan.nth else day_words(first.day)


def last_day_words() -> str:
    """ "on the last day"."""
    return _("on the last day")


def nth_words(nth: int, weekday: str) -> str:
    """ "on the second Tuesday"."""
    words = {
        1: _("on the first {weekday}"),
        2: _("on the second {weekday}"),
        3: _("on the third {weekday}"),
        4: _("on the fourth {weekday}"),
    }.get(nth, _("on the last {weekday}"))
    return words.format(weekday=weekday)


def day_words(day: int) -> str:
    """ "on day 17"."""
    return _("on day {day}").format(day=day)


def _week_words(steps: str, days: tuple[int, ...], localisation: Localisation) -> str:
    """Days that follow each other are said as from the first to the last."""
    names = localisation.weekday_names()
    if len(days) > _SAID_EACH and days[-1] - days[0] == len(days) - 1:
        return _("{steps} from {first} to {last}").format(
            steps=steps, first=names[days[0]], last=names[days[-1]]
        )
    return _("{steps} on {days}").format(steps=steps, days=localisation.join([names[day] for day in days]))


def _steps(plan: RecurrencePlan, localisation: Localisation) -> str:
    count = plan.interval
    words = {
        Every.DAY: ngettext("Every day", "Every {number} days", count),
        Every.WEEK: ngettext("Every week", "Every {number} weeks", count),
        Every.MONTH: ngettext("Every month", "Every {number} months", count),
        Every.YEAR: ngettext("Every year", "Every {number} years", count),
    }[plan.every]
    return words.format(number=localisation.number(count))
