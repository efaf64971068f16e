"""What every page of the plan manager asks first, and how a refusal is answered."""

from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from accounts.domain.actors import Actor
from accounts.services import journal
from targets.forms import wording
from targets.models import Plan
from targets.queries.plans import the_plan
from targets.services.refusals import PlanRefused


def plan_or_404() -> Plan:
    """Return the plan that is kept.

    Raises:
        Http404: none is loaded.
    """
    plan = the_plan()
    if plan is None:
        raise Http404
    return plan


def attempt(
    change: Callable[[], object], *, action: str, actor: Actor, now: datetime, names: dict[str, str] | None = None
) -> str:
    """Run a change; return why it was refused, in words, or nothing. The refusal is in the journal.

    Raises:
        PermissionDenied: the role is the wrong one.
    """
    try:
        with transaction.atomic():
            change()
    except PlanRefused as refused:
        if refused.code == "wrong_role":
            raise PermissionDenied from refused
        detail = {"code": refused.code, "about": refused.about}
        journal.record(actor=actor, now=now, action=action, result=journal.REFUSED, detail=detail)
        return wording.refusal(refused, names)
    return ""
