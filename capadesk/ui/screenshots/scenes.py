"""What is to be seen in each picture; a scene's name is that of its files."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit

from capadesk.resource_files import resource_path
from capadesk.services.ports import ListKind, ListQuery
from capadesk.ui.calendar.calendar_content import Scale
from capadesk.ui.common.editing.record_editor import RecordEditor
from capadesk.ui.common.lists.column_layout import ColumnLayout
from capadesk.ui.common.look.appearance import Scheme
from capadesk.ui.screenshots.busy_scenes import busy_week, recurrence
from capadesk.ui.screenshots.calendar_of_another_program import calendar_of_another_program
from capadesk.ui.screenshots.calendar_scenes import calendar_once, calendar_scales
from capadesk.ui.screenshots.clash_scenes import clashes
from capadesk.ui.screenshots.colleagues import each_section, shown_colleagues
from capadesk.ui.screenshots.encryption_scenes import data_file_settings, encryption_dialogs
from capadesk.ui.screenshots.feed_scenes import feed_pictures
from capadesk.ui.screenshots.hub_scenes import hub_forms, hub_settings, synchronising
from capadesk.ui.screenshots.invitation_scenes import outgoing
from capadesk.ui.screenshots.stage import Size, Stage

LAPTOP: Size = (1280, 800)
DESKTOP: Size = (1920, 1080)
SMALL: Size = (1024, 700)
LARGE: Size = (3840, 2160)
_SCHEMES = (Scheme.LIGHT, Scheme.DARK)

Scene = Callable[[Stage], None]


def all_areas(on: Stage) -> None:
    """Every area, light and dark, on a laptop and on a desktop."""
    for scheme in _SCHEMES:
        for size in (LAPTOP, DESKTOP):
            for area in on.window.area_names:
                on.show(area, size, scheme)
                on.shoot(f"{area}-{scheme}-{size[0]}x{size[1]}")


def small_window(on: Stage) -> None:
    """Every area in the smallest window."""
    for area in on.window.area_names:
        on.show(area, SMALL)
        on.shoot(f"{area}-light-{SMALL[0]}x{SMALL[1]}")


def large_window(on: Stage) -> None:
    """What a wall of pixels makes of it."""
    for area in ("overview", "events"):
        on.show(area, LARGE)
        on.shoot(f"{area}-light-{LARGE[0]}x{LARGE[1]}")


def finder(on: Stage) -> None:
    """Ctrl+K: a word with a typing error, and commands."""
    for scheme in _SCHEMES:
        on.show("events", LAPTOP, scheme)
        for name, text in (
            ("finder", "climate"),
            ("finder-typing-error", "bevilaqua"),
            ("finder-commands", ">ex"),
        ):
            on.window.finder.open(text)
            on.settle()
            on.shoot(f"{name}-{scheme}-1280x800")
            on.window.finder.leave()
            on.settle()


def narrowed_lists(on: Stage) -> None:
    """A list that is filtered and grouped, one with chosen columns, and what can be chosen for a filter."""
    for scheme in _SCHEMES:
        for size in (LAPTOP, DESKTOP, SMALL):
            on.show("events", size, scheme)
            page = on.window.area_page
            assert page is not None
            status = ("held", "reported")
            page.show_query(ListQuery(ListKind.EVENTS, equal={"status": status, "country": ("IT",)}))
            page.header.sort_menu.group_chosen.emit("month")
            on.settle()
            on.shoot(f"events-filtered-{scheme}-{size[0]}x{size[1]}")
            page.panel.show_all()
            page.header.sort_menu.group_chosen.emit("country")
            chosen = frozenset({"when", "status", "city", "attended"})
            page.list.columns.set_layout(ColumnLayout(chosen))
            on.settle()
            on.shoot(f"events-columns-{scheme}-{size[0]}x{size[1]}")
            page.list.columns.set_layout(ColumnLayout())
            page.header.sort_menu.group_chosen.emit("")
        on.show("events", LAPTOP, scheme)
        page = on.window.area_page
        assert page is not None
        page.panel.choices.open("status", page.header.filters.chips["status"])
        on.settle()
        popup = page.panel.choices.popup
        assert popup is not None
        on.shoot(f"filter-values-{scheme}", popup)
        popup.close()
        on.settle()


def chosen_rows(on: Stage) -> None:
    """Several events, and what can be done with all of them."""
    for scheme in _SCHEMES:
        on.show("events", LAPTOP, scheme)
        page = on.window.area_page
        assert page is not None
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for row in (3, 4, 6, 7):
            page.list.selectionModel().select(page.model.index(row, 0), flags)
        on.settle()
        on.shoot(f"events-chosen-{scheme}-1280x800")
        page.list.clearSelection()


def stale_rows(on: Stage) -> None:
    """Rows that somebody else has changed since they were shown: many at once, and one cell."""
    store, bulk = on.desk.store, on.desk.bulk
    for scheme in _SCHEMES:
        on.show("events", LAPTOP, scheme)
        page = on.window.area_page
        assert page is not None
        ids = [record_id for row in range(3, 8) if (record_id := page.model.id_at(row)) is not None]
        seen, me = store.latest_change(), store.author
        store.sign_as("Bruno Rossi")
        bulk.change("event", ids[:2], {"status": "confirmed"})
        store.sign_as(me)
        values = {"status": "held"}
        page.chosen.say_changed(values, bulk.change("event", ids, values, seen=seen))
        on.settle()
        on.shoot(f"events-changed-by-others-{scheme}-1280x800")
        on.window.bar.clear()
        page.saving.compare(ids[0], {"status": "cancelled"})
        on.settle()
        on.shoot(f"events-cell-changed-by-others-{scheme}-1280x800")
        page.revert()
        for _step in range(2):
            store.undo()
        on.window.look_for_changes()
        on.settle()


def error(on: Stage) -> None:
    """What cannot be stored is said beside its field and in the bar."""
    for scheme in _SCHEMES:
        on.show("people", LAPTOP, scheme)
        page = on.window.area_page
        assert page is not None
        editor = page.findChild(RecordEditor)
        assert editor is not None
        line = editor.fields["email"].findChild(QLineEdit)
        assert line is not None
        line.setText("nobody")
        page.save()
        on.settle()
        on.shoot(f"error-{scheme}-1280x800")
        page.revert()
        on.settle()


def import_preview(on: Stage) -> None:
    """What an import would do, before it is done."""
    for scheme in _SCHEMES:
        on.show("events", LAPTOP, scheme)
        on.window.files.plan_import([resource_path("capacities-events.json")])
        on.settle()
        preview = on.window.files.preview
        if preview is not None:
            on.shoot(f"import-{scheme}", preview)
            preview.reject()
        on.settle()
    with calendar_of_another_program(on.desk) as path:
        for scheme in _SCHEMES:
            on.show("events", LAPTOP, scheme)
            on.window.files.plan_import([path])
            on.settle()
            preview = on.window.files.preview
            if preview is not None:
                preview.table.selectRow(0 if scheme is Scheme.LIGHT else 5)
                on.settle()
                on.shoot(f"import-calendar-{scheme}", preview)
                preview.reject()
            on.settle()


def bring_together(on: Stage) -> None:
    """Two files that were looked at, contradictions, duplicates, senders, and the form of a package."""
    with shown_colleagues(on.desk) as files:
        for scheme in _SCHEMES:
            for size in (LAPTOP, DESKTOP):
                each_section(on, files, size, scheme, f"merge-{{}}-{scheme}-{size[0]}x{size[1]}")
        each_section(on, files, SMALL, Scheme.LIGHT, f"merge-{{}}-light-{SMALL[0]}x{SMALL[1]}")


def bring_together_once(words: str) -> Scene:
    """Its sections, light, on a laptop; `words` says what is special."""

    def scene(on: Stage) -> None:
        with shown_colleagues(on.desk) as files:
            each_section(on, files, LAPTOP, Scheme.LIGHT, f"{words}-merge-{{}}-1280x800")

    return scene


def hub(on: Stage) -> None:
    """The form of a hub, and synchronising with one, in all their states."""
    for scheme in _SCHEMES:
        hub_forms(on, LAPTOP, scheme, f"hub-{{}}-{scheme}")
        synchronising(on, LAPTOP, scheme, f"hub-{{}}-{scheme}-1280x800")
        hub_settings(on, LAPTOP, scheme, f"hub-{{}}-{scheme}-1280x800")
    synchronising(on, SMALL, Scheme.LIGHT, f"hub-{{}}-light-{SMALL[0]}x{SMALL[1]}")


def invitations(on: Stage) -> None:
    """What goes to other people's calendars."""
    for scheme in _SCHEMES:
        outgoing(on, LAPTOP, scheme, f"{{}}-{scheme}")


