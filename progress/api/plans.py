"""Which plan a call of the API is about."""

from django.utils.translation import gettext as _
from rest_framework import serializers

from targets.models import Plan


def plan_named(slug: str | None) -> Plan:
    """Return the plan with this slug; without one the only plan there is.

    Raises:
        ValidationError: there is none such, or several to choose from.
    """
    plans = list((Plan.objects.filter(slug=slug) if slug else Plan.objects.all()).select_related("as_of")[:2])
    if len(plans) != 1:
        raise serializers.ValidationError({"plan": [_("name one plan")]})
    return plans[0]
