"""What the import of a very large calendar needs of memory, beside icalendar's own objects of one chunk."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

EVENTS = 100_000
CHUNK = 1_000
_MIB = 1024 * 1024

_WRITE = """
import sys
from pathlib import Path
from capadesk.formats.calendar.icalendar_writer import ICalendarWriter
from capadesk.formats.words.localisation import BabelLocalisation
from tests.formats.calendar_samples import LabelsByCode, plain_entries
for path, count in ((sys.argv[1], int(sys.argv[2])), (sys.argv[3], int(sys.argv[4]))):
    writer = ICalendarWriter(LabelsByCode(), BabelLocalisation("en"), "1.0")
    writer.write(plain_entries(count), Path(path), "Events")
    Path(path).write_bytes(Path(path).read_bytes().replace(b"-//CapaDesk//", b"-//Other//"))
"""
_PARSE = """
import sys
from pathlib import Path
from icalendar import Calendar
from tests.bench.bench_memory import memory_now, memory_at_most
content = Path(sys.argv[1]).read_bytes()
Calendar.from_ical(content[: content.index(b"END:VEVENT")] + b"END:VEVENT\\r\\nEND:VCALENDAR\\r\\n")
before = memory_now()
calendar = Calendar.from_ical(content)
print(memory_at_most() - before)
"""
_IMPORT = """
import sys
from pathlib import Path
from capadesk.bootstrap import open_desk
from tests.bench.bench_memory import memory_now, memory_at_most
desk = open_desk(sys.argv[2], language="en", author="Bench")
before = memory_now()
desk.imports.apply(desk.imports.plan([Path(sys.argv[1])]))
print(memory_at_most() - before)
desk.store.close()
"""


def run() -> list[tuple[str, float, float]]:
    """Prints both; there is no time to tell."""
    if not Path("/proc/self/status").exists():
        print("memory is measured on Linux only")
        return []
    with tempfile.TemporaryDirectory() as folder:
        large, chunk = str(Path(folder, "large.ics")), str(Path(folder, "chunk.ics"))
        _told(_WRITE, large, str(EVENTS), chunk, str(CHUNK))
        floor = int(_told(_PARSE, chunk))
        ours = int(_told(_IMPORT, large, str(Path(folder, "desk.db"))))
    print(
        f"calendar of {EVENTS:,} events, memory at most: {ours / _MIB:.0f} MiB more than the opened program "
        f"(icalendar's objects of {CHUNK:,} events: {floor / _MIB:.0f} MiB; allowed: 300 MiB more than those)"
    )
    return []


def memory_now() -> int:
    """Bytes of this process that are in memory."""
    return _status("VmRSS")


def memory_at_most() -> int:
    """The most bytes that were in memory so far."""
    return _status("VmHWM")


def _status(name: str) -> int:
    found = re.search(rf"{name}:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="utf-8"))
    assert found is not None
    return int(found[1]) * 1024


def _told(program: str, *arguments: str) -> str:
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    return done.stdout


if __name__ == "__main__":
    run()
