"""Every address, room by room. Who may use which is in access.py."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

urlpatterns = [
    path("", include("accounts.urls")),
    path("", include("targets.urls")),
    path("", include("reports.urls")),
    path("", include("progress.urls")),
    path("", include("dashboards.urls")),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="api-schema"),
]

handler400 = "accounts.views.refusals.bad_request"
handler403 = "accounts.views.refusals.forbidden"
handler404 = "accounts.views.refusals.not_found"
handler500 = "accounts.views.refusals.server_error"
