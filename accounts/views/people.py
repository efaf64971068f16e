"""The system administrator's pages: who has an account, and that it is in order."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.domain.actors import Actor
from accounts.forms.people import DONE, REASONS, NewPersonForm, PersonForm, SoughtForm
from accounts.queries import clock
from accounts.queries import people as people_query
from accounts.queries.people import Person
from accounts.services import keeping, people
from accounts.services.people import AccountRefused
from accounts.services.refusals import recorded

Act = Callable[..., object]
ACTS: dict[str, Act] = {
    "disable": keeping.disable,
    "enable": keeping.enable,
    "unlock": keeping.unlock,
    "revoke-tokens": keeping.revoke_tokens,
    "end-sessions": keeping.end_sessions,
}


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Show accounts, filtered, a page at a time."""
    return render(request, "accounts/people.html", page_of(request))


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open an account without a role, and show its one-time password once."""
    form = NewPersonForm(request.POST or None)
    if not form.is_valid():
        return render(request, "accounts/person_new.html", {"form": form}, status=422 if form.is_bound else 200)
    said, actor, now = dict(form.cleaned_data), request.actor, clock.wall()
    area_code, bureau_code = people_query.codes_of_office(said.pop("organisation"))
    try:
        with recorded(action="account.create", subject=f"account {said['username']}", actor=actor, now=now):
            made = people.create(area_code=area_code, bureau_code=bureau_code, actor=actor, now=now, **said)
    except AccountRefused as refused:
        form.add_error("username" if refused.code == "username_taken" else None, str(REASONS[refused.code]))
        return render(request, "accounts/person_new.html", {"form": form}, status=409)
    context = {"made": made, "person": people_query.one(made.user_id, now=now), "is_new": True}
    return render(request, "accounts/one_time_password.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, user_id: int) -> HttpResponse:
    """Show an account, and take corrections of what it says of its holder."""
    person, actor, now = person_of(user_id), request.actor, clock.wall()
    form = PersonForm(request.POST or None, initial=_initial(person))
    if not form.is_valid():
        return _page(request, person, form, 422 if form.is_bound else 200)
    said = {**form.cleaned_data, "organisation_id": form.cleaned_data["organisation"]}
    del said["organisation"]
    try:
        with recorded(action="account.change", subject=f"account {person.username}", actor=actor, now=now):
            keeping.change(user_id=user_id, actor=actor, now=now, **said)
    except AccountRefused as refused:
        form.add_error(None, str(REASONS[refused.code]))
        return _page(request, person, form, 409)
    return redirect("account", user_id=user_id)


@require_POST
def act(request: HttpRequest, user_id: int, act: str) -> HttpResponse:
    """Disable, enable, unlock, revoke tokens or end sessions."""
    if act not in ACTS:
        raise Http404
    person, actor, now = person_of(user_id), request.actor, clock.wall()
    action = f"account.{act.replace('-', '_')}"
    if refused := _refusal(ACTS[act], action, person, actor, now):
        messages.error(request, str(REASONS[refused.code]))
    else:
        messages.success(request, str(DONE[act]))
    return redirect("account", user_id=user_id)


@require_POST
def reset(request: HttpRequest, user_id: int) -> HttpResponse:
    """Give an account a one-time password, and show it once."""
    person, actor, now = person_of(user_id), request.actor, clock.wall()
    try:
        with recorded(action="account.reset_password", subject=f"account {person.username}", actor=actor, now=now):
            made = people.reset_password(username=person.username, actor=actor, now=now)
    except AccountRefused as refused:
        messages.error(request, str(REASONS[refused.code]))
        return redirect("account", user_id=user_id)
    context = {"made": made, "person": person, "is_new": False}
    return render(request, "accounts/one_time_password.html", context)


def page_of(request: HttpRequest) -> dict[str, object]:
    """Return a page of accounts as the address asks for it."""
    form = SoughtForm(request.GET)
    page = people_query.page(form.sought, now=clock.wall(), after=request.GET.get("after", "")[:60])
    asked = {name: value for name, value in request.GET.items() if value and name in form.fields}
    return {"form": form, "page": page, "further": urlencode({**asked, "after": page.following})}


def person_of(user_id: int) -> Person:
    """Return an account.

    Raises:
        Http404: there is none.
    """
    person = people_query.one(user_id, now=clock.wall())
    if person is None:
        raise Http404
    return person


def _refusal(service: Act, action: str, person: Person, actor: Actor, now: datetime) -> AccountRefused | None:
    try:
        with recorded(action=action, subject=f"account {person.username}", actor=actor, now=now):
            service(user_id=person.id, actor=actor, now=now)
    except AccountRefused as refused:
        return refused
    return None


def _initial(person: Person) -> dict[str, object]:
    return {
        "full_name": person.full_name,
        "organisation": person.organisation_id,
        "email": person.email,
        "language": person.language,
    }


def _page(request: HttpRequest, person: Person, form: PersonForm, status: int) -> HttpResponse:
    is_own = person.id == request.actor.user_id
    return render(request, "accounts/person.html", {"person": person, "form": form, "is_own": is_own}, status=status)
