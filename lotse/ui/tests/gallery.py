"""/ui/ with DEBUG: every component once, with awkward content. Never part of a running installation."""

from datetime import date
from pathlib import Path

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import engines

from lotse.concept.entries import Source
from lotse.concept.periods import Day
from lotse.concept.vocabulary import Text
from lotse.ui.fields import DecimalCommaField, DurationField, GermanDateField, PartialDateField
from lotse.ui.names import WrittenName
from lotse.ui.navigation import NavItem
from lotse.ui.render import full_context

SOURCE = Path(__file__).with_name("gallery.html")

FORMS = [("visit", "Hausbesuch"), ("single", "Einzelberatung"), ("group", "Gruppe"), ("call", "Telefonat")]
FIELDS_OF_ACTION = [
    ("home", "Wohnen"),
    ("health", "Gesundheit"),
    ("language", "Sprache"),
    ("life", "besondere persönliche Lebensumstände"),
]


class GalleryForm(forms.Form):
    form = forms.ChoiceField(label="Form", choices=FORMS, widget=forms.RadioSelect)
    on = GermanDateField(label="Datum")
    starts = forms.TimeField(label="Beginn", required=False)
    minutes = DurationField(label="Dauer in Minuten")
    language = forms.ChoiceField(label="Sprache", choices=[("ti", "Tigrinya, gedolmetscht"), ("de", "Deutsch")])
    born = PartialDateField(label="Geburtsdatum", help_text="Unbekannte Teile als 00.")
    hours = DecimalCommaField(label="Stunden", places=1, required=False)
    name = forms.CharField(label="Name in Originalschrift", required=False)
    mail = forms.EmailField(label="E-Mail-Adresse", required=False)
    password = forms.CharField(label="Passwort", widget=forms.PasswordInput, required=False)
    people = forms.IntegerField(label="Personen", required=False)
    fields_of_action = forms.MultipleChoiceField(
        label="Handlungsfelder",
        choices=FIELDS_OF_ACTION,
        widget=forms.CheckboxSelectMultiple,
        help_text="mindestens eines",
    )
    summary = forms.CharField(
        label="Zusammenfassung",
        widget=forms.Textarea,
        help_text="Was war? Sachlich, kurz. Herr Tesfay darf diesen Text lesen.",
    )
    result = forms.CharField(
        label="Ergebnis",
        widget=forms.Textarea,
        error_messages={"required": "Was wurde vereinbart? „Nichts vereinbart“ genügt."},
    )
    file = forms.FileField(label="Zuweisungsliste", required=False, help_text="xlsx, ods oder csv, höchstens 5 MB.")
    agreed = forms.BooleanField(
        label="Die Person ist einverstanden", required=False, help_text="Ohne Haken trägt sie ihn selbst."
    )
    draft = forms.CharField(widget=forms.HiddenInput, required=False)


TYPED = {
    "form": "visit",
    "on": "20.11.2026",
    "minutes": "dreiviertel",
    "language": "ti",
    "born": "31.02.1990",
    "name": "በርሀ ተስፋይ",
    "fields_of_action": ["home", "health"],
    "summary": "Herrn Tesfay in seinem Zimmer angetroffen. <b>Kein</b> Bargeld bis Montag.",
}
DAYS = (
    Day(date(2026, 11, 17), "event", "event-day"),
    Day(date(2026, 11, 18), "skipped", "holiday", "Buß- und Bettag"),
    Day(date(2026, 11, 19), "counted", number=1),
    Day(date(2026, 11, 20), "due", number=2),
)
ROLLED = (
    Day(date(2026, 11, 19), "event", "event-day"),
    Day(date(2026, 11, 20), "counted", number=1),
    Day(date(2026, 11, 21), "rolled", "saturday", number=2),
    Day(date(2026, 11, 23), "due"),
)
NAMES = [
    WrittenName("Rahimi, Zahra", "زهرا رحیمی", "fa"),
    WrittenName("Tesfay, Berhe", "በርሀ ተስፋይ", "ti"),
    WrittenName("Petrosyan, Ani", "Անի Պետրոսյան", "hy"),
    WrittenName("Kovalenko, Kateryna", "Катерина Коваленко", "uk"),
    WrittenName("Beridze, Nino", "ნინო ბერიძე", "ka"),
    WrittenName("Al-Ḫaṭīb, ʿAbd ar-Raḥmān", "عبد الرحمن الخطيب"),
    WrittenName("Ismail, Rojîn"),
]
NAV = [
    NavItem("Heute", "/", count=6),
    NavItem("Bausteine", "/ui/", count=1078),
    NavItem("Integrationsbüro", "/b/", "Region West", 3),
    NavItem("Netzwerk", "/c/", "Region West"),
    NavItem("Meine Statistik", "/d/", "Nachweise"),
]


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    form = GalleryForm(TYPED if "leer" not in request.GET else None, initial={"on": request.today})  # type: ignore[attr-defined]
    request.nav = NAV  # type: ignore[attr-defined]
    request.search_url = "/suche/"  # type: ignore[attr-defined]
    template = engines["jinja2"].env.from_string(SOURCE.read_text(encoding="utf-8"))
    return HttpResponse(
        template.render(
            full_context(request)
            | {
                "form": form,
                "days": DAYS,
                "rolled": ROLLED,
                "names": NAMES,
                "page": Paginator(range(1234), 25).get_page(request.GET.get("seite", 7)),
                "practice": Source(
                    "practice", (), Text("Ab 35 Stunden, berichtet von einer Koordinatorin.", "From 35 hours.")
                ),
            }
        )
    )
