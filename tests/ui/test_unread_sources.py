import subprocess
import sys

STARTED = """
import inspect
from capadesk.ui.unread_sources import leave_sources_unread
read = []
inspect.getsource = lambda thing: read.append(thing) or ""
if {is_left}:
    leave_sources_unread()
import capadesk.ui.common.message_bar
print(len(read))
"""


def sources_read(*, is_left: bool) -> int:
    program = STARTED.format(is_left=is_left)
    child = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return int(child.stdout)


def test_qt_reads_no_source_of_what_is_imported_after_it():
    assert sources_read(is_left=True) == 0


def test_otherwise_it_would_so_this_is_still_worth_its_lines():
    assert sources_read(is_left=False) > 3
