"""The to-do page and what hangs on it, by Django's client: what each person sees and can do."""

import re
from datetime import datetime, timedelta

import pytest

from accounts.queries import clock
from reports.domain.deadlines import ZONE
from reports.domain.words import Stage
from reports.forms import wording
from reports.models import FilingYear, Narrative, Section, Value
from reports.templatetags.due import due_words
from tests.factories import CITY, LIANGSHAN, make_actor
from tests.reports.browsing import text
from tests.reports.factories import NOON, SYSTEM, approved, draft, fresh, journalled, save, seen_of, submitted, typed

pytestmark = pytest.mark.usefixtures("english_noon")
PARKS = "urban_management"
BASE = "/filing/2026/estimate/"
LIST = "/filing/"


def panel(page, place="2026-estimate"):
    """The words of one year's panel."""
    html = page.content.decode()
    found = re.search(rf'<section class="panel" aria-labelledby="filing-{place}">.*?</section>', html, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0]))


def row(page, name):
    """The words of one bureau's row."""
    found = re.search(rf'<th scope="row">{name}.*?</tr>', page.content.decode(), re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0]))


@pytest.mark.parametrize(
    ("deadline", "words"),
    [
        (datetime(2026, 11, 16, tzinfo=ZONE), "15 Nov 2026, 24:00"),
        (datetime(2027, 4, 1, tzinfo=ZONE), "31 Mar 2027, 24:00"),
        (datetime(2026, 11, 15, 17, 30, tzinfo=ZONE), "15 Nov 2026, 17:30"),
    ],
)
def test_a_deadline_is_shown_by_the_end_of_its_last_day(deadline, words):
    assert due_words(deadline) == words


def test_a_clerk_sees_how_far_they_are_and_what_is_missing(as_):
    draft({"greenway_built": typed("1"), "heat_supplied": typed("1")})
    told = panel(as_("clerk", bureau=PARKS).get(LIST))
    assert "Due before 15 Nov 2026, 24:00 5 days left" in told
    assert "Urban management, Sishui County 1 of 17" in told
    assert "16 figures are missing" in told
    assert "Housing" not in told
    assert "Remind" not in told


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 11, 15, 23, 59, 59, tzinfo=ZONE), "last day"),
        (datetime(2026, 11, 16, tzinfo=ZONE), "1 day overdue"),
    ],
)
def test_the_days_left_turn_at_midnight(as_, monkeypatch, moment, words):
    monkeypatch.setattr(clock, "now", lambda: moment)
    assert words in panel(as_("clerk", bureau=PARKS).get(LIST))


def test_what_is_to_be_put_right_is_named_with_the_way_to_it(as_):
    draft({"urban_waste_collected": typed("5"), "greenway_built": typed("1")})
    save(make_actor("clerk", bureau=PARKS), {"urban_waste_incinerated": typed("5")})
    with_error = draft({"urban_waste_collected": typed("3", seen_version=2)})
    assert with_error
    page = as_("clerk", bureau=PARKS).get(LIST)
    assert "to be put right or explained" in panel(page)
    assert f'href="{BASE}#value-urban_waste_incinerated"' in page.content.decode()


def test_a_clerk_confirms_withdraws_and_confirms_again(as_):
    draft()
    clerk = as_("clerk", bureau=PARKS, full_name="李园林")
    assert "Confirm the section" in panel(clerk.get(LIST))
    answer = clerk.post(BASE + "confirm/", {"back": "todo", "seen": seen_of(PARKS)})
    assert (answer.status_code, answer.url) == (302, LIST)
    told = panel(clerk.get(LIST))
    assert "confirmed 李园林, 2026-11-10 12:00" in told
    assert "Nothing is left to do here." in told
    clerk.post(BASE + "withdraw/", {"back": "todo", "seen": seen_of(PARKS)})
    assert "Confirm the section" in panel(clerk.get(LIST))
    assert clerk.post(BASE + "confirm/", {"back": "sheet", "seen": seen_of(PARKS)}).url == BASE


