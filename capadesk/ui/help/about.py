"""What the program is made of: versions, libraries and their licences."""

from __future__ import annotations

import contextlib
import importlib.metadata
import re
from typing import NamedTuple

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication

from capadesk.resource_files import resource_path
from capadesk.services.fault_report import system_lines

PROGRAM = "capadesk"
_LICENCE = "LICENSE"
_NAME = re.compile(r"[A-Za-z0-9._-]+")
# What the licences of these libraries are called where their own description does not say it briefly.
_KNOWN = {
    "pyrage": "MIT",
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
    "sqlcipher3": "Zlib AND BSD-3-Clause",
}
_LONGEST = 60


class Library(NamedTuple):
    """One library that the program uses."""

    name: str
    version: str
    licence: str


def libraries() -> list[Library]:
    """The libraries that CapaDesk is installed with, by their names."""
    try:
        wanted = importlib.metadata.requires(PROGRAM) or []
    except importlib.metadata.PackageNotFoundError:
        return []
    names = {
        match[0] for text in wanted if "extra ==" not in text and (match := _NAME.match(text)) is not None
    }
    found = []
    for name in sorted(names, key=str.lower):
        try:
            metadata = importlib.metadata.metadata(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        found.append(Library(name, metadata["Version"], _licence(metadata)))
    return found


def licence_text() -> str:
    """The text of the licence: that of the checkout, or of the installed program; "" if neither is there."""
    with contextlib.suppress(FileNotFoundError):
        return resource_path(_LICENCE).read_text(encoding="utf-8")
    with contextlib.suppress(importlib.metadata.PackageNotFoundError):
        return importlib.metadata.distribution(PROGRAM).read_text(f"licenses/{_LICENCE}") or ""
    return ""


def details(version: str) -> str:
    """What a report of a fault needs; it names no person and no file."""
    screen = QGuiApplication.primaryScreen()
    scale = screen.devicePixelRatio()
    lines = [
        *system_lines(version, qVersion()),
        f"{QGuiApplication.platformName()}, {scale:g}x",
        ", ".join(f"{library.name} {library.version}" for library in libraries()),
    ]
    return "\n".join(line for line in lines if line)


def _licence(metadata: importlib.metadata.PackageMetadata) -> str:
    name = str(metadata["Name"])
    if name in _KNOWN:
        return _KNOWN[name]
    for field in ("License-Expression", "License"):
        text = str(metadata.get(field) or "").strip()  # type: ignore[attr-defined]
        if text and len(text) <= _LONGEST and "\n" not in text:
            return text
    classifiers = [text for text in metadata.get_all("Classifier") or [] if text.startswith("License ::")]
    return ", ".join(text.rpartition(" :: ")[2] for text in classifiers)
