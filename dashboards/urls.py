"""Addresses of dashboards."""

from django.urls import path

from dashboards.views import checking, pages, rankings

urlpatterns = [
    path("check/", checking.check, name="check"),
    path("check/tick/", checking.tick, name="check-tick"),
    path("check/co-sign/", checking.co_sign, name="check-co-sign"),
    path("overview/", pages.overview, name="overview"),
    path("indicators/<slug:code>/", pages.indicator, name="indicator"),
    path("themes/<slug:code>/", pages.theme, name="theme"),
    path("areas/<slug:code>/", pages.area, name="area"),
    path("rankings/", rankings.published, name="rankings"),
    path("rankings/new/", rankings.prepare, name="ranking-new"),
    path("rankings/publish/", rankings.publish, name="ranking-publish"),
    path("rankings/<int:publication_id>/", rankings.publication, name="ranking"),
    path("rankings/<int:publication_id>/withdraw/", rankings.withdraw, name="ranking-withdraw"),
]
