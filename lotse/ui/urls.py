from django.conf import settings
from django.urls import path

from lotse.ui import views

app_name = "ui"
urlpatterns = [
    path("impressum/", views.imprint, name="imprint"),
    path("datenschutz/", views.data_protection, name="data-protection"),
    path("barrierefreiheit/", views.accessibility, name="accessibility"),
    path("darstellung/", views.appearance, name="appearance"),
    path("gesund/", views.health, name="health"),
]

if settings.DEBUG:
    from lotse.ui.tests.gallery import gallery

    urlpatterns.append(path("ui/", gallery, name="gallery"))
