from django.urls import path

from lotse.reports import views

app_name = "reports"
urlpatterns = [
    path("anlage-1/", views.annex1, name="annex-1"),
]
