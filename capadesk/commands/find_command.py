"""find: records of every kind by words, forgiving of accents and typing errors."""

from __future__ import annotations

from typing import Any

import click

from capadesk.commands.list_command import json_value
from capadesk.commands.session import Session, pass_session
from capadesk.commands.terminal import JSON_OPTION, print_json, say
from capadesk.services.finding_words import FindingWords
from capadesk.services.words import _

_KINDS = (
    "event", "person", "organisation", "action", "decision", "interaction", "series", "project", "city",
    "tag",
)  # fmt: skip


@click.command("find")
@click.argument("words", nargs=-1, required=True)
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice(_KINDS), help=_("Only records of this kind.")
)
@click.option("--limit", default=20, type=click.IntRange(1), help=_("At most so many of each kind."))
@JSON_OPTION
@pass_session
def find(session: Session, words: tuple[str, ...], kinds: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Find records by words; what is written nearly so counts where little is found."""
    with session.desk(reads_only=True) as desk:
        said = FindingWords(desk.store, desk.localisation, desk.code_book)
        hits = desk.store.lists.search(" ".join(words), kinds, limit)
        documents: list[dict[str, Any]] = []
        lines = []
        for hit in hits:
            document = {name: json_value(value) for name, value in hit._asdict().items()}
            documents.append({"id": document.pop("record_id"), **document})
            lines.append("\t".join((str(hit.record_id), hit.kind, said.title(hit), said.detail(hit))))
    if as_json:
        print_json(documents)
        return
    if not hits:
        say(_("Nothing was found."), err=True)
    elif all(hit.is_similar for hit in hits):
        say(_("Nothing is written just so; this comes near."), err=True)
    for line in lines:
        say(line)
