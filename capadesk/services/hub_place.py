"""Where a hub is, part by part: what a form asks, and the address that is made of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

SCHEME = "postgresql+psycopg"
PORT = 5432
_MODE, _AUTHORITY, _FOLDER = "sslmode", "sslrootcert", "host"
_SYSTEM = "system"
_SECRETS = frozenset({"password", "passfile", "sslpassword"})


class Encryption(StrEnum):
    """How the connection is encrypted; the values are libpq's (sslmode)."""

    IF_OFFERED = "prefer"
    ALWAYS = "require"
    PROVED = "verify-full"
    """The server must prove who it is, by a certificate that a known authority has signed."""
    NEVER = "disable"


@dataclass(frozen=True, slots=True)
class HubPlace:
    """A database on a server. `server` is a name, an IP address or the folder of a local socket.

    `certificate` is the file of the authority's certificate for Encryption.PROVED, "" for those that the
    system knows; `more` are settings of libpq that no form asks for.
    """

    server: str = ""
    database: str = ""
    user: str = ""
    port: int = PORT
    encryption: Encryption = Encryption.IF_OFFERED
    certificate: str = ""
    more: tuple[tuple[str, str], ...] = ()

    @property
    def address(self) -> str:
        """`postgresql+psycopg://user@server/database?...`, no password; the same for the same place."""
        is_folder = self.server.startswith("/")
        host = "" if is_folder else f"[{self.server}]" if ":" in self.server else quote(self.server)
        port = f":{self.port}" if self.port != PORT else ""
        query = list(self.more)
        if is_folder:
            query.append((_FOLDER, self.server))
        if self.encryption is not Encryption.IF_OFFERED:
            query.append((_MODE, self.encryption.value))
        if self.encryption is Encryption.PROVED:
            query.append((_AUTHORITY, self.certificate or _SYSTEM))
        user = f"{quote(self.user, safe='')}@" if self.user else ""
        asked = f"?{urlencode(query, quote_via=quote, safe='/')}" if query else ""
        return f"{SCHEME}://{user}{host}{port}/{quote(self.database, safe='')}{asked}"


def place_of_address(address: str) -> HubPlace:
    """The parts of an address, or of what somebody has typed as one; a password in it is left out."""
    try:
        parts = urlsplit(address.strip())
        port = parts.port or PORT
    except ValueError:
        return HubPlace()
    query = [(name, value) for name, value in parse_qsl(parts.query) if name.lower() not in _SECRETS]
    known = dict(query)
    mode = {"allow": Encryption.IF_OFFERED, "verify-ca": Encryption.PROVED}.get(known.get(_MODE, ""))
    if mode is None:
        mode = next((each for each in Encryption if each == known.get(_MODE)), Encryption.IF_OFFERED)
    authority = known.get(_AUTHORITY, "") if mode is Encryption.PROVED else ""
    return HubPlace(
        server=unquote(parts.hostname or "") or known.get(_FOLDER, ""),
        database=unquote(parts.path.strip("/")),
        user=unquote(parts.username or ""),
        port=port,
        encryption=mode,
        certificate="" if authority == _SYSTEM else authority,
        more=tuple(each for each in query if each[0] not in (_MODE, _AUTHORITY, _FOLDER)),
    )


def password_in(address: str) -> str:
    """A password that somebody has typed into an address; "" if there is none."""
    try:
        return unquote(urlsplit(address.strip()).password or "")
    except ValueError:
        return ""
