"""The address of a hub: how it is shown, and how the driver takes it."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from capadesk.domain.errors import UserError

SCHEMES = ("postgresql+psycopg", "postgresql", "postgres")
_SECRETS = frozenset({"password", "passfile", "sslpassword"})


class HubAddress(NamedTuple):
    """`location` is shown, remembered and compared; `conninfo` is the same as libpq takes it."""

    location: str
    conninfo: str

    @classmethod
    def parse(cls, text: str) -> HubAddress:
        """Read `postgresql+psycopg://user@host:port/database?...`.

        UserError `hub_address_unknown`, and `password_in_address`: every program on the computer can read
        the list of what runs.
        """
        try:
            parts = urlsplit(text)
            has_password = parts.password is not None or _SECRETS & {
                name.lower() for name, _ in parse_qsl(parts.query)
            }
            shown = parts.netloc.rpartition("@")[2]
            user = (parts.username or "") + "@" if parts.username else ""
        except ValueError as error:
            raise UserError("hub_address_unknown", location=without_password(text)) from error
        if parts.scheme not in SCHEMES or not parts.path.strip("/"):
            raise UserError("hub_address_unknown", location=without_password(text))
        if has_password:
            raise UserError("password_in_address", location=without_password(text))
        rest = f"://{user}{shown}{parts.path}" + (f"?{parts.query}" if parts.query else "")
        return cls(SCHEMES[0] + rest, "postgresql" + rest)


def without_password(text: str) -> str:
    """An address as it may be shown, whatever was typed."""
    scheme, mark, rest = text.partition("://")
    user, at, place = rest.rpartition("@")
    named = user.partition(":")[0] + at
    base, asked, query = place.partition("?")
    kept = "&".join(
        part for part in query.split("&") if part.partition("=")[0].lower() not in _SECRETS and part
    )
    return f"{scheme}{mark}{named}{base}{asked if kept else ''}{kept}"
