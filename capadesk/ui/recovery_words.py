"""What became of a damaged file, in words."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from capadesk.services.words import _, ngettext

if TYPE_CHECKING:
    from capadesk.domain.errors import CapaDeskError
    from capadesk.services.ports import Localisation, Recovery


def recovery_text(recovery: Recovery, localisation: Localisation) -> str:
    """From when the file is, what was added to it, what is missing, and what else can be done."""
    if recovery.backup is not None:
        moment = recovery.backup.made_at.astimezone().replace(tzinfo=None)
        made = f"{localisation.date(moment.date())}, {localisation.time(moment)}"
        parts = [_("The file was brought back from the backup of {made}.").format(made=made)]
    else:
        parts = [_("There was no sound backup: what could be read of the damaged file is in a new one.")]
    if recovery.added:
        text = ngettext(
            "{count} later change was read from the damaged file and added.",
            "{count} later changes were read from the damaged file and added.",
            recovery.added,
        )
        parts.append(text.format(count=localisation.number(recovery.added)))
    missing = recovery.unreadable + recovery.waiting
    if missing:
        text = ngettext(
            "{count} is not whole: merge what colleagues have of it.",
            "{count} are not whole: merge what colleagues have of them.",
            missing,
        )
        parts.append(text.format(count=localisation.number(missing)))
    return " ".join(parts)


def damage_text(error: CapaDeskError) -> str:
    """What is said beside that button."""
    file = PurePath(str(error.data.get("file", ""))).name
    text = _("{file} is damaged. It is kept, whatever you do.").format(file=file)
    if error.data.get("backup"):
        name = PurePath(str(error.data["backup"])).name
        text += " " + _("Its last good backup is {backup}.").format(backup=name)
    return text


def recovery_way(error: CapaDeskError) -> str:
    """What a button says that brings a damaged file back."""
    if error.data.get("backup"):
        return _("&Bring back the last good backup, with what can still be read")
    return _("&Save what can still be read into a new file")
