"""The plan manager's pages of the carbon account: set with a reason, kept with a history, refused otherwise."""

from decimal import Decimal

import pytest

from accounts.domain.actors import system
from accounts.models import JournalRecord
from accounts.services.acting import acting_as
from progress.models import AreaSize, Scenario
from progress.queries import scenarios
from tests.dashboards.made import LIANGSHAN, SISHUI
from tests.factories import make_user

ASSUMPTIONS, SIZES = "/plan/assumptions/", "/plan/sizes/?kind=floor&year=2024"


@pytest.fixture
def manager(plan, _clock, client_of):
    return client_of(make_user("plan_manager", language="en"))


def numbers(low="-1", middle="0", high="1.5", **more):
    """All nine lines alike, unless told otherwise."""
    fields = {}
    for number in range(9):
        fields |= {
            f"low-{number}": low,
            f"middle-{number}": middle,
            f"high-{number}": high,
            f"basis-{number}": "a study",
        }
    return fields | {"seen": "0", "reason": "first version"} | more


def of_system(function):
    with acting_as(system("tests")):
        return function()


def actions():
    return of_system(lambda: list(JournalRecord.objects.order_by("pk").values_list("action", "result")))


def test_assumptions_are_set_shown_and_kept(manager, plan):
    assert "nothing to assume" not in manager.get(ASSUMPTIONS).content.decode()
    assert manager.post(ASSUMPTIONS, numbers()).status_code == 302
    assert manager.post(ASSUMPTIONS, numbers(seen="1", reason="coal", **{"low-4": "−20 %"})).status_code == 302
    held = of_system(lambda: scenarios.history(plan.pk))
    assert [(one.version, one.reason) for one in held] == [(2, "coal"), (1, "first version")]
    line = held[0].by_subject["use building_coal"]
    assert (line.low, line.middle, line.high, line.basis) == (-20, 0, Decimal("1.5"), "a study")
    said = manager.get(ASSUMPTIONS).content.decode()
    assert 'value="-20"' in said and "first version" in said
    assert 'value="-20"' not in manager.get(ASSUMPTIONS + "?from=1").content.decode()
    assert actions()[-2:] == [("scenario.set", "done")] * 2


@pytest.mark.parametrize(
    ("wrong", "status", "words"),
    [
        ({"low-0": ""}, 422, "Three numbers are needed"),
        ({"low-0": "x"}, 422, "Three numbers are needed"),
        ({"low-0": "0.0001"}, 422, "Three numbers are needed"),
        ({"low-0": "NaN"}, 422, "Three numbers are needed"),
        ({"low-0": "2"}, 422, "From low to high"),
        ({"high-0": "50.5"}, 422, "From low to high"),
        ({"reason": " "}, 422, "first version"),
        ({"seen": "3"}, 409, "changed after you opened the page"),
    ],
)
def test_what_was_typed_stays_where_it_is_wrong(manager, wrong, status, words):
    answer = manager.post(ASSUMPTIONS, numbers(**{"high-8": "1.234"}) | wrong)
    said = answer.content.decode()
    assert answer.status_code == status
    assert 'value="1.234"' in said
    assert words in said or wrong.get("reason")
    assert of_system(Scenario.objects.count) == 0


def test_the_same_again_is_no_new_version(manager):
    manager.post(ASSUMPTIONS, numbers())
    assert manager.post(ASSUMPTIONS, numbers(seen="1")).status_code == 409
    assert actions()[-1] == ("scenario.set", "refused")


def sizes(**more):
    fields = {f"value-{SISHUI}": "2,000.5", f"seen-{SISHUI}": "0", f"seen-{LIANGSHAN}": "0"}
    return fields | {"source": "yearbook", "reason": "new yearbook"} | more


def in_force():
    rows = AreaSize.objects.filter(superseded_at__isnull=True).order_by("area__order")
    return of_system(lambda: list(rows.values_list("area__code", "kind", "year", "edition", "value", "source")))


def every_mark(fields):
    """A browser sends the mark of every area."""
    codes = ["370811", "370812", "370881", SISHUI, "370883", "370826", "370827", "370828", "370829", "370830"]
    codes += [LIANGSHAN, "370871", "3708X1", "3708X2"]
    return {f"seen-{code}": "0" for code in codes} | fields


def test_sizes_are_set_superseded_and_taken_back(manager):
    assert manager.post(SIZES, every_mark(sizes())).status_code == 302
    assert in_force() == [(SISHUI, "floor", 2024, 1, Decimal("2000.5"), "yearbook")]
    more = {f"seen-{SISHUI}": "1", f"value-{LIANGSHAN}": "3000", "source": "survey"}
    assert manager.post(SIZES, every_mark(sizes(**more))).status_code == 302
    assert in_force()[0][-1] == "yearbook", "a number that stands keeps its own source"
    gone = {f"value-{SISHUI}": "", f"seen-{SISHUI}": "1", f"value-{LIANGSHAN}": "3000", f"seen-{LIANGSHAN}": "1"}
    assert manager.post(SIZES, every_mark(sizes(**gone))).status_code == 302
    assert [row[0] for row in in_force()] == [LIANGSHAN]
    said = manager.get(SIZES).content.decode()
    assert "2,000.5" in said and "superseded" in said
    assert actions()[-3:] == [("sizes.set", "done")] * 3


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({f"value-{SISHUI}": "0"}, 422),
        ({f"value-{SISHUI}": "-1"}, 422),
        ({f"value-{SISHUI}": "1E+30"}, 422),
        ({"source": ""}, 422),
        ({f"seen-{SISHUI}": "1"}, 409),
        ({f"seen-{SISHUI}": "x"}, 409),
        ({f"value-{SISHUI}": ""}, 409),
    ],
)
def test_sizes_that_cannot_be_are_refused(manager, wrong, status):
    assert manager.post(SIZES, every_mark(sizes(**wrong))).status_code == status
    assert in_force() == []


def test_a_size_of_another_kind_or_year_is_not_found(manager):
    for query in ("?kind=cattle&year=2024", "?kind=floor&year=1999", "?kind=floor&year=x"):
        assert manager.get("/plan/sizes/" + query).status_code == 404
