"""Who may decide what in which state, by the addresses of the pages: every role × state × action, as literals."""

import pytest
from django.db import transaction
from django.test import Client

from tests.factories import LIANGSHAN, make_user
from tests.reports.factories import approved, draft, fresh, returned, submitted

pytestmark = pytest.mark.usefixtures("english_noon")
MAKE = {"draft": draft, "submitted": submitted, "returned": returned, "approved": approved}
PEOPLE = {
    "visitor": None,
    "clerk": ("clerk", {}),
    "lead": ("lead", {}),
    "neighbour": ("lead", {"area": LIANGSHAN}),
    "checker": ("checker", {}),
    "leader": ("leader", {}),
    "plan_manager": ("plan_manager", {}),
    "system_admin": ("system_admin", {}),
    "security_admin": ("security_admin", {}),
    "audit_admin": ("audit_admin", {}),
    "reviewer": ("reviewer", {}),
}
ACTIONS = {
    "approve": ("/review/{id}/approve/", {}),
    "return": ("/review/{id}/return/", {"reason": "x"}),
    "reopen": ("/review/{id}/reopen/", {"reason": "x"}),
    "put": ("/values/{id}/heat_supplied/verified/put/", {"reason": "x", "value-heat_supplied": "90"}),
}
# fmt: off
OF_THE_REVIEWER = {
    #            approve  return  reopen  put
    "draft":     (404,    404,    404,    404),
    "submitted": (302,    302,    409,    302),
    "returned":  (409,    409,    409,    409),
    "approved":  (409,    409,    302,    409),
}
# Everybody else in every state: 302 to the log-in page, or 403 whatever the report and whether it is there.
OF_OTHERS = {
    "visitor":        (302, 302, 302, 302),
    "clerk":          (403, 403, 403, 403),
    "lead":           (403, 403, 403, 403),
    "neighbour":      (403, 403, 403, 403),
    "checker":        (403, 403, 403, 403),
    "leader":         (403, 403, 403, 403),
    "plan_manager":   (403, 403, 403, 403),
    "system_admin":   (403, 403, 403, 403),
    "security_admin": (403, 403, 403, 403),
    "audit_admin":    (403, 403, 403, 403),
}
# fmt: on


class _Undo(Exception):
    pass


def _answers(client, report):
    found = []
    for path, words in ACTIONS.values():
        try:
            with transaction.atomic():
                answer = client.post(path.format(id=report.pk), {"version": report.version, **words})
                is_login = answer.status_code == 302 and "/login/" in answer.url
                found.append((answer.status_code, is_login, fresh(report).version != report.version))
                raise _Undo
        except _Undo:
            pass
    return found


@pytest.mark.parametrize("state", list(MAKE))
def test_these_may_decide_and_nobody_else(client_of, state):
    report = MAKE[state]()
    for name, person in PEOPLE.items():
        client = client_of(make_user(person[0], **person[1])) if person else Client()
        expected = OF_THE_REVIEWER[state] if name == "reviewer" else OF_OTHERS[name]
        answers = _answers(client, report)
        assert tuple(status for status, _, _ in answers) == expected, name
        assert all(is_login == (name == "visitor") for status, is_login, _ in answers if status == 302), name
        assert [changed for _, _, changed in answers] == [
            name == "reviewer" and status == 302 for status in expected
        ], name
