"""The start page, the page of a file and the search."""

from django.urls import path

from lotse.desk import calendar, search, views

app_name = "desk"
urlpatterns = [
    path("", views.today, name="today"),
    path("akten/<uuid:key>/", views.file, name="file"),
    path("kalender/", calendar.page, name="calendar"),
    path("kalender/<str:secret>.ics", calendar.feed, name="calendar-feed"),
    path("suche/", search.page, name="search"),
]
