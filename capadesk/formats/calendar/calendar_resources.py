"""A calendar file of our own cut into what a CalDAV server keeps: a resource for each UID (RFC 4791 4.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from capadesk.domain.errors import EnvironmentFailure, UserError
from capadesk.formats.calendar.content_line_reader import unescaped
from capadesk.formats.whole_file import whole_file
from capadesk.services.ports.feeds import CalendarResource

_COMPONENT = re.compile(rb"BEGIN:(VEVENT|VTODO|VTIMEZONE)\r\n.*?\r\nEND:\1\r\n", re.DOTALL)
_FOLD = re.compile(rb"\r?\n[ \t]")
_NAMES = (b"UID", b"TZID", b"SUMMARY")
_NAMED = {name: re.compile(rb"\r\n" + name + rb"(?:;[^:\r\n]*)?:([^\r\n]*)") for name in _NAMES}
_ZONE_OF = re.compile(rb";TZID=\"?([^:;\"]+)")
_PRODID = re.compile(rb"\r\nPRODID:([^\r\n]*(?:\r\n [^\r\n]*)*)")
_OURS = b"-//CapaDesk//"
_HEAD_BYTES = 4_096
_BLOCK = 1 << 20

# What servers and their readers write anew without saying anything else by it.
_UNSAID = frozenset({"PRODID", "VERSION", "CALSCALE", "METHOD", "DTSTAMP", "CREATED", "LAST-MODIFIED"})


class CalendarFilesToPublish:
    """Implements ports.CalendarFiles."""

    def resources(self, path: Path) -> Mapping[str, CalendarResource]:
        """See ports.CalendarFiles; what has no UID is left out."""
        data = path.read_bytes()
        head = _head(data)
        zones: dict[bytes, bytes] = {}
        parts: dict[bytes, list[bytes]] = {}
        for found in _COMPONENT.finditer(data):
            part = found[0]
            if found[1] == b"VTIMEZONE":
                zones[_first(part, b"TZID")] = part
            elif uid := _first(part, b"UID"):
                parts.setdefault(uid, []).append(part)
        resources = (_resource(uid, each, zones, head) for uid, each in parts.items())
        return {resource.uid: resource for resource in resources}

    def mark(self, data: bytes) -> str:
        """See ports.CalendarFiles: the order of lines, folds, zones, times of writing and X-… say nothing."""
        return sha256("\n".join(sorted(_said(data))).encode()).hexdigest()

    def is_ours(self, path: Path) -> bool:
        """See ports.CalendarFiles."""
        try:
            with path.open("rb") as file:
                head = file.read(_HEAD_BYTES)
        except IsADirectoryError as error:
            raise UserError("not_a_file", file=str(path)) from error
        except PermissionError as error:
            if path.is_dir():  # as Windows says it
                raise UserError("not_a_file", file=str(path)) from error
            raise EnvironmentFailure("file_not_readable", file=str(path)) from error
        found = _PRODID.search(head)
        return found is not None and _FOLD.sub(b"", found[1]).startswith(_OURS)

    def put_in_place(self, source: Path, target: Path) -> bool:
        """See ports.CalendarFiles."""
        if _are_equal(source, target):
            return False
        with source.open("rb") as wanted, whole_file(target) as file:
            while block := wanted.read(_BLOCK):
                file.write(block)
        return True


def _head(data: bytes) -> bytes:
    prodid = _PRODID.search(data)
    line = prodid[0][2:] + b"\r\n" if prodid is not None else b""
    return b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + line + b"CALSCALE:GREGORIAN\r\n"


def _resource(uid: bytes, parts: list[bytes], zones: dict[bytes, bytes], head: bytes) -> CalendarResource:
    components = b"".join(parts)
    named = dict.fromkeys(_ZONE_OF.findall(_FOLD.sub(b"", components)))
    body = b"".join(zones[zone] for zone in named if zone in zones) + components
    return CalendarResource(
        uid=uid.decode("utf-8", "replace"),
        title=unescaped(_first(parts[0], b"SUMMARY").decode("utf-8", "replace")),
        data=head + body + b"END:VCALENDAR\r\n",
        # Without the head: a new version of the program alone publishes nothing anew.
        digest=sha256(body).hexdigest(),
    )


def _first(part: bytes, name: bytes) -> bytes:
    found = _NAMED[name].search(_FOLD.sub(b"", part))
    return found[1] if found is not None else b""


def _said(data: bytes) -> Iterator[str]:
    """Each property of a calendar in one spelling, with the component that it stands in."""
    text = _FOLD.sub(b"", data).decode("utf-8", "replace")
    within: list[str] = []
    for line in text.split("\n"):
        name, parameters, value = _taken_apart(line.rstrip("\r"))
        if name == "BEGIN":
            within.append(value.strip().upper())
        elif name == "END":
            del within[-1:]
        elif within and "VTIMEZONE" not in within and name not in _UNSAID and not name.startswith("X-"):
            where = "/".join(within[-1:])
            yield f"{where}/{name}{';'.join(['', *parameters])}:{unescaped(value).strip()}"


def _taken_apart(line: str) -> tuple[str, list[str], str]:
    is_quoted = False
    pieces, start = [], 0
    for place, character in enumerate(line):
        if character == '"':
            is_quoted = not is_quoted
        elif character in ";:" and not is_quoted:
            pieces.append(line[start:place])
            start = place + 1
            if character == ":":
                break
    if not pieces:
        return "", [], ""
    name, *parameters = pieces
    said = [each.replace('"', "") for each in parameters if not each.upper().startswith("X-")]
    return name.strip().upper(), sorted(_with_name_in_capitals(each) for each in said), line[start:]


def _with_name_in_capitals(parameter: str) -> str:
    name, equals, value = parameter.partition("=")
    return f"{name.strip().upper()}{equals}{value}"


def _are_equal(source: Path, target: Path) -> bool:
    try:
        if source.stat().st_size != target.stat().st_size:
            return False
        with source.open("rb") as wanted, target.open("rb") as there:
            while block := wanted.read(_BLOCK):
                if block != there.read(_BLOCK):
                    return False
    except OSError:  # whoever writes it says what is wrong with it
        return False
    return True
