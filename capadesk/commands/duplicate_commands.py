"""duplicates, join, not-the-same: what may be doubled is shown, joined, or told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from capadesk.commands.session import Session, pass_session, progress_shown
from capadesk.commands.terminal import JSON_OPTION, print_json, say
from capadesk.domain.joining import JOINABLE
from capadesk.services.record_service import RecordService
from capadesk.services.words import _
from capadesk.ui.common.wording.field_labels import kind_label
from capadesk.ui.common.wording.likeness_words import likeness_text, sureness_text
from capadesk.ui.common.wording.sentences import label_text

if TYPE_CHECKING:
    from capadesk.domain.change_set import ChangeSet
    from capadesk.services.merging.duplicate_service import DuplicateGroup


@click.command()
@click.option("--kind", type=click.Choice(JOINABLE), help=_("Only records of this kind."))
@JSON_OPTION
@pass_session
def duplicates(session: Session, kind: str | None, as_json: bool) -> None:
    """List records that may be the same thing, the surest first; of each group first the one to keep."""
    with session.desk(reads_only=True) as desk:
        groups = desk.duplicates.groups([kind] if kind else JOINABLE)
    if as_json:
        print_json({"groups": [_group_json(group) for group in groups]})
        return
    for group in groups:
        text = _("{kind}, {sureness}: {why}")
        why = "; ".join(likeness_text(reason) for reason in group.reasons)
        sureness = sureness_text(group.sureness)
        say(text.format(kind=kind_label(group.kind), sureness=sureness, why=why))
        for each in group.candidates:
            say("\t".join((f"  {each.record_id}", each.name, each.detail)).rstrip())
    if groups:
        text = _("Join them with “capadesk join KEEP_ID OTHER_ID”, or say “capadesk not-the-same ID ID”.")
        say(text, err=True)
    else:
        say(_("Nothing looks doubled."), err=True)


@click.command()
@click.argument("keep_id", type=click.UUID, metavar="KEEP_ID")
@click.argument("other_ids", type=click.UUID, nargs=-1, required=True, metavar="OTHER_ID...")
@click.option(
    "--take",
    "taken",
    multiple=True,
    metavar="FIELD=ID",
    help=_(
        "Take a field from this record; else what the kept one lacks is filled, and texts are kept from all."
    ),
)
@JSON_OPTION
@pass_session
def join(
    session: Session, keep_id: UUID, other_ids: tuple[UUID, ...], taken: tuple[str, ...], as_json: bool
) -> None:
    """Let records go into one that stays, with all that hangs on them; prints the id of the change."""
    choices = dict(_choice(text) for text in taken)
    with session.desk() as desk, progress_shown(_("Joining")) as progress:
        kind = RecordService(desk.store).kind_of(keep_id)
        done = desk.duplicates.join(kind, keep_id, other_ids, choices, progress)
    joined = [str(each) for each in other_ids]
    _acknowledge(done, {"kind": kind, "id": str(keep_id), "joined": joined}, as_json)


@click.command()
@click.argument("record_ids", type=click.UUID, nargs=-1, required=True, metavar="ID ID...")
@JSON_OPTION
@pass_session
def not_the_same(session: Session, record_ids: tuple[UUID, ...], as_json: bool) -> None:
    """Say that these records are not the same: they are not offered again, on other desks neither."""
    with session.desk() as desk:
        kind = RecordService(desk.store).kind_of(record_ids[0])
        done = desk.duplicates.dismiss(kind, record_ids)
    _acknowledge(done, {"kind": kind, "ids": [str(each) for each in record_ids]}, as_json)


def _choice(text: str) -> tuple[str, UUID]:
    field, equals, record_id = text.partition("=")
    try:
        if equals:
            return field, UUID(record_id)
    except ValueError:
        pass
    raise click.UsageError(_("“{text}” is not FIELD=ID, such as name=ID.").format(text=text))


def _acknowledge(change_set: ChangeSet, data: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json({"change_set": change_set.id if change_set else None, **data})
    elif change_set:
        say(change_set.id)
        say(label_text(change_set.label, change_set.label_data), err=True)
    else:
        say(_("Nothing changed."), err=True)


def _group_json(group: DuplicateGroup) -> dict[str, Any]:
    return {
        "kind": group.kind,
        "sureness": group.sureness,
        "reasons": [
            {"reason": reason.code, "sureness": reason.sureness, "shared": reason.shared}
            for reason in group.reasons
        ],
        "keep": str(group.ids[0]),
        "records": [
            {"id": str(each.record_id), "name": each.name, "detail": each.detail} for each in group.candidates
        ],
    }
