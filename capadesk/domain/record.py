"""What all records share: how a field says what it refers to, and the registry of kinds."""

from __future__ import annotations

import dataclasses
import functools
import types
import typing
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar
from uuid import UUID


class Record(Protocol):
    """A frozen dataclass with an id and a stable kind name."""

    __dataclass_fields__: ClassVar[dict[str, dataclasses.Field[Any]]]
    KIND: ClassVar[str]

    @property
    def id(self) -> UUID:
        """The record's id, never made anew."""


R = TypeVar("R", bound=Record)
_T = TypeVar("_T", bound=type)

_imported: dict[str, type[Record]] = {}

if TYPE_CHECKING:
    RECORD_TYPES: dict[str, type[Record]]
    """Every kind of record by its stable name, in the order of the names."""


def __getattr__(name: str) -> Any:
    """RECORD_TYPES imports all kinds when it is first named: the way to the window needs few of them."""
    if name != "RECORD_TYPES":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return _all_types()


@functools.cache
def _all_types() -> dict[str, type[Record]]:
    from capadesk.domain.records import import_all

    import_all()
    return dict(sorted(_imported.items()))


def record(cls: _T) -> _T:
    """Class decorator: enter a frozen, slotted dataclass into the registry under its KIND."""
    _imported[cls.KIND] = cls  # type: ignore[attr-defined]
    return cls


def is_record(value: object) -> bool:
    """Whether it is a record of any kind."""
    return type(value) in _imported.values()


def type_of_kind(kind: str) -> type[Record]:
    """The record type of a kind, without importing the others if it is there already; KeyError."""
    return _imported.get(kind) or _all_types()[kind]


def reference(kind: str, *, required: bool = False) -> Any:
    """A field that holds the id of another record of that kind; `required`: nothing without it."""
    metadata = {"refers_to": kind, "required": required}
    if required:
        return dataclasses.field(metadata=metadata)
    return dataclasses.field(default=None, metadata=metadata)


def publication(default: Any) -> Any:
    """A field outside the registers: it only rises, merges by maximum and is never undone."""
    return dataclasses.field(default=default, metadata={"publication": True})


@dataclasses.dataclass(eq=False, repr=False, slots=True)
class FieldInfo:
    """One field of a record: its name, plain type, whether None is allowed, default and reference."""

    name: str
    type: Any
    optional: bool
    default: Any
    refers_to: str | None
    required: bool
    is_publication: bool


@functools.cache
def fields_of(record_type: type[Record]) -> dict[str, FieldInfo]:
    """The fields of a record type by name, `id` left out."""
    hints = typing.get_type_hints(record_type)
    infos: dict[str, FieldInfo] = {}
    for item in dataclasses.fields(record_type):
        if item.name == "id":
            continue
        hint, optional = hints[item.name], False
        if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
            parts = [part for part in typing.get_args(hint) if part is not type(None)]
            hint, optional = parts[0], True
        if item.default is not dataclasses.MISSING:
            default = item.default
        elif item.default_factory is not dataclasses.MISSING:
            default = item.default_factory()
        else:
            default = None
        infos[item.name] = FieldInfo(
            item.name,
            hint,
            optional,
            default,
            item.metadata.get("refers_to"),
            bool(item.metadata.get("required")),
            bool(item.metadata.get("publication")),
        )
    return infos


@functools.cache
def register_names(record_type: type[Record]) -> tuple[str, ...]:
    """The names of the registers: all fields but the id and the publication state."""
    return tuple(name for name, info in fields_of(record_type).items() if not info.is_publication)


@functools.cache
def references_to(kind: str) -> tuple[tuple[type[Record], FieldInfo], ...]:
    """Every (record type, field) that may hold an id of that kind."""
    return tuple(
        (record_type, info)
        for record_type in _all_types().values()
        for info in fields_of(record_type).values()
        if info.refers_to == kind
    )