def recurrences(on: Stage) -> None:
    """How an event recurs."""
    for scheme in _SCHEMES:
        recurrence(on, scheme, f"recurrence-{scheme}-1280x800")


def settings_sections(on: Stage) -> None:
    """Every section of the settings."""
    on.show("settings", LAPTOP)
    page = on.window.page
    for section in page.sections:
        page.show_section(section.name)
        on.settle()
        on.shoot(f"settings-{section.name}-light-1280x800")
    page.show_section(page.sections[0].name)


def feeds(on: Stage) -> None:
    """The feeds in the settings and their form, in all states."""
    for scheme in _SCHEMES:
        feed_pictures(on, LAPTOP, scheme, f"feeds-{{}}-{scheme}")


def restore_preview(
    on: Stage, schemes: Sequence[Scheme] = _SCHEMES, pattern: str = "{name}-{scheme}{size}"
) -> None:
    """The backups, and what going back to one would change."""
    store = on.desk.store
    info = store.backup_now()
    steps = 0
    while steps < 3 and store.undo() is not None:
        steps += 1
    for scheme in schemes:
        on.show("settings", LAPTOP, scheme)
        on.window.page.show_section("backup")
        backup = on.window.page.section
        backup.shown()
        on.shoot(pattern.format(name="backups", scheme=scheme, size="-1280x800"))
        backup.list.setCurrentItem(backup.list.topLevelItem(0))
        backup.ask_to_restore()
        on.settle()
        if backup.preview is not None:
            on.shoot(pattern.format(name="restore", scheme=scheme, size=""), backup.preview)
            backup.preview.reject()
    for _step in range(steps):
        store.redo()
    info.path.unlink()
    on.window.page.show_section(on.window.page.sections[0].name)


