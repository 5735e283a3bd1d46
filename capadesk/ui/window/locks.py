"""Encrypts and decrypts the file that is open, and says what is left to do then."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from capadesk.services.desk_opener import DeskOpener
from capadesk.services.words import _, ngettext
from capadesk.ui.common.message_bar import Answer, Question
from capadesk.ui.common.wording.encryption_words import no_keyring_text

if TYPE_CHECKING:
    from capadesk.services.desk import Desk
    from capadesk.services.ports import ProgressCallback
    from capadesk.ui.window.session import WindowSession


class WindowLocks:
    """What a session does when its file is to be encrypted, or not any more."""

    def __init__(self, session: WindowSession, opener: DeskOpener) -> None:
        self._session = session
        self._opener = opener

    def encrypt(self, passphrase: str, *, is_kept: bool) -> None:
        """Encrypt the open file, or change its passphrase; the window comes back when it is done."""
        file = Path(self._session.location)

        def work(step: ProgressCallback) -> tuple[Desk, int, bool]:
            is_done = self._opener.encrypt(file, passphrase, step, is_kept=is_kept)
            desk = self._opener.open(str(file))
            return desk, len(desk.store.plain_copies()), is_done

        self._session.wait_for(_("Encrypting the file"), work, self._show_encrypted)

    def decrypt(self) -> None:
        """Take the encryption away; the window comes back when it is done."""
        file = Path(self._session.location)

        def work(step: ProgressCallback) -> Desk:
            self._opener.decrypt(file, step)
            return self._opener.open(str(file))

        text = _("The file is not encrypted any more. Backups from before stay encrypted.")
        self._session.wait_for(
            _("Removing the encryption"), work, lambda desk: self._session.show(desk, text)
        )

    def _show_encrypted(self, done: tuple[Desk, int, bool]) -> None:
        desk, count, is_kept_as_wanted = done
        self._session.show(desk)
        window = self._session.window
        if window is None:
            return
        text = _("{file} is encrypted.").format(file=Path(desk.store.location).name)
        if not is_kept_as_wanted:
            text += " " + no_keyring_text()
        if not count:
            window.bar.say(text)
            return
        text += " " + ngettext(
            "{count} backup or other copy from before is not.",
            "{count} backups and other copies from before are not.",
            count,
        ).format(count=desk.localisation.number(count))
        window.bar.ask(
            Question(
                text,
                (
                    Answer(_("&Look at them…"), self._show_plain_copies, is_main=True),
                    Answer(_("&Leave it so"), window.page.focus_first),
                ),
            )
        )

    def _show_plain_copies(self) -> None:
        if self._session.window is not None:
            page: Any = self._session.window.show_area_named("settings")
            page.show_section("data_file")
            page.section.encryption.show_plain_copies()
