"""Passwords of hubs and calendar servers, passphrases of files: in the keyring, or typed for this run."""

from __future__ import annotations

SERVICE = "capadesk"
"""Under which name the keyring lists them; the user's name there is the address, or the path of a file."""


class KeptPasswords:
    """Implements ports.Passwords: gives the password of a place when its server asks for one."""

    def __init__(self) -> None:
        self._typed: dict[str, str] = {}

    def of(self, location: str) -> str | None:
        """The password that was typed or kept; None if there is none, or no keyring."""
        if location in self._typed:
            return self._typed[location]
        import keyring
        from keyring.errors import KeyringError

        try:
            return keyring.get_password(SERVICE, location)
        except KeyringError:
            return None

    def enter(self, location: str, password: str) -> None:
        """Use a password until the program ends."""
        self._typed[location] = password

    def keep(self, location: str) -> bool:
        """Put the password that was typed into the keyring; whether there is one that took it."""
        import keyring
        from keyring.errors import KeyringError

        try:
            keyring.set_password(SERVICE, location, self._typed[location])
        except KeyringError:
            return False
        return True

    def forget(self, location: str) -> None:
        """Take it out of the keyring and out of this run."""
        import keyring
        from keyring.errors import KeyringError

        self._typed.pop(location, None)
        try:
            keyring.delete_password(SERVICE, location)
        except KeyringError:
            return
