"""Whether a data file is new: then the first start asks its questions."""

from __future__ import annotations

from capadesk.domain.records import Platform
from capadesk.services.desk import Desk


def is_first_start(desk: Desk) -> bool:
    """Whether nobody has ever worked in the file: no platform, and no change at all."""
    store = desk.store
    # Almost every file has a platform, and the history need not be asked then.
    return not store.is_read_only and not store.select(Platform) and store.latest_change() == 0
