"""The fast SQL and the slow obvious truth say the same, over random plans and filings."""

import os

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from accounts.domain.actors import system
from accounts.services.acting import acting_as
from progress.models import Judgement, Rollup
from progress.queries.verification import differences
from progress.services.draining import drain, rebuild
from tests.progress.stored_worlds import NOW, do, store, stories

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("ORACLE_EXAMPLES", "40"))


class Undo(Exception):
    pass


def in_a_world(story, check):
    """Store a story beside Jining, check it alone, and leave nothing behind."""
    with pytest.raises(Undo), transaction.atomic():
        with acting_as(system("test")):
            plan = store(story)
        check(plan)
        raise Undo


@given(stories())
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_drain_equals_the_oracle_and_so_does_every_later_one(story):
    def check(plan):
        drain(now=NOW, plans=[plan.pk])
        with acting_as(system("test")):
            assert Rollup.objects.filter(indicator__plan=plan).exists()
            assert Judgement.objects.filter(indicator__plan=plan).exists()
            assert "\n".join(differences(plan)) == ""
        for deed in story.deeds:
            with acting_as(system("test")):
                do(plan, deed)
            assert drain(now=NOW, plans=[plan.pk]) > 0
            with acting_as(system("test")):
                assert "\n".join(differences(plan)) == ""
        assert rebuild(plan=plan, now=NOW) == 0

    in_a_world(story, check)
