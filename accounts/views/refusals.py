"""Refusals and errors: pages with the house look, or JSON below ``/api/``. They say nothing of the cause's data."""

import re
from decimal import InvalidOperation

from django.core.exceptions import ValidationError
from django.db import DataError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _

# What a hostile or broken scalar raises on its way to the database (trust.md, 33).
MALFORMED = (DataError, OverflowError, UnicodeError, ValidationError, InvalidOperation)
MALFORMED_VALUE = re.compile(
    r"NUL|null character|expected a number but got|not a valid UUID|surrogate|out of range|cannot convert NaN"
)


def wants_json(request: HttpRequest) -> bool:
    """Whether a program asks."""
    return request.path_info.startswith("/api/")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request cannot be understood."""
    return _answer(request, 400, "bad_request", _("The request could not be understood."))


def log_in_first(request: HttpRequest) -> HttpResponse:
    """401: for programs; people are sent to the log-in page."""
    response = _answer(request, 401, "not_authenticated", _("Log in, or send a token."))
    response.headers["WWW-Authenticate"] = "Token"
    return response


def bad_token(request: HttpRequest) -> HttpResponse:
    """401: the token is unknown, revoked, or its account is disabled."""
    response = _answer(request, 401, "bad_token", _("The token is not valid."))
    response.headers["WWW-Authenticate"] = "Token"
    return response


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the account's role may not do this."""
    return _answer(request, 403, "forbidden", _("Your account may not do this."))


def password_first(request: HttpRequest) -> HttpResponse:
    """403: for programs of an account whose password must be changed first."""
    return _answer(request, 403, "must_change_password", _("Choose a password of your own first."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing here, or nothing this account may know of."""
    return _answer(request, 404, "not_found", _("There is nothing here."))


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our mistake; the page needs neither database nor session."""
    if wants_json(request):
        return JsonResponse({"code": "server_error", "message": "server error", "fields": {}}, status=500)
    return HttpResponse(loader.get_template("500.html").render(), status=500)


def is_malformed(exception: BaseException) -> bool:
    """Whether the exception comes of a value no honest client sends, rather than of our own mistake."""
    if isinstance(exception, MALFORMED):
        return True
    return isinstance(exception, ValueError | TypeError) and bool(MALFORMED_VALUE.search(str(exception)))


def _answer(request: HttpRequest, status: int, code: str, message: str) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"code": code, "message": message, "fields": {}}, status=status)
    return render(request, f"{status}.html", status=status)