def test_a_refusal_is_told_on_the_page(as_):
    clerk = as_("clerk", bureau=PARKS)
    clerk.post(BASE + "confirm/", {"seen": seen_of(PARKS)})
    assert wording.REFUSALS["empty"] in text(clerk.get(LIST))


def test_a_clerk_signs_for_no_other_bureau(as_):
    draft()
    assert as_("clerk").post(BASE + "confirm/", {"bureau": PARKS, "reason": "x"}).status_code == 403
    assert as_("clerk").post(BASE + "confirm/", {"bureau": "nonsense"}).status_code == 404
    assert as_("lead").post(BASE + "remind/", {"bureau": "nonsense"}).status_code == 404


def test_the_lead_sees_every_bureau_and_what_comes_next(as_):
    draft({"greenway_built": typed("1"), "heat_supplied": typed("1")})
    as_("clerk", bureau=PARKS, full_name="李园林").post(BASE + "confirm/", {"seen": seen_of(PARKS)})
    page = as_("lead").get(LIST)
    assert "confirmed" in row(page, "Urban management")
    assert "1 / 17 李园林 11-10 12:00 11-10 12:00" in row(page, "Urban management")
    assert "being filled in" in row(page, "Housing")
    assert "not started" in row(page, "Finance")
    assert "Every bureau confirms (8 missing)" in panel(page)


def test_the_lead_reminds_one_bureau_and_it_sees_that(as_):
    lead = as_("lead", full_name="赵汇总")
    assert lead.post(BASE + "remind/", {"bureau": PARKS, "back": "todo"}).url == LIST
    assert "Reminded 11-10 12:00" in row(lead.get(LIST), "Urban management")
    assert "Reminded by 赵汇总 2026-11-10 12:00" in panel(as_("clerk", bureau=PARKS).get(LIST))
    assert "Reminded by" not in panel(as_("clerk").get(LIST))
    lead.post(BASE + "remind/", {"bureau": PARKS})
    assert "Reminded within the last 24 hours." in text(lead.get(LIST))


def test_the_lead_reminds_all_late_bureaus_at_once(as_):
    lead = as_("lead")
    lead.post(BASE + "remind/", {"bureau": PARKS})
    lead.post(BASE + "remind/", {})
    told = text(lead.get(LIST))
    assert "8 bureaus reminded." in told
    assert "Remind all late bureaus" not in told


def test_the_lead_hands_back_and_the_bureau_reads_why(as_):
    draft()
    clerk, lead = as_("clerk", bureau=PARKS), as_("lead", full_name="赵汇总")
    clerk.post(BASE + "confirm/", {"seen": seen_of(PARKS)})
    lead.post(BASE + "hand-back/", {"bureau": PARKS, "seen": seen_of(PARKS), "reason": "绿道长度与上年不符"})
    told = panel(clerk.get(LIST))
    assert "Handed back by 赵汇总: 绿道长度与上年不符" in told
    assert "handed back" in row(lead.get(LIST), "Urban management")


def test_a_handed_in_report_leaves_nothing_to_remind(as_):
    submitted()
    told = panel(as_("lead").get(LIST))
    assert "Remind" not in told
    assert "Hand back" not in told


def test_years_before_the_plan_count_what_is_needed(as_):
    draft({"heat_supplied": typed("1"), "greenway_built": typed("2")}, year=2020, stage=Stage.FINAL)
    lead = as_("lead").get(LIST)
    assert "The whole of the area: 1 of 7" in panel(lead, "2020-final")
    assert "overdue" not in panel(lead, "2020-final")
    assert "needed 0 of 4; 119 more are optional" in text(lead)
    parks = panel(as_("clerk", bureau=PARKS).get(LIST), "2020-final")
    assert "0 of 0" in parks
    assert "17 more are optional" in parks
    assert "not confirmed yet" in parks
    finance = panel(as_("clerk", bureau="finance").get(LIST), "2020-final")
    assert "Nothing of your bureau is needed for this year." in finance


