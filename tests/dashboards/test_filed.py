"""The raw quantities behind a figure: what was filed, summed over the areas that count, for those who may see it."""

from decimal import Decimal

import pytest

from accounts.domain.actors import system
from accounts.queries import clock
from accounts.services.acting import acting_as
from dashboards.queries.filed import filed_sums
from dashboards.queries.scopes import Asked, scope_of
from progress.services.draining import drain
from reports.domain.words import Stage
from reports.services import verifying
from tests.dashboards.made import CITY, LIANGSHAN, NOW, SISHUI
from tests.factories import make_actor, make_user
from tests.reports.factories import approved, not_applicable, submitted, typed

LAMPS = "led-lamp-share"
CORRIDOR = "ecological-corridor-length"


@pytest.fixture(autouse=True)
def _filed(plan, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    approved({"lamps_total": typed("1000"), "lamps_led": typed("650")})
    approved({"lamps_total": typed("3000"), "lamps_led": typed("2345")}, area=LIANGSHAN)
    for year, length in ((2024, "3"), (2025, "4")):
        approved({"ecological_corridor_built": typed(length)}, year=year, stage=Stage.FINAL)


def sums(actor, code=LAMPS, places=(SISHUI, LIANGSHAN), years=(2026, 2026), database_sees=None, **asked):
    with acting_as(database_sees or actor):
        scope = scope_of(Asked(**asked), actor=actor, now=NOW, language="en")
        counted = [scope.catalogue.place(place) for place in places]
        summed = range(years[0], years[1] + 1)
        found = filed_sums(scope, scope.catalogue.indicators[code], counted=counted, years=summed, actor=actor)
    return {sum_.quantity.code: (sum_.total, sum_.areas) for sum_ in found}


def test_the_city_sees_sums_over_the_areas_that_count():
    leader = make_actor("leader")
    assert sums(leader) == {"lamps_led": (Decimal(2995), 2), "lamps_total": (Decimal(4000), 2)}
    assert sums(leader, places=[SISHUI]) == {"lamps_led": (Decimal(650), 1), "lamps_total": (Decimal(1000), 1)}


def test_a_county_sees_its_own_even_where_it_asks_for_more():
    assert sums(make_actor("lead")) == {"lamps_led": (Decimal(650), 1), "lamps_total": (Decimal(1000), 1)}


@pytest.mark.parametrize(("role", "office"), [("lead", {}), ("clerk", {"bureau": "urban_management"})])
def test_the_first_lock_holds_alone(role, office):
    """Even where the database would let everything through."""
    found = sums(make_actor(role, **office), database_sees=system("test"))
    assert found["lamps_led"] == (Decimal(650), 1)


def test_a_clerk_sees_the_quantities_of_their_own_bureau():
    assert sums(make_actor("clerk", bureau="urban_management"))["lamps_led"] == (Decimal(650), 1)
    assert sums(make_actor("clerk", bureau="water"))["lamps_led"] == (None, 0)


def test_a_cumulative_figure_sums_the_years():
    leader = make_actor("leader")
    assert sums(leader, CORRIDOR, years=(2021, 2026)) == {"ecological_corridor_built": (Decimal(7), 1)}
    assert sums(leader, CORRIDOR, years=(2024, 2024)) == {"ecological_corridor_built": (Decimal(3), 1)}


def test_a_final_replaces_its_estimate_and_not_applicable_is_no_number():
    leader = make_actor("leader")
    year = {"area": "370811", "year": 2025}
    approved({"lamps_total": typed("900"), "lamps_led": typed("500")}, **year)
    assert sums(leader, years=(2025, 2025), places=["370811"])["lamps_led"] == (Decimal(500), 1)
    approved({"lamps_total": typed("1100"), "lamps_led": not_applicable()}, **year, stage=Stage.FINAL)
    found = sums(leader, years=(2025, 2025), places=["370811"])
    assert found == {"lamps_led": (None, 0), "lamps_total": (Decimal(1100), 1)}


def test_submitted_figures_count_on_the_provisional_basis_alone():
    submitted({"lamps_total": typed("500"), "lamps_led": typed("400")}, area="370811")
    leader, places = make_actor("leader"), ("370811",)
    assert sums(leader, places=places)["lamps_led"] == (None, 0)
    assert sums(leader, places=places, basis="provisional")["lamps_led"] == (Decimal(400), 1)


def test_from_what_was_filed_to_the_page(client_of):
    with acting_as(system("test")):
        drain(now=NOW)
    page = f"/indicators/{LAMPS}/"
    text = client_of(make_user("leader", language="en")).get(page).content.decode()
    for words in ("74.88", "2,995 ÷ 4,000 × 100", "2 of 14 areas", "2,345", "78.17", "Liangshan County"):
        assert words in text, words
    own = client_of(make_user("lead", language="en")).get(page, {"area": SISHUI}).content.decode()
    assert "650 ÷ 1,000 × 100" in own and "65.00" in own
    assert not [words for words in ("2,345", "78.17", "3,000", "Liangshan") if words in own]
    city = client_of(make_user("lead", language="en")).get(page, {"area": CITY}).content.decode()
    assert "2,995 ÷ 4,000 × 100" in city and "raw quantities" not in city


def test_a_cumulative_figure_with_a_gap_shows_its_own_year_alone(client_of):
    with acting_as(system("test")):
        drain(now=NOW)
    client = client_of(make_user("lead", language="en"))
    text = " ".join(client.get(f"/indicators/{CORRIDOR}/", {"area": SISHUI, "year": 2025}).content.decode().split())
    raw = text[text.index("The raw quantities") :]
    assert "2021–2025" not in raw and "> 4<" in raw.replace(">4<", "> 4<")


def test_a_verified_value_counts_and_says_so_with_its_revision():
    report = submitted({"lamps_total": typed("500"), "lamps_led": typed("100")}, area="370811")
    with acting_as(reviewer := make_actor("reviewer")):
        verifying.put(
            report_id=report.pk, quantity="lamps_led", entry=typed("90"), reason="核对台账", actor=reviewer,
            seen_version=report.version, now=NOW,
        )  # fmt: skip
    with acting_as(reviewer):
        scope = scope_of(Asked(basis="provisional"), actor=reviewer, now=NOW, language="en")
        one = [scope.catalogue.place("370811")]
        found = filed_sums(
            scope, scope.catalogue.indicators[LAMPS], counted=one, years=range(2026, 2027), actor=reviewer
        )
    told = {sum_.quantity.code: (sum_.total, sum_.verified, sum_.revision) for sum_ in found}
    assert told == {"lamps_led": (Decimal(90), 1, 2), "lamps_total": (Decimal(500), 0, 2)}
