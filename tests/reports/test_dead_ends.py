"""No state of a query, a verified value or a report that nobody can leave; old words answer no new question."""

import pytest

from reports.models import Query
from reports.queries import filers, reports, sheets
from reports.services import answering, explanations, querying, reviews, verifying
from targets.domain.amending import Change
from targets.models import Plan
from targets.queries.stored_rows import definitions_of
from targets.services import amending
from tests.factories import SISHUI, make_actor, make_user
from tests.reports.factories import NOON, SYSTEM, draft, fresh, key_of, refused, save, submitted, typed
from tests.reports.queries import asked, handed_in, move, proposed, relocked, reported
from tests.reports.verified import HEAT, approve, put, step

pytestmark = pytest.mark.usefixtures("english_noon")
GREENWAYS = "greenway_built"
HEATING = "central_heating_area"
NEIGHBOURS = {"370811": "9871.11", "370812": "9872.22", "370826": "9873.33", "370827": "9874.44", "370828": "9875.55"}


def status(acting_as, report, quantity=GREENWAYS):
    with acting_as(SYSTEM):
        return Query.objects.filter(report=report, quantity__code=quantity).last().status


def no_longer_reported(acting_as, *quantities, area=SISHUI):
    """The plan manager says that an area does not report quantities, from 2026 on."""
    plan, manager = Plan.objects.get(), make_actor("plan_manager")
    rows = definitions_of(plan, 2026).quantities
    change = Change(reporting={code: frozenset(rows[code].areas) - {area} for code in quantities})
    with acting_as(manager):
        _, seen = amending.preview(plan=plan, since=2026, change=change)
        words = {"reason": "不适用", "seen": seen, "filed_years": (2026,), "actor": manager, "now": NOON}
        amending.write(plan_id=plan.pk, since=2026, change=change, **words)


@pytest.mark.parametrize("again", ["ask_again", "ask"])
def test_words_for_an_earlier_question_answer_no_later_one(again, acting_as):
    report, reviewer = reported(), make_actor("reviewer")
    asked(report, actor=reviewer)
    proposed(report, "4.5")
    report = handed_in(report)
    if again == "ask":
        move(querying.close, report, actor=reviewer)
        asked(report, actor=reviewer, reason="再问")
    else:
        move(querying.ask_again, report, actor=reviewer, words="请附台账")
    refused("nothing_to_correct", relocked, report)
    asked(report, HEAT, actor=reviewer)
    proposed(report, "101", HEAT, actor=make_actor("clerk", bureau="housing"))
    handed_in(report)
    assert status(acting_as, report) == "open"


def test_words_for_an_earlier_question_are_no_answer_by_resubmission(acting_as, decide, submit):
    report, reviewer = reported(), make_actor("reviewer")
    asked(report, actor=reviewer)
    proposed(report, "4.5")
    report = handed_in(report)
    move(querying.ask_again, report, actor=reviewer, words="请附台账")
    decide(reviews.return_report, fresh(report), reason="请一并更正")
    submit(fresh(report))
    assert status(acting_as, report) == "open"


def test_a_query_about_what_is_no_longer_reported_can_be_settled(acting_as, as_):
    report, reviewer = reported(), make_actor("reviewer")
    asked(report, actor=reviewer)
    proposed(report, "4.5")
    no_longer_reported(acting_as, GREENWAYS)
    page = f"/values/{report.pk}/{GREENWAYS}/"
    assert as_("reviewer").get(page).status_code == 200
    move(querying.withdraw, report, actor=reviewer)
    assert status(acting_as, report) == "closed"
    approve(report)


def test_an_objection_about_what_is_no_longer_reported_can_be_settled(acting_as, as_):
    report = submitted()
    put(report, "4", quantity=GREENWAYS)
    step(verifying.object_to, report, make_actor("clerk", bureau="urban_management"), quantity=GREENWAYS)
    no_longer_reported(acting_as, GREENWAYS)
    page = f"/values/{report.pk}/{GREENWAYS}/verified/"
    reviewer = as_("reviewer")
    assert reviewer.get(page).status_code == 200
    sent = {"version": fresh(report).version, "reason": "不再填报"}
    assert reviewer.post(page + "lift/", sent).status_code == 302
    approve(report)


def test_reasons_for_a_verified_value_stay_with_its_bureau(client_of):
    report = submitted()
    put(report, reason="住建局原报 100 有误")
    history = client_of(make_user("clerk", bureau="urban_management")).get(f"/api/v1/reports/{report.pk}/")
    assert "有误" not in str(history.json())


@pytest.mark.parametrize("service", [querying.withdraw, answering.discard])
def test_a_value_that_is_put_back_has_its_reasons_again(service, acting_as):
    for area, number in NEIGHBOURS.items():
        submitted({HEATING: typed(number)}, area=area)
    report, reviewer = submitted({HEATING: typed("0.01")}), make_actor("reviewer")
    clerk = make_actor("clerk", bureau="housing")
    asked(report, HEATING, actor=reviewer)
    proposed(report, "0.02", HEATING, actor=clerk)
    with acting_as(clerk):
        words = {"code": "out_of_line_below", "reason": "刚起步", "actor": clerk, "now": NOON}
        explanations.save(key=key_of(), quantity=HEATING, **words)
    move(service, report, HEATING, actor=reviewer if service is querying.withdraw else clerk)
    with acting_as(clerk):
        sheet = sheets.being_filled(reports.head(report.pk, clerk), plan=Plan.objects.get(), actor=clerk)
    (noted,) = sheet.lines[HEATING].noted
    assert (str(sheet.lines[HEATING].said.number.normalize()), noted.reason) == ("0.01", "属实")


def test_whoever_entered_a_figure_that_is_put_back_does_not_approve_it(submit):
    clerk, reviewer = make_actor("clerk", bureau="urban_management"), make_actor("reviewer")
    save(clerk, {GREENWAYS: typed("3.5")})
    report = draft({HEAT: typed("100")})
    submit(report)
    asked(report, actor=reviewer)
    proposed(report, "4.5")
    move(querying.withdraw, report, actor=reviewer)
    assert clerk.user_id in filers.of_report(report.pk)
