"""Addresses of the directory."""

from django.urls import path

from lotse.network.views import doctors, offers, partners

app_name = "network"
urlpatterns = [
    path("", partners.directory, name="directory"),
    path("neu/", partners.new, name="partner-new"),
    path("aerzte/", doctors.doctors, name="doctors"),
    path("aerzte/blatt/", doctors.sheet, name="doctors-sheet"),
    path("angebot/<uuid:row>/", offers.offer_of, name="offer-of"),
    path("<uuid:key>/", partners.partner, name="partner"),
    path("<uuid:key>/aendern/", partners.change, name="partner-change"),
    path("<uuid:key>/geprueft/", partners.checked, name="partner-checked"),
    path("<uuid:key>/entfernen/", partners.remove, name="partner-remove"),
    path("<uuid:key>/person/neu/", offers.contact_new, name="contact-new"),
    path("<uuid:key>/person/<uuid:row>/", offers.contact, name="contact"),
    path("<uuid:key>/angebot/neu/", offers.offer_new, name="offer-new"),
    path("<uuid:key>/angebot/<uuid:row>/", offers.offer, name="offer"),
]
