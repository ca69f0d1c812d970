"""The start page and the page of a file."""

from django.urls import path

from lotse.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.today, name="today"),
    path("akten/<uuid:key>/", views.file, name="file"),
]
