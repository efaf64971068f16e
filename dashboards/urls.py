"""Addresses of dashboards."""

from django.urls import path

from dashboards.views import bureaus, carbon, carbon_desk, checking, pages, plan_text, rankings, schemes, scores, tasks
from dashboards.views.freshness import kept_until_changed as kept

urlpatterns = [
    path("check/", checking.check, name="check"),
    path("check/tick/", checking.tick, name="check-tick"),
    path("check/co-sign/", checking.co_sign, name="check-co-sign"),
    path("overview/", kept(pages.overview), name="overview"),
    path("indicators/<slug:code>/", kept(pages.indicator), name="indicator"),
    path("carbon/", kept(carbon.carbon), name="carbon"),
    path("carbon/<slug:code>/", kept(carbon.carbon), name="carbon-area"),
    path("plan/assumptions/", carbon_desk.assumptions, name="plan-scenario"),
    path("plan/sizes/", carbon_desk.area_sizes, name="plan-sizes"),
    path("themes/<slug:code>/", kept(pages.theme), name="theme"),
    path("areas/<slug:code>/", kept(pages.area), name="area"),
    path("promises/", kept(plan_text.promises), name="promises"),
    path("tasks/<str:code>/", kept(tasks.task), name="task"),
    path("bureaus/<slug:code>/", kept(bureaus.bureau), name="bureau"),
    path("bureaus/<slug:code>/filing/", bureaus.filing, name="bureau-filing"),
    path("rankings/", kept(rankings.published), name="rankings"),
    path("rankings/new/", rankings.prepare, name="ranking-new"),
    path("rankings/publish/", rankings.publish, name="ranking-publish"),
    path("rankings/<int:publication_id>/", kept(rankings.publication), name="ranking"),
    path("rankings/<int:publication_id>/withdraw/", rankings.withdraw, name="ranking-withdraw"),
    path("scores/", scores.scores, name="scores"),
    path("scores/export/", scores.export, name="scores-export"),
    path("scores/turn/", scores.turn, name="scores-turn"),
    path("scores/schemes/", schemes.schemes, name="scores-schemes"),
    path("scores/schemes/<int:edition>/", schemes.scheme, name="scores-scheme"),
    path("scores/schemes/<int:edition>/edit/", schemes.edit, name="scores-scheme-edit"),
    path("scores/schemes/<int:edition>/copy/", schemes.copy, name="scores-scheme-copy"),
    path("scores/schemes/<int:edition>/what-if/", schemes.what_if, name="scores-scheme-what-if"),
    path("scores/schemes/<int:edition>/activate/", schemes.activate, name="scores-scheme-activate"),
    path("scores/schemes/<int:edition>/discard/", schemes.discard, name="scores-scheme-discard"),
    path("scores/<slug:code>/", scores.area, name="scores-area"),
]
