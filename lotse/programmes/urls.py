"""Addresses of what somebody takes part in."""

from django.urls import path

from lotse.programmes import views

app_name = "programmes"
urlpatterns = [
    path("akten/<uuid:key>/teilhabe/", views.overview, name="overview"),
    path("akten/<uuid:key>/teilhabe/liste/<slug:checklist>/", views.checklist, name="checklist"),
    path("akten/<uuid:key>/teilhabe/haken/<uuid:tick>/", views.take_back, name="take-back"),
]
