"""contradictions, settle: what desks have changed without knowing of each other is shown, and settled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from capadesk.commands.session import Session, pass_session
from capadesk.commands.terminal import JSON_OPTION, print_json, say
from capadesk.domain.errors import UserError
from capadesk.services.words import _
from capadesk.ui.common.wording.field_labels import kind_label
from capadesk.ui.common.wording.sentences import field_text

if TYPE_CHECKING:
    from capadesk.services.ports import Contradiction, Version
    from capadesk.ui.common.wording.value_words import ValueWords


@click.command()
@JSON_OPTION
@pass_session
def contradictions(session: Session, as_json: bool) -> None:
    """List fields that desks have changed without knowing of each other; value 0 is the one that holds."""
    from capadesk.ui.common.wording.value_words import ValueWords

    with session.desk(reads_only=True) as desk:
        found = desk.merging.contradictions()
        words = ValueWords(desk)
        words.know_contradictions(found)
        if as_json:
            print_json({"contradictions": [_contradiction_json(words, each) for each in found]})
            return
        for each in found:
            title = words.name(each.kind, each.record_id)
            about = f"{kind_label(each.kind)}: {title}: {field_text(each.field, each.kind)}"
            say(f"{about}\t{each.record_id}\t{each.field}")
            for number, version in enumerate(_versions(each)):
                time = version.time.astimezone().strftime("%Y-%m-%d %H:%M")
                value = words.text(each.kind, each.field, version.value) or _("(empty)")
                say(f"  {number}\t{value}\t{version.author}\t{time}")
    if found:
        say(
            _("Settle one with “capadesk settle ID FIELD NUMBER”, or “capadesk set ID FIELD=VALUE”."),
            err=True,
        )
    else:
        say(_("Nothing contradicts."), err=True)


@click.command()
@click.argument("record_id", type=click.UUID, metavar="ID")
@click.argument("field", metavar="FIELD")
@click.argument("number", type=click.IntRange(0), metavar="NUMBER")
@JSON_OPTION
@pass_session
def settle(session: Session, record_id: UUID, field: str, number: int, as_json: bool) -> None:
    """Settle on one value of a field, by its number in `contradictions`; prints the id of the change."""
    from capadesk.services.merging.merge_service import Settlement

    with session.desk() as desk:
        found = next(
            (
                each
                for each in desk.merging.contradictions()
                if each.record_id == record_id and field in (each.field, each.field.removesuffix("_id"))
            ),
            None,
        )
        if found is None or number >= len(_versions(found)):
            raise UserError("contradiction_not_found", id=str(record_id), field=field, number=number)
        value = _versions(found)[number].value
        done = desk.merging.settle([Settlement(found.kind, record_id, found.field, value)])
    if as_json:
        print_json({"id": str(record_id), "field": found.field, "change_set": done.id})
    else:
        say(done.id)


def _versions(found: Contradiction) -> tuple[Version, ...]:
    return found.holds, *found.others


def _contradiction_json(words: ValueWords, found: Contradiction) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "id": str(found.record_id),
        "title": words.name(found.kind, found.record_id),
        "field": found.field,
        "values": [
            {
                "number": number,
                "holds": number == 0,
                "text": words.text(found.kind, found.field, version.value),
                "author": version.author,
                "time": version.time.isoformat(),
                "received": version.is_received,
            }
            for number, version in enumerate(_versions(found))
        ],
    }
