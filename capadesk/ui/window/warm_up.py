"""What the window does ahead in calm moments, so that the first look at an area does not wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING

from capadesk.services.ports import HistoryFilter
from capadesk.ui.common.warm_up import WarmUp

if TYPE_CHECKING:
    from capadesk.services.desk import Desk
    from capadesk.ui.window.main_window import MainWindow

MODULES = (
    *("domain.records.organisation", "domain.records.participation", "domain.records.event"),
    *("domain.records.interaction", "domain.joining", "services.deletion_service"),
    *("domain.series_rule", "services.calendars.occurrence_service", "domain.recurrence_plan"),
    *("services.calendars.recurrence_words", "ui.common.fields.recurrence_field"),
    *("ui.common.area_presenter", "ui.common.lists.column_layout", "ui.common.lists.record_list_view"),
    *("ui.common.lists.inline_editor", "ui.common.lists.copied_table", "ui.common.fields.quiet_inputs"),
    *("services.bulk_service", "ui.common.lists.bulk_words"),
    *("ui.common.fields.record_directory", "ui.common.fields.search_combo", "ui.common.fields.change_fields"),
    *("ui.common.lists.selection_panel", "ui.common.detail_panel", "ui.common.lists.check_list_view"),
    *(
        "ui.common.look.popup_panel",
        "ui.common.look.name_popup",
        "ui.common.lists.list_header",
        "ui.common.lists.list_panel",
    ),
    *("ui.common.area_page", "ui.common.event_presenter", "ui.events.events_page"),
    *("ui.common.fields.choice_field", "ui.common.fields.record_table_model", "ui.common.fields.text_field"),
    *("ui.common.fields.form_page", "ui.common.fields.zone_field", "ui.common.editing.record_editor"),
    *("ui.common.fields.head_counts_field", "ui.common.editing.event_editor", "ui.meetings.meetings_page"),
    *("ui.people.people_presenter", "ui.people.people_page", "ui.common.editing.person_editor"),
    *(
        "ui.organisations.organisations_page",
        "ui.common.editing.organisation_editor",
        "ui.actions.actions_page",
    ),
    *(
        "services.calendars.moving_service",
        "services.calendars.clash_service",
        "services.calendars.timeline_service",
    ),
    *(
        "ui.common.editing.date_clash_words",
        "ui.calendar.calendar_presenter",
        "ui.calendar.month_view",
        "ui.calendar.week_view",
    ),
    *("ui.calendar.timeline.timeline_view", "ui.calendar.calendar_views", "ui.calendar.calendar_page"),
    *("ui.actions.action_editor", "ui.common.lists.day_list_page", "ui.history.change_document"),
    *("ui.history.change_panel", "ui.history.history_page", "ui.bin.bin_page", "ui.settings.settings_page"),
    *("ui.settings.section_page", "ui.settings.store.encryption_rows", "ui.settings.store.backup_presenter"),
    *("ui.settings.code_lists_section", "ui.settings.language_section", "services.feeds.feed_service"),
    *("ui.settings.feeds.feeds_presenter", "ui.settings.feeds.feeds_section", "ui.settings.series_section"),
    *("ui.settings.own_section", "ui.settings.settings_sections"),
    *("services.ports.change_package", "services.merging.package_service", "services.merging.merge_preview"),
    *(
        "services.merging.merge_service",
        "ui.common.editing.comparison_panel",
        "ui.bring_together.records_page",
    ),
    *("ui.bring_together.duplicates_section", "ui.bring_together.bring_together_page"),
    *("services.finder_service", "ui.finder.finder_panel", "ui.window.feeds"),
)
"""What the areas and the finder import, in an order in which each brings only a few others along."""


def warm_up(window: MainWindow, desk: Desk, is_busy: Callable[[], bool]) -> WarmUp:
    """Begin; it ends by itself, or with the window."""
    made = WarmUp(window, _steps(window, desk), is_busy)
    window.closed.connect(made.stop)
    return made


def _steps(window: MainWindow, desk: Desk) -> Iterator[None]:
    for name in MODULES:
        import_module(f"capadesk.{name}")
        yield
    yield from parts(window, desk)


def parts(window: MainWindow, desk: Desk) -> Iterator[None]:
    """Make what is not made yet, a part at each step: what is read and written with, pages, the finder."""
    store = desk.store
    _lists = store.lists
    yield
    _occurrences = store.occurrences
    yield
    _clashes = desk.clashes.of
    yield
    store.next_undo()
    yield
    store.find_history(HistoryFilter(), limit=1)
    yield
    if not store.is_read_only:
        store.unit_of_work()
        yield
    for name in window.area_names:
        page = window.page_named(name)
        yield
        if page is not None and page.as_area_page is not None:
            _editor = page.as_area_page.record.detail
            yield
            page.as_area_page.record.prepare()
            yield
    _finder = window.finder
    yield
