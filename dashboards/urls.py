"""Addresses of dashboards."""

from django.urls import path

from dashboards.views import pages

urlpatterns = [
    path("overview/", pages.overview, name="overview"),
    path("indicators/<slug:code>/", pages.indicator, name="indicator"),
    path("themes/<slug:code>/", pages.theme, name="theme"),
    path("areas/<slug:code>/", pages.area, name="area"),
]
