"""Writes people as vCard 3.0, the version that Outlook, Google and Apple all take (RFC 2426, RFC 2425)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from capadesk.domain.records import Person
from capadesk.formats.calendar.content_line import line, text
from capadesk.formats.whole_file import whole_file
from capadesk.services.ports import ContactEntry, ProgressCallback

_PROGRESS_STEP = 100


class VCardWriter:
    """Implements ports.ContactWriter. The same entries give the same bytes."""

    def __init__(self, program_version: str) -> None:
        self._program_version = program_version

    def write(
        self, entries: Iterable[ContactEntry], path: Path, progress: ProgressCallback | None = None
    ) -> int:
        """Write a card for each entry, whole or not at all; how many. The errors of whole_file.

        UTF-8 without a byte order mark, lines folded at 75 octets; whatever `progress` raises passes.
        """
        done = 0
        with whole_file(path) as file:
            for done, entry in enumerate(entries, start=1):
                file.write(b"".join(line(content) for content in self._card(entry)))
                if progress is not None and done % _PROGRESS_STEP == 0:
                    progress(done, 0)
        return done

    def _card(self, entry: ContactEntry) -> Iterator[str]:
        person = entry.person
        yield "BEGIN:VCARD"
        yield "VERSION:3.0"
        yield f"PRODID:{text(f'-//CapaDesk//CapaDesk {self._program_version}//EN')}"
        yield f"UID:urn:uuid:{person.id}"
        # Family name, given name, other names, what stands before, what stands behind (RFC 2426 3.1.2).
        yield f"N:{_parts(person.family_name, person.given_name, '', person.honorific, '')}"
        yield f"FN:{text(_shown_name(person))}"
        if entry.organisation:
            yield f"ORG:{text(entry.organisation)}"
        if entry.position:
            yield f"TITLE:{text(entry.position)}"
        if person.email:
            yield f"EMAIL;TYPE=INTERNET:{text(person.email)}"
        if person.phone:
            yield f"TEL;TYPE=WORK,VOICE:{text(person.phone)}"
        if person.mobile:
            yield f"TEL;TYPE=CELL,VOICE:{text(person.mobile)}"
        if entry.city or entry.country:
            # Box, further, street, city, region, code, country (RFC 2426 3.2.1).
            yield f"ADR;TYPE=WORK:{_parts('', '', '', entry.city, '', '', entry.country)}"
        if entry.tags:
            yield f"CATEGORIES:{','.join(map(text, entry.tags))}"
        yield "END:VCARD"


def _shown_name(person: Person) -> str:
    return " ".join(part for part in (person.honorific, person.given_name, person.family_name) if part) or (
        person.full_name
    )


def _parts(*values: str) -> str:
    return ";".join(text(value) for value in values)
