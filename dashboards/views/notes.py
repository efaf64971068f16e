"""Notes by reviewers beside an indicator: one is written, or withdrawn, and the indicator's page answers."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.queries import clock
from dashboards.forms import WithdrawForm
from dashboards.views.indicators import Looked, Sent, answer, looked_at_indicator
from progress.forms.noting import REFUSALS, NoteForm
from progress.models import IndicatorNote
from progress.services import noting
from reports.domain.refusals import Refused
from reports.services.refusals import recorded
from reports.views import asking


@require_POST
def write(request: HttpRequest, code: str) -> HttpResponse:
    """Put a note beside the indicator in the area that the address names."""
    looked = looked_at_indicator(request, code)
    form = NoteForm(request.POST, years=looked.plan_years)
    if not form.is_valid():
        return answer(request, looked, Sent(note=form))
    about = {"plan_id": looked.scope.plan.pk, "indicator": code, "area": looked.place.code}
    change = partial(noting.write, **about, **form.cleaned_data)
    return _done(request, looked, "note.write", f"indicator {code}", change, Sent(note=form), _("Noted."))


@require_POST
def withdraw(request: HttpRequest, code: str, note_id: int) -> HttpResponse:
    """Take a note back with a reason."""
    looked = looked_at_indicator(request, code)
    form = WithdrawForm(request.POST)
    sent = Sent(withdrawing=note_id, reason=form)
    if not form.is_valid():
        return answer(request, looked, sent)
    change = partial(noting.withdraw, note_id=note_id, **form.cleaned_data)
    return _done(request, looked, "note.withdraw", f"note {note_id}", change, sent, _("The note is withdrawn."))


def _done(
    request: HttpRequest,
    looked: Looked,
    action: str,
    subject: str,
    change: Callable[..., object],
    sent: Sent,
    words: str,
) -> HttpResponse:
    actor, now = request.actor, clock.now()
    try:
        with recorded(action=action, subject=subject, actor=actor, now=now):
            change(actor=actor, now=now)
    except IndicatorNote.DoesNotExist as none:
        raise Http404 from none
    except Refused as refused:
        asking.forbid(refused)
        return answer(request, looked, replace(sent, refused=REFUSALS[refused.code]))
    messages.success(request, words)
    return redirect(f"{reverse('indicator', args=[looked.definition.code])}?{looked.query}#notes")
