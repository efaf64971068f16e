"""A bureau's words on its tasks: kept, limited, and never overwritten unseen."""

import pytest

from reports.domain.narratives import NarrativeClash, Words
from reports.models import Narrative
from reports.queries import narratives as queries
from reports.queries import reports
from reports.services import narratives
from tests.factories import LIANGSHAN, make_actor
from tests.reports.factories import (
    NOON,
    SYSTEM,
    draft,
    fresh,
    journalled,
    key_of,
    refused,
    submitted,
)  # fmt: skip

pytestmark = pytest.mark.usefixtures("plan")
PARKS = "urban_management"
TASK = "1.1"


@pytest.fixture
def anna():
    return make_actor("clerk", bureau=PARKS, full_name="李园林")


@pytest.fixture
def write(acting_as):
    def call(actor, practice="", problems="", intentions="", *, seen=0, task=TASK, key=None):
        words = {"practice": practice, "problems": problems, "intentions": intentions}
        with acting_as(actor):
            return narratives.save(key=key or key_of(), task=task, **words, seen_version=seen, actor=actor, now=NOON)

    return call


@pytest.fixture
def told(acting_as, plan):
    def call(actor, task=TASK):
        with acting_as(actor):
            report = narratives_report(actor)
            return next(one for one in queries.own_narratives(report, plan=plan, actor=actor) if one.task.code == task)

    def narratives_report(actor):
        (head,) = reports.heads(actor, offset=0, limit=1)
        return head

    return call


def test_the_first_word_opens_the_report_and_is_found_again(write, told, anna):
    kept = write(anna, " 建成绿道\r\n12公里 ", "用地紧张", "明年续建")
    found = told(anna)
    assert kept.words == found.words == Words("建成绿道\n12公里", "用地紧张", "明年续建")
    assert (kept.version, found.version, found.changed_by, found.changed_at) == (2, 2, "李园林", NOON)
    (record,) = journalled("narrative.save")
    assert record.detail["new"]["problems"] == "用地紧张"
    assert record.subject == "report jining-2024/2026/370831/estimate"


def test_saying_nothing_opens_nothing(write, anna, acting_as):
    assert write(anna).version == 0
    with acting_as(SYSTEM):
        assert not Narrative.objects.exists()


def test_a_change_raises_the_reports_version_once_and_a_repetition_does_not(write, anna):
    report = draft()
    first = write(anna, "一")
    assert first.version == fresh(report).version == report.version + 1
    assert write(anna, "一", seen=0).version == first.version
    assert fresh(report).version == report.version + 1


def test_the_second_writer_is_shown_the_firsts_words_and_overwrites_nothing(write, told, anna):
    bert = make_actor("clerk", bureau=PARKS)
    first = write(anna, "甲")
    with pytest.raises(NarrativeClash) as caught:
        write(bert, "乙", seen=0)
    theirs = caught.value.theirs
    assert (caught.value.code, theirs.words.practice, theirs.version) == ("narrative_conflict", "甲", first.version)
    assert (theirs.by, theirs.at) == ("李园林", NOON)
    assert told(anna).words.practice == "甲"
    assert write(bert, "乙", seen=theirs.version).words.practice == "乙"


def test_taken_back_words_clash_with_a_later_writer(write, anna):
    first = write(anna, "甲")
    assert write(anna, seen=first.version).version == 0
    with pytest.raises(NarrativeClash) as caught:
        write(anna, "乙", seen=first.version)
    assert (caught.value.theirs.version, caught.value.theirs.words.is_silent) == (0, True)
    assert write(anna, "乙", seen=0).version > first.version


def test_limits_and_forbidden_characters(write, anna):
    assert write(anna, "字" * 2000).version == 2
    refused("narrative_too_long", write, anna, "字" * 2001, seen=2)
    refused("narrative_too_long", write, anna, "", "", "字" * 2001, seen=2)
    refused("forbidden_character", write, anna, "a\x07b", seen=2)


def test_only_tasks_of_ones_own_section(write, anna):
    refused("no_such_task", write, anna, "x", task="9.9")
    refused("no_such_task", write, make_actor("clerk", bureau="approval"), "x")


def test_closed_where_the_report_or_the_person_is(write, anna):
    submitted()
    refused("wrong_status", write, anna, "x")
    refused("wrong_role", write, make_actor("reviewer"), "x")
    refused("other_area", write, make_actor("clerk", bureau=PARKS, area=LIANGSHAN), "x", key=key_of())
    refused("not_begun", write, anna, "x", key=key_of(year=2027))


def test_nobody_else_sees_the_words(write, anna, acting_as):
    write(anna, "甲")
    for who in (make_actor("lead", area=LIANGSHAN), make_actor("clerk"), make_actor("reviewer")):
        with acting_as(who):
            assert not Narrative.objects.exists()
            assert not Narrative.objects.visible_to(who).exists()
