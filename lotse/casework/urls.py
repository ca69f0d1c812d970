"""Addresses of case management, one list for each part of it."""

from django.urls import path

from lotse.casework.views import exchange, first, overview, steering

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
STEERING = [
    path("akten/<uuid:key>/fallsteuerung/steuerung/", steering.overview, name="steering"),
    path("akten/<uuid:key>/fallsteuerung/steuerung/absprache/neu/", steering.service_new, name="service-new"),
    path("akten/<uuid:key>/fallsteuerung/steuerung/absprache/<uuid:row>/", steering.service, name="service"),
    path("akten/<uuid:key>/fallsteuerung/steuerung/konferenz/neu/", steering.conference_new, name="conference-new"),
    path("akten/<uuid:key>/fallsteuerung/steuerung/konferenz/<uuid:row>/", steering.conference, name="conference"),
    path(
        "akten/<uuid:key>/fallsteuerung/steuerung/konferenz/<uuid:row>/einladung/", steering.invitation,
        name="invitation",
    ),
    path(
        "akten/<uuid:key>/fallsteuerung/steuerung/konferenz/<uuid:row>/absagen/", steering.cancel,
        name="conference-cancel",
    ),
    path("akten/<uuid:key>/fallsteuerung/steuerung/konferenz/<uuid:row>/protokoll/", steering.minutes, name="minutes"),
    path("fallsteuerung/austausch/", exchange.exchanges, name="exchanges"),
    path("fallsteuerung/austausch/neu/", exchange.exchange_new, name="exchange-new"),
    path("fallsteuerung/austausch/<uuid:row>/", exchange.exchange, name="exchange"),
]  # fmt: skip
urlpatterns = [*CYCLE, *FIRST, *STEERING]
