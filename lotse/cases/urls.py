"""Addresses of files. The page of a file itself (/akten/<key>/) stands in `desk`, where the rooms' timelines meet."""

from django.urls import path

from lotse.cases.views import cover, distribution, events, household, listing, person, planning, residence, restricted

app_name = "cases"
urlpatterns = [
    path("akten/", listing.files, name="list"),
    path("akten/gelesen/", household.find_readers, name="find-readers"),
    path("akten/<uuid:key>/person/", person.person, name="person"),
    path("akten/<uuid:key>/person/stammdaten/", person.edit, name="edit"),
    path("akten/<uuid:key>/person/aufenthalt/neu/", residence.status_new, name="status-new"),
    path("akten/<uuid:key>/person/aufenthalt/<uuid:row>/", residence.status, name="status"),
    path("akten/<uuid:key>/person/aufenthalt/<uuid:row>/spaeter/", residence.paper_later, name="paper-later"),
    path("akten/<uuid:key>/person/leistung/neu/", residence.benefit_new, name="benefit-new"),
    path("akten/<uuid:key>/person/leistung/<uuid:row>/", residence.benefit, name="benefit"),
    path("akten/<uuid:key>/person/stichtage/", residence.key_dates, name="key-dates"),
    path("akten/<uuid:key>/person/vorschlag/<slug:rule>/", residence.suggestion, name="suggestion"),
    path("akten/<uuid:key>/person/<slug:part>/", person.facts, name="facts"),
    path("akten/<uuid:key>/inhalt/<slug:field>/", person.content, name="content"),
    path("akten/<uuid:key>/geschuetzt/", restricted.overview, name="restricted"),
    path("akten/<uuid:key>/geschuetzt/schutzbedarf/neu/", restricted.need_new, name="need-new"),
    path("akten/<uuid:key>/geschuetzt/schutzbedarf/<uuid:row>/", restricted.need, name="need"),
    path("akten/<uuid:key>/geschuetzt/<slug:field>/", restricted.value, name="restricted-value"),
    path("akten/<uuid:key>/geschuetzt/<slug:field>/aendern/", restricted.change, name="restricted-change"),
    path("akten/<uuid:key>/haushalt/", household.household, name="household"),
    path("akten/<uuid:key>/gelesen/", household.readers, name="readers"),
    path("akten/<uuid:key>/ereignis/", events.choose, name="events"),
    path("akten/<uuid:key>/ereignis/<slug:kind>/", events.record, name="event"),
    path("akten/<uuid:key>/berichtigen/<uuid:event>/", events.correct_entry, name="correct"),
    path("akten/<uuid:key>/schliessen/", events.close, name="close"),
    path("akten/<uuid:key>/wieder-oeffnen/", events.reopen, name="reopen"),
    path("akten/<uuid:key>/irrtum/", events.mistake, name="mistake"),
    path("akten/<uuid:key>/zusammenfuehren/", events.merge, name="merge"),
    path("akten/<uuid:key>/trennen/<uuid:other>/", events.part, name="part"),
    path("akten/<uuid:key>/aufgabe/neu/", planning.task_new, name="task-new"),
    path("akten/<uuid:key>/aufgabe/<uuid:task>/", planning.task_edit, name="task"),
    path("akten/<uuid:key>/aufgabe/<uuid:task>/erledigt/", planning.task_settle, name="task-settle"),
    path("akten/<uuid:key>/termin/neu/", planning.appointment_new, name="appointment-new"),
    path("akten/<uuid:key>/termin/<uuid:appointment>/", planning.appointment_edit, name="appointment"),
    path(
        "akten/<uuid:key>/termin/<uuid:appointment>/ausgang/", planning.appointment_outcome, name="appointment-outcome"
    ),
    path("akten/<uuid:key>/hinweis/neu/", planning.alert_new, name="alert-new"),
    path("akten/<uuid:key>/hinweis/<uuid:alert>/beenden/", planning.alert_end, name="alert-end"),
    path("akten/<uuid:key>/erinnerung/<uuid:deadline>/", planning.later, name="later"),
    path("verteilung/", distribution.board, name="distribution"),
    path("verteilung/verlauf/", cover.history, name="hand-overs"),
    path("verteilung/vertretung/", cover.covers, name="cover"),
    path("verteilung/vertretung/<uuid:key>/beenden/", cover.end, name="cover-end"),
    path("klaerung/", distribution.clarifying, name="clarifying"),
]
