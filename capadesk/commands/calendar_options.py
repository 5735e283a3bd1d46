"""Codes that are typed to narrow what leaves as a calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from capadesk.domain.codes import CodeList
from capadesk.services.words import _

if TYPE_CHECKING:
    from capadesk.services.desk import Desk


def known_code(desk: Desk, code_list: CodeList, code: str) -> str:
    """A code of a list; wrong usage if it is none, with those that there are."""
    if code_list is CodeList.COUNTRY:
        codes, code = list(desk.localisation.country_codes()), code.upper()
    else:
        codes = [item.code for item in desk.code_book.items(code_list, with_retired=True)]
    if code not in codes:
        message = _("“{text}” is not in the list. Use one of: {allowed}.")
        raise click.UsageError(message.format(text=code, allowed=", ".join(codes)))
    return code
