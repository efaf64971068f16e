from tests.reports.factories import *


def test_x(plan):
    assert plan.quantities.count() == 149
    r = approved()
    assert r.status == "approved" and r.version
