"""The reviewer's pages of allocations: what awaits a decision, and one version to approve or give back."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.queries import clock
from dashboards.domain.allocation_tables import texts_of
from dashboards.figures import allocating as words
from dashboards.views import allocation_tables as tables
from progress.forms import allocating as forms
from targets.domain.allocation_states import State
from targets.models import AllocationVersion, Plan
from targets.queries.allocating import VersionFact, mark_of, version, versions
from targets.queries.plans import indicator_facts
from targets.services import deciding
from targets.views import asking

LATELY = 20


@require_safe
def allocation_review_list_page(request: HttpRequest) -> HttpResponse:
    """Show the versions that await a decision, and those decided last."""
    plan, english = asking.plan_or_404(), tables.is_english()
    facts = {one.code: one for _, one in indicator_facts(plan, plan.last_year)}
    found = versions(plan, request.actor, states=(State.PROPOSED, State.RETURNED, State.APPROVED))
    shown = [
        (one, facts[one.indicator].name_en if english else facts[one.indicator].name_zh, words.STATES[one.state])
        for one in found
        if one.indicator in facts
    ]
    waiting = [row for row in shown if row[0].state is State.PROPOSED]
    decided = sorted((row for row in shown if row not in waiting), key=lambda row: row[0].last.at, reverse=True)
    return render(request, "dashboards/allocation_reviews.html", {"waiting": waiting, "decided": decided[:LATELY]})


@require_http_methods(["GET", "HEAD", "POST"])
def allocation_review_page(request: HttpRequest, version_id: int) -> HttpResponse:
    """Show a version beside what is in force, and approve it or give it back."""
    plan = asking.plan_or_404()
    try:
        found = version(version_id, request.actor)
    except AllocationVersion.DoesNotExist as none:
        raise Http404 from none
    if request.method != "POST":
        return _page(request, plan, found)
    act, now, reason = request.POST.get("act", ""), clock.now(), request.POST.get("reason", "")
    if act not in ("approve", "return"):
        raise Http404
    said = {"version_id": version_id, "seen": forms.number(request.POST.get("seen", "")), "now": now}
    said["actor"] = request.actor
    in_force = request.POST.get("in_force", "")
    change = {
        "approve": partial(deciding.approve, **said, seen_in_force=in_force),
        "return": partial(deciding.send_back, **said, reason=reason),
    }[act]
    refused = asking.attempt(change, action=f"allocation.{act}", actor=request.actor, now=now)
    if refused:
        return _page(request, plan, _again(found, request), refused=refused, reason=reason, status=409)
    done = _("Approved: every county is judged by it from now on; figures are being counted again.")
    messages.success(request, done if act == "approve" else _("Given back; nothing in force has changed."))
    return redirect("allocation-reviews")


def _again(found: VersionFact, request: HttpRequest) -> VersionFact:
    """The version as it is after a refusal; as it was where it was taken away meanwhile."""
    try:
        return version(found.pk, request.actor)
    except AllocationVersion.DoesNotExist:
        return found


def _page(
    request: HttpRequest, plan: Plan, found: VersionFact, *, refused: str = "", reason: str = "", status: int = 200
) -> HttpResponse:
    sheet = tables.sheet_or_404(request, plan, found.indicator, found.years)
    years = [year for year in found.years if year in sheet.grounds]
    indicator = sheet.grounds[max(sheet.grounds)].indicator
    is_own = found.was_worked_on_by(request.actor.user_id)
    context = {
        "sheet": sheet,
        "english": tables.is_english(),
        "unit": tables.unit_of(sheet),
        "version": found,
        "state": words.STATES[found.state],
        "columns": [tables.column(sheet, year) for year in years],
        **tables.table(sheet, years, texts_of(found.lines)),
        "checks": tables.check_lines(sheet, years, found.lines),
        "memories": words.memories(found.rules, found.lines, indicator, tables.names_of(sheet)),
        "told": tables.told(sheet, found),
        "mark": mark_of(sheet.in_force),
        "is_own": is_own,
        "is_waiting": found.state is State.PROPOSED,
        "refused": refused,
        "reason": reason,
    }
    return render(request, "dashboards/allocation_review.html", context, status=status)
