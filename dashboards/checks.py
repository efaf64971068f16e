"""A boundary map is shown with its review number, or not at all."""

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from dashboards.domain.boundaries import NotBoundaries
from dashboards.queries.boundaries import read_supplied


@register()
def map_has_its_review_number(**_options: object) -> list[CheckMessage]:
    """Refuse a map without a review number (审图号); warn of one that cannot be read."""
    if settings.MAP_FILE and not settings.MAP_REVIEW_NUMBER.strip():
        hint = "Set MAP_REVIEW_NUMBER to the map's 审图号, or leave MAP_FILE out: the schematic tiles need neither."
        return [Error("MAP_FILE is set without MAP_REVIEW_NUMBER.", hint=hint, id="dashboards.E001")]
    try:
        read_supplied()
    except (OSError, NotBoundaries) as problem:
        return [Warning(f"MAP_FILE cannot be shown: {problem}", id="dashboards.W001")]
    return []
