"""Scores (考核评分, internal reference): the table of areas, one area's sheet, the workbook, and the switch."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.domain.roles import Role
from accounts.queries import clock
from dashboards.domain.definitions import Place
from dashboards.figures.scoring import REFUSED
from dashboards.forms import LookForm
from dashboards.queries import scores as queries
from dashboards.queries.scopes import Scope
from dashboards.views import score_books
from dashboards.views.looking import found, looked_at
from progress.services import scoring
from reports.domain.refusals import Refused
from reports.services.refusals import recorded
from reports.views import asking
from reports.views.handing_out import handed_out

ORDERS = {
    "rank": lambda row: 0,
    "area": lambda row: row.place.code,
    "points": lambda row: (row.scored.score.total is None, -(row.scored.score.total or 0)),
    "silent": lambda row: -len(row.scored.score.silent),
    "deducted": lambda row: row.scored.score.deducted,
}


def scope_where_scored(request: HttpRequest) -> Scope:
    """Return what the address looks at.

    Raises:
        Http404: nothing is scored here, or not for this actor.
    """
    scope = found(looked_at(request, LookForm(request.GET)))
    if not queries.switch_of(scope, request.actor).is_on:
        raise Http404
    return scope


@require_GET
def scores(request: HttpRequest) -> HttpResponse:
    """Show every area's score; where scoring is off, the plan manager is told what it is."""
    return _scores(request)


def _scores(request: HttpRequest, *, status: int = 200, **typed: str) -> HttpResponse:
    """Draw the table, or what scoring is; ``typed`` and ``refused`` where turning it was refused."""
    scope = found(looked_at(request, LookForm(request.GET)))
    if not queries.switch_of(scope, request.actor).is_on:
        return _off(request, typed, status)
    board = queries.score_board(scope, _within(request, scope), actor=request.actor)
    wanted = request.GET.get("order", "")
    order = wanted if wanted in ORDERS else "rank"
    facts = {"scope": scope, "board": board, "rows": sorted(board.rows, key=ORDERS[order]), "order": order}
    facts["kept"] = {"order": order, "within": board.within.code}
    facts["manages"] = request.actor.has(Role.PLAN_MANAGER)
    return render(request, "dashboards/scores.html", facts | typed, status=status)


@require_GET
def area(request: HttpRequest, code: str) -> HttpResponse:
    """Show one area's score, every point explained."""
    scope = scope_where_scored(request)
    place = found(scope.readable_place(code))
    above = found(next((one for one in scope.catalogue.places if one.id == place.parent_id), None))
    board = queries.score_board(scope, above, actor=request.actor)
    row = found(board.row_of(code))
    facts = {"scope": scope, "board": board, "row": row, "place": place, "score": row.scored.score}
    return render(request, "dashboards/score.html", facts | {"lines": queries.sheet(scope, row)})


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """Hand out the table and every line of every sheet as a workbook, marked as an internal reference."""
    scope = scope_where_scored(request)
    board = queries.score_board(scope, _within(request, scope), actor=request.actor)
    if board.kept is None:
        raise Http404
    book = score_books.book_of(board, is_demo=clock.is_demo())
    detail = {"year": scope.year, "title": board.kept.name, "rows": len(board.rows)}
    subject = f"scores {queries.plan_of(scope).slug}/{scope.year}"
    name = score_books.title_of(board)
    return handed_out(request, book, name=name, action="scores.export", subject=subject, detail=detail)


@require_POST
def turn(request: HttpRequest) -> HttpResponse:
    """Turn scoring on or off with a reason."""
    plan, now = asking.plan_of(request), clock.now()
    is_on, reason = request.POST.get("is_on") == "1", request.POST.get("reason", "")
    try:
        with recorded(action="scoring.turn", subject=f"plan {plan.slug}", actor=request.actor, now=now):
            scoring.turn(plan_id=plan.pk, is_on=is_on, reason=reason, actor=request.actor, now=now)
    except Refused as refused:
        asking.forbid(refused)
        return _scores(request, status=409, refused=REFUSED.get(refused.code, refused.code), because=reason)
    messages.success(request, _("Scoring is on.") if is_on else _("Scoring is off; nobody sees a score any more."))
    return redirect("scores")


def _off(request: HttpRequest, typed: dict[str, str], status: int) -> HttpResponse:
    """Tell the plan manager what scoring is and how to turn it on; nobody else is told that it exists."""
    if not request.actor.has(Role.PLAN_MANAGER):
        raise Http404
    return render(request, "dashboards/scores_off.html", typed, status=status)


def _within(request: HttpRequest, scope: Scope) -> Place:
    """Return the area whose parts are scored among themselves: the city unless the address names another."""
    place = found(scope.readable_place(request.GET.get("within") or scope.catalogue.city.code))
    if not queries.parts_of(scope, place):
        raise Http404
    return place
