"""A program that saves without end and prints what was acknowledged: the durability tests kill it.

Each line: the ChangeSet's id, the event's id and its title, once the save is durable.
"""

from __future__ import annotations

import sys
from dataclasses import replace

from capadesk.bootstrap import open_desk
from capadesk.services.record_service import RecordService


def main(location: str) -> None:
    """Add an event, then change its title twice, again and again."""
    desk = open_desk(location, create=False, author="child")
    records = RecordService(desk.store)
    number = 0
    while True:
        number += 1
        event = replace(desk.events.new().event, title=f"Saved {number}")
        print(records.add(event).id, event.id, event.title, flush=True)
        for change in ("changed", "changed again"):
            title = f"Saved {number} {change}"
            change_set = records.change("event", event.id, {"title": title})
            print(change_set.id, event.id, title, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
