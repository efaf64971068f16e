"""Addresses of accounts."""

from django.urls import path

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
    path("api/v1/session/", session, name="api-session"),
]
