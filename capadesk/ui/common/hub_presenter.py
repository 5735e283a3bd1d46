"""Decides what the form of a hub says: what is missing, what was found, what went wrong (without Qt)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import Enum, auto
from typing import NamedTuple

from capadesk.domain.errors import CapaDeskError
from capadesk.domain.records import Platform
from capadesk.services.desk import Desk
from capadesk.services.hub_place import PORT, Encryption, HubPlace, place_of_address
from capadesk.services.own_platform import platform_of
from capadesk.services.ports import HubFound, NewHub
from capadesk.services.words import N_, _
from capadesk.ui.common.wording.sentences import sentence_of

_PORTS = range(1, 65_536)


class HubPurpose(Enum):
    """What the hub is wanted for."""

    OPEN = auto()
    SYNCHRONISE = auto()


class HubTyped(NamedTuple):
    """What stands in the form."""

    server: str
    port: str
    database: str
    user: str
    password: str
    is_kept: bool
    encryption: Encryption
    certificate: str


class HubProblem(NamedTuple):
    """What is wrong, and with which field; "" if with none."""

    field: str
    text: str


class HubReached(NamedTuple):
    """A hub that answered. `is_known` is False where the keyring was to keep the password and did not."""

    found: HubFound
    is_known: bool = True


class HubPresenter:
    """One form. What talks to a server is for another thread."""

    def __init__(self, desk: Desk, purpose: HubPurpose, address: str = "") -> None:
        """`address` is what the form begins with."""
        self._hubs = desk.hubs
        self._desk = desk
        self.purpose = purpose
        self.place = place_of_address(address) if address else HubPlace(user="")
        self._address = address

    # --- what is typed ------------------------------------------------------------------------------

    def missing(self, typed: HubTyped) -> HubProblem | None:
        """What has to be filled in or corrected before anything can be tried."""
        if not typed.server:
            return HubProblem("server", _("Name the server: who looks after it knows its name."))
        if not typed.database:
            return HubProblem("database", _("Name the database of the hub."))
        if typed.port and (not typed.port.isdecimal() or int(typed.port) not in _PORTS):
            return HubProblem("port", _("The port is a number from 1 to 65535, mostly 5432."))
        return None

    def place_of(self, typed: HubTyped) -> HubPlace:
        """The place that is typed; call `missing` before."""
        return replace(
            self.place,
            server=typed.server,
            database=typed.database,
            user=typed.user,
            port=int(typed.port or PORT),
            encryption=typed.encryption,
            certificate=typed.certificate,
        )

    def new_hub(self, name: str, country: str) -> NewHub:
        """The hub to be set up, with the time zone and language of this desk."""
        own = self.own_platform()
        language = own.language if own is not None else self._desk.localisation.language
        return NewHub(name, country, own.time_zone if own is not None else "", language)

    def own_platform(self) -> Platform | None:
        """The platform of the open file: a new hub is mostly of the same country."""
        return platform_of(self._desk.store)

    # --- in another thread --------------------------------------------------------------------------

    def knows_password(self) -> bool:
        """Whether the keyring keeps the password of the hub that the form begins with."""
        return bool(self._address) and self._hubs.has_password(self._address)

    def look(self, typed: HubTyped) -> HubReached:
        """Try the connection; the errors of ports.Hubs.look."""
        return HubReached(self._hubs.look(self.place_of(typed).address, typed.password))

    def reach(self, typed: HubTyped) -> HubReached:
        """Try the connection, and keep the password if a hub is there."""
        reached = self.look(typed)
        return self._remembered(typed, reached.found) if reached.found.is_made else reached

    def set_up(self, typed: HubTyped, hub: NewHub) -> HubReached:
        """Make a hub in the empty database; the errors of ports.Hubs.make."""
        self._hubs.make(self.place_of(typed).address, hub, typed.password)
        return self._remembered(typed, HubFound(True, hub.name))

    def _remembered(self, typed: HubTyped, found: HubFound) -> HubReached:
        if not typed.password:
            return HubReached(found)
        address = self.place_of(typed).address
        is_kept = self._hubs.enter_password(address, typed.password, keep=typed.is_kept)
        return HubReached(found, is_kept or not typed.is_kept)

    # --- words --------------------------------------------------------------------------------------

    def found_text(self, found: HubFound) -> str:
        """What answered."""
        if not found.is_made:
            return _("The database is there, but holds no hub yet. You may set one up in it.")
        name = found.name
        parts = [_("This is the hub “{name}”.").format(name=name) if name else _("A hub is there.")]
        if found.is_older:
            parts.append(_("It is of an earlier version, and brought up to date when it is opened."))
        if found.encryption:
            parts.append(_("The connection is encrypted ({how}).").format(how=found.encryption))
        else:
            parts.append(_("The connection is not encrypted."))
        return " ".join(parts)

    def not_kept_text(self) -> str:
        """What is said where no keyring took the password."""
        return _("There is no keyring that takes the password: it is known until the program ends.")

    def problem_of(self, error: CapaDeskError) -> HubProblem:
        """What went wrong, in words of the form; and in which field to look."""
        return hub_problem(error)

    def problem_of_new(self, error: CapaDeskError) -> HubProblem:
        """The same where a hub could not be set up."""
        if error.code == "invalid_record":
            return HubProblem("name", _("Give the hub a name, such as that of your platform."))
        if error.code == "hub_refused":
            text = _("You may not make a hub in this database. Ask who looks after the server. ({detail})")
            return HubProblem("", text.format(detail=error.data.get("detail", "")))
        return self.problem_of(error)


def hub_problem(error: CapaDeskError) -> HubProblem:
    """What went wrong with a hub, without its whole address; and in which field of the form to look."""
    known = _PROBLEMS.get(error.code)
    if known is None:
        return HubProblem("", sentence_of(error))
    field, text = known
    return HubProblem(field, _(text).format(detail=error.data.get("detail", "")))


def encryptions() -> Mapping[Encryption, str]:
    """The choices of encryption in plain words, the most usual first."""
    return {
        Encryption.IF_OFFERED: _("Encrypted if the server offers it"),
        Encryption.ALWAYS: _("Always encrypted"),
        Encryption.PROVED: _("Encrypted, and the server proves who it is"),
        Encryption.NEVER: _("Not encrypted: only on this computer"),
    }


_PROBLEMS = {
    "hub_unreachable": (
        "server",
        N_("No server answers there. Check its name, the port and your network. ({detail})"),
    ),
    "hub_not_secure": (
        "encryption",
        N_("The connection cannot be made as securely as you ask. ({detail})"),
    ),
    "hub_database_missing": ("database", N_("The server answers, but has no database of this name.")),
    "hub_refused": ("user", N_("The server does not let you in. Ask who looks after it. ({detail})")),
    "hub_password_needed": ("password", N_("The server asks for a password, and none is known.")),
    "hub_password_wrong": ("password", N_("The server does not accept the name with this password.")),
    "newer_schema": ("", N_("This hub was made by a newer CapaDesk. Update this program, then open it.")),
}
