"""Published rankings (通报): the list, one of them, and for the reviewer a preview, publishing and withdrawing."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.domain.roles import Role
from accounts.queries import clock
from dashboards.figures import wording
from dashboards.forms import PublishForm, RankingForm, WithdrawForm
from progress.models import Publication
from progress.queries import rankings
from progress.services import publishing
from reports.domain.refusals import Refused
from reports.queries.places import plan_of
from reports.services.refusals import recorded
from targets.models import Plan


@require_GET
def published(request: HttpRequest) -> HttpResponse:
    """Show what was published, the latest first."""
    shown = {"published": rankings.published(request.actor), "publishes": request.actor.has(Role.REVIEWER)}
    return render(request, "dashboards/rankings.html", shown)


@require_GET
def publication(request: HttpRequest, publication_id: int) -> HttpResponse:
    """Show one published ranking."""
    return _page(request, publication_id)


@require_GET
def prepare(request: HttpRequest) -> HttpResponse:
    """Let the reviewer choose an indicator and see the ranking before anybody else does."""
    return _prepare(request, RankingForm(request.GET or None, plan=_plan(request), year=clock.now().year))


@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    """Publish the ranking that was looked at."""
    plan = _plan(request)
    choice = RankingForm(request.POST, plan=plan, year=clock.now().year)
    form = PublishForm(request.POST)
    if not choice.is_valid() or not form.is_valid():
        return _prepare(request, choice, form=form, status=422)
    now, subject = clock.now(), f"plan {plan.slug}"
    try:
        with recorded(action="ranking.publish", subject=subject, actor=request.actor, now=now):
            made = publishing.publish(
                plan_id=plan.pk, **choice.wanted(), **form.cleaned_data, actor=request.actor, now=now
            )
    except Refused as refused:
        return _prepare(request, choice, form=form, refused=refused, status=409)
    messages.success(request, _("Published to every county."))
    return redirect("ranking", publication_id=made.pk)


@require_POST
def withdraw(request: HttpRequest, publication_id: int) -> HttpResponse:
    """Take a publication back with a reason."""
    form, now = WithdrawForm(request.POST), clock.now()
    if not form.is_valid():
        return _page(request, publication_id, form=form, status=422)
    try:
        with recorded(action="ranking.withdraw", subject=f"ranking {publication_id}", actor=request.actor, now=now):
            publishing.withdraw(publication_id=publication_id, **form.cleaned_data, actor=request.actor, now=now)
    except Publication.DoesNotExist as none:
        raise Http404 from none
    except Refused as refused:
        return _page(request, publication_id, form=form, refused=refused, status=409)
    messages.success(request, _("Withdrawn; the counties no longer see it."))
    return redirect("ranking", publication_id=publication_id)


def _page(request: HttpRequest, publication_id: int, form=None, refused=None, status: int = 200) -> HttpResponse:  # type: ignore[no-untyped-def]
    try:
        shown = rankings.publication(publication_id, request.actor)
    except Publication.DoesNotExist as none:
        raise Http404 from none
    facts = {
        "publication": shown,
        "ranking": shown.ranking,
        "form": form or WithdrawForm(),
        "refused": wording.PUBLISHING.get(refused.code, "") if refused else "",
        "withdraws": request.actor.has(Role.REVIEWER) and shown.withdrawn_at is None,
    }
    return render(request, "dashboards/ranking.html", facts, status=status)


def _prepare(request: HttpRequest, choice: RankingForm, form=None, refused=None, status: int = 200) -> HttpResponse:  # type: ignore[no-untyped-def]
    plan, shown = _plan(request), None
    if choice.is_valid():
        shown = rankings.ranking(plan, actor=request.actor, **choice.wanted())
    title = choice.suggestion(shown, get_language() or "") if shown else ""
    facts = {
        "choice": choice,
        "ranking": shown,
        "form": form or PublishForm(initial={"title": title}),
        "refused": wording.PUBLISHING.get(refused.code, "") if refused else "",
    }
    return render(request, "dashboards/ranking_new.html", facts, status=status)


def _plan(request: HttpRequest) -> Plan:
    plan = plan_of(request.actor)
    if plan is None:
        raise Http404
    return plan
