"""Addresses of steering, monitoring and closure, and of what concerns no single file."""

from django.urls import path

from lotse.casework.views import closure, exchange, gaps, monitoring, outcome, steering, survey

FILE = "akten/<uuid:key>/fallsteuerung/"
MEETING = FILE + "steuerung/konferenz/<uuid:row>/"
STEERING = [
    path(FILE + "steuerung/", steering.overview, name="steering"),
    path(FILE + "steuerung/absprache/neu/", steering.service_new, name="service-new"),
    path(FILE + "steuerung/absprache/<uuid:row>/", steering.service, name="service"),
    path(FILE + "steuerung/konferenz/neu/", steering.conference_new, name="conference-new"),
    path(MEETING, steering.conference, name="conference"),
    path(MEETING + "einladung/", steering.invitation, name="invitation"),
    path(MEETING + "absagen/", steering.cancel, name="conference-cancel"),
    path(MEETING + "protokoll/", steering.minutes, name="minutes"),
    path(MEETING + "papier/", steering.print_minutes, name="minutes-print"),
    path("fallsteuerung/austausch/", exchange.exchanges, name="exchanges"),
    path("fallsteuerung/austausch/neu/", exchange.exchange_new, name="exchange-new"),
    path("fallsteuerung/austausch/<uuid:row>/", exchange.exchange, name="exchange"),
]
MONITORING = [
    path(FILE + "monitoring/", monitoring.overview, name="monitoring"),
    path(FILE + "monitoring/abweichung/", monitoring.deviation, name="deviation"),
    path(FILE + "luecke/neu/", gaps.gap_in_file_new, name="gap-in-file-new"),
    path(FILE + "luecke/<uuid:row>/", gaps.gap_in_file, name="gap-in-file"),
    path("fallsteuerung/luecken/", gaps.gaps, name="gaps"),
    path("fallsteuerung/luecken/neu/", gaps.gap_new, name="gap-new"),
    path("fallsteuerung/luecken/<uuid:row>/", gaps.gap, name="gap"),
]
CLOSURE = [
    path(FILE + "abschluss/", closure.closure, name="closure"),
    path(FILE + "abschluss/befragung/", closure.survey_link, name="survey-link"),
    path(FILE + "abschluss/befragung/zettel/", closure.survey_slip, name="survey-slip"),
    path("befragung/<str:secret>/", survey.survey, name="survey"),
    path("fallsteuerung/selbststaendigkeit/", outcome.outcome, name="outcome"),
    path("fallsteuerung/zufriedenheit/", survey.satisfaction, name="satisfaction"),
]
STEERED = [*STEERING, *MONITORING, *CLOSURE]
