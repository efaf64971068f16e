"""Changing one's own password, at the first log-in and at any time."""

from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.forms.passwords import PasswordForm
from accounts.queries import clock
from accounts.services import passwords


@sensitive_post_parameters("current", "new", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Show the form, or take it; all other sessions of the account end."""
    form = PasswordForm(request.POST or None)
    if form.is_valid():
        try:
            user = passwords.change(
                actor=request.actor,
                now=clock.wall(),
                current=form.cleaned_data["current"],
                new=form.cleaned_data["new"],
            )
        except passwords.PasswordRefused as refusal:
            form.add_error(refusal.field, refusal.messages)
        else:
            auth.update_session_auth_hash(request, user)
            messages.success(request, _("Your password is changed."))
            return redirect("home")
    return render(request, "accounts/password.html", {"form": form, "forced": request.user.must_change_password})
