"""Addresses of what somebody takes part in."""

from django.urls import path

from lotse.programmes.views import applications, checklists, groups, rows

app_name = "programmes"
urlpatterns = [
    path("akten/<uuid:key>/teilhabe/", checklists.overview, name="overview"),
    path("akten/<uuid:key>/teilhabe/liste/<slug:checklist>/", checklists.checklist, name="checklist"),
    path("akten/<uuid:key>/teilhabe/haken/<uuid:tick>/", checklists.take_back, name="take-back"),
    path("akten/<uuid:key>/teilhabe/haken/<uuid:tick>/scan/", checklists.scan, name="tick-scan"),
    path("akten/<uuid:key>/teilhabe/antrag/neu/", applications.new, name="application-new"),
    path("akten/<uuid:key>/teilhabe/antrag/<uuid:row>/", applications.application, name="application"),
    path("akten/<uuid:key>/teilhabe/antrag/<uuid:row>/nachweis/", applications.evidence, name="evidence"),
    path("gruppenangebote/", groups.offers, name="offers"),
    path("gruppenangebote/neu/", groups.new_offer, name="offer-new"),
    path("gruppenangebote/<uuid:key>/", groups.offer, name="offer"),
    path("gruppenangebote/<uuid:key>/aendern/", groups.change_offer, name="offer-change"),
    path("gruppenangebote/<uuid:key>/termin/neu/", groups.new_date, name="offer-date-new"),
    path("gruppenangebote/<uuid:key>/termin/<uuid:date>/", groups.change_date, name="offer-date"),
    path("akten/<uuid:key>/teilhabe/<slug:what>/neu/", rows.new, name="new"),
    path("akten/<uuid:key>/teilhabe/<slug:what>/<uuid:row>/", rows.edit, name="row"),
]
