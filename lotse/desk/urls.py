"""The start page, the page of a file and the search."""

from django.urls import path

from lotse.desk import search, views

app_name = "desk"
urlpatterns = [
    path("", views.today, name="today"),
    path("akten/<uuid:key>/", views.file, name="file"),
    path("suche/", search.page, name="search"),
]
