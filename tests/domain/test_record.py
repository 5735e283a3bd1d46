import subprocess
import sys

from capadesk.domain import records
from capadesk.domain.record import RECORD_TYPES, type_of_kind

FIRST_NAMED = """
from capadesk.domain.record import type_of_kind
from capadesk.domain.records import Platform
import sys
assert "capadesk.domain.records.event" not in sys.modules
assert type_of_kind("platform") is Platform
assert "capadesk.domain.records.event" not in sys.modules
from capadesk.domain.record import RECORD_TYPES
print(" ".join(RECORD_TYPES))
"""


def test_every_kind_is_there_in_the_order_of_the_names_whichever_was_imported_first():
    child = subprocess.run([sys.executable, "-c", FIRST_NAMED], capture_output=True, text=True, check=True)
    assert child.stdout.split() == sorted(RECORD_TYPES)


def test_every_record_that_the_package_names_can_be_imported_from_it():
    assert all(getattr(records, name).__name__ == name for name in records.__all__)


def test_a_kind_leads_to_its_type():
    assert all(type_of_kind(kind) is record_type for kind, record_type in RECORD_TYPES.items())
