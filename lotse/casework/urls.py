"""Addresses of case management, one list for each part of it."""

from django.urls import path

from lotse.casework.steered_urls import STEERED
from lotse.casework.views import assessment, first, overview

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
ASSESSMENT = [
    path("akten/<uuid:key>/fallsteuerung/assessment/", assessment.assessment, name="assessment"),
    path("akten/<uuid:key>/fallsteuerung/assessment/neu/", assessment.begin_version, name="assessment-new"),
    path("akten/<uuid:key>/fallsteuerung/assessment/verwerfen/", assessment.discard, name="assessment-discard"),
    path("akten/<uuid:key>/fallsteuerung/assessment/vergleich/", assessment.comparison, name="comparison"),
    path("akten/<uuid:key>/fallsteuerung/assessment/stufen/", assessment.levels, name="levels"),
    path("akten/<uuid:key>/fallsteuerung/assessment/abschliessen/", assessment.finish, name="assessment-finish"),
    path("akten/<uuid:key>/fallsteuerung/assessment/aspekt/<slug:aspect>/", assessment.aspect, name="aspect"),
    path("akten/<uuid:key>/fallsteuerung/assessment/<uuid:row>/", assessment.assessment, name="assessment-version"),
]
urlpatterns = [*CYCLE, *FIRST, *ASSESSMENT, *STEERED]
