"""How long ago something was, in words."""

from __future__ import annotations

from datetime import UTC, datetime

from capadesk.services.ports import Localisation
from capadesk.services.words import _, ngettext

_CLOCK_TOLERANCE = 5
"""Minutes."""


def ago(localisation: Localisation, moment: datetime) -> str:
    """ "just now", "5 minutes ago", "3 hours ago", then the day; `moment` has a time zone.

    One that is yet to come, as a clock that was wrong has noted it, is called by its day.
    """
    seconds = (datetime.now(UTC) - moment).total_seconds()
    minutes, hours = round(seconds / 60), round(seconds / 3600)
    day, today = moment.astimezone().date(), datetime.now(UTC).astimezone().date()
    if minutes < -_CLOCK_TOLERANCE:
        return localisation.relative_day(day, today)
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return ngettext("{count} minute ago", "{count} minutes ago", minutes).format(count=minutes)
    if day == today:
        return ngettext("{count} hour ago", "{count} hours ago", hours).format(count=hours)
    return localisation.relative_day(day, today)
