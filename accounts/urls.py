"""Addresses of accounts."""

from django.urls import path

from accounts.views import people, roles, trail
from accounts.views.home import healthz, home, set_language
from accounts.views.passwords import password
from accounts.views.programs import session
from accounts.views.sessions import log_in, log_out

urlpatterns = [
    path("", home, name="home"),
    path("healthz", healthz, name="healthz"),
    path("login/", log_in, name="login"),
    path("logout/", log_out, name="logout"),
    path("password/", password, name="password"),
    path("language/", set_language, name="set-language"),
    path("accounts/", people.listed, name="accounts"),
    path("accounts/new/", people.new, name="account-new"),
    path("accounts/<int:user_id>/", people.one, name="account"),
    path("accounts/<int:user_id>/reset/", people.reset, name="account-reset"),
    path("accounts/<int:user_id>/<slug:act>/", people.act, name="account-act"),
    path("roles/", roles.listed, name="roles"),
    path("roles/<int:user_id>/", roles.one, name="role"),
    path("journal/", trail.records, name="journal"),
    path("journal/export/", trail.export, name="journal-export"),
    path("journal/verify/", trail.verify, name="journal-verify"),
    path("api/v1/session/", session, name="api-session"),
]
