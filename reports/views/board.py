"""The filing board: where everybody stands, who is reminded, and the same as a workbook."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.domain.roles import Role
from accounts.queries import clock
from reports.domain.deadlines import ZONE
from reports.domain.refusals import Refused
from reports.forms import board_book, boarding, wording
from reports.forms.boarding import Choice
from reports.forms.reminding import ScheduleForm
from reports.queries import board, reminded, schedules
from reports.services import chasing, scheduling
from reports.services.refusals import recorded
from reports.views import asking
from reports.views.handing_out import handed_out
from targets.models import Plan


@require_GET
def board_page(request: HttpRequest) -> HttpResponse:
    """Show areas × bureaus of a year and stage, or areas × years."""
    plan, actor, now = asking.plan_of(request), request.actor, clock.now()
    chosen, years = _choice(request, plan)
    context = {
        "chosen": chosen,
        "years": reversed(years),
        "last": years[-1],
        "may_open": actor.role in settings.ROUTE_ACCESS["review-report"],
        "may_remind": False,
    }
    if chosen.view == "years":
        context["chronicle"] = board.chronicle(plan, actor, now)
        return render(request, "reports/board_years.html", context)
    found = board.board(plan, chosen.year, chosen.stage, actor, now)
    context |= {
        "board": found,
        "rows": chosen.rows(found),
        "rules": schedules.schedule(plan).rules,
        "reminders": reminded.sent(plan, chosen.year, chosen.stage, actor),
        "today": reminded.today(plan, chosen.year, chosen.stage, actor, now),
        "may_remind": actor.has(Role.REVIEWER) and found.has_begun and not found.is_closed,
    }
    return render(request, "reports/board.html", context)


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """Hand out both views as a workbook."""
    plan, actor, now = asking.plan_of(request), request.actor, clock.now()
    chosen, _years = _choice(request, plan)
    found = board.board(plan, chosen.year, chosen.stage, actor, now)
    book = board_book.book_of(found, board.chronicle(plan, actor, now), now=now, is_demo=clock.is_demo())
    subject = f"board {plan.slug}/{chosen.year}/{chosen.stage}"
    name, detail = board_book.title_of(chosen.year, chosen.stage), {"areas": len(found.rows)}
    return handed_out(request, book, name=name, action="board.export", subject=subject, detail=detail)


@require_POST
def remind(request: HttpRequest) -> HttpResponse:
    """Remind whoever the button named, once a day each."""
    plan, actor, now = asking.plan_of(request), request.actor, clock.now()
    chosen, _years = _choice(request, plan)
    whom = boarding.whom(request.POST.get("whom", ""))
    if whom is None:
        raise Http404
    subject = f"reminders {plan.slug}/{chosen.year}/{chosen.stage}"
    try:
        with recorded(action="reminder.ask", subject=subject, actor=actor, now=now):
            sent = chasing.ask(plan=plan, year=chosen.year, stage=chosen.stage, whom=whom, actor=actor, now=now)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    except Refused as refused:
        asking.forbid(refused)
        messages.error(request, wording.refusal(refused))
    else:
        people = len({told["user"] for row in sent for told in row.sent_to})
        done = ngettext(
            "%(n)d reminder recorded; people reached: %(people)d.",
            "%(n)d reminders recorded; people reached: %(people)d.",
            len(sent),
        )
        messages.success(request, done % {"n": len(sent), "people": people})
    return redirect(f"{reverse('board')}?{_address(chosen)}")


@require_http_methods(["GET", "HEAD", "POST"])
def schedule_page(request: HttpRequest) -> HttpResponse:
    """Show the plan's schedule of reminders, or set it."""
    plan, actor, now = asking.plan_of(request), request.actor, clock.now()
    if request.method != "POST":
        return _schedule(request, ScheduleForm.of(schedules.schedule(plan)))
    form = ScheduleForm(request.POST)
    if not form.is_valid():
        return _schedule(request, form, status=422)
    try:
        with recorded(action="reminder.settings", subject=f"reminder schedule {plan.slug}", actor=actor, now=now):
            seen = form.cleaned_data["version"]
            scheduling.set_schedule(plan=plan, seen_version=seen, terms=form.terms(), actor=actor, now=now)
    except Refused as refused:
        asking.forbid(refused)
        return _schedule(request, form, wording.refusal(refused), status=409)
    messages.success(request, _("The schedule is set."))
    return redirect("reminders")


def _schedule(request: HttpRequest, form: ScheduleForm, refused: str = "", status: int = 200) -> HttpResponse:
    context = {"form": form, "refused": refused, "mails": bool(settings.EMAIL_HOST)}
    return render(request, "reports/board_schedule.html", context, status=status)


def _choice(request: HttpRequest, plan: Plan) -> tuple[Choice, range]:
    last = min(max(clock.now().astimezone(ZONE).year, plan.base_year), plan.last_year)
    years = range(plan.base_year, last + 1)
    sent = request.POST if request.method == "POST" else request.GET
    chosen = boarding.choice(sent, years=years, present=last)
    if chosen is None:
        raise Http404
    return chosen, years


def _address(chosen: Choice) -> str:
    asked = {"year": chosen.year, "stage": chosen.stage.value}
    asked |= {"behind": "1"} if chosen.only_behind else {}
    return urlencode(asked | ({"sort": "slip"} if chosen.by_urgency else {}))
