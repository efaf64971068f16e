"""The auditor reads the journal: filtered, a page at a time, exported without formulas, verified on the page."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import translation

from accounts.domain.actors import ANONYMOUS, system
from accounts.forms.actions import ACTIONS, Fact, facts
from accounts.models import JournalRecord
from accounts.services import anchoring, journal
from accounts.services.acting import acting_as as acting
from tests.accounts.tampering import tampering
from tests.factories import make_actor, make_user

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SYSTEM = system("tests")
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _apart(settings, tmp_path):
    settings.JOURNAL_ANCHORS = tmp_path / "heads.txt"
    with translation.override("en"):
        yield


@pytest.fixture
def auditor(plan, client_of):
    return client_of(make_user("audit_admin", username="aud", full_name="赵审", language="en"))


def write(*actions, actor=ANONYMOUS, at=NOW, **more):
    with acting(SYSTEM):
        for action in actions:
            journal.record(actor=actor, now=at, action=action, **more)


def actions_of():
    with acting(SYSTEM):
        return list(JournalRecord.objects.order_by("id").values_list("action", flat=True))


def rows(page):
    return [one.record.action for one in page.context["records"]]


def exported(answer):
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:])))


def test_the_newest_stands_first_in_words_with_old_and_new(auditor):
    lead = make_actor("lead", full_name="孔祥瑞")
    write("report.save", actor=lead, subject="r 1", detail={"changes": [{"quantity": "q", "old": "1", "new": "2"}]})
    write("never.heard_of")
    page = auditor.get("/journal/")
    assert rows(page)[:2] == ["never.heard_of", "report.save"]
    text = page.content.decode()
    assert "Saved figures" in text
    assert "孔祥瑞" in text
    assert "<del>1</del> → <ins>2</ins>" in text


def test_each_filter_keeps_what_it_names(auditor):
    write("a.a", at=NOW - timedelta(days=3), subject="report 1")
    write("b.b", actor=make_actor("lead", full_name="孔祥瑞"), subject="report 2")
    write("c.c", result="refused")
    for asked, found in (
        ("person=祥瑞", ["b.b"]),
        ("action=a.a", ["a.a"]),
        ("result=refused", ["c.c"]),
        ("subject=REPORT", ["b.b", "a.a"]),
        ("first_day=2026-11-20&last_day=2026-11-22&subject=report", ["b.b"]),
        ("last_day=2026-11-19&subject=report", ["a.a"]),
    ):
        assert (asked, rows(auditor.get(f"/journal/?{asked}"))) == (asked, found)
    assert auditor.get("/journal/?first_day=tomorrow").status_code == 422


def test_a_day_is_a_local_day(auditor):
    write("late.one", at=datetime(2026, 11, 22, 15, 59, 59, tzinfo=UTC))
    write("next.day", at=datetime(2026, 11, 22, 16, 0, tzinfo=UTC))
    assert "late.one" in rows(auditor.get("/journal/?last_day=2026-11-22"))
    assert rows(auditor.get("/journal/?first_day=2026-11-23&last_day=2026-11-23&action=next.day")) == ["next.day"]


def test_fifty_to_a_page_and_none_twice(auditor):
    write(*(f"n.{number}" for number in range(120)), subject="many")
    first = auditor.get("/journal/?subject=many")
    second = auditor.get(f"/journal/?subject=many&below={first.context['older']}")
    third = auditor.get(f"/journal/?subject=many&below={second.context['older']}")
    seen = rows(first) + rows(second) + rows(third)
    assert ([len(rows(one)) for one in (first, second, third)], third.context["older"]) == ([50, 50, 20], 0)
    assert seen == [f"n.{number}" for number in reversed(range(120))]


@pytest.mark.parametrize("below", ["x", "-1", "9" * 30, "١"])
def test_a_page_that_is_none_is_400(auditor, below):
    assert auditor.get(f"/journal/?below={below}").status_code in (200, 400)
    assert auditor.get("/journal/?below=x").status_code == 400


def test_looking_is_recorded_once_with_its_filter_and_leafing_is_not(auditor):
    before = len(actions_of())
    auditor.get("/journal/?subject=x")
    auditor.get("/journal/?subject=x&below=5")
    assert actions_of()[before:] == ["journal.view"]
    with acting(SYSTEM):
        assert JournalRecord.objects.latest("id").detail == {"subject": "x"}


def test_the_export_is_filtered_and_recorded_and_holds_no_formula(auditor):
    write("a.a", subject="=cmd|' /C calc'!A0", detail={"x": "1"})
    write("a.a", subject="＠sum")
    write("b.b")
    before = len(actions_of())
    answer = auditor.get("/journal/export/?action=a.a")
    heading, *found = exported(answer)
    assert (heading[0], answer["Content-Type"]) == ("Record", "text/csv; charset=utf-8")
    assert "attachment" in answer["Content-Disposition"]
    assert [row[7] for row in found] == ["'＠sum", "'=cmd|' /C calc'!A0"]
    assert found[1][9] == '{"x": "1"}'
    assert actions_of()[before:] == ["journal.export"]
    with acting(SYSTEM):
        assert JournalRecord.objects.latest("id").detail == {"action": "a.a", "rows": 2}


def test_a_long_export_is_whole_and_in_order(auditor, monkeypatch):
    monkeypatch.setattr("accounts.queries.trail.BATCH", 7)
    write(*(f"n.{number}" for number in range(40)), subject="many")
    _, *found = exported(auditor.get("/journal/export/?subject=many"))
    assert [row[5] for row in found] == [f"n.{number}" for number in reversed(range(40))]


def test_the_page_verifies_and_says_up_to_where(auditor):
    write("a.a")
    with acting(SYSTEM):
        anchoring.anchor(actor=SYSTEM, now=NOW)
    page = auditor.post("/journal/verify/", follow=True)
    assert "The chain holds up to record" in page.content.decode()
    assert page.context["verified"].detail["fault"] == ""
    assert "2026-11-22 17:30" in page.content.decode()


def test_a_journal_without_anchors_is_said_plainly(auditor):
    page = auditor.post("/journal/verify/", follow=True)
    assert "no file of anchored heads" in page.content.decode()


def test_an_edit_shows_on_the_page(committed_db, client_of, django_db_blocker):
    auditor = client_of(make_user("audit_admin", language="en"))
    write("a.a")
    with tampering(committed_db) as cursor:
        cursor.execute("UPDATE accounts_journalrecord SET subject = 'x' WHERE action = 'a.a'")
    page = auditor.post("/journal/verify/", follow=True)
    assert "is not as it was written" in page.content.decode()


@pytest.mark.parametrize("role", ["clerk", "lead", "reviewer", "plan_manager", "system_admin", "security_admin", ""])
def test_nobody_else_reads_exports_or_verifies(plan, client_of, role):
    visitor = client_of(make_user(role))
    assert visitor.get("/journal/").status_code == 403
    assert visitor.get("/journal/export/").status_code == 403
    assert visitor.post("/journal/verify/").status_code == 403


def test_the_visitor_is_asked_to_log_in(plan, client):
    assert client.get("/journal/export/")["Location"].startswith("/login/")


def test_details_are_read_by_name():
    detail = {"role": {"old": "", "new": "clerk"}, "is_late": False, "sums": {"a": [1, 2]}, "none": None}
    assert facts(detail) == [
        Fact("Role", "nothing", "Clerk"),
        Fact("Late", None, "no"),
        Fact("sums · a", None, "1, 2"),
        Fact("none", None, "nothing"),
    ]


def test_every_action_has_words_of_its_own():
    words = [str(one) for one in ACTIONS.values()]
    assert len(set(words)) == len(words)


def test_every_action_that_the_code_records_has_words():
    written = set()
    for room in ("accounts", "targets", "reports", "progress", "dashboards"):
        for path in (ROOT / room).rglob("*.py"):
            written |= set(re.findall(r'action="([a-z_]+\.[a-z_]+)"', path.read_text(encoding="utf-8")))
    # Named by a table or by the kind of what was said.
    written |= {"allocations.import", "baselines.import", "reminder.schedule", "task.cosign", "task.object"}
    written |= {"value.verify", "value.lift", "value.object", "value.uphold"}
    assert sorted(written - set(ACTIONS)) == []
