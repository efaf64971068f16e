"""Every press in a thread and on the checker's table leaves exactly one record, a refused one, too."""

import pytest

from accounts.models import JournalRecord
from reports.models import Value
from tests.reports.factories import SYSTEM, fresh
from tests.reports.queries import reported

pytestmark = pytest.mark.usefixtures("english_noon")


def test_one_press_is_one_record(as_, acting_as):
    report = reported()
    checker, clerk = as_("checker", bureau="water"), as_("clerk", bureau="urban_management")
    energy = as_("checker", bureau="energy")
    page, table = f"/values/{report.pk}/greenway_built/", {"year": 2026, "stage": "estimate"}
    seen = energy.get("/check/?year=2026&stage=estimate&task=1.3").context["seen"]
    with acting_as(SYSTEM):
        shown = Value.objects.get(report=report, quantity__code="greenway_built").version
    value = {"seen-greenway_built": f"{shown}.x", "value-greenway_built": "4"}
    ticks = table | {"quantity": "greenway_built", "mark": f"{report.pk}:{fresh(report).submitted_revision.number}"}
    pressed = [
        (checker, "/check/tick/", ticks | {"act": "tick"}, "value.tick", "done"),
        (checker, "/check/tick/", ticks | {"act": "untick"}, "value.untick", "done"),
        (energy, "/check/co-sign/", table | {"task": "1.3", "word": "cosigned", "seen": seen}, "task.cosign", "done"),
        (
            energy,
            "/check/co-sign/",
            table | {"task": "1.3", "word": "objected", "seen": seen},
            "task.object",
            "refused",
        ),
        (checker, f"{page}ask/", {"revision": 7, "reason": "?"}, "query.ask", "refused"),
        (checker, f"{page}ask/", {"revision": 1, "reason": "?"}, "query.ask", "done"),
        (checker, f"{page}ask/", {"revision": 1, "reason": "?"}, "query.ask", "refused"),
        (clerk, f"{page}propose/", {"version": 1, "words": "更正"} | value, "query.propose", "done"),
        (clerk, f"{page}answer/", {"version": 1, "words": "说明"}, "query.answer", "refused"),
        (clerk, f"{page}discard/", {"version": 1}, "query.discard", "done"),
        (clerk, f"{page}answer/", {"version": 1, "words": "说明"}, "query.answer", "done"),
        (checker, f"{page}ask-again/", {"version": 2, "words": "?"}, "query.ask_again", "done"),
        (checker, f"{page}withdraw/", {"version": 3}, "query.withdraw", "done"),
        (checker, f"{page}close/", {"version": 4}, "query.close", "refused"),
    ]
    for person, path, sent, action, result in pressed:
        with acting_as(SYSTEM):
            before = JournalRecord.objects.order_by("pk").last().pk
        person.post(path, sent)
        with acting_as(SYSTEM):
            made = list(JournalRecord.objects.filter(pk__gt=before).values_list("action", "result"))
        assert made == [(action, result)], path
