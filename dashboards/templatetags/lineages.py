"""Words of a figure's inputs: ``{% load lineages %}``."""

from django import template

from dashboards.figures import wording
from progress.domain.tracing import Presence
from reports.domain.words import Stage

register = template.Library()


@register.filter
def presence_word(presence: Presence) -> str:
    """Say what is known of an input."""
    return str(wording.PRESENCE[presence])


@register.filter
def stage_word(stage: str) -> str:
    """Say which filing of a year it is."""
    return str(wording.STAGE[Stage(stage)])
