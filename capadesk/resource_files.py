"""Finds the files that are shipped with the program: `resources/` of a checkout, or its copy in the wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent
# The wheel holds the guide beside the resources.
_FOLDERS = (_PACKAGE / "resources", _CHECKOUT / "resources", _CHECKOUT / "docs", _CHECKOUT)


def resource_path(name: str) -> Path:
    """The path of a shipped file or folder, named relative to `resources/` with forward slashes.

    Raises FileNotFoundError if there is none: the installation is then incomplete.
    """
    for folder in _FOLDERS:
        path = folder / name
        if path.exists():
            return path
    raise FileNotFoundError(f"CapaDesk was installed without its file resources/{name}")
