from django.urls import path

from lotse.accounts.views import organisations, profile, roles, sign_in, staff

app_name = "accounts"
urlpatterns = [
    path("einladung/<str:token>/", sign_in.invitation, name="invitation"),
    path("vorfuehrung/anmelden/", sign_in.demo_login, name="demo-login"),
    path("profil/", profile.profile, name="profile"),
    path("profil/abmelden/", profile.end_other_sessions, name="end-sessions"),
    path("rollen/", profile.role_table, name="role-table"),
    path("rollen/bestaetigen/", roles.waiting, name="waiting-roles"),
    path("rollen/bestaetigen/<uuid:key>/", roles.decide, name="decide-role"),
    path("rollen/<uuid:key>/beenden/", roles.end_role, name="end-role"),
    path("mitarbeitende/", staff.staff_list, name="staff-list"),
    path("mitarbeitende/neu/", staff.new_staff, name="new-staff"),
    path("mitarbeitende/<uuid:key>/", staff.staff, name="staff"),
    path("mitarbeitende/<uuid:key>/bearbeiten/", staff.edit_staff, name="edit-staff"),
    path("mitarbeitende/<uuid:key>/rolle/", roles.give_role, name="give-role"),
    path("mitarbeitende/<uuid:key>/einladen/", staff.invite, name="invite"),
    path("mitarbeitende/<uuid:key>/ausscheiden/", staff.leave, name="leave"),
    path("organisationen/", organisations.organisations, name="organisations"),
    path("organisationen/neu/", organisations.new_organisation, name="new-organisation"),
    path("organisationen/<uuid:key>/", organisations.edit_organisation, name="edit-organisation"),
    path("organisationen/<uuid:key>/teams/neu/", organisations.new_team, name="new-team"),
    path("organisationen/teams/<uuid:key>/", organisations.edit_team, name="edit-team"),
]
