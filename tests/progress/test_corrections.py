"""The roll-up counts a corrected value once it is handed in, and not before."""

from decimal import Decimal

from accounts.services.acting import acting_as
from progress.models import Rollup
from progress.services.draining import drain
from targets.models import Indicator
from tests.reports.factories import NOON, SYSTEM, submitted, typed
from tests.reports.queries import asked, handed_in, proposed


def figure(plan):
    drain(now=NOON)
    with acting_as(SYSTEM):
        indicator = Indicator.objects.get(plan=plan, code="greenway-built")
        return Rollup.objects.get(
            indicator=indicator, area__code="370831", year=2026, stage="estimate", basis="provisional"
        ).value


def test_the_corrected_value_counts_once_it_is_handed_in(plan):
    report = submitted({"greenway_built": typed("3.5")})
    assert figure(plan) == Decimal("3.5")
    asked(report)
    proposed(report, "4.5")
    assert figure(plan) == Decimal("3.5")
    handed_in(report)
    assert figure(plan) == Decimal("4.5")
