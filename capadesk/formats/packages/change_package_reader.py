"""Reads packages of changes: checked whole before the first change is given out."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NoReturn

from capadesk.domain.errors import UnreadableFile, UserError
from capadesk.domain.replica_state import parse_state
from capadesk.domain.stamp import REPLICA_BYTES, Stamp
from capadesk.formats.file_reading import beginning_of, reading
from capadesk.formats.packages.age_file import decrypt, is_age
from capadesk.formats.packages.change_package_writer import CHANGES, FORMAT, MANIFEST, SETS, SHIPPED, VERSION
from capadesk.formats.packages.package_line_reader import BadLine, SetBuilder, decoded, read_set, read_shipped
from capadesk.formats.packages.package_values import is_count, is_name
from capadesk.formats.packages.package_zip import SealedZip
from capadesk.services.ports import Frontier, LoggedBlock, LoggedSet, SourceKind
from capadesk.services.ports.change_package import Names, PackageSender, PackageSummary
from capadesk.services.ports.changes import Step, no_step

_ZIP_BEGINNING = b"PK\x03\x04"
_MANIFEST_LIMIT = 4 << 20
_LINE_LIMIT = 64 << 20
_TEXT_LIMIT = 1_000
_LINES_A_STEP = 1_000


class ChangePackageReader:
    """Implements ports.PackageReader."""

    def is_package(self, path: Path) -> bool:
        """See ports.PackageReader."""
        beginning = beginning_of(path)
        return beginning.startswith(_ZIP_BEGINNING) or is_age(beginning)

    def is_encrypted(self, path: Path) -> bool:
        """See ports.PackageReader."""
        return is_age(beginning_of(path))

    def open(self, path: Path, passphrase: str = "") -> ChangePackage:
        """See ports.PackageReader."""
        is_encrypted = self.is_encrypted(path)
        with reading(path):
            size = path.stat().st_size
            file: IO[bytes] = io.BytesIO(decrypt(path, passphrase)) if is_encrypted else path.open("rb")
        package = ChangePackage(path, SealedZip(file, str(path)), size, is_encrypted=is_encrypted)
        try:
            package.check()
        except BaseException:
            package.close()
            raise
        return package


class ChangePackage:
    """Implements ports.Package: a package as ChangeSets that can be merged."""

    def __init__(self, path: Path, archive: SealedZip, size: int, *, is_encrypted: bool) -> None:
        self._path = path
        self._archive = archive
        self._size = size
        self._is_encrypted = is_encrypted
        self._summary: PackageSummary | None = None

    # --- what it is -----------------------------------------------------------------------------

    @property
    def summary(self) -> PackageSummary:
        """See ports.Package."""
        assert self._summary is not None
        return self._summary

    @property
    def replica(self) -> bytes:
        """See ports.IncomingChanges."""
        return self.summary.replica

    @property
    def name(self) -> str:
        """See ports.IncomingChanges."""
        return self.summary.sender.author or self.summary.sender.platform

    @property
    def kind(self) -> SourceKind:
        """See ports.IncomingChanges."""
        is_whole = self.summary.names is Names.INCLUDED
        return SourceKind.PACKAGE if is_whole else SourceKind.WITHOUT_NAMES

    @property
    def path(self) -> str:
        """See ports.IncomingChanges."""
        return str(self._path)

    def close(self) -> None:
        """See ports.Package."""
        self._archive.close()

    # --- checking -------------------------------------------------------------------------------

    def check(self) -> None:
        """Check seal, manifest, sizes and checksums; the lines are checked on their way. UnreadableFile."""
        self._archive.open()
        manifest = self._manifest()
        self._check_parts(manifest)
        self._summary = self._summary_of(manifest)

    def _manifest(self) -> dict[str, Any]:
        if MANIFEST not in self._archive.names():
            self._refuse("not_a_package")
        if self._archive.size_of(MANIFEST) > _MANIFEST_LIMIT:
            self._refuse("zip_bomb", MANIFEST)
        with self._archive.part(MANIFEST) as part:
            raw = part.read(_MANIFEST_LIMIT + 1)
        try:
            manifest = json.loads(raw)
        except (ValueError, RecursionError) as error:
            raise UnreadableFile(self.path, "not_json", MANIFEST) from error
        if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
            self._refuse("not_a_package", MANIFEST)
        version = str(manifest.get("version", "")).split(".")
        if len(version) != 2 or not all(part.isascii() and part.isdecimal() for part in version):
            self._refuse("package_key", MANIFEST, key="version")
        if int(version[0]) > int(VERSION.partition(".")[0]):
            self._refuse("newer_package", MANIFEST, version=str(manifest["version"])[:20])
        return manifest

    def _check_parts(self, manifest: dict[str, Any]) -> None:
        listed = manifest.get("files")
        if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
            self._refuse("package_key", MANIFEST, key="files")
        found = set(self._archive.names()) - {MANIFEST}
        names = [str(each.get("name")) for each in listed]
        for name in (*names, SETS, CHANGES, SHIPPED):
            if name not in found:
                self._refuse("part_missing", name[:100])
        for name in sorted(found):
            if names.count(name) != 1:
                self._refuse("part_unknown", name)
        for each in listed:
            if each.get("size") != self._archive.size_of(each["name"]):
                self._refuse("part_changed", each["name"])
            self._archive.check(each["name"], str(each.get("sha256")))

    def _summary_of(self, manifest: dict[str, Any]) -> PackageSummary:
        counts, kinds, sender = (self._object(manifest, name) for name in ("counts", "kinds", "sender"))
        texts = [sender.get(name, "") for name in PackageSender._fields]
        if not all(isinstance(text, str) and len(text) <= _TEXT_LIMIT for text in texts):
            self._refuse("package_key", MANIFEST, key="sender")
        for name in ("change_sets", "changes", "shipped"):
            if not is_count(counts.get(name)):
                self._refuse("package_key", MANIFEST, key="counts")
        if not all(is_name(kind) and is_count(count) for kind, count in kinds.items()):
            self._refuse("package_key", MANIFEST, key="kinds")
        since_text, newest_text = manifest.get("since"), manifest.get("newest")
        try:
            replica = bytes.fromhex(str(manifest.get("replica")))
            names = Names(str(manifest.get("names")))
            state = parse_state(str(manifest.get("state")))
            since = parse_state(str(since_text)) if since_text else None
            newest = Stamp.parse(newest_text["stamp"]) if newest_text is not None else None
        except (ValueError, TypeError, KeyError, UserError) as error:
            raise UnreadableFile(
                self.path, "package_key", MANIFEST, key="replica, names, state, since, newest"
            ) from error
        if len(replica) != REPLICA_BYTES:
            self._refuse("package_key", MANIFEST, key="replica")
        return PackageSummary(
            path=self._path,
            replica=replica,
            sender=PackageSender(*texts),
            names=names,
            since=since,
            state=state,
            newest=newest,
            change_sets=counts["change_sets"],
            changes=counts["changes"],
            kinds=kinds,
            size=self._size,
            is_encrypted=self._is_encrypted,
        )

    def _object(self, manifest: dict[str, Any], name: str) -> dict[str, Any]:
        found = manifest.get(name)
        if not isinstance(found, dict):
            self._refuse("package_key", MANIFEST, key=name)
        return found

    # --- giving out -----------------------------------------------------------------------------

    def count(self, seen: Frontier) -> int:
        """See ports.IncomingChanges: all of them if one is new, as those that were seen are read over."""
        return 0 if self._has_nothing_for(seen) else self.summary.change_sets

    def change_sets(self, seen: Frontier, step: Step = no_step) -> Iterator[LoggedSet]:
        """See ports.IncomingChanges."""
        if self._has_nothing_for(seen):
            return
        for entry in self._read(step):
            last = seen.get(entry.stamp.replica)
            if last is None or entry.stamp > last:
                yield entry

    def _has_nothing_for(self, seen: Frontier) -> bool:
        """Whether the receiver has all that the sender had; its lines need not be read then."""
        return all(
            replica in seen and newest <= seen[replica] for replica, newest in self.summary.state.items()
        )

    def shipped(self) -> Iterator[LoggedBlock]:
        """See ports.IncomingChanges."""
        lines = _Lines(self, SHIPPED)
        with self._archive.part(SHIPPED) as part:
            try:
                yield from read_shipped(lines.of(part))
            except BadLine as error:
                lines.refuse(error)

    def _read(self, step: Step) -> Iterator[LoggedSet]:
        set_lines, change_lines = _Lines(self, SETS), _Lines(self, CHANGES)
        with self._archive.part(SETS) as sets, self._archive.part(CHANGES) as changes:
            following = change_lines.of(changes)
            newest: Stamp | None = None
            for line in set_lines.of(sets):
                try:
                    entry, records = read_set(line)
                    if newest is not None and entry.stamp <= newest:
                        raise BadLine("stamp")
                except BadLine as error:
                    set_lines.refuse(error)
                newest = entry.stamp
                builder = SetBuilder(entry.stamp)
                try:
                    for number in range(records):
                        builder.add(next(following))
                        if number % _LINES_A_STEP == _LINES_A_STEP - 1:
                            step()
                except BadLine as error:
                    change_lines.refuse(error)
                except StopIteration:
                    self._refuse("package_counts", CHANGES)
                singles, blocks = builder.ended()
                yield entry._replace(changes=singles, blocks=blocks)
            if next(following, None) is not None:
                self._refuse("package_counts", CHANGES)
        if (set_lines.number, change_lines.number) != (self.summary.change_sets, self.summary.changes):
            self._refuse("package_counts", MANIFEST)

    def _refuse(self, reason: str, place: str = "", **data: Any) -> NoReturn:
        raise UnreadableFile(self.path, reason, place, **data)


class _Lines:
    """The lines of one file in the package, counted."""

    def __init__(self, package: ChangePackage, name: str) -> None:
        self._package = package
        self._name = name
        self.number = 0

    def of(self, part: IO[bytes]) -> Iterator[dict[str, Any]]:
        """Each line as an object; UnreadableFile `package_line`."""
        buffered = io.BufferedReader(part, 1 << 20)  # type: ignore[type-var]
        while raw := buffered.readline(_LINE_LIMIT):
            self.number += 1
            try:
                if not raw.endswith(b"\n"):
                    raise BadLine("its end")
                line = decoded(raw)
            except BadLine as error:
                self.refuse(error)
            yield line

    def refuse(self, error: BadLine) -> NoReturn:
        """The line that was read last is not as it should be."""
        raise UnreadableFile(
            self._package.path, "package_line", self._name, line=self.number, detail=error.detail
        ) from error
