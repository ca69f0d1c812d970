"""All addresses, room by room."""

from django.urls import include, path

urlpatterns = [
    path("", include("lotse.ui.urls")),
    path("berichte/", include("lotse.reports.urls")),
]
handler400 = "lotse.ui.errors.bad_request"
handler403 = "lotse.ui.errors.forbidden"
handler404 = "lotse.ui.errors.not_found"
handler500 = "lotse.ui.errors.server_error"
