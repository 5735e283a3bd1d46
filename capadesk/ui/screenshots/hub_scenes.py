"""Pictures of what has to do with a hub, without a server: what it would answer is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capadesk.domain.errors import EnvironmentFailure
from capadesk.services.hub_place import Encryption, HubPlace
from capadesk.services.ports import HubFound
from capadesk.ui.common.appearance import Scheme
from capadesk.ui.common.hub_dialog import HubDialog
from capadesk.ui.common.hub_presenter import HubPurpose, HubReached

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
