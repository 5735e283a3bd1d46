"""What has to be said of encrypted data files, the same in the window and on the command line."""

from __future__ import annotations

from capadesk.services.words import _


def lost_passphrase_text() -> str:
    """What a lost passphrase means."""
    return _(
        "Nobody can open the file without the passphrase, not even who made CapaDesk: a lost passphrase is a "
        "lost file. Write it down and keep it in a safe place."
    )


def plain_traces_text() -> str:
    """What encrypting cannot undo."""
    return _(
        "What was written before may still be found on the disk by experts, and copies that you made or "
        "sent yourself are not encrypted. Only an encrypted disk hides those traces."
    )


def no_keyring_text() -> str:
    """That the passphrase cannot be kept."""
    return _("There is no keyring here that could keep the passphrase: it is asked for each time.")
