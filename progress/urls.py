"""Addresses of the roll-up."""

from django.urls import path

from progress.api import rollups

urlpatterns = [path("api/v1/rollups/", rollups, name="api-rollups")]
