"""Roles, states and organisations of people, in words."""

from django import template
from django.utils.translation import get_language

from accounts.forms.actions import ROLE_NAMES
from accounts.forms.people import STATES
from accounts.queries.people import Person

register = template.Library()
TINTS = {"active": "badge--green", "disabled": "", "locked": "badge--amber"}


@register.filter
def role_name(role: str) -> str:
    """Return a role in words; ``""`` is an account that waits for one."""
    return str(ROLE_NAMES.get(role or "waiting", role))


@register.filter
def state_name(state: str) -> str:
    """Return the state of an account in words."""
    return str(STATES.get(state, state))


@register.filter
def state_tint(state: str) -> str:
    """Return the class of a badge for the state of an account."""
    return TINTS.get(state, "")


@register.filter
def office(person: Person) -> str:
    """Return the name of a person's organisation, in the language of the page."""
    return person.organisation_en if get_language() == "en" else person.organisation_zh
