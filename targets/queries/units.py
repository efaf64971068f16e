"""Units in English: how a canonical unit is written for readers of English."""

from decimal import Decimal

from targets.models import Plan, Unit

FARTHEST = 4
"""Powers of ten between two units of which one may be typed for the other: 万, and no more."""


def english_units(plan: Plan) -> dict[str, str]:
    """Return the English form of every listed unit by its Chinese one; one query."""
    return dict(Unit.objects.filter(plan=plan).values_list("zh", "en"))


def in_english(unit: str, forms: dict[str, str]) -> str:
    """Return a unit's English form, part by part for compound ones; a part unknown stays."""
    return "/".join(forms.get(part, part) for part in unit.split("/"))


def interchangeable(plan_id: int) -> dict[str, tuple[tuple[str, str, Decimal], ...]]:
    """Return by unit the others of its dimension that differ by a power of ten, as (zh, en, how many of it one is).

    Only such convert without rounding. A unit of the same size under another name is none.
    """
    rows = Unit.objects.filter(plan=plan_id).exclude(zh="").exclude(dimension__in=["none", "text"])
    units = list(rows.order_by("si", "zh").values_list("zh", "en", "dimension", "si"))
    found = {}
    for zh, _, dimension, si in units:
        others = [
            (other, en, Decimal(1).scaleb((size / si).adjusted()))
            for other, en, of, size in units
            if of == dimension and size != si and _is_power_of_ten(size / si)
        ]
        found[zh] = tuple(others)
    return found


def _is_power_of_ten(ratio: Decimal) -> bool:
    return ratio == Decimal(1).scaleb(ratio.adjusted()) and abs(ratio.adjusted()) <= FARTHEST
