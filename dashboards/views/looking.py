"""What the address of a page looks at; what is not there and what one may not see are the same: not found."""

from typing import TypeVar

from django.http import Http404, HttpRequest
from django.utils.translation import get_language

from accounts.queries import clock
from dashboards.forms import LookForm
from dashboards.queries.scopes import Scope, scope_of

Thing = TypeVar("Thing")


def looked_at(request: HttpRequest, form: LookForm) -> Scope | None:
    """Return what an address looks at; None before a plan is loaded.

    Raises:
        Http404: the address is none of ours.
    """
    try:
        return scope_of(form.asked(), actor=request.actor, now=clock.now(), language=get_language() or "")
    except LookupError as problem:
        raise Http404 from problem


def found(thing: Thing | None) -> Thing:
    """Return it.

    Raises:
        Http404: there is none, or none the actor may see.
    """
    if thing is None:
        raise Http404
    return thing
