"""Addresses of the roll-up."""

from django.urls import path

from progress.api.explanations import explanation
from progress.api.rollups import rollups
from progress.views import previews

urlpatterns = [
    path("filing/<year:year>/<stage:stage>/indicators/", previews.indicators, name="filing-indicators"),
    path("api/v1/rollups/", rollups, name="api-rollups"),
    path("api/v1/explain/", explanation, name="api-explain"),
]
