"""Hubs on servers: what is found at an address, and the passwords for them."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class HubFound(NamedTuple):
    """What a database holds. `is_made` is False where there is no hub in it yet."""

    is_made: bool
    name: str = ""
    """The name of its platform; "" if it has none, or an older schema."""
    is_older: bool = False
    """It is brought up to date when it is opened."""
    encryption: str = ""
    """How the connection was encrypted ("TLSv1.3"); "" if it was not."""


class NewHub(NamedTuple):
    """The platform that a new hub is of; `country` is an ISO 3166-1 code or ""."""

    name: str
    country: str = ""
    time_zone: str = ""
    language: str = ""


class HubServer(NamedTuple):
    """What a hub's server says: who one is there, how large the hub is (bytes), who is connected now.

    `users` are names of roles, each once, oneself among them; `version` is that of PostgreSQL ("16.4").
    """

    user: str
    size: int
    users: tuple[str, ...]
    version: str
    encryption: str = ""


class Hubs(Protocol):
    """Looks at hubs and makes them. Nothing of it is quick: not for the GUI thread."""

    def look(self, address: str, password: str = "") -> HubFound:
        """Connect, and change nothing; without a password the one that is known is used.

        UserError `newer_schema`, `hub_address_unknown`, `password_in_address`; EnvironmentFailure
        `hub_unreachable`, `hub_not_secure`, `hub_database_missing`, `hub_refused`, `hub_password_needed`,
        `hub_password_wrong`.
        """

    def make(self, address: str, hub: NewHub, password: str = "") -> None:
        """Make a hub in an empty database; UserError `hub_exists`, InvalidRecord, and those of `look`."""

    def enter_password(self, address: str, password: str, *, keep: bool) -> bool:
        """Use a password until the program ends, and put it into the keyring; whether that took it."""

    def has_password(self, address: str) -> bool:
        """Whether the keyring, or this run, knows the password."""