def test_last_years_figures_are_offered_taken_over_and_undone(as_, acting_as):
    approved({"lamps_total": typed("1000"), "lamps_led": typed("10")}, year=2025)
    clerk = as_("clerk", bureau=PARKS)
    assert "Take over from last year (2 figures)" in panel(clerk.get(LIST))
    assert "1,000" in text(clerk.get(BASE + "carry/"))
    clerk.post(BASE + "carry/", {"quantity": ["lamps_total"]})
    with acting_as(SYSTEM):
        assert [row.provenance for row in Value.objects.filter(report__filing_year__year=2026)] == ["carried"]
    page = clerk.get(BASE + "carry/")
    assert "1 figure taken over from last year." in text(page)
    assert "Undo the last take-over" in text(page)
    clerk.post(BASE + "carry/undo/")
    assert "Take over from last year (2 figures)" in panel(clerk.get(LIST))
    assert clerk.post(BASE + "carry/", {}).status_code == 409


def test_words_are_kept_without_any_script(as_):
    clerk = as_("clerk", bureau=PARKS)
    page = clerk.get(BASE + "narratives/")
    assert page.content.decode().count('<form class="narrative__form"') == 2
    sent = {"task": "1.1", "seen": "0", "practice": "建成绿道", "problems": "", "intentions": ""}
    answer = clerk.post(BASE + "narratives/", sent)
    assert (answer.status_code, answer.url) == (302, BASE + "narratives/#task-1.1")
    assert "建成绿道</textarea>" in clerk.get(BASE + "narratives/").content.decode()


def test_a_clash_shows_both_texts_and_saving_again_decides(as_, acting_as):
    clerk, other = as_("clerk", bureau=PARKS), as_("clerk", bureau=PARKS, full_name="李四")
    sent = {"task": "1.1", "seen": "0", "problems": "", "intentions": ""}
    other.post(BASE + "narratives/", sent | {"practice": "李四写的"})
    page = clerk.post(BASE + "narratives/", sent | {"practice": "我写的"})
    html = page.content.decode()
    assert page.status_code == 409
    assert "李四写的</dd>" in html
    assert "我写的</textarea>" in html
    (seen,) = re.findall(r'name="task" value="1.1"><input type="hidden" name="seen" value="([0-9]+)"', html)
    assert clerk.post(BASE + "narratives/", sent | {"practice": "我写的", "seen": seen}).status_code == 302
    with acting_as(SYSTEM):
        assert [one.practice for one in Narrative.objects.all()] == ["我写的"]


def test_the_script_is_answered_in_json(as_):
    clerk, other = as_("clerk", bureau=PARKS), as_("clerk", bureau=PARKS, full_name="李四")
    sent = {"task": "1.1", "seen": "0", "practice": "一", "problems": "", "intentions": ""}
    asked = {"headers": {"accept": "application/json"}}
    theirs = sent | {"user": other.session["_auth_user_id"], "practice": "二"}
    sent |= {"user": clerk.session["_auth_user_id"]}
    assert clerk.post(BASE + "narratives/", sent, **asked).json() == {"version": 2}
    assert other.post(BASE + "narratives/", sent | {"practice": "三"}, **asked).json()["code"] == "other_account"
    clash = other.post(BASE + "narratives/", theirs, **asked)
    assert clash.status_code == 409
    assert clash.json()["theirs"]["practice"] == "一"
    assert clash.json()["theirs"]["version"] == 2
    assert clerk.post(BASE + "narratives/", sent | {"seen": "x"}, **asked).status_code == 400
    too_long = clerk.post(BASE + "narratives/", sent | {"seen": "2", "practice": "字" * 2001}, **asked)
    assert too_long.json()["code"] == "narrative_too_long"


def test_a_form_that_names_no_page_of_ours_does_nothing(as_, acting_as):
    draft()
    lead = as_("lead")
    sent = {"bureau": PARKS, "back": "elsewhere", "reason": "代为确认"}
    assert lead.post(BASE + "confirm/", sent).status_code == 404
    long = {"bureau": PARKS, "seen": seen_of(PARKS), "back": "todo", "reason": "字\n" * 40 + "字" * 400}
    lead.post(BASE + "confirm/", long)
    with acting_as(SYSTEM):
        assert [(row.bureau.code, bool(row.on_behalf_reason)) for row in Section.objects.all()] == [(PARKS, True)]


