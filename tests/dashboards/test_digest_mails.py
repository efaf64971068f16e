"""The weekly digest by mail, read back from a real SMTP server on this machine."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation

from accounts.queries import clock
from dashboards.tasks import compose, mail_digests
from progress.domain.digests import read_week
from progress.models import DigestMail, DigestSchedule
from progress.services import digest_mails, digests, snapshots
from tests.dashboards.conftest import DENSITY, RECYCLING, RURAL_HEATING
from tests.dashboards.made import CITY, LIANGSHAN, NOW, put, stored, updated
from tests.dashboards.test_overview_parts import judge
from tests.factories import make_actor, make_user
from tests.mail_server import killed_while_sending
from tests.reports.factories import SYSTEM, journalled

MONDAY = NOW + timedelta(days=1)  # 23 November 2026, 10:00


@pytest.fixture
def week(city):
    """In the week of 16 November the city's recycling was missed, rural heating reached; Liangshan fell, too."""
    put(CITY, RURAL_HEATING, 2026, "80", stored("2025", "behind", "85", judged_year=2025))
    snapshots.take(now=NOW - timedelta(days=7))
    judge(CITY, RECYCLING, "2025", "missed")
    judge(CITY, RURAL_HEATING, "2025", "met")
    judge(CITY, DENSITY, "standing", "undetermined")
    judge(LIANGSHAN, RECYCLING, "2025", "missed")
    snapshots.take(now=NOW)


def deliver(now=MONDAY):
    return digest_mails.deliver(compose=compose, actor=SYSTEM, now=now)


def states(acting_as):
    with acting_as(SYSTEM):
        return list(DigestMail.objects.order_by("pk").values_list("user__email", "week", "state", "tries"))


def to(sink):
    return sorted(to for (to,), _subject, _text in sink.messages)


def test_a_mail_tells_the_week_in_the_readers_language(week, sink):
    make_user("leader", full_name="李强", email="li@example.org")
    make_user("reviewer", full_name="Smith", email="smith@example.org", language="en")
    assert deliver() == (2, 0)
    (_, zh_subject, zh), (_, en_subject, en) = sink.messages
    assert en_subject == "Jining City, weekly digest, Week 47 of 2026: turned red 1"
    assert "Binding targets: turned red 1, changed otherwise 1" in en
    assert "- turned red: Urban municipal solid waste recycling rate (2025, Met → Missed)" in en
    assert "“到2025年全市基本建成生活垃圾分类处理系统，全市城市生活垃圾回收利用率达到37%以上”" in en
    assert "1 more change stands on the page." in en
    assert "- turned green: Rural clean-heating rate (2025, to strive for, Behind → Met)" in en
    assert en.index("Binding targets") < en.index("To strive for, encouraged") < en.index("In the areas")
    assert "- Liangshan County: turned red 1" in en
    why = f"/indicators/{RECYCLING}/?area={CITY}&target=2025&year=2026&basis=approved#why"
    assert f"https://carbon.example.org{why}" in en
    assert "https://carbon.example.org/digest/2026-W47/?area=370832" in en
    assert "济宁市" in zh_subject and "2026年第47周" in zh_subject
    assert "李强" in zh and "English" not in zh and "梁山县" in zh


def test_the_mail_is_a_small_page_as_well(week, sink):
    make_user("leader", full_name="<Li & Li>", email="li@example.org", language="en")
    deliver()
    (page,) = sink.pages
    assert '<html lang="en">' in page and "<p>To &lt;Li &amp; Li&gt;:</p>" in page
    assert f'<a href="https://carbon.example.org/indicators/{RECYCLING}/?area={CITY}&amp;target=2025' in page
    assert "http-equiv" not in page and "<img" not in page and "<script" not in page


def test_without_the_products_address_a_mail_has_no_links(week, sink, monkeypatch):
    monkeypatch.setattr(settings, "SITE_URL", "")
    make_user("leader", email="li@example.org", language="en")
    deliver()
    assert "http" not in sink.messages[0][2] and "href" not in sink.pages[0]


def test_a_demonstrations_mail_is_marked_as_sample_data(week, sink, monkeypatch):
    monkeypatch.setattr(clock, "is_demo", lambda: True)
    make_user("leader", email="li@example.org", language="en")
    deliver()
    assert sink.messages[0][1].startswith("[Sample data 示例数据] Jining City")
    assert "Sample data: synthetic figures for demonstration, not statistics." in sink.messages[0][2]


def test_leaders_reviewers_and_plan_managers_with_an_address_are_mailed_and_nobody_else(week, sink, acting_as):
    for role in ("leader", "reviewer", "plan_manager", "checker", "clerk", "lead", "system_admin", "audit_admin"):
        make_user(role, email=f"{role}@example.org")
    make_user("leader")
    make_user("leader", email="gone@example.org", is_active=False)
    off = make_actor("leader", email="off@example.org")
    with acting_as(off):
        digests.prefer(by_mail=False, actor=off, now=NOW)
    assert deliver() == (3, 0)
    assert to(sink) == [f"{role}@example.org" for role in ("leader", "plan_manager", "reviewer")]


