"""What an undo left as it is, named."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from capadesk.services.desk import Desk
from capadesk.services.words import _, ngettext
from capadesk.ui.common.wording.field_labels import field_label
from capadesk.ui.common.wording.value_words import ValueWords

_MOST_NAMED = 2


def left_text(desk: Desk, left: Sequence[tuple[str, UUID, str]]) -> str:
    """ "Left as it is, because later changes depend on it: Title of “X” and 3 more." """
    shown = left[:_MOST_NAMED]
    words = ValueWords(desk)
    words.know((kind, record_id) for kind, record_id, _field in shown)
    named = []
    for kind, record_id, field in shown:
        name = words.name(kind, record_id)
        text = _("{field} of “{name}”") if field else _("“{name}”")
        named.append(text.format(field=field_label(kind, field) if field else "", name=name))
    more = len(left) - len(shown)
    if more:
        text = ngettext("{count} more", "{count} more", more)
        named.append(text.format(count=desk.localisation.number(more)))
    what = desk.localisation.join(named)
    return _("Left as it is, because later changes depend on it: {what}.").format(what=what)
