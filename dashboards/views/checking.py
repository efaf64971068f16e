"""The checker's table (核对): a task's quantities with all areas side by side; ticks and co-signatures."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.queries import clock
from dashboards.queries import computed
from reports.domain.deadlines import ZONE
from reports.domain.refusals import Refused
from reports.domain.threads import CoSigned
from reports.domain.words import Stage
from reports.forms import wording
from reports.forms.checking import CheckForm, CoSignForm, TickForm
from reports.queries import checking, cosigning, duties, threads
from reports.queries.checking import Table
from reports.queries.duties import Duty
from reports.services import cosigning as cosigning_service
from reports.services import ticking
from reports.services.refusals import recorded
from reports.views import asking
from targets.models import Plan


@dataclass(frozen=True, slots=True)
class Look:
    """Which table is looked at; ``here`` is its address."""

    year: int
    stage: Stage
    duty: Duty
    sort: str

    @property
    def here(self) -> str:
        """The address of the task, without a quantity."""
        sent = QueryDict(mutable=True)
        sent.update({"year": self.year, "stage": self.stage.value, "task": self.duty.code, "sort": self.sort})
        return f"{reverse('check')}?{sent.urlencode()}"


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Show one quantity of a task with all areas, and the way to the others."""
    return _page(request, CheckForm(request.GET))


@require_POST
def tick(request: HttpRequest) -> HttpResponse:
    """Tick one value, or several of a quantity; or take a tick back."""
    plan, actor, now, form = asking.plan_of(request), request.actor, clock.now(), TickForm(request.POST)
    if not form.is_valid():
        raise Http404
    sent = form.cleaned_data
    about = {"plan": plan, "year": sent["year"], "stage": sent["stage"], "quantity": sent["quantity"]}
    subject = f"value {plan.slug}/{sent['year']}/{sent['stage'].value}/{sent['quantity']}"
    try:
        with recorded(action=f"value.{sent['act']}", subject=subject, actor=actor, now=now):
            if sent["act"] == "untick":
                ticking.untick(**about, report_id=next(iter(sent["seen"])), actor=actor, now=now)
            else:
                n = ticking.tick(**about, seen=sent["seen"], actor=actor, now=now)
                told = ngettext("%(n)d value ticked.", "%(n)d values ticked.", n) % {"n": n}
                messages.success(request, told)
    except Refused as refused:
        asking.forbid(refused)
        messages.error(request, wording.refusal(refused))
    return redirect(asking.back(request, reverse("check")))


@require_POST
def co_sign(request: HttpRequest) -> HttpResponse:
    """Co-sign a task's figures, or object to them with a reason."""
    plan, actor, now, form = asking.plan_of(request), request.actor, clock.now(), CoSignForm(request.POST)
    if not form.is_valid():
        return _page(request, CheckForm(request.POST), form)
    sent = form.cleaned_data
    subject = f"task {plan.slug}/{sent['year']}/{sent['stage'].value}/{sent['task']}"
    action = cosigning_service.ACTIONS[sent["word"]]
    try:
        with recorded(action=action, subject=subject, actor=actor, now=now):
            cosigning_service.say(plan=plan, **sent, actor=actor, now=now)
    except Refused as refused:
        asking.forbid(refused)
        return _page(request, CheckForm(request.POST), form, refused)
    done = _("Co-signed.") if sent["word"] is CoSigned.COSIGNED else _("Objection recorded.")
    messages.success(request, done)
    return redirect(asking.back(request, reverse("check")))


def _page(
    request: HttpRequest, asked: CheckForm, form: CoSignForm | None = None, refused: Refused | None = None
) -> HttpResponse:
    plan, actor, now = asking.plan_of(request), request.actor, clock.now()
    look, tasks = _look(request, plan, asked)
    lists = {"answered": threads.answered_to(plan, actor, now), "waiting": threads.open_by(plan, actor, now)}
    years = range(min(now.astimezone(ZONE).year, plan.last_year), plan.base_year - 1, -1)
    context = {"plan": plan, "look": look, "tasks": tasks, "years": years, "stages": list(Stage), **lists}
    if look is None:
        return render(request, "dashboards/check.html", context)
    tables = checking.tables(plan, task_id=look.duty.task_id, year=look.year, stage=look.stage, actor=actor)
    table = _chosen(tables, asked.cleaned_data["quantity"])
    seen = cosigning.fingerprint(plan, look.year, look.stage, actor)
    context |= {
        "tables": tables,
        "table": table.by_suspicion() if look.sort == "suspicion" else table,
        "indicators": computed.of_quantity(plan, table.code, year=look.year, stage=look.stage, actor=actor),
        "signed": cosigning.of_task(plan, look.year, look.stage, look.duty.task_id, seen, actor),
        "seen": seen,
        "here": f"{look.here}&quantity={table.code}",
        "form": form,
        "refused": wording.refusal(refused) if refused else "",
    }
    return render(request, "dashboards/check.html", context, status=409 if refused else 422 if form else 200)


def _look(request: HttpRequest, plan: Plan, asked: CheckForm) -> tuple[Look | None, tuple[Duty, ...]]:
    """Return what is looked at and what else one might; None where the actor checks no task."""
    if not asked.is_valid():
        raise Http404
    wanted, this_year = asked.cleaned_data, clock.now().astimezone(ZONE).year
    year = wanted["year"] or min(max(this_year, plan.base_year), plan.last_year)
    if not plan.base_year <= year <= plan.last_year:
        raise Http404
    tasks = duties.of_actor(plan, request.actor, checking.tasks_in(plan, year))
    if not tasks:
        return None, ()
    code = wanted["task"] or next((one.code for one in tasks if one.leads), tasks[0].code)
    duty = next((one for one in tasks if one.code == code), None)
    if duty is None:
        raise Http404
    return Look(year, Stage(wanted["stage"] or Stage.ESTIMATE), duty, wanted["sort"] or "suspicion"), tasks


def _chosen(tables: tuple[Table, ...], code: str) -> Table:
    if not code:
        return next((one for one in tables if one.suspicious), tables[0])
    found = next((one for one in tables if one.code == code), None)
    if found is None:
        raise Http404
    return found
