"""What the filing form sends while somebody types: changed fields, and reasons beside findings.

Answers are JSON: how each field that was sent now stands, the findings of the whole
section as fragments of the page, the counts, and the section's new fingerprint where the
page had seen it as it was before. A refusal is 409 with its words; a form
of another account is 409 with ``other``: nobody's drafts are stored under a colleague's name.
"""

from django.http import Http404, HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.queries import clock
from reports.domain.deadlines import ZONE
from reports.domain.refusals import ReasonClash, Refused
from reports.domain.words import Stage
from reports.forms import sending, wording
from reports.forms.sheet import Row, SheetForm
from reports.queries import definitions
from reports.queries.reports import Head
from reports.queries.sections import fingerprint
from reports.services import explanations, sections
from reports.services import filing as filing_service
from reports.services.refusals import recorded
from reports.services.sections import Watched
from reports.views import asking
from targets.models import Plan


@require_POST
def autosave(request: HttpRequest, year: int, stage: Stage) -> JsonResponse:
    """Store the good ones of the fields that were sent, and say what is wrong with the others."""
    plan = asking.plan_of(request)
    head = asking.own_head(request, plan, year, stage)
    if not asking.is_of_actor(request):
        return JsonResponse({"other": True}, status=409)
    owed = definitions.of_plan(plan.pk, area_id=request.actor.area_id).owed_by(request.actor.area_id, year)
    kinds = {code: one.kind for code, one in owed.items() if one.bureau_id == request.actor.bureau_id}
    entries = sending.changed(request.POST, kinds)
    actor, now = request.actor, clock.now()
    try:
        with recorded(action="report.save", subject=head.key.subject, actor=actor, now=now):
            watched = sections.watch(report_id=head.id, actor=actor)
            saved = filing_service.save(key=head.key, entries=entries, actor=actor, now=now, keep_good=True)
    except Refused as refused:
        return _refused(refused)
    return _answer(request, plan, year, stage, watched, saved.findings)


@require_POST
def explain(request: HttpRequest, year: int, stage: Stage) -> JsonResponse:
    """Store the reason given beside a soft finding; an empty one takes it back."""
    plan = asking.plan_of(request)
    head = asking.own_head(request, plan, year, stage)
    if not asking.is_of_actor(request):
        return JsonResponse({"other": True}, status=409)
    actor, now = request.actor, clock.now()
    words = {name: request.POST.get(name, "") for name in ("quantity", "code", "reason", "seen_reason")}
    try:
        with recorded(action="report.explain", subject=head.key.subject, actor=actor, now=now):
            watched = sections.watch(report_id=head.id, actor=actor)
            explanations.save(key=head.key, **words, actor=actor, now=now)
    except ReasonClash as clash:
        return JsonResponse({"refused": wording.refusal(clash), "theirs": clash.theirs}, status=409)
    except Refused as refused:
        return _refused(refused)
    return _answer(request, plan, year, stage, watched, {})


def _refused(refused: Refused) -> JsonResponse:
    asking.forbid(refused)
    return JsonResponse({"refused": wording.refusal(refused)}, status=409)


def _answer(  # type: ignore[no-untyped-def]
    request: HttpRequest, plan: Plan, year: int, stage: Stage, watched: Watched, findings
) -> JsonResponse:
    head = asking.own_head(request, plan, year, stage)
    section = asking.own_section(request, plan, head)
    if section is None:
        raise Http404
    form = SheetForm(section, request.POST, findings, kept=True)
    rows = form.rows
    counts = {"said": section.said, "owed": section.owed}
    return JsonResponse(
        {
            "at": clock.now().astimezone(ZONE).strftime("%H:%M"),
            "rows": {row.line.code: _row(row) for row in rows if sending.seen_of(request.POST, row.line.code)},
            "findings": {row.line.code: _fragment("noted", row) for row in rows if row.errors or row.doubts},
            "progress": _("%(said)s of %(owed)s reported") % counts,
            "doubtful": form.doubtful,
            "section": _seen(request, head, watched),
            "tasks": {task.code: f"{task.said}/{len(task.lines)}" for task in section.tasks},
        }
    )


def _seen(request: HttpRequest, head: Head, watched: Watched) -> str:
    """Return the section's fingerprint for a page that knows all of it; empty where others wrote unseen."""
    alone = head.version <= watched.version + 1
    if not alone or request.POST.get("section", "") != watched.seen:
        return ""
    return fingerprint(head.id, request.actor.bureau_id, request.actor)


def _row(row: Row) -> dict[str, object]:
    typed = row.typed
    return {
        "state": row.state,
        "seen": row.seen,
        "value": typed.value,
        "unit": typed.unit,
        "na": typed.not_applicable,
        "reason": typed.reason,
        "note": typed.note,
        "stored": _fragment("stored", row),
        "conflict": _fragment("conflict", row) if row.conflict else "",
    }


def _fragment(name: str, row: Row) -> str:
    return render_to_string(f"reports/_{name}.html", {"row": row, "line": row.line, "code": row.line.code}).strip()
