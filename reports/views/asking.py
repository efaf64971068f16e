"""What every page of reports asks first: which plan, which report, or nothing here."""

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import Area
from accounts.queries import clock
from reports.domain.refusals import Refused
from reports.domain.words import Stage
from reports.queries import places, reports, sheets
from reports.queries.reports import Head
from reports.queries.sheets import Section
from reports.services.refusals import FORBIDDEN
from targets.models import Plan


def plan_of(request: HttpRequest) -> Plan:
    """Return the plan the actor works on.

    Raises:
        Http404: none is loaded.
    """
    plan = places.plan_of(request.actor)
    if plan is None:
        raise Http404
    return plan


def own_head(request: HttpRequest, plan: Plan, year: int, stage: Stage) -> Head:
    """Return the head of the actor's own area's report, begun or not.

    Raises:
        Http404: the plan has no such year, or it cannot be filed yet.
    """
    area = Area.objects.get(pk=request.actor.area_id)
    in_plan = plan.base_year <= year <= plan.last_year
    if not in_plan or not reports.begun(plan, year, stage, clock.now()):
        raise Http404
    return reports.head_of(plan=plan, area=area, year=year, stage=stage, actor=request.actor)


def head(request: HttpRequest, report_id: int) -> Head:
    """Return the head of a report the actor may see.

    Raises:
        Http404: there is none for them.
    """
    try:
        return reports.head(report_id, request.actor)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def own_section(request: HttpRequest, plan: Plan, head: Head) -> Section | None:
    """Return the actor's own bureau's part of a report of their area; None where it reports nothing."""
    found = sheets.being_filled(head, plan=plan, actor=request.actor, bureau_id=request.actor.bureau_id)
    return next(iter(found.sections), None)


def is_of_actor(request: HttpRequest) -> bool:
    """Whether what was sent comes from a page of whoever is logged in now, and not of a colleague before them."""
    return request.POST.get("user", "") == str(request.actor.user_id)


def back(request: HttpRequest, page: str) -> str:
    """Return the page to go back to: one of ours that the form named, else ``page``."""
    named = request.POST.get("back", "")
    ours = url_has_allowed_host_and_scheme(named, allowed_hosts=None) and named.startswith("/")
    return named if ours else page


def forbid(refused: Refused) -> None:
    """Answer 403 where it is not theirs to do at all; otherwise return, to word the refusal.

    Raises:
        PermissionDenied: the role, the area or the person is the wrong one.
    """
    if refused.code in FORBIDDEN:
        raise PermissionDenied from refused
