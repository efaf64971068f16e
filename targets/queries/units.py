"""Units in English: how a canonical unit is written for readers of English."""

from targets.models import Plan, Unit


def english_units(plan: Plan) -> dict[str, str]:
    """Return the English form of every listed unit by its Chinese one; one query."""
    return dict(Unit.objects.filter(plan=plan).values_list("zh", "en"))


def in_english(unit: str, forms: dict[str, str]) -> str:
    """Return a unit's English form, part by part for compound ones; a part unknown stays."""
    return "/".join(forms.get(part, part) for part in unit.split("/"))
