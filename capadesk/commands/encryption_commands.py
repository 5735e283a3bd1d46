"""encrypt, passphrase, decrypt: a data file that only its passphrase opens."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from capadesk.commands.passphrase import read_passphrase
from capadesk.commands.session import FILE, Session, long_work, pass_session, progress_shown
from capadesk.commands.terminal import say
from capadesk.domain.errors import UserError
from capadesk.services.ports.encryption import SHORTEST_PASSPHRASE
from capadesk.services.words import _, ngettext
from capadesk.ui.common.wording.encryption_words import lost_passphrase_text, plain_traces_text

_new_passphrase_option = click.option(
    "--new-passphrase-file",
    type=FILE,
    metavar="FILE",
    help=_("The first line of this file is the new passphrase; else it is asked for, twice."),
)
_delete_option = click.option(
    "--delete-plain-copies",
    "deletes",
    is_flag=True,
    help=_("Delete the backups that are not encrypted without asking."),
)


@click.command()
@_new_passphrase_option
@_delete_option
@pass_session
def encrypt(session: Session, new_passphrase_file: Path | None, deletes: bool) -> None:
    """Encrypt the data file with a passphrase, which every command asks for from then on.

    Whoever loses the passphrase has lost the file. Old backups stay as they are unless you let them go.
    """
    from capadesk.bootstrap import encryption

    path = _existing(session)
    if encryption.is_encrypted(path):
        raise UserError("encrypted_already", file=str(path))
    passphrase = _new_passphrase(new_passphrase_file)
    with progress_shown(_("Encrypting")) as progress:
        encryption.encrypt(path, passphrase, progress)
    say(_("{file} is encrypted.").format(file=path))
    say(lost_passphrase_text(), err=True)
    _offer_to_delete(session, is_wanted=deletes)
    say(plain_traces_text(), err=True)


@click.command()
@_new_passphrase_option
@pass_session
def passphrase(session: Session, new_passphrase_file: Path | None) -> None:
    """Change the passphrase of an encrypted data file. Its old backups keep the old one."""
    from capadesk.bootstrap import encryption

    path = _existing(session)
    _require_encrypted(path)
    with session.desk():  # asks for the present one before the new one
        pass
    wanted = _new_passphrase(new_passphrase_file)
    with progress_shown(_("Encrypting")) as progress:
        encryption.encrypt(path, wanted, progress)
    say(_("{file} has a new passphrase.").format(file=path))
    say(_("The backups that were made before open with the old passphrase only."), err=True)


@click.command()
@pass_session
def decrypt(session: Session) -> None:
    """Take the encryption of the data file away: everybody who gets the file can read it then."""
    from capadesk.bootstrap import encryption

    path = _existing(session)
    _require_encrypted(path)
    with session.desk():
        pass

    long_work(_("Decrypting"), lambda progress: encryption.decrypt(path, progress))
    say(_("{file} is not encrypted any more.").format(file=path))
    say(_("The backups that were made before stay encrypted, with their passphrase."), err=True)


def _existing(session: Session) -> Path:
    from capadesk.bootstrap import data_path

    path = data_path(session.location)
    if not path.exists():
        raise UserError("file_missing", file=str(path))
    return path


def _require_encrypted(path: Path) -> None:
    from capadesk.bootstrap import encryption

    if not encryption.is_encrypted(path):
        raise UserError("not_encrypted", file=str(path))


def _new_passphrase(path: Path | None) -> str:
    passphrase = read_passphrase(path)
    if not passphrase:
        if not sys.stdin.isatty():
            raise UserError("new_passphrase_needed")
        passphrase = str(
            click.prompt(_("New passphrase"), hide_input=True, confirmation_prompt=True, err=True)
        )
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise UserError("passphrase_too_short", count=SHORTEST_PASSPHRASE)
    return passphrase


def _offer_to_delete(session: Session, *, is_wanted: bool) -> None:
    """List what is beside the file and not encrypted, and delete it if that is wanted."""
    with session.desk() as desk:
        copies = desk.store.plain_copies()
        if not copies:
            return
        text = ngettext(
            "{count} file from before is not encrypted:",
            "{count} files from before are not encrypted:",
            len(copies),
        )
        say(text.format(count=len(copies)), err=True)
        for copy in copies:
            say(f"  {copy.path}", err=True)
        if not is_wanted and sys.stdin.isatty():
            is_wanted = click.confirm(_("Delete them? An encrypted backup is made first."), err=True)
        if not is_wanted:
            say(_("They stay, and everybody who gets them can read them."), err=True)
            return
        with progress_shown(_("Deleting")) as progress:
            desk.store.remove_plain_copies(progress)
        say(_("They are deleted; an encrypted backup is there."), err=True)
