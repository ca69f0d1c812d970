"""Addresses of case management, one list for each part of it."""

from django.urls import path

from lotse.casework.views import first, overview

app_name = "casework"

CYCLE = [
    path("akten/<uuid:key>/fallsteuerung/", overview.overview, name="overview"),
    path("akten/<uuid:key>/fallsteuerung/beginnen/", overview.begin_cycle, name="begin"),
    path("akten/<uuid:key>/fallsteuerung/verwerfen/", overview.drop_cycle, name="drop"),
    path("akten/<uuid:key>/fallsteuerung/beenden/", overview.end_cycle, name="end"),
    path("akten/<uuid:key>/fallsteuerung/schritt/<uuid:step>/zuruecknehmen/", overview.undo_step, name="undo"),
]
FIRST = [
    path("akten/<uuid:key>/fallsteuerung/pruefung/", first.prompt, name="prompt"),
    path("akten/<uuid:key>/fallsteuerung/termin/", first.appointment, name="appointment"),
    path("akten/<uuid:key>/fallsteuerung/erstgespraech/", first.interview, name="interview"),
    path("akten/<uuid:key>/fallsteuerung/entscheidung/", first.decision, name="decision"),
]
urlpatterns = [*CYCLE, *FIRST]
