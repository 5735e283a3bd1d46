"""Opens a desk or makes one."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from capadesk.bootstrap.desk_parts import desk_over
from capadesk.bootstrap.stores import file_store, hub_store, own_on_hub
from capadesk.bootstrap.surroundings import data_path, shipped, user_language, user_name
from capadesk.domain.errors import UserError
from capadesk.domain.identity import new_id
from capadesk.domain.record import Record
from capadesk.domain.records import Platform
from capadesk.services.own_profile import OWN_LANGUAGE, OWN_NAME
from capadesk.services.store_place import is_hub
from capadesk.services.words import N_

if TYPE_CHECKING:
    from capadesk.services.desk import Desk
    from capadesk.services.ports import (
        ProgressCallback,
        Store,
    )

DEFAULT_TIME_ZONE = Platform(id=new_id(), name="").time_zone


def open_desk(
    location: str = "",
    *,
    create: bool = True,
    read_only: bool = False,
    language: str | None = None,
    author: str | None = None,
) -> Desk:
    """Open a data file, "" for the default one; made if it is not there and `create` is set.

    The address of a hub opens that; a hub is made by `create_desk` alone.
    UserError `file_missing`, `not_a_capadesk_file`, `newer_schema`, `in_use`, `hub_empty`,
    `hub_address_unknown`, `password_in_address`; EnvironmentFailure `database_damaged`,
    `folder_not_writable`, `disk_full`, `hub_unreachable`, `hub_refused`, `hub_password_needed`,
    `hub_password_wrong`.
    """
    signer = author if author is not None else user_name()
    if is_hub(location):
        store: Store = hub_store().open(
            location, read_only=read_only, shipped=shipped(), **own_on_hub(location, signer)
        )
    else:
        store = file_store(data_path(location), signer, create=create, read_only=read_only)
    if author is None and not os.environ.get("CAPADESK_AUTHOR") and (own := store.own_setting(OWN_NAME)):
        store.sign_as(own)
    if language is None and not os.environ.get("CAPADESK_LANGUAGE"):
        language = store.own_setting(OWN_LANGUAGE) or None
    return desk_over(store, language)


@contextlib.contextmanager
def desk_on_copy(store: Store, progress: ProgressCallback | None = None) -> Iterator[Desk]:
    """A desk on a copy of the data, to try there what would hold up others; thrown away in the end.

    The copy of a hub is a data file that has taken all of its log.
    """
    import tempfile

    with tempfile.TemporaryDirectory(prefix="capadesk-") as folder:
        copy = Path(folder) / "copy.db"
        store.backup_to(copy, progress)
        desk = open_desk(str(copy), create=False, author=store.author)
        try:
            yield desk
        finally:
            desk.store.close()


def open_desk_for_window(location: str = "", *, read_only: bool = False) -> Desk:
    """`open_desk` for the one window that a file may have; UserError `in_use` if another one is open.

    A second window may read only.
    """
    desk = open_desk(location, read_only=read_only)
    claim = getattr(desk.store, "claim_window", None)
    if not read_only and claim is not None and not claim():
        desk.store.close()
        raise UserError("in_use", file=desk.store.location)
    return desk


def create_desk(
    location: str,
    *,
    platform: str = "",
    country: str = "",
    time_zone: str = "",
    language: str | None = None,
    author: str | None = None,
) -> Desk:
    """Make a new data file, with the profile of its platform if a name is given.

    UserError `file_exists` and those of `open_desk`; InvalidRecord for a profile that cannot be.
    """
    from capadesk.domain.when import load_zone

    if not is_hub(location) and data_path(location).exists():
        raise UserError("file_exists", file=str(data_path(location)))
    if time_zone:
        load_zone(time_zone)
    profile = Platform(
        id=new_id(),
        name=platform,
        country=country,
        time_zone=time_zone or DEFAULT_TIME_ZONE,
        language=language or user_language(),
    )
    if platform:
        _require_sound(profile)
    if is_hub(location):
        signer = author if author is not None else user_name()
        hub_store().create(location, shipped=shipped(), **own_on_hub(location, signer)).close()
    desk = open_desk(location, language=language, author=author)
    if platform:
        with desk.store.unit_of_work() as work:
            work.save(profile)
            work.commit(N_("Added “{name}”"), name=platform)
    return desk


def _require_sound(record: Record) -> None:
    from capadesk.domain.validation import require_sound

    require_sound(record)
