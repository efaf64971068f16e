"""People at a fixed moment, reading English."""

import pytest
from django.utils import translation

from accounts.queries import clock
from tests.factories import make_user
from tests.reports.factories import NOON


@pytest.fixture
def english_noon(plan, monkeypatch):
    """Jining's plan, the clock at noon of 10 November 2026, everything in English."""
    monkeypatch.setattr(clock, "now", lambda: NOON)
    monkeypatch.setattr("accounts.middleware._language_of", lambda request: "en")
    with translation.override("en"):
        yield


@pytest.fixture
def as_(client_of):
    """``as_(role, area=…, bureau=…)``: a client logged in as a new person."""
    return lambda role, **details: client_of(make_user(role, **details))
