"""Passphrases on the terminal: asked for without an echo, or read from a file; never an argument."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from capadesk.commands.terminal import say
from capadesk.domain.errors import CapaDeskError, UserError
from capadesk.services.words import _


def read_passphrase(path: Path | None) -> str:
    """The first line of the file; "" if none is named. UserError `passphrase_file_unreadable`."""
    if path is None:
        return ""
    try:
        with path.open(encoding="utf-8") as file:
            passphrase = file.readline().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError("passphrase_file_unreadable", file=str(path)) from error
    if not passphrase:
        raise UserError("passphrase_file_unreadable", file=str(path))
    return passphrase


def unlock_with(path: Path, passphrase_file: Path | None) -> None:
    """Open an encrypted data file with the passphrase in a file, if one is named; the errors of both."""
    from capadesk.bootstrap.encryption import unlock

    passphrase = read_passphrase(passphrase_file)
    if passphrase and path.is_file():
        unlock(path, passphrase)


def ask_for_file(error: CapaDeskError) -> None:
    """Ask for the passphrase of the data file that an error names, until it fits; the keyring may keep it.

    Raises the error where there is nobody to ask, or after three tries.
    """
    if not sys.stdin.isatty():
        raise error
    from capadesk.bootstrap.encryption import keep_passphrase, unlock
    from capadesk.ui.common.wording.encryption_words import no_keyring_text
    from capadesk.ui.common.wording.sentences import sentence_of

    path = Path(error.data["file"])
    for tries_left in (2, 1, 0):
        question = _("Passphrase of {file}").format(file=path.name)
        passphrase = str(click.prompt(question, hide_input=True, err=True))
        try:
            unlock(path, passphrase)
        except UserError as wrong:
            if not tries_left:
                raise
            say(sentence_of(wrong), err=True)
            continue
        break
    else:
        raise error
    wanted = click.confirm(_("Keep it in the keyring of your system?"), err=True)
    if wanted and not keep_passphrase(path, passphrase):
        say(no_keyring_text(), err=True)