def test_nobody_is_mailed_one_week_twice(week, sink, acting_as):
    make_user("leader", email="li@example.org")
    assert [deliver(), deliver(), deliver(MONDAY + timedelta(days=2))] == [(1, 0), (0, 0), (0, 0)]
    make_user("leader", email="new@example.org")
    assert deliver() == (1, 0)
    monday = read_week("2026-W47").monday
    assert states(acting_as) == [("li@example.org", monday, "sent", 1), ("new@example.org", monday, "sent", 1)]
    first, _second = journalled("digest.mail")
    assert (first.subject, first.detail) == ("digest jining-2024/2026-W47", {"sent": 1, "refused": 0})


def test_nothing_changed_is_no_mail(week, sink, acting_as):
    make_user("leader", email="li@example.org")
    assert deliver(MONDAY + timedelta(days=7)) == (0, 0)
    assert (sink.messages, states(acting_as)) == ([], [])


def test_what_changed_only_in_the_areas_is_told(city, sink):
    snapshots.take(now=NOW - timedelta(days=7))
    judge(LIANGSHAN, RECYCLING, "2025", "missed")
    snapshots.take(now=NOW)
    make_user("leader", email="li@example.org", language="en")
    assert deliver() == (1, 0)
    assert sink.messages[0][1].endswith(": changes in 1 area only")


@pytest.mark.parametrize("later", [timedelta(hours=-3), timedelta(days=3), timedelta(hours=11)])
def test_before_its_time_too_late_or_at_night_nothing_is_mailed(week, sink, later):
    make_user("leader", email="li@example.org")
    assert deliver(MONDAY + later) == (0, 0)


def test_switched_off_by_the_plan_manager_nothing_is_mailed(week, sink, plan, acting_as):
    make_user("leader", email="li@example.org")
    with acting_as(SYSTEM):
        DigestSchedule.objects.create(plan=plan, is_on=False)
    assert deliver() == (0, 0)


def test_a_refused_recipient_is_tried_three_times_and_holds_nobody_else_up(week, sink, acting_as):
    make_user("leader", email="gone@example.org")
    make_user("leader", email="li@example.org")
    sink.refuses = {"gone@example.org"}
    assert [deliver() for _ in range(4)] == [(1, 1), (0, 1), (0, 1), (0, 0)]
    assert [row[0::2][:1] + row[2:] for row in states(acting_as)] == [
        ("gone@example.org", "failed", 3),
        ("li@example.org", "sent", 1),
    ]
    with acting_as(SYSTEM):
        assert "550" in DigestMail.objects.get(state="failed").error


def test_a_dead_mail_server_delays_and_leaves_no_claim(week, sink, monkeypatch, acting_as):
    make_user("leader", email="li@example.org")
    alive = settings.EMAIL_PORT
    monkeypatch.setattr(settings, "EMAIL_PORT", 1)
    assert (deliver(), states(acting_as)) == ((0, 0), [])
    monkeypatch.setattr(settings, "EMAIL_PORT", alive)
    assert deliver() == (1, 0)


def test_who_is_killed_while_sending_sends_no_second_mail(week, sink, monkeypatch, acting_as):
    """At most once: the claim stays, and says that nobody knows."""
    make_user("leader", email="li@example.org")
    with killed_while_sending(monkeypatch):
        deliver()
    assert deliver() == (0, 0)
    assert [row[2:] for row in states(acting_as)] == [("sending", 0)]


def test_without_a_mail_server_nothing_is_tried(week, sink, monkeypatch, acting_as):
    make_user("leader", email="li@example.org")
    monkeypatch.setattr(settings, "EMAIL_HOST", "")
    assert (deliver(), states(acting_as)) == ((0, 0), [])


def test_the_hourly_task_mails_what_is_due(week, sink, monkeypatch):
    make_user("leader", email="li@example.org", language="en")
    monkeypatch.setattr(clock, "now", lambda: MONDAY)
    with translation.override("zh-hans"):
        mail_digests()
        mail_digests()
        assert translation.get_language() == "zh-hans"
    assert to(sink) == ["li@example.org"]
    assert settings.CELERY_BEAT_SCHEDULE["mail-digests"]["task"] == mail_digests.name


def test_two_workers_at_once_send_one_mail_each_person(committed_db, sink, acting_as):
    """Both have written the letters before either claims one."""
    with acting_as(SYSTEM):
        updated()
        for area in (CITY, LIANGSHAN):
            put(area, RECYCLING, 2026, "38", stored("2025", "met", "37", judged_year=2025))
        snapshots.take(now=NOW - timedelta(days=7))
        judge(CITY, RECYCLING, "2025", "missed")
        snapshots.take(now=NOW)
        make_user("leader", email="li@example.org")
    both = Barrier(2, timeout=20)
    outcomes = []

    def at_once(*letter):
        written = compose(*letter)
        both.wait()
        return written

    def worker():
        try:
            outcomes.append(digest_mails.deliver(compose=at_once, actor=SYSTEM, now=MONDAY))
        finally:
            connection.close()

    threads = [Thread(target=worker) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(40)
    assert sorted(outcomes) == [(0, 0), (1, 0)]
    assert len(sink.messages) == 1
    assert [row[2:] for row in states(acting_as)] == [("sent", 1)]
