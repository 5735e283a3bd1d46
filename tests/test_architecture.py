import os
import subprocess
import sys
from pathlib import Path

import pytest
from grimp import ImportGraph

from scripts.layer_contract import LayerContract

ROOT = Path(__file__).resolve().parent.parent

LINT_IMPORTS = "from importlinter.cli import lint_imports_command as lint; lint(['--no-cache', '--no-logo'])"

EMIT_SIGNALS = """
from PySide6.QtCore import QCoreApplication, QObject, Signal

class Source(QObject):
    said = Signal(bool)
    named = Signal(object)

application = QCoreApplication([])
heard = []
source = Source()
source.said.connect(lambda value: heard.append(value))
source.named.connect(lambda value: heard.append(value))
for number in range(20_000):
    source.said.emit(number % 2 == 0)
    source.named.emit(None)
    source.setObjectName("even" if number % 2 else "odd")
print(len(heard))
"""


def run_python(code: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_every_package_imports_only_what_the_layer_table_allows():
    lint = run_python(LINT_IMPORTS)
    assert lint.returncode == 0, lint.stdout + lint.stderr


def test_pyside_survives_twenty_thousand_signals_on_this_python():
    child = run_python(EMIT_SIGNALS)
    assert (child.returncode, child.stdout.strip()) == (0, "40000"), child.stderr


def graph_of(*imports: tuple[str, str]) -> ImportGraph:
    graph = ImportGraph()
    for importer, imported in imports:
        for module in (importer, imported):
            for depth in range(1, module.count(".") + 2):
                graph.add_module(".".join(module.split(".")[:depth]))
        graph.add_import(importer=importer, imported=imported, line_number=1, line_contents="import")
    return graph


def violations(graph: ImportGraph, **options: list[str]) -> list[tuple[str, str]]:
    contract = LayerContract(name="row", session_options={}, contract_options=options)
    check = contract.check(graph, verbose=False)
    return [(found["module"], found["imported"]) for found in check.metadata["violations"]]


@pytest.mark.parametrize(
    "imported",
    ["capadesk.domain.event", "capadesk.services.ports", "sqlite3", "capadesk.resource_files", "capadesk"],
)
def test_a_row_allows_what_it_lists(imported):
    graph = graph_of(("capadesk.storage.database.tables", imported))
    row = ["capadesk.domain", "capadesk.services.ports"]
    assert violations(graph, packages=["capadesk.storage"], may_import=row) == []


@pytest.mark.parametrize(
    "imported", ["PySide6", "capadesk.services.event_service", "capadesk.services", "capadesk.ui"]
)
def test_a_row_forbids_what_it_does_not_list(imported):
    graph = graph_of(("capadesk.storage.database.tables", imported))
    row = ["capadesk.domain", "capadesk.services.ports"]
    found = violations(graph, packages=["capadesk.storage"], may_import=row)
    assert found == [("capadesk.storage.database.tables", imported)]


def test_an_area_may_not_import_another_area_but_the_main_window_joins_them():
    graph = graph_of(
        ("capadesk.ui.events.events_page", "capadesk.ui.common.list_model"),
        ("capadesk.ui.events.events_page", "capadesk.ui.people.people_page"),
        ("capadesk.ui.window.main_window", "capadesk.ui.people.people_area"),
    )
    found = violations(
        graph,
        packages=["capadesk.ui.*"],
        except_packages=["capadesk.ui.common", "capadesk.ui.window.main_window"],
        may_import=["capadesk.ui.common"],
    )
    assert found == [("capadesk.ui.events.events_page", "capadesk.ui.people.people_page")]
