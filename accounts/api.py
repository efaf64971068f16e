"""What every API view stands on: who asks, how answers are written, and how refusals are worded.

Loaded by the REST framework before its own views, so it must not import these.
"""

from typing import Any

import orjson
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.authentication import SessionAuthentication
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.views.refusals import is_malformed

# A refusal of the domain is any exception with a text attribute ``code``; these codes
# have a status of their own, all others are 409: it would be allowed at another time.
STATUS = {
    "findings": 400,
    "invalid": 400,
    "forbidden": 403,
    "not_yours": 403,
    "wrong_role": 403,
    "other_area": 403,
    "other_bureau": 403,
    "own_report": 403,
    "not_found": 404,
    "unknown": 404,
    "stale": 412,
    "version_missing": 428,
}
ROOMS = frozenset({"accounts", "targets", "reports", "progress", "dashboards"})


class ActorAuthentication(SessionAuthentication):
    """Trust what ``accounts.middleware.actor`` found; sessions need the CSRF token, API tokens do not."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        """Return the account, or None for the anonymous visitor."""
        django_request = request._request
        if django_request.actor.is_anonymous:
            return None
        if not django_request.by_token:
            self.enforce_csrf(request)
        return django_request.user, None

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme, so that an anonymous visitor gets 401 and not 403."""
        return "Token"


class Writer(JSONRenderer):
    """JSON as the REST framework's own renderer writes it, several times as fast."""

    def render(self, data: Any, media_type: str | None = None, context: dict[str, Any] | None = None) -> bytes:
        """Return bytes; nothing for no data."""
        others = self.encoder_class().default
        return b"" if data is None else orjson.dumps(data, others, orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS)


def refusal(exception: Exception, context: dict[str, Any]) -> Response | None:
    """Word an exception as ``{code, message, fields}``, or leave it to be a 500."""
    if isinstance(exception, Http404):
        return _answer(404, "not_found", _("There is nothing here."))
    if isinstance(exception, PermissionDenied):
        return _answer(403, "forbidden", _("Your account may not do this."))
    if isinstance(exception, exceptions.ValidationError):
        return _answer(400, "invalid", _("Some fields are not right."), _fields(exception.detail))
    if isinstance(exception, exceptions.APIException):
        return _answer(exception.status_code, _code(exception), str(exception.detail), headers=_headers(exception))
    code = getattr(exception, "code", None)
    if isinstance(code, str) and type(exception).__module__.split(".")[0] in ROOMS:
        message = str(getattr(exception, "message", "") or _("This was refused: %(code)s") % {"code": code})
        return _answer(STATUS.get(code, 409), code, message, dict(getattr(exception, "fields", {})))
    if is_malformed(exception):
        transaction.set_rollback(True)
        return _answer(400, "bad_request", _("The request could not be understood."))
    return None


def _answer(
    status: int,
    code: str,
    message: str,
    fields: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    return Response({"code": code, "message": message, "fields": fields or {}}, status=status, headers=headers)


def _code(exception: exceptions.APIException) -> str:
    codes = exception.get_codes()
    return codes if isinstance(codes, str) else exception.default_code


def _fields(detail: Any) -> dict[str, Any]:
    return detail if isinstance(detail, dict) else {"": detail}


def _headers(exception: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if getattr(exception, "auth_header", None):
        headers["WWW-Authenticate"] = exception.auth_header
    if getattr(exception, "wait", None):
        headers["Retry-After"] = f"{exception.wait:.0f}"
    return headers
