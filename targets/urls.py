"""Addresses of targets."""

from django.urls import path

from targets.api import views
from targets.views.desk import desk_page
from targets.views.factors import factor_list_page, factor_page
from targets.views.thresholds import threshold_page
from targets.views.zones import zone_page

urlpatterns = [
    path("plan/", desk_page, name="plan"),
    path("plan/factors/", factor_list_page, name="plan-factors"),
    path("plan/factors/<slug:code>/", factor_page, name="plan-factor"),
    path("plan/thresholds/", threshold_page, name="plan-thresholds"),
    path("zones/", zone_page, name="zones"),
    path("api/v1/areas/", views.areas, name="api-areas"),
    path("api/v1/plan/", views.plan, name="api-plan"),
    path("api/v1/quantities/", views.quantities, name="api-quantities"),
    path("api/v1/indicators/", views.indicators, name="api-indicators"),
    path("api/v1/indicators/<slug:code>/", views.indicator, name="api-indicator"),
    path("api/v1/targets/", views.targets, name="api-targets"),
]
