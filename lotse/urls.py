"""All addresses, room by room."""

from django.urls import include, path

urlpatterns = [
    path("", include("lotse.ui.urls")),
    path("accounts/", include("lotse.accounts.sign_in")),
    path("", include("lotse.accounts.urls")),
    path("konzept/", include("lotse.rulebook.urls")),
    path("verzeichnis/", include("lotse.network.urls")),
    path("", include("lotse.cases.urls")),
    path("", include("lotse.notes.urls")),
    path("", include("lotse.casework.urls")),
    path("", include("lotse.programmes.urls")),
    path("", include("lotse.intake.urls")),
    path("berichte/", include("lotse.reports.urls")),
    path("", include("lotse.desk.urls")),
]
handler400 = "lotse.ui.errors.bad_request"
handler403 = "lotse.ui.errors.forbidden"
handler404 = "lotse.ui.errors.not_found"
handler429 = "lotse.accounts.views.sign_in.too_many_attempts"
handler500 = "lotse.ui.errors.server_error"
