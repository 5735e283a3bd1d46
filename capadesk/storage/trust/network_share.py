"""Whether a folder lies on another computer: SQLite's locks and its shared memory do not hold there."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

_REMOTE = frozenset(
    {
        *("nfs", "nfs3", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "ncpfs", "afs", "afpfs", "9p"),
        *("ceph", "glusterfs", "lustre", "webdav", "davfs", "fuse.sshfs", "fuse.rclone", "fuse.davfs2"),
        *("fuse.gvfsd-fuse", "fuse.smbnetfs", "fuse.glusterfs", "fuse.s3fs", "fuse.nfs", "fuse.curlftpfs"),
        *("fuse.onedriver", "fuse.google-drive-ocamlfuse"),
    }
)
"""Kinds of file systems that lie elsewhere."""
_MOUNTS = Path("/proc/self/mounts")
_DRIVE_REMOTE = 4
_STATFS_BYTES, _TYPE_AT, _TYPE_BYTES = 4096, 72, 16
"""macOS: the name of the kind within `struct statfs` with inodes of 64 bits."""


def remote_kind_of(folder: Path, mounts: Path = _MOUNTS) -> str | None:
    """The kind of file system, "nfs4" for instance, if the folder lies on another computer; None if not."""
    with contextlib.suppress(OSError):
        folder = folder.resolve()
    if sys.platform == "win32":
        return "Windows" if _is_windows_share(folder) else None
    kind = _macos_kind(folder) if sys.platform == "darwin" else _mounted_kind(folder, mounts)
    return kind if kind in _REMOTE else None


def _mounted_kind(folder: Path, mounts: Path) -> str | None:
    """The kind of the file system that is mounted nearest above the folder."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return None
    above = (folder, *folder.parents)
    best, kind = -1, None
    for line in lines:
        parts = line.split(" ")
        if len(parts) > 2:
            point = Path(_unescaped(parts[1]))
            # The last of two mounts on one point hides the first.
            if point in above and len(point.parts) >= best:
                best, kind = len(point.parts), parts[2]
    return kind


def _unescaped(text: str) -> str:
    r"""Spaces, tabs, line ends and backslashes stand as octal numbers: `\040`."""
    for code in ("040", "011", "012", "134"):
        text = text.replace(f"\\{code}", chr(int(code, 8)))
    return text


if sys.platform == "win32":
    import ctypes

    def _is_windows_share(folder: Path) -> bool:
        if folder.drive.startswith("\\\\"):
            return not folder.drive.startswith(("\\\\?\\", "\\\\.\\"))
        return bool(
            folder.drive and ctypes.windll.kernel32.GetDriveTypeW(f"{folder.drive}\\") == _DRIVE_REMOTE
        )

else:

    def _is_windows_share(folder: Path) -> bool:
        return False


def _macos_kind(folder: Path) -> str | None:
    import ctypes

    buffer = ctypes.create_string_buffer(_STATFS_BYTES)
    try:
        # On Intel the call of this name is the one with inodes of 32 bits.
        library = ctypes.CDLL(None)
        call = getattr(library, "statfs$INODE64", None) or library.statfs
        failed = call(os.fsencode(folder), buffer)
    except (AttributeError, OSError):
        return None
    if failed:
        return None
    return buffer.raw[_TYPE_AT : _TYPE_AT + _TYPE_BYTES].partition(b"\x00")[0].decode("ascii", "replace")
