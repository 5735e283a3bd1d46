"""Where the program runs: whose it is, in which language, where its files lie, and what it brings along."""

from __future__ import annotations

import contextlib
import getpass
import locale
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from capadesk import __version__
from capadesk.domain.errors import UserError
from capadesk.domain.record import Record
from capadesk.resource_files import resource_path
from capadesk.services.store_place import is_hub
from capadesk.services.words import install_language

if TYPE_CHECKING:
    from capadesk.program_log import ProgramLog
    from capadesk.services.ports import (
        Localisation,
        Shipment,
    )

DATA_FILE_NAME = "capadesk.db"


def default_location() -> str:
    """The data file that is used when none is named: in the platform's folder for a user's data."""
    import platformdirs

    return str(platformdirs.user_data_path("capadesk", appauthor=False) / DATA_FILE_NAME)


def program_log() -> ProgramLog:
    """The log of the window, not started yet: in the platform's folder for logs."""
    import platformdirs

    from capadesk.program_log import ProgramLog

    return ProgramLog(platformdirs.user_log_path("capadesk", appauthor=False))


def user_name() -> str:
    """Who works here if the data file does not know: CAPADESK_AUTHOR, else the name of the account."""
    named = os.environ.get("CAPADESK_AUTHOR", "")
    if not named:
        with contextlib.suppress(OSError, KeyError, ImportError):
            named = getpass.getuser()
    return named


def user_language() -> str:
    """The user's language tag: CAPADESK_LANGUAGE, else that of the system, else "en"."""
    named = os.environ.get("CAPADESK_LANGUAGE", "")
    if not named:
        for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
            if value := os.environ.get(variable, ""):
                named = value
                break
        else:
            named = locale.getlocale()[0] or ""
    code = named.split(".")[0].split("@")[0].replace("_", "-")
    return code if code and code not in ("C", "POSIX") else "en"


def data_path(location: str) -> Path:
    """The path of the data file that is meant, "" for the default one; UserError `not_for_hubs`."""
    location = location or default_location()
    if is_hub(location):
        from capadesk.storage.hub.hub_address import without_password

        raise UserError("not_for_hubs", location=without_password(location))
    return Path(location).expanduser()


def shipped() -> Shipment:
    """The records that every data file begins with; of an edition for each program and text."""
    from zlib import crc32

    from capadesk.services.ports import Shipment

    code_lists = resource_path("code_lists.json").read_text(encoding="utf-8")
    cities = resource_path("mission-cities.csv").read_text(encoding="utf-8")

    def make() -> Iterable[Record]:
        from capadesk.services.shipped_records import shipped_records

        return shipped_records(code_lists, cities)

    # Checksums tell one release's texts from another's; nobody forges them.
    sums = [f"{crc32(text.encode()):08x}" for text in (code_lists, cities)]
    return Shipment(" ".join([__version__, *sums]), make)


def localisation_for(language: str | None) -> Localisation:
    from capadesk.formats.words.localisation import BabelLocalisation

    tag = language or user_language()
    with contextlib.suppress(FileNotFoundError):
        install_language(tag, resource_path("locale"))
    return BabelLocalisation(tag, user_language())
