"""The start page, the page of a file and the search."""

from django.urls import path

from lotse.desk import calendar, press_views, search, views

app_name = "desk"
urlpatterns = [
    path("", views.today, name="today"),
    path("akten/<uuid:key>/", views.file, name="file"),
    path("akten/<uuid:key>/drucken/", press_views.choose, name="print"),
    path("akten/<uuid:key>/drucken/deckblatt/", press_views.cover, name="cover"),
    path("akten/<uuid:key>/drucken/vermerke/", press_views.notes, name="print-notes"),
    path("akten/<uuid:key>/drucken/akte/", press_views.whole, name="print-file"),
    path("kalender/", calendar.page, name="calendar"),
    path("kalender/<str:secret>.ics", calendar.feed, name="calendar-feed"),
    path("suche/", search.page, name="search"),
]
