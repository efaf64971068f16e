"""Loading plan folders in the rolled-back database."""

import pytest
from django.utils import translation

from accounts.domain.actors import system
from accounts.services.acting import acting_as
from targets.services.loading import load_plan
from tests.targets.folders import NOW


@pytest.fixture(autouse=True)
def _in_english():
    """Problems and reports are compared in the language of the source."""
    with translation.override("en"):
        yield


@pytest.fixture
def load(db):
    """``load(folder, effective_from=None)`` as the system, at a fixed time."""

    def run(folder, effective_from=None, now=NOW):
        actor = system("load_plan")
        with acting_as(actor):
            return load_plan(folder=folder, effective_from=effective_from, actor=actor, now=now)

    return run
