"""What the system says of its user: name, country, time zone, language."""

from __future__ import annotations

import sys
from typing import NamedTuple

from PySide6.QtCore import QLocale, QTimeZone

from capadesk.ui.common.wording.languages import LANGUAGES


class SystemGuess(NamedTuple):
    """Each is "" if the system does not say it."""

    name: str
    country: str
    time_zone: str
    language: str


def guessed(account: str, language: str) -> SystemGuess:
    """Guess from account, zone and locale; the zone tells the country, unless it is that of no country."""
    zone = bytes(QTimeZone.systemTimeZoneId().data()).decode()
    country = QTimeZone(zone.encode()).territory() if zone else QLocale.Country.AnyCountry
    if country in (QLocale.Country.AnyCountry, QLocale.Country.World):
        country = QLocale.system().territory()
    code = QLocale.territoryToCode(country)
    return SystemGuess(
        name=_full_name() or account,
        country=code if len(code) == 2 else "",
        time_zone=zone if "/" in zone and not zone.startswith("Etc/") else "",
        language=known_language(language),
    )


def known_language(tag: str) -> str:
    """The nearest language of our list: "de-AT" as it is, "it" for "it-IT"; English for others."""
    main = tag.partition("-")[0]
    return tag if tag in LANGUAGES else main if main in LANGUAGES else "en"


if sys.platform == "win32":

    def _full_name() -> str:
        return ""
else:
    import os
    import pwd

    def _full_name() -> str:
        try:
            return pwd.getpwuid(os.getuid()).pw_gecos.split(",")[0].strip()
        except KeyError:
            return ""
