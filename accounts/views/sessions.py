"""Logging in and out."""

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.passwords import LogInForm
from accounts.queries import clock
from accounts.services import sessions

BACKEND = "django.contrib.auth.backends.ModelBackend"


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """Show the log-in form, or take it and start a session."""
    onward = next_page(request)
    if request.user.is_authenticated:
        return redirect(onward)
    form = LogInForm(request.POST or None)
    if form.is_valid():
        user = sessions.log_in(actor=request.actor, now=clock.wall(), **form.cleaned_data)
        if user is not None:
            auth.login(request, user, backend=BACKEND)
            return redirect("password" if user.must_change_password else onward)
        form.add_error(None, _("The account or the password is wrong, or the account is locked for now."))
    return render(request, "accounts/login.html", {"form": form, "next": onward})


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """End the session, and clear what the browser kept of it."""
    sessions.log_out(actor=request.actor, now=clock.wall())
    auth.logout(request)
    response = redirect("login")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def next_page(request: HttpRequest) -> str:
    """Return the page of ours the visitor wanted, else the home page; never one of another host."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else reverse(settings.LOGIN_REDIRECT_URL)
