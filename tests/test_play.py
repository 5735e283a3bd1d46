"""One round of an hour's work, played from outside on a virtual screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from capadesk.bootstrap import open_desk
from tests.play.hour import play
from tests.play.screen import missing_programs


@pytest.mark.skipif(bool(missing_programs()), reason="no virtual screen here")
def test_a_round_of_work_on_a_real_screen_leaves_no_complaint(tmp_path: Path):
    data = tmp_path / "desk.db"
    desk = open_desk(str(data), language="en", author="Ada")
    desk.sample.add_sample()
    desk.store.close()
    assert play(1, data, tmp_path).acts > 20
