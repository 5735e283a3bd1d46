"""How long ago something was, in words."""

from __future__ import annotations

from datetime import UTC, datetime

from capadesk.services.ports import Localisation
from capadesk.services.words import _, ngettext


def ago(localisation: Localisation, moment: datetime) -> str:
    """ "just now", "5 minutes ago", "3 hours ago", then the day; `moment` has a time zone."""
    seconds = (datetime.now(UTC) - moment).total_seconds()
    minutes, hours = round(seconds / 60), round(seconds / 3600)
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return ngettext("{count} minute ago", "{count} minutes ago", minutes).format(count=minutes)
    day, today = moment.astimezone().date(), datetime.now(UTC).astimezone().date()
    if day == today:
        return ngettext("{count} hour ago", "{count} hours ago", hours).format(count=hours)
    return localisation.relative_day(day, today)
