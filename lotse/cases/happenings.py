"""What can be entered as having happened: for each kind its words, its form, and the verb that does it."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lotse.accounts.access import rights_of
from lotse.accounts.models import User
from lotse.accounts.permissions import Action
from lotse.cases import forms, life
from lotse.cases.access import by_number
from lotse.cases.actions import Refused, record_event
from lotse.cases.header import Header
from lotse.cases.models import File
from lotse.cases.persons import join_household
from lotse.cases.words import region_title

Save = Callable[[Any, User], str]


class Happening(NamedTuple):
    """`save(form, by)` does it and returns the sentence that says what followed."""

    title: Any
    lead: Any
    form: type[forms.OnForm]
    save: Save
    group: Any
    for_household: bool = False


def _move(kind: str) -> Save:
    def save(form: forms.MoveForm, by: User) -> str:
        files = form.chosen_files()
        before = {f.region for f in files}
        life.move(files, kind, form.cleaned_data["on"], form.address(), remark=form.cleaned_data["remark"], by=by)
        match = form.concept.region_of(form.cleaned_data["district"] or None, form.cleaned_data["place"] or None)
        if match.region_key is None:
            return _("Eingetragen. Die Region ist noch zu klären: %(reason)s") % {"reason": str(match.reason)}
        region = region_title(form.concept, match.region_key)
        if before == {match.region_key}:
            return _("Eingetragen. Es bleibt bei der Region %(region)s.") % {"region": region}
        return _(
            "Eingetragen. Region jetzt %(region)s: %(reason)s "
            "Zuständig bleibt, wer es ist, bis die Akte übergeben wird."
        ) % {
            "region": region,
            "reason": str(match.reason),
        }

    return save


def _away(form: forms.AwayForm, by: User) -> str:
    life.move(
        form.chosen_files(),
        "moved-away",
        form.cleaned_data["on"],
        form.address(),
        remark=form.cleaned_data["remark"],
        by=by,
    )
    return _("Wegzug eingetragen. Die Akte bleibt offen, bis Sie sie schließen.")


def _one(verb: Callable[..., Any], sentence: Any) -> Save:
    def save(form: forms.EventForm, by: User) -> str:
        verb(form.file, form.cleaned_data["on"], remark=form.cleaned_data["remark"], by=by)
        return str(sentence)

    return save


def _event(kind: str, sentence: Any) -> Save:
    def save(form: forms.EventForm, by: User) -> str:
        record_event(form.file, kind, form.cleaned_data["on"], remark=form.cleaned_data["remark"], by=by)
        return str(sentence)

    return save


def _card(form: forms.EventForm, by: User) -> str:
    record_event(
        form.file, "residence-card-received", form.cleaned_data["on"], remark=form.cleaned_data["remark"], by=by
    )
    for rule in form.concept.rules:
        if (
            rule.starts_at == "residence-card-received"
            and form.file.deadlines.filter(rule=rule.key, superseded_at=None, met_on=None).exists()
        ):
            return _(
                "Eingetragen. Damit steht an: %(title)s. "
                "Die Koordination sieht es unter „Verteilung“; die ganze Akte geht mit."
            ) % {"title": str(rule.title)}
    return _("Eingetragen.")


def _separate(form: forms.SeparationForm, by: User) -> str:
    life.separate(form.chosen_files(), form.cleaned_data["on"], remark=form.cleaned_data["remark"], by=by)
    return _("Der Haushalt ist getrennt. Wohnt jemand jetzt anders, tragen Sie den Umzug ein.")


def _join(form: forms.JoiningForm, by: User) -> str:
    data = form.cleaned_data
    other = by_number(rights_of(by, form.today), Action.EDIT_FILE, data["number"], form.today)
    household = life.household_of(other.person, data["on"]) if other else None
    if other is None or household is None:
        raise Refused(_("Unter dieser Nummer ist keine Akte mit Haushalt, die Sie bearbeiten dürfen."))
    if form.file.person.memberships.filter(household=household, until_on=None).exists():
        raise Refused(_("Beide gehören schon zum selben Haushalt."))
    join_household(form.file, household, data["on"], relation=data["relation"], by=by)
    return _("Eingetragen. Wohnt die Person jetzt auch dort, tragen Sie noch den Umzug ein.")


def _absence(form: forms.AbsenceForm, by: User) -> str:
    data = form.cleaned_data
    life.record_absence(form.file.person, data["reason"], data["on"], data["until_on"], by=by)
    return _("Die Abwesenheit ist eingetragen.")


HOME, PERSON, SERVICE = gettext_lazy("Wohnen"), gettext_lazy("Person"), gettext_lazy("Hilfe")
ENTERED = gettext_lazy("Eingetragen.")

HAPPENINGS: dict[str, Happening] = {
    "moved-within-town": Happening(
        gettext_lazy("Umzug innerhalb der Kommune"),
        gettext_lazy("Die Region folgt der neuen Adresse."),
        forms.MoveForm,
        _move("moved-within-town"),
        HOME,
        True,
    ),
    "moved-to-own-flat": Happening(
        gettext_lazy("Umzug in eigenen Wohnraum"),
        gettext_lazy("Beginnt die Nachbetreuung, wo das Konzept sie vorsieht."),
        forms.MoveForm,
        _move("moved-to-own-flat"),
        HOME,
        True,
    ),
    "moved-away": Happening(
        gettext_lazy("Wegzug"),
        gettext_lazy("Aus der Kommune fort. Die Aufbewahrungszeit beginnt, wo das Konzept sie daran knüpft."),
        forms.AwayForm,
        _away,
        HOME,
        True,
    ),
    "household-separated": Happening(
        gettext_lazy("Haushalt trennen"),
        gettext_lazy("Wer geht, bildet einen eigenen Haushalt; die Akten bleiben, wie sie sind."),
        forms.SeparationForm,
        _separate,
        HOME,
        True,
    ),
    "joined-household": Happening(
        gettext_lazy("In einen anderen Haushalt"),
        gettext_lazy("Die Person verlässt ihren Haushalt und gehört von diesem Tag an zu dem anderen."),
        forms.JoiningForm,
        _join,
        HOME,
    ),
    "residence-card-received": Happening(
        gettext_lazy("Aufenthaltstitel erhalten (eAT)"),
        gettext_lazy("Der Tag, an dem die Karte in der Hand war."),
        forms.EventForm,
        _card,
        PERSON,
    ),
    "absence": Happening(
        gettext_lazy("Abwesenheit"),
        gettext_lazy("Nicht regelmäßig anwesend, zum Beispiel Krankenhaus oder Haft."),
        forms.AbsenceForm,
        _absence,
        PERSON,
    ),
    "disappeared": Happening(
        gettext_lazy("Unbekannter Verbleib"),
        gettext_lazy("Ab diesem Tag nicht regelmäßig anwesend. Die Akte bleibt offen."),
        forms.EventForm,
        _one(life.disappear, ENTERED),
        PERSON,
    ),
    "returned": Happening(
        gettext_lazy("Rückkehr"),
        gettext_lazy("Der Tag der Rückkehr zählt wieder als Anwesenheit."),
        forms.EventForm,
        _one(life.come_back, ENTERED),
        PERSON,
    ),
    "died": Happening(
        gettext_lazy("Tod"),
        gettext_lazy("Es wird nichts mehr fällig. Die Akte schließen Sie, wenn alles geregelt ist."),
        forms.EventForm,
        _one(life.die, gettext_lazy("Eingetragen. Es wird nichts mehr fällig.")),
        PERSON,
    ),
    "welcome-decided": Happening(
        gettext_lazy("Willkommensleistung bei Familiennachzug"),
        gettext_lazy("Entschieden wird nach Bedarf. Der Tag ist der Beginn der Leistung."),
        forms.EventForm,
        _event("welcome-decided", gettext_lazy("Eingetragen. Die Leistung läuft ab diesem Tag.")),
        SERVICE,
    ),
    "case-management-started": Happening(
        gettext_lazy("Beginn des Case Managements"),
        gettext_lazy("Zählt in der Statistik als Bestand am Monatsende."),
        forms.EventForm,
        _event("case-management-started", ENTERED),
        SERVICE,
    ),
    "case-management-ended": Happening(
        gettext_lazy("Ende des Case Managements"),
        "",
        forms.EventForm,
        _event("case-management-ended", ENTERED),
        SERVICE,
    ),
}


# Entered on pages of their own, which the page *Person* leads to as well: address, title, lead.
ELSEWHERE = (
    (
        "cases:status-new", gettext_lazy("Neuer Aufenthaltsstatus"),
        gettext_lazy("Mit seinem Papier. Der bisherige endet am Tag davor; Fristen, die daran hängen, folgen."),
    ),
    (
        "cases:benefit-new", gettext_lazy("Andere Leistung"),
        gettext_lazy("Unabhängig vom Aufenthaltsstatus, auch für den ganzen Haushalt auf einmal."),
    ),
)  # fmt: skip


def by_the_cycle(head: Header, kind: str) -> bool:
    """Where the concept has steps of case management, taking a step records its beginning and its end."""
    return bool(head.concept.steps) and kind in ("case-management-started", "case-management-ended")


def offered(head: Header) -> list[tuple[str, list[tuple[str, Any, Any]]]]:
    """What makes sense for this file, by group: address, title, lead."""
    hidden = set()
    if head.file.arrival != "family" or not any(r.starts_at == "welcome-decided" for r in head.concept.rules):
        hidden.add("welcome-decided")
    hidden |= {kind for kind in HAPPENINGS if by_the_cycle(head, kind)}
    if head.person.died_on:
        hidden |= set(HAPPENINGS) - {"welcome-decided"}
    groups: dict[str, list[tuple[str, Any, Any]]] = {}
    for key, happening in HAPPENINGS.items():
        if key not in hidden:
            address = reverse("cases:event", args=(head.file.pk, key))
            groups.setdefault(str(happening.group), []).append((address, happening.title, happening.lead))
    if not head.person.died_on:
        pages = [(reverse(name, args=(head.file.pk,)), heading, lead) for name, heading, lead in ELSEWHERE]
        groups[str(PERSON)] = pages + groups.get(str(PERSON), [])
    return list(groups.items())


def household_for(happening: Happening, file: File, household: Sequence[File]) -> Sequence[File]:
    return household if happening.for_household else [file]
