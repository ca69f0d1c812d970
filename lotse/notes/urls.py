"""Addresses of notes."""

from django.urls import path

from lotse.notes import views

app_name = "notes"
urlpatterns = [
    path("akten/<uuid:key>/vermerk/neu/", views.write, name="write"),
    path("akten/<uuid:key>/vermerk/wirkung/", views.foresee, name="foresee"),
    path("vermerke/gruppe/neu/", views.write_group, name="group"),
]
