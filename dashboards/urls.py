"""Addresses of dashboards."""

from django.urls import path

from dashboards.views import bureaus, checking, pages, plan_text, rankings, tasks

urlpatterns = [
    path("check/", checking.check, name="check"),
    path("check/tick/", checking.tick, name="check-tick"),
    path("check/co-sign/", checking.co_sign, name="check-co-sign"),
    path("overview/", pages.overview, name="overview"),
    path("indicators/<slug:code>/", pages.indicator, name="indicator"),
    path("themes/<slug:code>/", pages.theme, name="theme"),
    path("areas/<slug:code>/", pages.area, name="area"),
    path("promises/", plan_text.promises, name="promises"),
    path("tasks/<str:code>/", tasks.task, name="task"),
    path("bureaus/<slug:code>/", bureaus.bureau, name="bureau"),
    path("bureaus/<slug:code>/filing/", bureaus.filing, name="bureau-filing"),
    path("rankings/", rankings.published, name="rankings"),
    path("rankings/new/", rankings.prepare, name="ranking-new"),
    path("rankings/publish/", rankings.publish, name="ranking-publish"),
    path("rankings/<int:publication_id>/", rankings.publication, name="ranking"),
    path("rankings/<int:publication_id>/withdraw/", rankings.withdraw, name="ranking-withdraw"),
]
