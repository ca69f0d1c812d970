from django.urls import path

from lotse.reports.views import everyday, figures, over_time, settings, workflow

app_name = "reports"
urlpatterns = [
    path("anlage-1/", figures.annex1, name="annex-1"),
    path("anlage-1/druck/", figures.on_paper, name="print"),
    path("anlage-1/datei/<slug:kind>/", figures.file, name="file"),
    path("anlage-1/pruefen/<uuid:team>/", workflow.check, name="check"),
    path("anlage-1/einreichen/<uuid:organisation>/", workflow.submit, name="submit"),
    path("eingereicht/", workflow.submissions, name="submissions"),
    path("eingereicht/<uuid:key>/", workflow.submission, name="submission"),
    path("eingereicht/<uuid:key>/druck/", workflow.submission_on_paper, name="submission-print"),
    path("eingereicht/<uuid:key>/datei/<slug:kind>/", workflow.submission_file, name="submission-file"),
    path("integrationskurse/", over_time.integration_courses, name="courses"),
    path("umzuege/", over_time.moves, name="moves"),
    path("themen/", everyday.topics, name="topics"),
    path("sichtbarkeit/", settings.visibility, name="visibility"),
    path("meldetermin/", settings.reporting_day, name="reporting-day"),
]
