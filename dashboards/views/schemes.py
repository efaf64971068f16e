"""Scoring schemes: the list, one of them, and for the plan manager a copy, editing with its effect, activation."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.domain.roles import Role
from accounts.queries import clock
from dashboards.figures.scoring import REFUSED
from dashboards.forms import LookForm
from dashboards.queries import scores as queries
from dashboards.queries.scopes import Scope
from dashboards.views.looking import found, looked_at
from progress.domain.schemes import BONUSES, DEDUCTIONS, Against
from progress.forms import schemes as forms
from progress.forms.schemes import Typed
from progress.models import ScoringScheme
from progress.queries import schemes as kept_in
from progress.queries.schemes import Kept
from progress.services import scoring
from reports.domain.refusals import Refused
from reports.services.refusals import recorded
from reports.views import asking


@require_GET
def schemes(request: HttpRequest) -> HttpResponse:
    """Show every scheme, the latest first."""
    scope = _scope(request)
    switch = queries.switch_of(scope, request.actor)
    if not (switch.is_on or _manages(request)):
        raise Http404
    kept = kept_in.kept_schemes(queries.plan_of(scope), request.actor)
    facts = {"scope": scope, "schemes": kept, "switch": switch, "manages": _manages(request)}
    return render(request, "dashboards/schemes.html", facts)


@require_GET
def scheme(request: HttpRequest, edition: int) -> HttpResponse:
    """Show one scheme; a draft to the plan manager as a form."""
    scope = _scope(request)
    every, one = _one(request, scope, edition)
    return _page(request, scope, every, one, _as_stored(one))


@require_POST
def what_if(request: HttpRequest, edition: int) -> HttpResponse:
    """Answer what the typed scheme would change for every area; nothing is stored."""
    scope = _scope(request)
    every, one = _one(request, scope, edition)
    said = forms.typed(request.POST.dict(), known=[known.code for known in queries.weighable(scope)])
    if request.headers.get("HX-Request"):
        return render(request, "dashboards/_what_if.html", _effect(request, scope, every, one, said))
    return _page(request, scope, every, one, said)


@require_POST
def edit(request: HttpRequest, edition: int) -> HttpResponse:
    """Store what was typed in a draft."""
    scope = _scope(request)
    every, one = _one(request, scope, edition)
    said = forms.typed(request.POST.dict(), known=[known.code for known in queries.weighable(scope)])
    if said.scheme is None:
        return _page(request, scope, every, one, said, status=422)
    words = {"name": said.said.get("name", ""), "note": said.said.get("note", "")}
    words |= {"scheme": said.scheme, "effective_from": said.effective_from, "seen_version": _seen(request)}
    refused = _attempt(request, "scheme.edit", one, lambda now: scoring.edit(**_of(request, one, now), **words))
    if refused:
        return _page(request, scope, every, one, said, refused, status=409)
    messages.success(request, _("Stored as a draft; nothing is scored by it yet."))
    return redirect("scores-scheme", edition=edition)


@require_POST
def copy(request: HttpRequest, edition: int) -> HttpResponse:
    """Begin a draft that says what this scheme says."""
    scope = _scope(request)
    every, one = _one(request, scope, edition)
    made: list[ScoringScheme] = []
    name = request.POST.get("name", "")
    refused = _attempt(
        request, "scheme.copy", one, lambda now: made.append(scoring.copy(**_of(request, one, now), name=name))
    )
    if refused:
        return _page(request, scope, every, one, _as_stored(one), refused, status=409, copy_name=name)
    messages.success(request, _("Copied: edit the copy, and see what it would change."))
    return redirect("scores-scheme", edition=made[0].edition)


@require_POST
def activate(request: HttpRequest, edition: int) -> HttpResponse:
    """Put a draft in force, with a reason."""
    scope = _scope(request)
    every, one = _one(request, scope, edition)
    words = {"reason": request.POST.get("reason", ""), "seen_version": _seen(request)}
    refused = _attempt(request, "scheme.activate", one, lambda now: scoring.activate(**_of(request, one, now), **words))
    if refused:
        return _page(request, scope, every, one, _as_stored(one), refused, status=409, because=words["reason"])
    messages.success(request, _("In force from %(year)d on.") % {"year": one.effective_from})
    return redirect("scores-scheme", edition=edition)


@require_POST
def discard(request: HttpRequest, edition: int) -> HttpResponse:
    """Throw a draft away."""
    _every, one = _one(request, _scope(request), edition)
    seen = _seen(request)
    refused = _attempt(
        request, "scheme.discard", one, lambda now: scoring.discard(**_of(request, one, now), seen_version=seen)
    )
    if refused:
        messages.error(request, refused)
        return redirect("scores-scheme", edition=edition)
    messages.success(request, _("Discarded."))
    return redirect("scores-schemes")


def _scope(request: HttpRequest) -> Scope:
    return found(looked_at(request, LookForm(request.GET)))


def _manages(request: HttpRequest) -> bool:
    return request.actor.has(Role.PLAN_MANAGER)


def _one(request: HttpRequest, scope: Scope, edition: int) -> tuple[tuple[Kept, ...], Kept]:
    every = kept_in.kept_schemes(queries.plan_of(scope), request.actor)
    return every, found(next((one for one in every if one.edition == edition), None))


def _as_stored(one: Kept) -> Typed:
    said = forms.fields_of(one.scheme) | {"name": one.name, "note": one.note, "effective_from": str(one.effective_from)}
    return Typed(said, {}, one.scheme, one.effective_from)


def _of(request: HttpRequest, one: Kept, now: object) -> dict[str, object]:
    return {"scheme_id": one.id, "actor": request.actor, "now": now}


def _seen(request: HttpRequest) -> int:
    text = request.POST.get("seen_version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _attempt(request: HttpRequest, action: str, one: Kept, change: Callable[[object], object]) -> str:
    """Carry out a change; return why it was refused, in words, or nothing."""
    now = clock.now()
    try:
        with recorded(action=action, subject=f"scheme {one.edition}", actor=request.actor, now=now):
            change(now)
    except ScoringScheme.DoesNotExist as gone:
        raise Http404 from gone
    except Refused as refused:
        asking.forbid(refused)
        return str(REFUSED.get(refused.code, refused.code))
    return ""


def _effect(request: HttpRequest, scope: Scope, every: tuple[Kept, ...], one: Kept, said: Typed) -> dict[str, object]:
    """What the scheme as typed would change, beside the one it is compared with."""
    others = [other for other in every if other.edition != one.edition]
    wanted = request.POST.get("beside") or request.GET.get("beside") or str(one.copied_from or "")
    usual = kept_in.in_force(others, scope.year)
    beside = next((other for other in others if str(other.edition) == wanted), usual) or next(iter(others), one)
    changes = queries.what_if(scope, beside.scheme, said.scheme, actor=request.actor) if said.scheme else ()
    return {"scope": scope, "one": one, "beside": beside, "others": others, "changes": changes, "said": said}


def _page(
    request: HttpRequest, scope: Scope, every: tuple[Kept, ...], one: Kept, said: Typed, refused: str = "",
    *, status: int = 200, **typed: object,
) -> HttpResponse:  # fmt: skip
    """Draw the scheme's page; ``typed`` is what a refused act was given, in its own form again."""
    facts = _effect(request, scope, every, one, said)
    facts |= {"manages": _manages(request), "edits": _manages(request) and one.is_draft, "refused": refused}
    weighed = {line.indicator for line in one.scheme.lines}
    facts |= {"weighable": [it for it in queries.weighable(scope) if facts["edits"] or it.code in weighed]}
    facts |= {"against": tuple(Against)}
    facts |= {"deductions": DEDUCTIONS, "bonuses": BONUSES, "years": scope.years}
    return render(request, "dashboards/scheme.html", facts | typed, status=status)
