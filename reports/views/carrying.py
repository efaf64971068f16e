"""Taking last year's year-end figures over: a list to choose from, one button, and one to undo it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.queries import clock
from reports.domain.refusals import FindingsRefused, Refused
from reports.domain.words import Stage
from reports.forms import wording
from reports.queries import carrying, sections
from reports.services import carrying as services
from reports.services.refusals import recorded
from reports.views import asking


@require_http_methods(["GET", "HEAD", "POST"])
def carry_page(request: HttpRequest, year: int, stage: Stage) -> HttpResponse:
    """List what can be taken over, or take the chosen over."""
    plan = asking.plan_of(request)
    head = asking.own_head(request, plan, year, stage)
    if request.method != "POST":
        return _page(request, plan, head)
    actor, now = request.actor, clock.now()
    chosen = request.POST.getlist("quantity")
    try:
        with recorded(action="report.save", subject=head.key.subject, actor=actor, now=now):
            saved = services.carry_over(key=head.key, quantities=chosen, actor=actor, now=now)
    except Refused as refused:
        asking.forbid(refused)
        return _page(request, plan, head, refused)
    n = len(saved.changed)
    told = ngettext("%(n)d figure taken over from last year.", "%(n)d figures taken over from last year.", n)
    messages.success(request, told % {"n": n})
    return redirect("filing-carry", year=year, stage=stage)


@require_POST
def undo(request: HttpRequest, year: int, stage: Stage) -> HttpResponse:
    """Clear what the last take-over wrote and nobody changed since."""
    head = asking.own_head(request, asking.plan_of(request), year, stage)
    actor, now = request.actor, clock.now()
    try:
        with recorded(action="report.save", subject=head.key.subject, actor=actor, now=now):
            saved = services.undo(key=head.key, actor=actor, now=now)
    except Refused as refused:
        asking.forbid(refused)
        messages.error(request, wording.refusal(refused))
    else:
        n = len(saved.changed)
        messages.success(request, ngettext("%(n)d figure cleared.", "%(n)d figures cleared.", n) % {"n": n})
    return redirect("filing-carry", year=year, stage=stage)


def _page(request: HttpRequest, plan, head, refused=None) -> HttpResponse:  # type: ignore[no-untyped-def]
    lines = carrying.carryable(head, plan=plan, actor=request.actor)
    sign_off = sections.sign_off(head.id, request.actor.bureau_id, request.actor)
    wrong = refused.findings if isinstance(refused, FindingsRefused) else {}
    context = {
        "head": head,
        "lines": lines,
        "wrong": [line for line in lines if line.code in wrong],
        "can_carry": head.is_open and not sign_off.is_confirmed,
        "can_undo": len(carrying.last_carried(head.id, request.actor)),
        "refused": wording.refusal(refused) if refused else "",
    }
    return render(request, "reports/carry.html", context, status=409 if refused else 200)
