"""Addresses of the roll-up."""

from django.urls import path

from progress.api import rollups
from progress.views import previews

urlpatterns = [
    path("filing/<year:year>/<stage:stage>/indicators/", previews.indicators, name="filing-indicators"),
    path("api/v1/rollups/", rollups, name="api-rollups"),
]
