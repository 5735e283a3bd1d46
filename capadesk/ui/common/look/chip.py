"""The look of a code: what stands before its word, and in which hue."""

from __future__ import annotations

from typing import NamedTuple

from capadesk.ui.common.look.palette import Tone


class Chip(NamedTuple):
    """A code as a chip."""

    icon: str
    tone: Tone
