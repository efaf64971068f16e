"""Brings rows to what a catalogue says, writing only what differs, and remembers what it did."""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import Model

M = TypeVar("M", bound=Model)
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Kept:
    """A row that stands as the plan manager set it: ``fields`` as (name, kept, what the files say).

    ``file_changed``: the files say something else than when the manager set it.
    """

    row: str
    fields: tuple[tuple[str, str, str], ...]
    file_changed: bool


@dataclass(slots=True)
class Changes:
    """What a load wrote: rows made and removed by model, and each row changed with its fields.

    ``kept`` is what the plan manager set and the files say otherwise: nothing was written there.
    """

    created: Counter[str] = field(default_factory=Counter)
    updated: list[dict[str, Any]] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    versions: list[str] = field(default_factory=list)
    kept: list["Kept"] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.created or self.updated or self.removed or self.versions)

    def as_json(self) -> dict[str, Any]:
        """Return the changes for a plan event and the journal."""
        return {
            "created": dict(sorted(self.created.items())),
            "updated": self.updated,
            "removed": self.removed,
            "versions": self.versions,
        }


def synchronise(
    model: type[M],
    existing: Mapping[K, M],
    wanted: Mapping[K, dict[str, Any]],
    changes: Changes,
    *,
    label: Callable[[K], str] = str,
) -> dict[K, M]:
    """Create what is missing and update what differs; return the wanted rows by key.

    Args:
        model: what the rows are.
        existing: the present rows by key.
        wanted: each wanted row's field values by attribute name (``area_id``, not ``area``).
        changes: takes note of everything written.
        label: how a key is written into the notes.
    """
    rows: dict[K, M] = {}
    missing: list[K] = []
    for key, values in wanted.items():
        if key in existing:
            rows[key] = existing[key]
            update(rows[key], values, changes, label(key))
        else:
            missing.append(key)
    made = model._default_manager.bulk_create([model(**wanted[key]) for key in missing])
    rows.update(zip(missing, made, strict=True))
    if missing:
        changes.created[name_of(model)] += len(missing)
    return {key: rows[key] for key in wanted}


def update(row: Model, values: Mapping[str, Any], changes: Changes, label: str) -> None:
    """Set the attributes that differ and save those alone."""
    differing = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not differing:
        return
    fields = {name: [_brief(getattr(row, name)), _brief(value)] for name, value in differing.items()}
    changes.updated.append({"row": f"{name_of(type(row))} {label}", "fields": fields})
    for name, value in differing.items():
        setattr(row, name, value)
    row.save(update_fields=list(differing))


def replace_links(model: type[M], present: list[M], wanted: list[dict[str, Any]], changes: Changes, label: str) -> None:
    """Make a short ordered list of link rows what it should be, by replacing it whole where it differs."""
    names = list(wanted[0]) if wanted else []
    if [{name: getattr(row, name) for name in names} for row in present] == wanted and len(present) == len(wanted):
        return
    model._default_manager.filter(pk__in=[row.pk for row in present]).delete()
    model._default_manager.bulk_create([model(**values) for values in wanted])
    if present:
        changes.updated.append({"row": f"{name_of(model)} {label}", "fields": {}})
    else:
        changes.created[name_of(model)] += len(wanted)


def name_of(model: type[Model]) -> str:
    """Return a model's name as notes write it."""
    return str(model._meta.model_name)


def _brief(value: object) -> str | None:
    if value is None:
        return None
    text = str(value)
    return text if len(text) <= 200 else f"{text[:197]}…"
