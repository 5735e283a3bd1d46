"""An import-linter contract that reads like a row of the layer table: what is not allowed is forbidden."""

import sys
from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

EVERYBODY_MAY_IMPORT = ("capadesk.resource_files",)
ROOT = "capadesk"


class LayerContract(Contract):
    """Keeps the direct imports of packages to themselves, the standard library and a list.

    packages: the packages of the row; a trailing `.*` means each child of a package, on its own.
    except_packages: packages that this row does not speak of (optional).
    may_import: packages and libraries that the row allows (optional).
    """

    type_name = "layer"

    packages = fields.ListField(subfield=fields.StringField())
    except_packages = fields.ListField(subfield=fields.StringField(), required=False)
    may_import = fields.ListField(subfield=fields.StringField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Look at every import of every module of the row; a package that does not exist yet is kept."""
        excluded = _names(self.except_packages)
        allowed = EVERYBODY_MAY_IMPORT + _names(self.may_import)
        violations: list[dict[str, Any]] = []
        for package in self._packages_in(graph):
            for module in sorted(graph.find_descendants(package) | {package}):
                if _is_within(module, excluded):
                    continue
                for imported in sorted(graph.find_modules_directly_imported_by(module)):
                    if not _is_allowed(imported, (package, *allowed)):
                        details = graph.get_import_details(importer=module, imported=imported)
                        lines = ", ".join(str(detail["line_number"]) for detail in details)
                        violations.append({"module": module, "imported": imported, "lines": lines})
        return ContractCheck(kept=not violations, metadata={"violations": violations})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each import, then the rule and the mend."""
        for violation in check.metadata["violations"]:
            output.print_error(
                f"{violation['module']} may not import {violation['imported']} (line {violation['lines']})",
                bold=False,
            )
        row = ", ".join(_names(self.may_import)) or "nothing else"
        output.print_error(f"This row allows itself, the standard library and: {row}.", bold=False)
        output.print_error(
            "Ask through a Protocol of services.ports, or move the code to where the import is allowed; "
            "ARCHITECTURE.md says where a new thing goes.",
            bold=False,
        )
        output.new_line()

    def _packages_in(self, graph: ImportGraph) -> list[str]:
        found: set[str] = set()
        for pattern in _names(self.packages):
            parent = pattern.removesuffix(".*")
            if parent in graph.modules:
                found |= graph.find_children(parent) if parent != pattern else {parent}
        return sorted(found)


def _names(option: Any) -> tuple[str, ...]:
    # import-linter puts the parsed list in the place of the field that declares it, or None.
    return tuple(option or ())


def _is_within(module: str, packages: tuple[str, ...]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def _is_allowed(imported: str, packages: tuple[str, ...]) -> bool:
    is_standard_library = imported.partition(".")[0] in sys.stdlib_module_names
    return is_standard_library or imported == ROOT or _is_within(imported, packages)
