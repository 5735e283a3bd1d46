"""Pictures of what has to do with a hub, without a server: what it would answer is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings

from capadesk.domain.errors import EnvironmentFailure
from capadesk.services.hub_place import Encryption, HubPlace
from capadesk.services.merging.synchronise_service import (
    OWN_HUB,
    OWN_SYNCHRONISED,
    OneWay,
    Synchronised,
    SynchronisePreview,
)
from capadesk.services.ports import HubFound, HubServer, MergeResult
from capadesk.ui.bring_together.bring_together_page import FILES, SYNCHRONISE, BringTogetherPage
from capadesk.ui.bring_together.synchronise_presenter import Outcome, State
from capadesk.ui.common.hub_dialog import HubDialog
from capadesk.ui.common.hub_presenter import HubPurpose, HubReached
from capadesk.ui.common.look.appearance import Scheme
from capadesk.ui.settings.settings_page import SettingsPage
from capadesk.ui.settings.settings_section import SettingsContext
from capadesk.ui.settings.settings_sections import settings_sections
from capadesk.ui.settings.store.hub_section import HubRead, HubSection

if TYPE_CHECKING:
    from capadesk.ui.screenshots.stage import Size, Stage

_PLACE = HubPlace("hub.example.org", "capadesk_italia", "ada", encryption=Encryption.PROVED)
_WRONG = EnvironmentFailure(
    "hub_unreachable",
    location=_PLACE.address,
    detail="could not translate host name “hub.exmaple.org” to address: Name or service not known",
)


def hub_forms(on: Stage, size: Size, scheme: Scheme, name: str) -> None:
    """The form: empty, with an error, with a hub that answered, with one to be set up, and while it waits."""
    on.show("overview", size, scheme)
    dialog = HubDialog(on.desk, HubPurpose.OPEN, on.window)
    dialog.open()
    on.settle()
    on.shoot(name.format("form-empty"), dialog)
    dialog.form.show_place(_PLACE)
    dialog.form.password.set_value("geheim")
    dialog._complain(_WRONG)  # noqa: SLF001 - what a server would answer
    on.settle()
    on.shoot(name.format("form-error"), dialog)
    for words, found in (
        ("found", HubFound(True, "CapaDesk Italia", encryption="TLSv1.3")),
        ("set-up", HubFound(False)),
    ):
        dialog.problem.set_text("")
        dialog._show_tried(HubReached(found))  # noqa: SLF001
        on.settle()
        on.shoot(name.format(f"form-{words}"), dialog)
    dialog._show_busy(is_busy=True)  # noqa: SLF001
    on.settle()
    on.shoot(name.format("form-trying"), dialog)
    dialog._show_busy(is_busy=False)  # noqa: SLF001
    dialog.done(0)
    on.settle()


def synchronising(on: Stage, size: Size, scheme: Scheme, name: str) -> None:
    """The section: without a hub, what would come and go, done, with a lost connection."""
    on.show("merge", size, scheme)
    page = on.window.page
    assert isinstance(page, BringTogetherPage)
    section, presenter = page.synchronise, page.synchronise.presenter
    on.desk.store.set_own_setting(OWN_HUB, "")
    presenter.begin_anew()
    section._show()  # noqa: SLF001
    page.show_section(SYNCHRONISE)
    on.settle()
    on.shoot(name.format("synchronise-no-hub"))
    on.desk.store.set_own_setting(OWN_HUB, _PLACE.address)
    on.desk.store.set_own_setting(OWN_SYNCHRONISED, on.desk.clock.now().isoformat())
    for words, state, outcome in _STAGES:
        presenter.state, presenter.outcome, presenter.preview = state, outcome, _PREVIEW
        section._go_on_later(section.synchronise)  # noqa: SLF001
        section._show()  # noqa: SLF001
        on.settle()
        on.shoot(name.format(f"synchronise-{words}"))
        section.stop_trying()
    on.desk.store.set_own_setting(OWN_HUB, "")
    presenter.begin_anew()
    section._show()  # noqa: SLF001
    page.show_section(FILES)


def hub_settings(on: Stage, size: Size, scheme: Scheme, name: str) -> None:
    """The section of the settings that stands in the place of the data file's."""
    on.appearance.choose(scheme)
    context = SettingsContext(on.desk, on.appearance, QSettings())
    page = SettingsPage(context, settings_sections(is_hub=True))
    page.setAutoFillBackground(True)
    page.resize(*size)
    page.show_section("hub")
    page.show()
    on.settle()
    section = page.section
    assert isinstance(section, HubSection)
    section.place.setText(_PLACE.address)
    section.show_read(HubRead(_SERVER, section.contents()))
    on.settle()
    on.shoot(name.format("settings"), page)
    page.wait()
    page.hide()
    page.deleteLater()


_SERVER = HubServer("ada", 48_300_000, ("ada", "bruno", "chiara"), "16.4", "TLSv1.3")
_PREVIEW = SynchronisePreview(
    OneWay(37, {"event": 14, "person": 22, "organisation": 3}, ("Bruno Rossi", "Chiara Neri"), True),
    OneWay(12, {"event": 5, "person": 9, "action": 4}, ("Ada",), True),
)
_RECEIVED = MergeResult(created=29, updated=10, same=0, conflicts=2, waiting=0, change_sets=37)
_SENT = MergeResult(created=14, updated=4, same=0, conflicts=0, waiting=0, change_sets=12)
_STAGES = (
    ("ready", State.READY, None),
    ("running", State.RUNNING, None),
    ("done", State.DONE, Outcome(Synchronised(_PLACE.address, _RECEIVED, _SENT), _RECEIVED)),
    ("lost", State.LOST, Outcome(None, _RECEIVED, _WRONG)),
    (
        "refused",
        State.FAILED,
        Outcome(None, None, EnvironmentFailure("hub_password_wrong", location=_PLACE.address)),
    ),
)
