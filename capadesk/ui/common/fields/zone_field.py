"""A field for a time zone."""

from __future__ import annotations

import zoneinfo
from datetime import datetime, timedelta
from functools import cache
from importlib import resources

from PySide6.QtWidgets import QWidget

from capadesk.domain.errors import UserError
from capadesk.domain.when import load_zone
from capadesk.ui.common.fields.field import Field
from capadesk.ui.common.fields.quiet_inputs import keep_narrow
from capadesk.ui.common.fields.search_combo import Entries, SearchCombo


class ZoneField(Field):
    """An IANA zone, found by any part of its name; the offset shown is that at `moment`."""

    def __init__(self, moment: datetime, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._moment = moment
        self.combo = SearchCombo(self._zones, self, optional=False)
        self.combo.key_chosen.connect(self.changed)
        keep_narrow(self.combo)
        self.hold(self.combo)

    def value(self) -> str:
        """The zone's name."""
        return self.combo.key()

    def set_value(self, value: str) -> None:
        """Show the zone; one that this machine does not know shows its name."""
        self.combo.set_key(value, zone_label(value, self._moment))

    def set_moment(self, moment: datetime) -> None:
        """Show offsets as they are at that local time."""
        if moment != self._moment:
            self._moment = moment
            self.combo.refill()
            self.set_value(self.value())

    def _zones(self) -> Entries:
        return [(name, zone_label(name, self._moment), name.replace("_", " ")) for name in zone_names()]


@cache
def zone_names() -> tuple[str, ...]:
    """The zones of today, without old aliases such as "US/Eastern": those of tzdata's zone.tab, and UTC."""
    known = zoneinfo.available_timezones()
    try:
        table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
        names = {line.split("\t")[2].strip() for line in table.splitlines() if line and line[0] != "#"}
    except (ModuleNotFoundError, OSError, IndexError):
        names = {name for name in known if "/" in name and not name.startswith(("Etc/", "US/", "SystemV/"))}
    return (*sorted(names & known), "UTC")


def zone_label(name: str, moment: datetime) -> str:
    """ "Europe/Rome — UTC+1", with the offset at that local time."""
    if not name:
        return ""
    try:
        offset = moment.replace(tzinfo=load_zone(name)).utcoffset()
    except (UserError, OverflowError):
        return name
    minutes = round((offset or timedelta()).total_seconds() / 60)
    sign = "−" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    text = f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "") if minutes else "UTC"
    shown = name.replace("_", " ")
    return text if name == "UTC" else f"{shown} — {text}"
