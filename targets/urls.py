"""Addresses of targets."""

from django.urls import path

from targets.api import views
from targets.views import zone_page

urlpatterns = [
    path("zones/", zone_page, name="zones"),
    path("api/v1/areas/", views.areas, name="api-areas"),
    path("api/v1/plan/", views.plan, name="api-plan"),
    path("api/v1/quantities/", views.quantities, name="api-quantities"),
    path("api/v1/indicators/", views.indicators, name="api-indicators"),
    path("api/v1/indicators/<slug:code>/", views.indicator, name="api-indicator"),
    path("api/v1/targets/", views.targets, name="api-targets"),
]
