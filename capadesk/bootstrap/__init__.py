"""Joins the layers: opens or makes a data file and puts the services over it."""

from capadesk.bootstrap.desk_files import DeskFiles
from capadesk.bootstrap.desk_parts import report_writer_for
from capadesk.bootstrap.desks import (
    DEFAULT_TIME_ZONE,
    create_desk,
    desk_on_copy,
    open_desk,
    open_desk_for_window,
)
from capadesk.bootstrap.stores import HUB_PASSWORDS, merge_source, open_hub, opened_to_look
from capadesk.bootstrap.surroundings import data_path, default_location, program_log, user_language, user_name

__all__ = [
    "DEFAULT_TIME_ZONE",
    "HUB_PASSWORDS",
    "DeskFiles",
    "create_desk",
    "data_path",
    "default_location",
    "desk_on_copy",
    "merge_source",
    "open_desk",
    "open_desk_for_window",
    "open_hub",
    "opened_to_look",
    "program_log",
    "report_writer_for",
    "user_language",
    "user_name",
]
