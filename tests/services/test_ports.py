"""The ports are imported one by one, and all that are named are there."""

from __future__ import annotations

import subprocess
import sys

import pytest

from capadesk.services import ports


@pytest.mark.parametrize("name", ports.__all__)
def test_every_port_is_found_under_its_name(name: str) -> None:
    assert ports._MODULES[name]
    assert getattr(ports, name) is not None


def test_what_is_no_port_is_refused() -> None:
    assert set(ports._MODULES) == set(ports.__all__)
    with pytest.raises(AttributeError, match="Harbour"):
        _ = ports.Harbour


def test_a_port_does_not_bring_the_others() -> None:
    program = (
        "import sys; from capadesk.services.ports import Clock;"
        "sys.exit('capadesk.services.ports.report_rows' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
