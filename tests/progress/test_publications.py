"""What the database itself refuses of a published ranking."""

from datetime import UTC, datetime

import pytest

from accounts.models import Area
from progress.models import Publication, PublishedFigure
from targets.models import Indicator
from tests.factories import SISHUI
from tests.reports.factories import SYSTEM, database_refuses

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _as_system(plan, acting_as):
    with acting_as(SYSTEM):
        yield


def published(**fields):
    indicator = Indicator.objects.first()
    row = {"plan_id": indicator.plan_id, "indicator": indicator, "year": 2025, "stage": "best", "title": "通报"}
    row |= {"highest_first": True, "decimals": 1, "as_of": NOW, "published_at": NOW, "published_as": "x"}
    return Publication.objects.create(**row | fields)


def figure(publication, **fields):
    row = {"area": Area.objects.get(code=SISHUI), "order": 1, "rank": 1, "value": 5, "has_estimate": False}
    return PublishedFigure.objects.create(publication=publication, **row | fields)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("publication_has_a_title", {"title": ""}),
        ("publication_stage_is_known", {"stage": "someday"}),
    ],
)
def test_a_publication_says_what_it_is(constraint, fields):
    with database_refuses(constraint):
        published(**fields)


def test_a_withdrawal_says_why():
    published()
    with database_refuses("publication_withdrawn_says_why"):
        Publication.objects.update(withdrawn_at=NOW)


def test_an_indicator_is_published_once_for_a_year_and_stage_until_it_is_withdrawn():
    published()
    Publication.objects.update(withdrawn_at=NOW, withdrawn_because="口径有误")
    published()
    with database_refuses("publication_is_one_at_a_time_per_indicator_year_and_stage"):
        published()


@pytest.mark.parametrize(
    "fields",
    [
        {"rank": None},
        {"value": None},
        {"void_reason": "nothing_reported"},
        {"rank": None, "value": None},
        {"rank": 1, "value": None, "void_reason": "nothing_reported"},
    ],
)
def test_a_figure_has_a_rank_or_says_why_not(fields):
    with database_refuses("published_figure_has_a_rank_or_says_why"):
        figure(published(), **fields)


def test_an_area_stands_once_in_a_ranking():
    publication = published()
    figure(publication)
    with database_refuses("published_figure_is_unique_per_area"):
        figure(publication)