def test_the_paper_of_a_reopened_report_names_no_old_digest(as_, acting_as):
    report = approved()
    reviewer, lead = as_("reviewer"), as_("lead")
    assert report.approved_revision.digest in lead.get(BASE + "paper/").content.decode()
    reviewer.post(f"/review/{report.pk}/reopen/", {"version": report.version, "reason": "更正"})
    told = lead.get(BASE + "paper/").content.decode()
    assert report.approved_revision.digest not in told
    assert "Draft: not locked" in told


def test_a_confirmed_section_is_read_only_for_words(as_):
    draft()
    clerk = as_("clerk", bureau=PARKS)
    clerk.post(BASE + "confirm/", {"seen": seen_of(PARKS)})
    told = clerk.get(BASE + "narratives/")
    assert "Read only: the section is confirmed." in text(told)
    assert "<textarea" not in told.content.decode()


def test_the_plan_manager_sets_deadlines_and_everybody_reads_them(as_, acting_as):
    manager = as_("plan_manager")
    page = manager.get("/filing-years/")
    assert "15 Nov 2026, 24:00" in text(page)
    assert 'name="estimate" value="2026-11-15"' in page.content.decode()
    sent = {"year": "2026", "estimate": "2026-11-20", "final": "2027-03-31"}
    assert manager.post("/filing-years/", sent).status_code == 302
    assert "20 Nov 2026, 24:00" in text(manager.get("/filing-years/"))
    assert "Due before 20 Nov 2026, 24:00 10 days left" in panel(as_("clerk").get(LIST))
    with acting_as(SYSTEM):
        assert FilingYear.objects.get(year=2026).estimate_deadline == datetime(2026, 11, 21, tzinfo=ZONE)
    (record,) = journalled("filing_year.deadlines")
    assert record.subject == "filing_year jining-2024/2026"
    wrong = manager.post("/filing-years/", sent | {"estimate": "2027-05-01"})
    assert wrong.status_code == 409
    assert "Estimates are due before finals." in text(wrong)
    assert manager.post("/filing-years/", sent | {"final": "soon"}).status_code == 422
    assert manager.post("/filing-years/", sent | {"year": "2031"}).status_code == 404


def test_the_neighbour_finds_no_trace(as_):
    report = draft({"greenway_built": typed("987654")})
    as_("lead").post(BASE + "hand-back/", {"bureau": PARKS, "seen": seen_of(PARKS), "reason": "绿道长度与上年不符"})
    neighbour = as_("lead", area=LIANGSHAN)
    for path in (LIST, BASE + "narratives/", BASE + "carry/"):
        html = neighbour.get(path).content.decode()
        assert "Sishui" not in html
        assert "987" not in html
        assert "绿道长度" not in html
    version = fresh(report).version
    for path in ("confirm/", "hand-back/", "withdraw/"):
        neighbour.post(BASE + path, {"bureau": PARKS, "reason": "x"})
    assert fresh(report).version == version


@pytest.mark.parametrize("path", [LIST, BASE + "narratives/", BASE + "carry/", "/filing-years/"])
def test_nobody_and_administrators_have_no_page_here(as_, client, path):
    assert client.get(path).url.startswith("/login/")
    for role in ("system_admin", "security_admin", "audit_admin", "reviewer"):
        assert as_(role).get(path).status_code == 403


def test_municipal_bureaus_have_a_to_do_page_of_their_own(as_):
    told = panel(as_("lead", area=CITY).get(LIST))
    assert "The whole of the area: 0 of 24" in told


def test_a_day_later_one_may_remind_again(as_, monkeypatch):
    lead = as_("lead")
    lead.post(BASE + "remind/", {"bureau": PARKS})
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(hours=24))
    assert "Reminded" not in row(lead.get(LIST), "Urban management")
