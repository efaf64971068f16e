"""Saving while one types, and the indicators beside it: what the two small endpoints answer, to whom."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Area, JournalRecord
from reports.models import Explanation, Report, Value
from targets.models import Allocation, Indicator
from targets.queries.definitions import quantity_versions
from tests.factories import CITY, LIANGSHAN, make_user
from tests.reports.browsing import fields, text
from tests.reports.factories import NOON, SYSTEM, approved, draft, submitted, typed

pytestmark = pytest.mark.usefixtures("english_noon")
SHEET = "/filing/2026/estimate/"


class Typist:
    """A clerk at the form: ``type`` sends the fields of one quantity as the script does."""

    def __init__(self, client, user):
        self.client, self.user = client, user
        self.seen = {name[5:]: seen for name, seen in fields(client.get(SHEET)).items() if name.startswith("seen-")}

    def send(self, sent, *, user=None):
        return self.client.post(SHEET + "autosave/", sent | {"user": str(user or self.user.pk)})

    def type(self, code, value, **more):
        sent = {f"seen-{code}": self.seen[code], f"value-{code}": value}
        answer = self.send(sent | {f"{name}-{code}": words for name, words in more.items()})
        assert answer.status_code == 200
        said = json.loads(answer.content)
        if said["rows"][code]["state"] == "saved":
            self.seen[code] = said["rows"][code]["seen"]
        return said

    def explain(self, quantity, code, reason):
        sent = {"user": str(self.user.pk), "quantity": quantity, "code": code, "reason": reason}
        return self.client.post(SHEET + "explain/", sent)


@pytest.fixture
def typist(client_of):
    def sit_down(role="clerk", bureau="urban_management", **details):
        user = make_user(role, bureau=bureau, **details)
        return Typist(client_of(user), user)

    return sit_down


def stored(acting_as):
    with acting_as(SYSTEM):
        rows = Value.objects.values_list("quantity__code", "number", "reason")
        return {code: "n/a " + reason if number is None else str(number) for code, number, reason in rows}


def test_one_field_is_stored_and_the_answer_says_how_it_stands(typist, acting_as):
    said = typist().type("greenway_built", "12.5")
    row = said["rows"]["greenway_built"]
    assert (said["at"], row["state"], row["value"]) == ("12:00", "saved", "12.5")
    assert (said["progress"], said["doubtful"]) == ("1 of 17 reported", 0)
    assert list(said["rows"]) == ["greenway_built"]
    assert "1/" in " ".join(said["tasks"].values())
    assert stored(acting_as) == {"greenway_built": "12.500000"}


def test_typing_on_with_what_the_answer_says_is_no_conflict(typist, acting_as):
    clerk = typist()
    for number in ("1", "12", "12.5", ""):
        assert clerk.type("greenway_built", number)["rows"]["greenway_built"]["state"] == "saved"
    assert stored(acting_as) == {}


def test_the_same_request_twice_changes_once(typist, acting_as):
    clerk = typist()
    sent = {"seen-greenway_built": clerk.seen["greenway_built"], "value-greenway_built": "5"}
    first, second = (json.loads(clerk.send(sent).content) for _ in range(2))
    assert [one["rows"]["greenway_built"]["state"] for one in (first, second)] == ["saved", "saved"]
    assert first["rows"]["greenway_built"]["seen"] == second["rows"]["greenway_built"]["seen"]
    with acting_as(SYSTEM):
        assert JournalRecord.objects.filter(action="report.save").count() == 1


def test_a_wrong_field_is_not_stored_and_the_good_one_beside_it_is(typist, acting_as):
    clerk = typist()
    codes = ("greenway_built", "pocket_parks_built")
    seen = {f"seen-{code}": clerk.seen[code] for code in codes}
    said = json.loads(clerk.send(seen | {"value-greenway_built": "abc", "value-pocket_parks_built": "7"}).content)
    assert {code: row["state"] for code, row in said["rows"].items()} == {
        "greenway_built": "wrong",
        "pocket_parks_built": "saved",
    }
    assert "This is not a number" in said["findings"]["greenway_built"]
    assert stored(acting_as) == {"pocket_parks_built": "7.000000"}


def test_not_applicable_needs_a_reason(typist, acting_as):
    clerk = typist()
    said = clerk.type("greenway_built", "", na="1")
    assert said["rows"]["greenway_built"]["state"] == "wrong"
    clerk.type("greenway_built", "", na="1", reason="无此项")
    assert stored(acting_as) == {"greenway_built": "n/a 无此项"}


def test_what_was_typed_in_another_unit_comes_back_with_what_is_stored(typist):
    said = typist(bureau="housing").type("started_public_area", "12345", unit="㎡")
    row = said["rows"]["started_public_area"]
    assert (row["state"], row["value"], row["unit"]) == ("saved", "12345", "㎡")
    assert "1.2345" in row["stored"]


def test_somebody_elses_change_is_answered_with_both_and_overwrites_nothing(typist, acting_as):
    anna, bert = typist(), typist(full_name="李四")
    bert.type("greenway_built", "5")
    row = anna.type("greenway_built", "6")["rows"]["greenway_built"]
    assert row["state"] == "conflict"
    assert "李四" in row["conflict"]
    assert 'data-value="5"' in row["conflict"]
    assert stored(acting_as) == {"greenway_built": "5.000000"}
    again = anna.type("greenway_built", "6")
    assert again["rows"]["greenway_built"]["state"] == "conflict"


def test_a_reason_closes_a_soft_finding(typist, acting_as):
    submitted({"greenway_built": typed("5")}, year=2025)
    clerk = typist()
    said = clerk.type("greenway_built", "50")
    assert said["doubtful"] == 1
    assert "Explain why it is right" in said["findings"]["greenway_built"]
    codes = [one.split('"')[0] for one in said["findings"]["greenway_built"].split('data-code="')[1:]]
    for code in codes:
        answer = clerk.explain("greenway_built", code, "新建南部绿道")
        assert answer.status_code == 200
    assert json.loads(answer.content)["doubtful"] == 0
    with acting_as(SYSTEM):
        assert Explanation.objects.count() == len(codes) > 0
    gone = clerk.explain("greenway_built", "no_such_check", "x")
    assert (gone.status_code, json.loads(gone.content)["refused"]) == (
        409,
        "There is nothing to explain here any more.",
    )


def test_a_page_of_another_account_stores_nothing(typist, acting_as):
    clerk, other = typist(), typist()
    sent = {"seen-greenway_built": clerk.seen["greenway_built"], "value-greenway_built": "5"}
    for who in (other.user.pk, "", "x", "1" * 400):
        answer = clerk.client.post(SHEET + "autosave/", sent | {"user": str(who)})
        assert (answer.status_code, json.loads(answer.content)) == (409, {"other": True})
    assert stored(acting_as) == {}


def test_a_submitted_report_takes_nothing_and_says_so(typist, acting_as):
    clerk = typist()
    submitted()
    answer = clerk.send({"seen-greenway_built": clerk.seen["greenway_built"], "value-greenway_built": "98"})
    assert answer.status_code == 409
    assert "not in a state" in json.loads(answer.content)["refused"]
    assert "98" not in str(stored(acting_as))


def test_another_bureaus_quantity_is_not_taken(typist, acting_as):
    clerk = typist()
    answer = clerk.send({"seen-heat_supplied": clerk.seen["greenway_built"], "value-heat_supplied": "5"})
    assert answer.status_code == 200
    assert json.loads(answer.content)["rows"] == {}
    assert stored(acting_as) == {}


@pytest.mark.parametrize("hostile", ["Infinity", "1" * 60, "9" * 30, "1e999", "\u0000", "\ud800", "１" * 40, "=1+1"])
def test_hostile_texts_are_no_server_error(typist, hostile, acting_as):
    clerk = typist()
    try:
        sent = {"seen-greenway_built": clerk.seen["greenway_built"], "value-greenway_built": hostile}
        answers = [clerk.send(sent), clerk.client.post(SHEET + "indicators/", sent)]
    except UnicodeEncodeError:
        return
    assert {answer.status_code for answer in answers} <= {200, 400}
    assert stored(acting_as) == {}
    odd = clerk.send({"seen-greenway_built": "9" * 40 + ".x", "value-greenway_built": "1", "unit-greenway_built": "斤"})
    assert odd.status_code == 200


@pytest.mark.parametrize("route", ["autosave/", "explain/", "indicators/"])
def test_the_neighbour_and_nobody_get_nothing(client, client_of, route, acting_as):
    approved({"greenway_built": typed("98765")}, year=2025)
    draft({"greenway_built": typed("98764")})
    neighbour = make_user("clerk", area=LIANGSHAN, bureau="urban_management")
    sent = {"user": str(neighbour.pk), "seen-greenway_built": "0.x", "value-lamps_total": "1"}
    answer = client_of(neighbour).post(SHEET + route, sent)
    assert b"9876" not in answer.content
    assert "泗水" not in answer.content.decode()
    assert "Sishui" not in answer.content.decode()
    assert client.post(SHEET + route, sent).url.startswith("/login/")
    for role in ("reviewer", "leader", "system_admin"):
        assert client_of(make_user(role)).post(SHEET + route, sent).status_code == 403
    assert client_of(neighbour).get(SHEET + route).status_code == 405
    with acting_as(SYSTEM):
        assert Report.objects.filter(area__code=LIANGSHAN).count() <= 1
        numbers = Value.objects.filter(area__code="370831").values_list("number", flat=True)
        assert sorted(map(str, numbers)) == ["98764.000000", "98765.000000"]


# The indicators beside the fields


def live(client, **sent):
    answer = client.post(SHEET + "indicators/", {f"value-{code}": number for code, number in sent.items()})
    assert answer.status_code == 200
    return text(answer)


def test_a_ratio_is_computed_as_it_is_typed_and_held_against_its_target(as_):
    clerk = as_("clerk", bureau="urban_management")
    told = live(clerk, lamps_total="200", lamps_energy_saving="190")
    assert "95 %" in told
    assert "estimate" in told
    assert "2025 " in told or "2030 " in told


def test_a_missing_term_is_named_and_never_zero(as_):
    told = live(as_("clerk", bureau="urban_management"), lamps_energy_saving="190")
    assert "Missing:" in told
    assert "0 %" not in told.replace("80 %", "").replace("90 %", "").replace("100 %", "").replace("60 %", "")


def test_a_sum_counts_what_was_filed_in_earlier_years(as_):
    for year, number in ((2021, "1"), (2022, "2"), (2023, "3"), (2024, "4"), (2025, "5")):
        approved({"ecological_corridor_built": typed(number)}, year=year)
    told = live(as_("clerk", bureau="urban_management"), ecological_corridor_built="10")
    assert " 25 " in told


def test_a_year_missing_from_a_sum_is_named(as_):
    approved({"ecological_corridor_built": typed("1")}, year=2025)
    told = live(as_("clerk", bureau="urban_management"), ecological_corridor_built="10")
    assert "(2021, 2022, 2023, 2024)" in told


def test_an_indicator_of_which_nothing_is_typed_says_so(as_):
    assert "Nothing typed yet" in live(as_("clerk", bureau="urban_management"))


def test_the_countys_own_target_stands_beside_the_citys_and_no_neighbours(as_, acting_as, plan):
    with acting_as(SYSTEM):
        for area, value in (("370831", "93"), (LIANGSHAN, "94")):
            Allocation.objects.create(
                area=Area.objects.get(code=area),
                indicator=Indicator.objects.get(plan=plan, code="led-lamp-share"),
                year=2030,
                value=value,
                recorded_at=NOON,
            )
    clerk = as_("clerk", bureau="urban_management")
    told = live(clerk, lamps_total="200", lamps_led="180")
    assert "Own target 2030 ≥ 93 % city 2030 ≥ 80 not yet" in told
    assert "94" not in told
    assert "≥ 93 % city 2030 ≥ 80 holds" in live(clerk, lamps_total="200", lamps_led="190")


def test_what_cannot_be_read_is_missing(as_):
    told = live(as_("clerk", bureau="urban_management"), lamps_total="abc", lamps_energy_saving="190")
    assert "Missing:" in told


def test_the_citys_bureau_sees_the_citys_figures(as_):
    assert as_("clerk", area=CITY).post(SHEET + "indicators/", {}).status_code == 200


# What it costs


FEW = {"lamps_total": "100"}
MANY = {
    "lamps_total": "100", "lamps_energy_saving": "90", "lamps_led": "80", "greenway_built": "3",
    "pocket_parks_built": "4", "urban_waste_collected": "5", "rural_waste_collected": "6",
}  # fmt: skip


def cost(call):
    call()
    with CaptureQueriesContext(connection) as caught:
        assert call().status_code == 200
    return len(caught)


def test_saving_costs_the_same_for_one_field_and_for_many(typist):
    costs = []
    for sent in (FEW, MANY):
        clerk, n = typist(), iter(range(10, 99))

        def call(clerk=clerk, sent=sent, n=n):
            page = fields(clerk.client.get(SHEET))
            add = next(n)
            body = {f"seen-{code}": page[f"seen-{code}"] for code in sent}
            body |= {f"value-{code}": str(int(number) + add) for code, number in sent.items()}
            with CaptureQueriesContext(connection) as caught:
                answer = clerk.send(body)
            costs.append(len(caught))
            return answer

        call()
        assert call().status_code == 200
    assert costs[1] == costs[3] <= 60


def test_the_indicators_cost_the_same_for_one_field_and_for_many(as_):
    clerk = as_("clerk", bureau="urban_management")
    few = cost(lambda: clerk.post(SHEET + "indicators/", {f"value-{code}": number for code, number in FEW.items()}))
    for year in (2023, 2024, 2025):
        approved({code: typed(number) for code, number in MANY.items()}, year=year)
    draft({code: typed(number) for code, number in MANY.items()})
    many = cost(lambda: clerk.post(SHEET + "indicators/", {f"value-{code}": number for code, number in MANY.items()}))
    assert few <= many <= few + 2
    assert many <= 17


def test_a_page_of_sixty_fields_costs_the_same_as_one_of_two(as_, plan):
    versions = quantity_versions(plan, 2026).values()
    codes = [one.quantity.code for one in versions if one.quantity.bureau.code == "housing" and one.unit != "文字"]
    sizes = []
    for area, count in (("370831", 2), (LIANGSHAN, 60)):
        clerk = as_("clerk", area=area)
        page = fields(clerk.get(SHEET))
        chosen = [code for code in codes if f"value-{code}" in page][:count]
        _posted(clerk, chosen, "1")  # the report and its filing year come into being
        sizes.append((len(chosen), _posted(clerk, chosen, "0"), _got(clerk)))
    (few, *small), (many, *large) = sizes
    assert (few, many) == (2, 60)
    assert small == large
    assert max(small) <= 50


def _posted(clerk, codes, number):
    sent = fields(clerk.get(SHEET)) | {f"value-{code}": number for code in codes}
    with CaptureQueriesContext(connection) as caught:
        assert clerk.post(SHEET, sent).status_code == 302
    return len(caught)


def _got(clerk):
    with CaptureQueriesContext(connection) as caught:
        assert clerk.get(SHEET).status_code == 200
    return len(caught)
