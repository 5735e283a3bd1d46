"""Sizes of files in words."""

from __future__ import annotations

from capadesk.services.ports import Localisation
from capadesk.services.words import _

_STEP = 1000


def size_text(localisation: Localisation, size: int) -> str:
    """ "12 KB", "3.4 MB" of a size in bytes; never less than 1 KB."""
    kilobytes = max(1, round(size / _STEP))
    if kilobytes < _STEP:
        return _("{size} KB").format(size=localisation.number(kilobytes))
    megabytes = kilobytes / _STEP
    if megabytes < _STEP:
        return _("{size} MB").format(size=localisation.number(round(megabytes, 1)))
    return _("{size} GB").format(size=localisation.number(round(megabytes / _STEP, 1)))
