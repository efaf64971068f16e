"""What the plan manager changed, in words: one line of history for each change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from targets.domain.amending import Difference
from targets.queries.keeping import ChangeFact

FIELDS: dict[str, Promise] = {
    "name_zh": gettext_lazy("Chinese name"),
    "name_en": gettext_lazy("English name"),
    "note_zh": gettext_lazy("Definition"),
    "definition_zh": gettext_lazy("Definition"),
    "assumptions_zh": gettext_lazy("Assumptions"),
    "decimals": gettext_lazy("Decimals"),
    "minimum": gettext_lazy("Smallest value"),
    "not_more_than": gettext_lazy("Not more than"),
    "not_more_than_sum_of": gettext_lazy("Not more than the sum of"),
    "never_falls": gettext_lazy("Never falls"),
    "areas": gettext_lazy("Reporting areas"),
    "bounded": gettext_lazy("Cannot exceed the whole"),
    "source": gettext_lazy("Source"),
    "confidence": gettext_lazy("Trust"),
    "provisional": gettext_lazy("Provisional"),
}


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field before and after, in words; ``old`` is empty where ``new`` says both."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Line:
    """One change: of what, which fields, why, who and when."""

    at: datetime
    actor: str
    what: str
    fields: tuple[FieldLine, ...]
    reason: str


def lines(changes: Iterable[ChangeFact], names: Mapping[str, str]) -> list[Line]:
    """Word changes for a table of history; ``names`` is that of ``keeping.names``."""
    return [line for change in changes for line in _lines(change, names)]


def field_line(difference: Difference, names: Mapping[str, str]) -> FieldLine:
    """Word a difference; of areas only those that come and go."""
    return _field(difference.name, difference.old, difference.new, names)


def _lines(change: ChangeFact, names: Mapping[str, str]) -> list[Line]:
    said, reason = change.summary, str(change.summary.get("reason", ""))
    if change.kind == "thresholds":
        labels = (_("On track below"), _("Behind below"))
        fields = tuple(
            FieldLine(label, f"{old} %", f"{new} %")
            for label, old, new in zip(labels, said["old"], said["new"], strict=True)
            if old != new
        )
        return [Line(change.at, change.actor, _("Thresholds"), fields, reason)]
    if change.kind == "zones":
        what = _("%(zone)s from %(year)s on") % {"zone": _name("area", said["zone"], names), "year": said["year"]}
        field = FieldLine(_("It files"), _filing(said["old"]), _filing(said["new"]))
        return [Line(change.at, change.actor, what, (field,), reason)]
    if change.kind == "allocations":
        return [Line(change.at, change.actor, _allocation(said, names), _counted(said), reason)]
    if change.kind == "factors":
        return [Line(change.at, change.actor, _factor(said, names), _factor_fields(said, names), reason)]
    return [
        Line(change.at, change.actor, _definition(row["what"], said, names), _row_fields(row, names), reason)
        for row in said["rows"]
    ]


def _allocation(said: Mapping[str, object], names: Mapping[str, str]) -> str:
    """An approved version by its indicator; a file has none."""
    if "indicator" not in said:
        return _("Imported allocations")
    words = {"name": _name("indicator", said["indicator"], names), "number": said["version"]}
    return _("Allocation of “%(name)s”, version %(number)s") % words


def _counted(said: Mapping[str, object]) -> tuple[FieldLine, ...]:
    labels = {"added": _("Added"), "changed": _("Changed"), "removed": _("Removed")}
    return tuple(FieldLine(label, "", str(said[key])) for key, label in labels.items() if said.get(key))


def _filing(is_on: object) -> str:
    return _("for itself") if is_on else _("within its parent")


def _factor(said: Mapping[str, object], names: Mapping[str, str]) -> str:
    name = _name("factor", said["factor"], names)
    return f"{name}, {said['year']}" if "year" in said else name


def _factor_fields(said: Mapping, names: Mapping[str, str]) -> tuple[FieldLine, ...]:  # type: ignore[type-arg]
    if "year" in said:
        none = _("none")
        return (FieldLine(_("Value"), said["old"] or none, said["new"] or none),)
    return tuple(
        _field(name, _plain(said["old"][name]), _plain(said["new"][name]), names)
        for name in said["new"]
        if said["old"][name] != said["new"][name]
    )


def _definition(what: str, said: Mapping[str, object], names: Mapping[str, str]) -> str:
    words = {"what": names.get(what, what), "year": said["since"]}
    if said["act"] == "withdraw":
        return _("%(what)s: version from %(year)s withdrawn") % words
    return _("%(what)s from %(year)s on") % words


def _row_fields(row: Mapping, names: Mapping[str, str]) -> tuple[FieldLine, ...]:  # type: ignore[type-arg]
    return tuple(_field(name, _plain(old), _plain(new), names) for name, (old, new) in row.get("fields", {}).items())


def _plain(value: object) -> str | tuple[str, ...]:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return tuple(value) if isinstance(value, list) else str(value)


def _field(name: str, old: str | tuple[str, ...], new: str | tuple[str, ...], names: Mapping[str, str]) -> FieldLine:
    label = str(FIELDS.get(name, name))
    if name == "areas":
        gone = [_name("area", code, names) for code in old if code not in new]
        come = [_name("area", code, names) for code in new if code not in old]
        said = (_listed(gone, _("no longer: %(areas)s")), _listed(come, _("newly: %(areas)s")))
        return FieldLine(label, "", _("; ").join(words for words in said if words))
    return FieldLine(label, _shown(name, old, names), _shown(name, new, names))


def _listed(areas: list[str], words: str) -> str:
    return words % {"areas": _(", ").join(areas)} if areas else ""


def _shown(name: str, value: str | tuple[str, ...], names: Mapping[str, str]) -> str:
    if name in ("never_falls", "bounded", "provisional"):
        return _("yes") if value == "yes" else _("no")
    if name == "not_more_than" and isinstance(value, str):
        return _name("quantity", value, names) if value else _("none")
    if name == "not_more_than_sum_of":
        return _(", ").join(_name("quantity", code, names) for code in value) or _("none")
    return (value if isinstance(value, str) else " / ".join(value)) or _("none")


def _name(kind: str, code: object, names: Mapping[str, str]) -> str:
    return names.get(f"{kind} {code}", str(code))
