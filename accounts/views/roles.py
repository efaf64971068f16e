"""The security administrator's pages: what each account is for."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.forms.actions import ROLE_NAMES
from accounts.forms.people import REASONS, RoleForm
from accounts.queries import clock
from accounts.queries.people import Person
from accounts.services import giving
from accounts.services.people import AccountRefused
from accounts.services.refusals import recorded
from accounts.views.people import page_of, person_of


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Show people with their roles, filtered, a page at a time."""
    return render(request, "accounts/roles.html", page_of(request))


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, user_id: int) -> HttpResponse:
    """Show what an account is for, and give it another role or none."""
    person, actor, now = person_of(user_id), request.actor, clock.wall()
    form = RoleForm(request.POST or None, initial={"seen_role": person.role, "role": person.role})
    if not form.is_valid():
        return _page(request, person, form, 422 if form.is_bound else 200)
    try:
        with recorded(action="role.change", subject=f"account {person.username}", actor=actor, now=now):
            giving.change(user_id=user_id, actor=actor, now=now, **form.cleaned_data)
    except AccountRefused as refused:
        form.add_error("reason" if refused.code == "reason" else None, str(REASONS[refused.code]))
        return _page(request, person, form, 409)
    told = {"name": person.full_name, "role": ROLE_NAMES[form.cleaned_data["role"] or "waiting"]}
    messages.success(request, _("%(name)s: %(role)s from now on.") % told)
    return redirect("roles")


def _page(request: HttpRequest, person: Person, form: RoleForm, status: int) -> HttpResponse:
    is_own = person.id == request.actor.user_id
    return render(request, "accounts/role.html", {"person": person, "form": form, "is_own": is_own}, status=status)
