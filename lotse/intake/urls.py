"""Addresses of taking people in: lists, and a household typed by hand."""

from django.urls import path

from lotse.intake.views import duplicates, household, lists

app_name = "intake"
urlpatterns = [
    path("einlesen/", lists.start, name="start"),
    path("einlesen/vorlage/<slug:kind>/", lists.template, name="template"),
    path("einlesen/doppelt/", duplicates.duplicates, name="duplicates"),
    path("einlesen/<uuid:key>/", lists.preview, name="preview"),
    path("einlesen/<uuid:key>/spalten/", lists.columns, name="columns"),
    path("einlesen/<uuid:key>/haushalte/", lists.households, name="households"),
    path("einlesen/<uuid:key>/uebernehmen/", lists.bring_in, name="bring-in"),
    path("einlesen/<uuid:key>/noch-einmal/", lists.again, name="again"),
    path("einlesen/<uuid:key>/fehler/", lists.faulty, name="faulty"),
    path("einlesen/<uuid:key>/verwerfen/", lists.discard, name="discard"),
    path("aufnahme/", household.new_household, name="household"),
]
