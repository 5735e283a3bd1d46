"""Writes a package of changes: a zip of JSON lines that can be read without CapaDesk."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from capadesk.domain.replica_state import state_text
from capadesk.domain.stamp import Stamp
from capadesk.formats.packages.age_file import encrypt
from capadesk.formats.packages.package_lines import change_lines, encoded, set_line, shipped_lines
from capadesk.formats.packages.package_zip import ZipParts
from capadesk.formats.whole_file import whole_file
from capadesk.services.ports import Frontier, IncomingChanges, LoggedSet, ProgressCallback
from capadesk.services.ports.change_package import Names, PackageSender, PackageSummary

FORMAT, VERSION = "capadesk-changes", "1.0"
README, MANIFEST = "README.txt", "manifest.json"
SETS, CHANGES, SHIPPED = "change_sets.jsonl", "changes.jsonl", "shipped.jsonl"

_README = """\
This is a package of changes of CapaDesk, version {version} of the format "{format}".

manifest.json      who sent it, what it holds, and the SHA-256 of each file here
change_sets.jsonl  who did what when: one JSON object a line
changes.jsonl      what that changed, record by record: one JSON object a line
shipped.jsonl      records that come with the program (code lists, cities, tags)

All text is UTF-8. To have the records, go through changes.jsonl from the first line to the last and set
each field of the record (kind, id) to its "after". Records whose field "deleted" is not "" are gone.
The format is described in docs/package-format.md of CapaDesk. To take the package into a data file:

    capadesk --data FILE merge PACKAGE
"""
_SPOOLED = 16 << 20


class ChangePackageWriter:
    """Implements ports.PackageWriter; `version` is the program's."""

    def __init__(self, version: str) -> None:
        self._version = version

    def write(
        self,
        path: Path,
        changes: IncomingChanges,
        sender: PackageSender,
        *,
        since: Frontier | None = None,
        names: Names = Names.INCLUDED,
        passphrase: str = "",
        progress: ProgressCallback | None = None,
    ) -> PackageSummary:
        """See ports.PackageWriter."""
        passage = _Passage(changes, dict(since or {}), names, progress)
        with whole_file(path) as target:
            if passphrase:
                with tempfile.SpooledTemporaryFile(max_size=_SPOOLED) as clear:
                    self._write_zip(clear, passage, sender, since)
                    clear.seek(0)
                    target.write(encrypt(clear.read(), passphrase))
            else:
                self._write_zip(target, passage, sender, since)
            size = target.seek(0, 2)
        return PackageSummary(
            path=path,
            replica=changes.replica,
            sender=sender,
            names=names,
            since=since,
            state=passage.state,
            newest=passage.newest,
            change_sets=passage.sets,
            changes=sum(passage.kinds.values()),
            kinds=dict(passage.kinds),
            size=size,
            is_encrypted=bool(passphrase),
        )

    def _write_zip(
        self, file: IO[bytes], passage: _Passage, sender: PackageSender, since: Frontier | None
    ) -> None:
        with ZipParts(file) as parts:
            parts.write(README, [_README.format(version=VERSION, format=FORMAT).encode()])
            with tempfile.SpooledTemporaryFile(max_size=_SPOOLED) as set_lines:
                parts.write(CHANGES, passage.change_lines(set_lines))
                set_lines.seek(0)
                parts.write(SETS, set_lines)
            shipped = parts.write(SHIPPED, passage.shipped_lines())
            manifest = {
                "format": FORMAT,
                "version": VERSION,
                "program": f"CapaDesk {self._version}",
                "replica": passage.replica.hex(),
                "sender": sender._asdict(),
                "names": passage.names.value,
                "since": state_text(since) if since else "",
                "state": state_text(passage.state),
                "newest": passage.newest_facts,
                "counts": {
                    "change_sets": passage.sets,
                    "changes": sum(passage.kinds.values()),
                    "shipped": shipped.lines,
                },
                "kinds": dict(passage.kinds),
                "files": [
                    {"name": part.name, "size": part.size, "sha256": part.sha256} for part in parts.parts
                ],
            }
            parts.write(MANIFEST, [encoded(manifest)])
            parts.seal()


class _Passage:
    """The changes on their way into the package; what passed is counted."""

    def __init__(
        self,
        changes: IncomingChanges,
        state: dict[bytes, Stamp],
        names: Names,
        progress: ProgressCallback | None,
    ) -> None:
        self._changes = changes
        self._since = dict(state)
        self._progress = progress
        self.replica = changes.replica
        self.names = names
        self.state = state
        self.sets = 0
        self.kinds: Counter[str] = Counter()
        self.newest: Stamp | None = None
        self.newest_facts: dict[str, str] | None = None

    def change_lines(self, set_lines: IO[bytes]) -> Iterator[bytes]:
        """The lines of changes; those of their ChangeSets go into `set_lines` meanwhile."""
        total = self._changes.count(self._since)
        for entry in self._changes.change_sets(self._since):
            if self._progress is not None:
                self._progress(self.sets, max(total, self.sets))
            if not self._follows(entry):
                continue
            records = 0
            for line in change_lines(entry):
                self.kinds[line["kind"]] += 1
                records += 1
                yield encoded(line)
            set_lines.write(encoded(set_line(entry, records, without_names=self.names is Names.WITHHELD)))
            self.sets += 1
            self.state[entry.stamp.replica] = entry.stamp
            if self.newest is None or entry.stamp > self.newest:
                self.newest = entry.stamp
                self.newest_facts = {"stamp": str(entry.stamp), "time": entry.time.isoformat()}

    def _follows(self, entry: LoggedSet) -> bool:
        """Whether all before it of its replica is with the receiver, or has just been written."""
        last = self.state.get(entry.stamp.replica)
        if last is not None and entry.stamp <= last:
            return False
        return entry.previous is None or (last is not None and entry.previous <= last)

    def shipped_lines(self) -> Iterator[bytes]:
        """The lines of shipped records."""
        return map(encoded, shipped_lines(self._changes.shipped()))
