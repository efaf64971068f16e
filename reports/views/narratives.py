"""The page of a bureau's words on its tasks; its script saves the same form as one types."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.queries import clock
from reports.domain import narratives as limits
from reports.domain.narratives import NarrativeClash, Theirs
from reports.domain.refusals import Refused
from reports.domain.words import Stage
from reports.forms import wording
from reports.forms.narratives import NarrativeForm
from reports.queries import narratives, sections
from reports.services import narratives as services
from reports.services.refusals import recorded
from reports.views import asking


@require_http_methods(["GET", "HEAD", "POST"])
def narrative_page(request: HttpRequest, year: int, stage: Stage) -> HttpResponse:
    """Show the tasks of the actor's own bureau with its words, or take those of one task."""
    plan = asking.plan_of(request)
    head = asking.own_head(request, plan, year, stage)
    if request.method != "POST":
        return _page(request, plan, head)
    form = NarrativeForm(request.POST)
    if _is_script(request) and not asking.is_of_actor(request):
        return _refused(request, plan, head, form, Refused("other_account"))
    if not form.is_valid():
        return _refused(request, plan, head, form, Refused("incomplete"))
    actor, now, words = request.actor, clock.now(), form.words()
    told = {"practice": words.practice, "problems": words.problems, "intentions": words.intentions}
    task, seen = form.cleaned_data["task"], form.cleaned_data["seen"]
    try:
        with recorded(action="narrative.save", subject=head.key.subject, actor=actor, now=now):
            kept = services.save(key=head.key, task=task, **told, seen_version=seen, actor=actor, now=now)
    except Refused as refused:
        asking.forbid(refused)
        return _refused(request, plan, head, form, refused)
    if _is_script(request):
        return JsonResponse({"version": kept.version})
    messages.success(request, _("Saved."))
    return redirect(f"{request.path}#task-{task}")


def _is_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


def _refused(request: HttpRequest, plan, head, form: NarrativeForm, refused: Refused) -> HttpResponse:  # type: ignore[no-untyped-def]
    if not _is_script(request):
        return _page(request, plan, head, form, refused)
    answer = {"code": refused.code, "message": wording.refusal(refused)}
    if isinstance(refused, NarrativeClash):
        answer["theirs"] = _plain(refused.theirs)
    return JsonResponse(answer, status=409 if refused.code != "incomplete" else 400)


def _plain(theirs: Theirs) -> dict[str, object]:
    words = theirs.words
    said = {"practice": words.practice, "problems": words.problems, "intentions": words.intentions}
    return {**said, "version": theirs.version, "by": theirs.by}


def _page(request: HttpRequest, plan, head, form=None, refused=None) -> HttpResponse:  # type: ignore[no-untyped-def]
    told = narratives.own_narratives(head, plan=plan, actor=request.actor)
    sign_off = sections.sign_off(head.id, request.actor.bureau_id, request.actor)
    context = {
        "head": head,
        "told": told,
        "sign_off": sign_off,
        "can_write": head.is_open and not sign_off.is_confirmed,
        "sent": form,
        "refused": wording.refusal(refused) if refused else "",
        "theirs": refused.theirs if isinstance(refused, NarrativeClash) else None,
        "limit": limits.MAX_LENGTH,
        "suggested": limits.SUGGESTED,
    }
    return render(request, "reports/narratives.html", context, status=409 if refused else 200)
