from django.urls import path

from lotse.rulebook import views

app_name = "rulebook"
urlpatterns = [
    path("", views.concept, name="concept"),
    path("<path:key>/", views.concept, name="version"),
]
