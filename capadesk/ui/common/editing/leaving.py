"""The question before what is not saved is left: once, with answers named by what they do."""

from __future__ import annotations

from collections.abc import Callable

from capadesk.services.words import _
from capadesk.ui.common.message_bar import Answer, Question


def leaving_question(
    text: str,
    save: Callable[[], bool],
    discard: Callable[[], None],
    stay: Callable[[], None],
    go_on: Callable[[], None],
) -> Question:
    """Save, then go on if that succeeded; discard and go on; or stay."""

    def save_and_go_on() -> None:
        if save():
            go_on()

    def discard_and_go_on() -> None:
        discard()
        go_on()

    return Question(
        text,
        (
            Answer(_("&Save changes"), save_and_go_on, is_main=True),
            Answer(_("&Discard changes"), discard_and_go_on),
            Answer(_("&Keep editing"), stay),
        ),
    )
