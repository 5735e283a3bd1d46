"""The steps from each released schema to the next; step 1 makes an empty file."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from capadesk.domain.errors import UserError
from capadesk.storage.database.schema import APPLICATION_ID, SCHEMA_VERSION

STEPS = {
    1: "0001_first_schema",
    2: "0002_drafts",
    3: "0003_indexes_that_answer_alone",
    4: "0004_lists_are_counted_from_indexes",
    5: "0005_merges",
    6: "0006_change_sets_are_sealed",
    7: "0007_the_overview_looks_at_few_rows",
    8: "0008_people_are_tagged",
    9: "0009_drafts_have_a_file_of_their_own",
    10: "0010_joined_records",
    11: "0011_events_know_their_calendar_files",
    12: "0012_series_are_found_by_their_start",
    13: "0013_calendar_actions_and_invitations",
    14: "0014_what_was_said_of_clashes",
}
"""Schema version -> the module that leads to it; a released step is never edited."""


def schema_version(sql: Any) -> int:
    """The schema version of the open file (`PRAGMA user_version`)."""
    return int(sql("PRAGMA user_version").scalar() or 0)


def upgrade(connection: Any) -> None:
    """Run the missing steps, all in one transaction; UserError `newer_schema` and nothing is touched."""
    sql = connection.exec_driver_sql
    version = schema_version(sql)
    if version > SCHEMA_VERSION:
        raise UserError("newer_schema", version=version, supported=SCHEMA_VERSION)
    if version == SCHEMA_VERSION:
        return
    sql("BEGIN IMMEDIATE")
    try:
        for step in (step for step in STEPS if version < step <= SCHEMA_VERSION):
            run_step(connection.core(), step)
        sql(f"PRAGMA application_id={APPLICATION_ID}")
        sql(f"PRAGMA user_version={SCHEMA_VERSION}")
        sql("COMMIT")
    except BaseException:
        sql("ROLLBACK")
        raise


def run_step(connection: Any, step: int, translated: Callable[[Any], Any] = lambda given: given) -> None:
    """Run one step in the transaction of an SQLAlchemy connection; Alembic is imported only for this.

    `translated` gives the operations that the step sees.
    """
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext

    context = MigrationContext.configure(connection, opts={"transactional_ddl": False})
    import_module(f"{__package__}.{STEPS[step]}").upgrade(translated(Operations(context)))
