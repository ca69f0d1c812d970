"""Addresses of notes."""

from django.urls import path

from lotse.notes.views import documents, drafts, erasures, find, post, record, slips, write

app_name = "notes"
urlpatterns = [
    path("akten/<uuid:key>/vermerk/neu/", write.write, name="write"),
    path("akten/<uuid:key>/vermerk/wirkung/", write.foresee, name="foresee"),
    path("akten/<uuid:key>/vermerk/entwurf/", drafts.keep, name="keep"),
    path("akten/<uuid:key>/vermerk/<uuid:note>/", record.note, name="note"),
    path("akten/<uuid:key>/vermerk/<uuid:note>/entwurf/", drafts.keep_supplement, name="keep-supplement"),
    path("akten/<uuid:key>/finden/", find.find, name="find"),
    path("akten/<uuid:key>/schriftstuecke/", documents.documents, name="documents"),
    path("akten/<uuid:key>/schriftstuecke/post/", documents.letter, name="letter"),
    path("akten/<uuid:key>/schriftstuecke/<uuid:document>/", documents.document, name="document"),
    path("akten/<uuid:key>/schriftstuecke/<uuid:document>/blatt/<int:position>/", documents.sheet, name="sheet"),
    path("akten/<uuid:key>/termin/<uuid:appointment>/zettel/", slips.slip, name="slip"),
    path("termine/erinnern/", slips.reminder_list, name="reminders"),
    path("termine/erinnern/druck/", slips.reminder_print, name="reminder-print"),
    path("termine/zettel/", slips.day_slips, name="day-slips"),
    path("post/", post.post, name="post"),
    path("vermerke/kurz/", write.quick, name="quick"),
    path("vermerke/gruppe/neu/", write.write_group, name="group"),
    path("vermerke/gruppe/entwurf/", drafts.keep_group, name="keep-group"),
    path("vermerke/entwuerfe/", drafts.drafts, name="drafts"),
    path("vermerke/entwuerfe/<uuid:key>/", drafts.draft, name="draft"),
    path("vermerke/loeschen/", erasures.waiting, name="erasures"),
    path("vermerke/loeschen/schriftstueck/<uuid:key>/", erasures.decide_document, name="decide-document-erasure"),
    path("vermerke/loeschen/angabe/<uuid:key>/", erasures.decide_content, name="decide-content-erasure"),
    path("vermerke/loeschen/<uuid:key>/", erasures.decide, name="decide-erasure"),
]
