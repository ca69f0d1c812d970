from django.urls import path

from bench.plain import views

urlpatterns = [
    path("file/<int:key>/", views.file, name="file"),
    path("file/<int:key>/write/", views.write, name="write"),
    path("files/", views.files, name="files"),
    path("search/", views.search, name="search"),
    path("today/", views.today, name="today"),
    path("annex/", views.annex, name="annex"),
]
