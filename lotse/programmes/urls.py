"""Addresses of what somebody takes part in."""

from django.urls import path

from lotse.programmes.views import (
    applications,
    checklists,
    cv,
    groups,
    hearings,
    housing,
    housing_office,
    housing_report,
    rows,
)

app_name = "programmes"
HOUSING = "akten/<uuid:key>/teilhabe/wohnung/"
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
    path(f"{HOUSING}neu/", housing.new, name="housing-new"),
    path(f"{HOUSING}<uuid:row>/", housing.housing, name="housing"),
    path(f"{HOUSING}<uuid:row>/schritt/<slug:does>/", housing.step, name="housing-step"),
    path(f"{HOUSING}<uuid:row>/angebot/neu/", housing.offer_new, name="housing-offer-new"),
    path(f"{HOUSING}<uuid:row>/angebot/<uuid:offer>/", housing.offer, name="housing-offer"),
    path(f"{HOUSING}<uuid:row>/kosten/<slug:kind>/", housing.cost, name="housing-cost"),
    path(f"{HOUSING}<uuid:row>/eintrag/<slug:item>/", housing.mark, name="housing-mark"),
    path(f"{HOUSING}<uuid:row>/eintrag/<uuid:mark>/weg/", housing.unmark, name="housing-unmark"),
    path(f"{HOUSING}<uuid:row>/bericht/", housing_report.report, name="social-report"),
    path(f"{HOUSING}<uuid:row>/bericht/<int:number>/pdf/", housing_report.paper, name="social-report-paper"),
    path("wohnungsantraege/", housing_office.cases, name="housing-cases"),
    path("wohnungsantraege/<uuid:row>/", housing_office.case, name="housing-case"),
    path("wohnungsantraege/<uuid:row>/anfrage/<slug:body>/", housing_office.hearing, name="housing-hearing"),
    path("wohnungsantraege/<uuid:row>/anfrage/<slug:body>/blatt/", housing_office.sheet, name="housing-sheet"),
    path("anhoerungen/", hearings.hearings, name="hearings"),
    path("anhoerungen/<uuid:key>/", hearings.hearing, name="hearing"),
    path("gruppenangebote/", groups.offers, name="offers"),
    path("gruppenangebote/neu/", groups.new_offer, name="offer-new"),
    path("gruppenangebote/termin/<uuid:date>/", groups.find_date, name="date"),
    path("gruppenangebote/<uuid:key>/", groups.offer, name="offer"),
    path("gruppenangebote/<uuid:key>/aendern/", groups.change_offer, name="offer-change"),
    path("gruppenangebote/<uuid:key>/termin/neu/", groups.new_date, name="offer-date-new"),
    path("gruppenangebote/<uuid:key>/termin/<uuid:date>/", groups.change_date, name="offer-date"),
    path("akten/<uuid:key>/teilhabe/<slug:what>/neu/", rows.new, name="new"),
    path("akten/<uuid:key>/teilhabe/<slug:what>/<uuid:row>/", rows.edit, name="row"),
]
