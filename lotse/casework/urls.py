"""Addresses of case management, one list for each part of it."""

from django.urls import path

from lotse.casework.steered_urls import STEERED
from lotse.casework.views import assessment, first, goal_paper, goals, listing, overview, plan, settlement

app_name = "casework"

CYCLE = [
    path("fallsteuerung/", listing.listing, name="list"),
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
GOALS = [
    path("akten/<uuid:key>/fallsteuerung/ziele/", goals.goals, name="goals"),
    path("akten/<uuid:key>/fallsteuerung/ziele/fassung/<uuid:row>/", goals.goals, name="goals-version"),
    path("akten/<uuid:key>/fallsteuerung/ziele/fassung/<uuid:row>/papier/", goal_paper.print_goals, name="goals-print"),
    path("akten/<uuid:key>/fallsteuerung/ziele/neu/", goals.goal, name="goal-new"),
    path("akten/<uuid:key>/fallsteuerung/ziele/<uuid:row>/", goals.goal, name="goal"),
    path("akten/<uuid:key>/fallsteuerung/ziele/fortschreiben/", goals.begin_version, name="goals-new"),
    path("akten/<uuid:key>/fallsteuerung/ziele/verwerfen/", goals.discard, name="goals-discard"),
    path("akten/<uuid:key>/fallsteuerung/ziele/ende/", goals.planned_end, name="planned-end"),
    path("akten/<uuid:key>/fallsteuerung/ziele/vereinbaren/", goals.agree, name="agree"),
    path("akten/<uuid:key>/fallsteuerung/ziele/schriftstueck/", goals.paper, name="agreement-paper"),
]
PLAN = [
    path("akten/<uuid:key>/fallsteuerung/plan/", plan.plan, name="plan"),
    path("akten/<uuid:key>/fallsteuerung/plan/fassung/<uuid:row>/", plan.plan, name="plan-version"),
    path("akten/<uuid:key>/fallsteuerung/plan/fassung/<uuid:row>/papier/", plan.print_plan, name="plan-print"),
    path("akten/<uuid:key>/fallsteuerung/plan/fortschreiben/", plan.begin_version, name="plan-new"),
    path("akten/<uuid:key>/fallsteuerung/plan/verwerfen/", plan.discard, name="plan-discard"),
    path("akten/<uuid:key>/fallsteuerung/plan/gilt/", plan.put_in_force, name="plan-force"),
    path("akten/<uuid:key>/fallsteuerung/plan/massnahme/", plan.measure, name="measure-new"),
    path("akten/<uuid:key>/fallsteuerung/plan/massnahme/<uuid:row>/", plan.measure, name="measure"),
    path("akten/<uuid:key>/fallsteuerung/plan/massnahme/<uuid:row>/stand/", plan.settle, name="measure-settle"),
    path("akten/<uuid:key>/fallsteuerung/plan/ueberpruefung/", plan.plan_review, name="review-new"),
    path("akten/<uuid:key>/fallsteuerung/plan/ueberpruefung/<uuid:row>/", plan.review, name="review"),
]
SETTLEMENT = [
    path("akten/<uuid:key>/fallsteuerung/eingliederungsvereinbarung/", settlement.settlement, name="settlement"),
]
urlpatterns = [*CYCLE, *FIRST, *ASSESSMENT, *GOALS, *PLAN, *SETTLEMENT, *STEERED]