def encryption(on: Stage) -> None:
    """A file that is not encrypted, and what is asked when it is to be."""
    for scheme in _SCHEMES:
        data_file_settings(on, LAPTOP, scheme, f"data-file-{scheme}-1280x800")
        encryption_dialogs(on, scheme, f"{{}}-{scheme}")


def help_window(on: Stage) -> None:
    """The guide at the page of the area, and the sheet of keys."""
    on.show("events", LAPTOP)
    guide = on.window.helping
    for name, show in (
        ("help-guide", guide.show_guide),
        ("help-keys", guide.show_keys),
        ("about", guide.show_about),
    ):
        show()
        on.settle()
        assert guide.help is not None
        on.shoot(f"{name}-light", guide.help)
    guide.close()


def every_area_once(words: str) -> Scene:
    """Every area, light, on a laptop; `words` says what is special."""

    def scene(on: Stage) -> None:
        for area in on.window.area_names:
            on.show(area, LAPTOP)
            on.shoot(f"{words}-{area}-1280x800")

    return scene


def scaled(on: Stage) -> None:
    """What a screen of 200 % shows; the scale is that of the process."""
    percent = round(QGuiApplication.primaryScreen().devicePixelRatio() * 100)
    for area in ("overview", "events", "people"):
        on.show(area, LAPTOP)
        on.shoot(f"{area}-light-{percent}-percent")
    calendar_once(on, LAPTOP, f"{percent}-percent", (Scale.MONTH, Scale.WEEK, Scale.YEAR))


def large_data(on: Stage) -> None:
    """Lists of a hundred thousand rows."""
    for area in ("overview", "events", "people"):
        on.show(area, LAPTOP)
        on.shoot(f"large-{area}-1280x800")
    calendar_once(on, LAPTOP, "large")


SAMPLE_SCENES: dict[str, Scene] = {
    "areas": all_areas,
    "small": small_window,
    "wall": large_window,
    "finder": finder,
    "chosen": chosen_rows,
    "stale": stale_rows,
    "calendar": calendar_scales,
    "busy": busy_week,
    "recurrence": recurrences,
    "clashes": clashes,
    "lists": narrowed_lists,
    "error": error,
    "import": import_preview,
    "merge": bring_together,
    "hub": hub,
    "invitations": invitations,
    "feeds": feeds,
    "settings": settings_sections,
    "restore": restore_preview,
    "encryption": encryption,
    "help": help_window,
}
