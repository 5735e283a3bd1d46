"""A recurrence in words."""

from __future__ import annotations

from capadesk.domain.recurrence_plan import Every, RecurrencePlan
from capadesk.domain.when import When
from capadesk.services.ports import Localisation
from capadesk.services.words import _, ngettext


def recurrence_words(plan: RecurrencePlan, when: When, localisation: Localisation) -> str:
    """ "Every 2 weeks on Monday and Thursday, until 31 December 2026"."""
    first = when.first_day
    assert first is not None
    names = localisation.weekday_names()
    said = [_steps(plan, localisation)]
    if plan.every is Every.WEEK:
        days = [names[day] for day in plan.weekdays or (first.weekday(),)]
        said[0] = _("{steps} on {days}").format(steps=said[0], days=localisation.join(days))
    elif plan.every is Every.MONTH:
        days_words = nth_words(plan.nth, names[first.weekday()]) if plan.nth else day_words(first.day)
        said[0] = f"{said[0]} {days_words}"
    if plan.count is not None:
        number = localisation.number(plan.count)
        said.append(ngettext("{number} time", "{number} times", plan.count).format(number=number))
    elif plan.until is not None:
        said.append(_("until {day}").format(day=localisation.date(plan.until)))
    return ", ".join(said)


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


def _steps(plan: RecurrencePlan, localisation: Localisation) -> str:
    count = plan.interval
    words = {
        Every.DAY: ngettext("Every day", "Every {number} days", count),
        Every.WEEK: ngettext("Every week", "Every {number} weeks", count),
        Every.MONTH: ngettext("Every month", "Every {number} months", count),
        Every.YEAR: ngettext("Every year", "Every {number} years", count),
    }[plan.every]
    return words.format(number=localisation.number(count))
