"""Hubs for the window: looked at, made, and their passwords."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capadesk.bootstrap import stores
from capadesk.storage.hub.hub_address import HubAddress

if TYPE_CHECKING:
    from capadesk.services.ports import HubFound, NewHub


class HubDoor:
    """Implements ports.Hubs."""

    def look(self, address: str, password: str = "") -> HubFound:
        """See ports.Hubs."""
        from capadesk.storage.hub.hub_look import look_at_hub

        location = HubAddress.parse(address).location
        return look_at_hub(address, lambda: password or stores.HUB_PASSWORDS.of(location))

    def make(self, address: str, hub: NewHub, password: str = "") -> None:
        """See ports.Hubs."""
        from capadesk.bootstrap.desks import create_desk

        if password:
            self.enter_password(address, password, keep=False)
        made = create_desk(
            address,
            platform=hub.name,
            country=hub.country,
            time_zone=hub.time_zone,
            language=hub.language or None,
        )
        made.store.close()

    def enter_password(self, address: str, password: str, *, keep: bool) -> bool:
        """See ports.Hubs."""
        location = HubAddress.parse(address).location
        stores.HUB_PASSWORDS.enter(location, password)
        return keep and stores.HUB_PASSWORDS.keep(location)

    def has_password(self, address: str) -> bool:
        """See ports.Hubs."""
        return stores.HUB_PASSWORDS.of(HubAddress.parse(address).location) is not None
