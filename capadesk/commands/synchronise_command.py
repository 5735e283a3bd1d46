"""synchronise: the data file and a hub take each other's changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from capadesk.commands.session import Refused, Session, long_work, pass_session
from capadesk.commands.terminal import JSON_OPTION, print_json, say
from capadesk.services.words import _

if TYPE_CHECKING:
    from capadesk.services.ports import MergeResult

_COUNTS = ("created", "updated", "same", "conflicts", "waiting", "change_sets")


@click.command()
@click.argument("address", metavar="ADDRESS")
@JSON_OPTION
@pass_session
def synchronise(session: Session, address: str, as_json: bool) -> None:
    """Take the changes of the hub at ADDRESS, and let it take those of the data file."""
    with session.desk() as desk:
        done = long_work(_("Synchronising"), lambda progress: desk.synchronise.synchronise(address, progress))
    received, sent = _counts(done.received), _counts(done.sent)
    if as_json:
        print_json({"hub": done.hub, "received": received, "sent": sent})
    else:
        text = _("From the hub: {created} created, {updated} updated, {conflicts} conflicts.")
        say(text.format(**received))
        text = _("To the hub: {created} created, {updated} updated, {conflicts} conflicts.")
        say(text.format(**sent))
    if received["conflicts"] or sent["conflicts"]:
        raise Refused(
            _(
                "Where both changed a field, the later change holds and the other is kept: “contradictions” "
                "lists them."
            )
        )


def _counts(result: MergeResult | None) -> dict[str, int]:
    return {name: getattr(result, name) if result is not None else 0 for name in _COUNTS}
