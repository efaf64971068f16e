"""The plan manager's pages of definitions: what each quantity and indicator says, from which year on.

They stand here and not in ``targets``, for a change is weighed against the reports handed in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.queries import clock
from reports.queries import filed
from reports.views.amending import Amended, answered
from targets.domain.amending import Definitions
from targets.forms.changes import FieldLine, field_line
from targets.forms.definitions import IndicatorForm, QuantityForm, WithdrawForm, limits
from targets.models import Plan
from targets.queries import keeping, versions
from targets.queries.stored_rows import definitions_of
from targets.queries.tasks import tasks_with
from targets.queries.units import english_units, in_english
from targets.queries.versions import VersionFact
from targets.services import amending
from targets.views import asking


@require_safe
def definition_list_page(request: HttpRequest) -> HttpResponse:
    """List every quantity and indicator by task, and what was changed by hand."""
    plan = asking.plan_or_404()
    known = definitions_of(plan, plan.last_year)
    english = get_language() == "en"
    context = {
        "tasks": tasks_with(plan, known, english=english),
        "by_hand": versions.latest_by_hand(plan),
        "english": english,
    }
    return render(request, "reports/definitions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def quantity_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show a quantity's definition and its versions; preview and save a new one."""
    plan = asking.plan_or_404()
    known, names = _known(plan), keeping.names(plan, english=get_language() == "en")
    row = known.quantities.get(code)
    if row is None:
        raise Http404
    form = QuantityForm(
        request.POST or None, row=row, others=limits(row, known, names), years=_years(plan), initial=_initial(plan)
    )
    context = {"row": row, "kind": "quantity", "versions": versions.quantity_history(plan, code)}
    return _definition(request, plan, form, context, names)


@require_http_methods(["GET", "HEAD", "POST"])
def indicator_words_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show an indicator's words and their versions; preview and save new ones."""
    plan = asking.plan_or_404()
    row = _known(plan).indicators.get(code)
    if row is None:
        raise Http404
    names = keeping.names(plan, english=get_language() == "en")
    form = IndicatorForm(request.POST or None, row=row, years=_years(plan), initial=_initial(plan))
    context = {"row": row, "kind": "indicator", "versions": versions.indicator_history(plan, code)}
    return _definition(request, plan, form, context, names)


@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """Take a whole change back that no report has used yet."""
    plan, form, now = asking.plan_or_404(), WithdrawForm(request.POST), clock.now()
    if not form.is_valid():
        messages.error(request, _("Say why."))
        return redirect("plan-definitions")
    used = filed.by_year(plan, request.actor)
    change = partial(
        amending.withdraw, plan_id=plan.pk, **form.cleaned_data, filed_years=used, actor=request.actor, now=now
    )
    names = keeping.names(plan, english=get_language() == "en")
    refused = asking.attempt(change, action="definitions.withdraw", actor=request.actor, now=now, names=names)
    if refused:
        messages.error(request, refused)
    else:
        messages.success(request, _("Withdrawn; what was in force before is in force again."))
    return redirect("plan-definitions")


def _definition(  # type: ignore[no-untyped-def]
    request: HttpRequest, plan: Plan, form, context: dict[str, Any], names: dict[str, str]
) -> HttpResponse:
    said = Amended()
    if request.method == "POST" and form.is_valid():
        said = answered(request, plan, form.cleaned_data, form.change(), names)
        if said.is_done:
            messages.success(request, _("Set; every figure is being counted again."))
            return redirect(request.path)
    used = filed.by_year(plan, request.actor)
    context["versions"] = [_Version.of(one, used, names) for one in context["versions"]]
    unit = context["row"].unit
    context["unit"] = in_english(unit, english_units(plan)) if get_language() == "en" else unit
    context |= {"said": said, "form": form, "english": get_language() == "en"}
    return render(request, "reports/definition.html", context, status=said.status(form))


@dataclass(frozen=True, slots=True)
class _Version:
    """A version on the page: in words, and whether it may be withdrawn; ``mark`` names its change."""

    since: int
    is_manual: bool
    reason: str
    set_by: str
    set_at: datetime | None
    lines: tuple[FieldLine, ...]
    may_withdraw: bool
    mark: str

    @classmethod
    def of(cls, one: VersionFact, used: Mapping[int, int], names: dict[str, str]) -> "_Version":
        lines = tuple(field_line(change, names) for change in one.changed)
        is_free = one.is_manual and not any(year >= one.since for year in used)
        mark = one.set_at.isoformat() if one.set_at else ""
        return cls(one.since, one.is_manual, one.reason, one.set_by, one.set_at, lines, is_free, mark)


def _known(plan: Plan) -> Definitions:
    return definitions_of(plan, plan.last_year)


def _years(plan: Plan) -> range:
    return range(plan.base_year + 1, plan.last_year + 1)


def _initial(plan: Plan) -> dict[str, int]:
    now: datetime = clock.now()
    return {"since": min(max(now.year + 1, plan.base_year + 1), plan.last_year)}
