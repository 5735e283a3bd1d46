"""What is printed: text from files moves no cursor, changes no colour and no title of the terminal."""

from __future__ import annotations

import json
from typing import Any

import click

from capadesk.services.words import _

_HARMLESS = "\n\t"
_CONTROLS = [code for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in _HARMLESS]
_SHOWN = dict.fromkeys(_CONTROLS, "\N{REPLACEMENT CHARACTER}")
_ESCAPED = {code: f"\\u{code:04x}" for code in _CONTROLS}


JSON_OPTION = click.option("--json", "as_json", is_flag=True, help=_("One JSON document on standard output."))


def say(text: object = "", *, err: bool = False) -> None:
    """Print a line; control characters in it, but for line ends and tabs, are shown as unknown ones."""
    click.echo(str(text).translate(_SHOWN), err=err)


def print_json(document: Any) -> None:
    """One JSON document on standard output; control characters are escaped, so nothing of it is lost."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2).translate(_ESCAPED))
