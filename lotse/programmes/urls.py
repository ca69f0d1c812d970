"""Addresses of what somebody takes part in."""

from django.urls import path

from lotse.programmes.views import applications, checklists, cv, rows

app_name = "programmes"
urlpatterns = [
    path("akten/<uuid:key>/lebenslauf/", cv.cv, name="cv"),
    path("lebenslaeufe/", cv.missing, name="cvs"),
    path("akten/<uuid:key>/teilhabe/", checklists.overview, name="overview"),
    path("akten/<uuid:key>/teilhabe/liste/<slug:checklist>/", checklists.checklist, name="checklist"),
    path("akten/<uuid:key>/teilhabe/liste/<slug:checklist>/nachweis/", checklists.proof_page, name="proof"),
    path("akten/<uuid:key>/teilhabe/haken/<uuid:tick>/", checklists.take_back, name="take-back"),
    path("akten/<uuid:key>/teilhabe/haken/<uuid:tick>/scan/", checklists.scan, name="tick-scan"),
    path("akten/<uuid:key>/teilhabe/antrag/neu/", applications.new, name="application-new"),
    path("akten/<uuid:key>/teilhabe/antrag/<uuid:row>/", applications.application, name="application"),
    path("akten/<uuid:key>/teilhabe/antrag/<uuid:row>/nachweis/", applications.evidence, name="evidence"),
    path("akten/<uuid:key>/teilhabe/<slug:what>/neu/", rows.new, name="new"),
    path("akten/<uuid:key>/teilhabe/<slug:what>/<uuid:row>/", rows.edit, name="row"),
]
