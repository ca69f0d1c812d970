"""What the file says about its person, gathered for the page *Person* (P-135)."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.forms import ModelForm
from django.utils.translation import gettext as _

from lotse.accounts.models import User
from lotse.accounts.permissions import Action
from lotse.cases.header import Header, address_line
from lotse.cases.health import health_of
from lotse.cases.known import STRUCTURED
from lotse.cases.models import FileContent
from lotse.cases.suggestions import Answered, Suggestion, suggestions_of
from lotse.cases.words import country_title, region_title, title
from lotse.concept.everyday import HealthEntitlement
from lotse.concept.model import Concept, FileField, Status
from lotse.people.models import (
    Absence,
    Contact,
    FurtherName,
    Identifier,
    KeyDate,
    Person,
    ResidenceStatus,
)
from lotse.ui.filters import date_, partial_date
from lotse.ui.reasons import text_in_language
from lotse.vault.keys import open_key


@dataclass(frozen=True)
class Content:
    field: str
    text: str
    by: str
    at: datetime


@dataclass(frozen=True)
class StayRow:
    from_on: date
    until_on: date | None
    address: str
    kind: str
    district: str
    region: str
    reason: str


@dataclass(frozen=True)
class StatusRow:
    """A status with its paper; `conditions` only for whom the words are meant."""

    id: UUID
    from_on: date
    until_on: date | None
    title: str
    is_now: bool
    issued_on: date | None
    valid_until_on: date | None
    work: str
    applied_on: date | None
    applied_for: str
    conditions: str


@dataclass(frozen=True)
class BenefitRow:
    id: UUID
    from_on: date
    until_on: date | None
    title: str
    payment: str


@dataclass
class About:
    """Everything *Person* shows besides the head."""

    master: list[tuple[str, str]]
    names: list[tuple[UUID, str, str]]
    numbers: list[Identifier]
    contacts: list[Contact]
    stays: list[StayRow]
    absences: list[tuple[date, date | None, str]]
    statuses: list[StatusRow]
    benefits: list[BenefitRow]
    fields: list[tuple[FileField, list[Content]]] = field(default_factory=list)
    shows_contents: bool = False
    until_now: str = ""  # what stands instead of "today" where nobody keeps the file up to date any more
    law_benefits: list[str] = field(default_factory=list)
    health: list[HealthEntitlement] = field(default_factory=list)
    suggestions: list[Suggestion] = field(default_factory=list)  # of those who may enter what they suggest
    answered: list[Answered] = field(default_factory=list)
    odd_benefit: bool = False  # the list does not name it with the status of today
    key_dates: list[tuple[str, str]] = field(default_factory=list)
    law: Status | None = None  # what the federal list says of the status of today

    @property
    def law_inputs(self) -> list[tuple[str, str]]:
        if self.law is None:
            return []
        rows = [
            (_("Rechtsgrundlage"), self.law.legal_basis),
            (_("Arbeit"), text_in_language(self.law.work_note)),
            (_("Leistungen, die dazu passen"), ", ".join(self.law_benefits)),
        ]
        return [(label, words) for label, words in rows if words]

    def rows_of(self, what: str) -> list[tuple[UUID, str, str]]:
        """id, text, and what stands behind it in small, of one of the short lists."""
        if what == "name":
            return self.names
        if what == "number":
            return [(n.pk, n.value, "") for n in self.numbers]
        return [(c.pk, c.value, c.get_kind_display()) for c in self.contacts]

    def content(self, key: str) -> Content | None:
        return next((found[0] for entry, found in self.fields if entry.key == key and found), None)


def content_fields(concept: Concept) -> list[FileField]:
    """The fields switched on that take free words. Sensitive ones stand in the restricted compartment only."""
    return [f for f in concept.file_fields if f.enabled and not f.sensitive and f.key not in STRUCTURED]


def facts_of(head: Header) -> About:
    person, concept = head.person, head.concept
    about = About(
        master=_master(person, concept),
        names=_further_names(head),
        numbers=list(Identifier.objects.filter(person=person).order_by("value")),
        contacts=list(Contact.objects.filter(person=person)),
        stays=[
            StayRow(
                s.from_on,
                s.until_on or person.died_on,
                address_line(head, s),
                title(concept.accommodation_kinds, s.kind) if s.kind else "",
                s.district,
                region_title(concept, s.region),
                s.region_reason,
            )
            for s in reversed(head.stays)
        ],
        absences=_absences(head),
        statuses=_statuses(head),
        benefits=[
            BenefitRow(
                b.pk,
                b.from_on,
                b.until_on or person.died_on,
                title(concept.benefits, b.system),
                str(b.get_payment_display()) if b.payment else "",
            )
            for b in reversed(head.benefits)
        ],
        shows_contents=head.sees_remarks,
        until_now="" if head.file.is_open else _("zum Schließen der Akte"),
        health=health_of(head),
    )
    if head.status and (law := next((s for s in concept.statuses if s.key == head.status.status), None)):
        about.law, about.law_benefits = law, [title(concept.benefits, key) for key in law.benefits]
        fits = not head.benefit or not law.benefits or head.benefit.system in law.benefits
        about.odd_benefit = not fits and person.died_on is None
    _key_dates_and_suggestions(head, about)
    if head.sees_remarks:
        about.fields = _contents(head)
    return about


def _key_dates_and_suggestions(head: Header, about: About) -> None:
    """Suggestions are a working aid of those who enter; the authority decides and does not see them."""
    kinds = head.concept.federal.key_dates
    if not kinds:
        return
    days = dict(KeyDate.objects.filter(person=head.person).values_list("kind", "on"))
    about.key_dates = [(text_in_language(kind.title), date_(days[kind.key])) for kind in kinds if kind.key in days]
    if head.can_change and not head.person.died_on:
        about.suggestions, about.answered = suggestions_of(head, days, head.answers)


def _statuses(head: Header) -> list[StatusRow]:
    concept, sealed = head.concept, ResidenceStatus.conditions.field
    silent = not head.sees_remarks or all(s.__dict__["conditions"] is None for s in head.statuses)
    key = b"" if silent else _person_key(head)
    return [
        StatusRow(
            s.pk, s.from_on, s.until_on or head.person.died_on, title(concept.statuses, s.status), s is head.status,
            s.issued_on, s.valid_until_on, str(s.get_work_display()) if s.work else "", s.applied_on,
            title(concept.statuses, s.applied_for) if s.applied_for else "",
            sealed.open_text(s.pk, key, s.__dict__["conditions"]) if key and s.__dict__["conditions"] else "",
        )
        for s in reversed(head.statuses)
    ]  # fmt: skip


def _absences(head: Header) -> list[tuple[date, date | None, str]]:
    """Hospital and prison are specially protected: the reason is for whom the restricted compartment is."""
    rows = list(Absence.objects.filter(person=head.person).order_by("-from_on"))
    if Action.READ_SENSITIVE not in head.may:
        gone, readable = Absence.Reason.UNKNOWN, (_("abwesend"), str(Absence.Reason.UNKNOWN.label))
        return [(a.from_on, a.until_on or head.person.died_on, readable[a.reason == gone]) for a in rows]
    key = _person_key(head) if any(a.__dict__["why"] is not None for a in rows) else b""
    return [(a.from_on, a.until_on or head.person.died_on, a.why_words(key)) for a in rows]


def _further_names(head: Header) -> list[tuple[UUID, str, str]]:
    """The names are everybody's who may open the file; where a spelling comes from is told to who counsels."""
    rows = list(FurtherName.objects.filter(person=head.person).order_by("pk"))
    if head.sees_remarks and any(row.__dict__["origin"] is not None for row in rows):
        key = _person_key(head)
        for row in rows:
            row.fresh_key = key
    return [(row.pk, str(row), (row.origin or row.remark) if head.sees_remarks else "") for row in rows]


def _person_key(head: Header) -> bytes:
    subject = head.person.seal_subject
    return head.keys.get(subject) or open_key(subject)


def _contents(head: Header) -> list[tuple[FileField, list[Content]]]:
    fields = content_fields(head.concept)
    rows = list(FileContent.objects.filter(file=head.file, field__in=[entry.key for entry in fields], erased_at=None))
    names = dict(User.objects.filter(pk__in={r.recorded_by for r in rows}).values_list("pk", "name")) if rows else {}
    key = open_key(head.file.pk) if rows else b""
    found: dict[str, list[Content]] = defaultdict(list)
    for row in rows:
        text = FileContent.text.field.open_text(row.pk, key, row.__dict__["text"])
        found[row.field].append(Content(row.field, text, names.get(row.recorded_by, ""), row.recorded_at))
    return [(entry, found[entry.key]) for entry in fields]


def _master(person: Person, concept: Concept) -> list[tuple[str, str]]:
    unknown = _("nicht bekannt")
    wish = person.get_interpreter_wish_display() if person.interpreter_wish else ""
    return [
        (_("Familienname"), person.family_name),
        (_("Vorname"), person.given_name or "–"),
        (_("Name in Originalschrift"), person.original_name or unknown),
        (_("Anrede"), person.address_form or unknown),
        (_("Geburtsdatum"), partial_date(person.birth) or unknown),
        (_("Geschlecht"), person.get_sex_display()),
        (_("Staatsangehörigkeit"), country_title(person.nationality) if person.nationality else unknown),
        (_("Familienstand"), person.get_marital_status_display() or unknown),
        (_("Sprache für Gespräche"), title(concept.languages, person.contact_language) or unknown),
        (
            _("Dolmetschen"),
            (_("nötig") + (f" ({wish})" if wish else "")) if person.needs_interpreter else _("nicht nötig"),
        ),
        (_("Adresse"), _("geschützt") if person.is_address_protected else _("nicht geschützt")),
    ]


def differences(form: ModelForm, now: Person, concept: Concept) -> list[tuple[str, str, str]]:
    """Field, what was typed, what stands there now: only where the two differ."""
    found = []
    for bound in form:
        if bound.name == "seen_version":
            continue
        typed = form.cleaned_data.get(bound.name)
        stored = now.birth if bound.name == "birth" else getattr(now, bound.name)
        if typed != stored:
            found.append((str(bound.label), _shown(form, bound.name, typed), _shown(form, bound.name, stored)))
    return found


def _shown(form: ModelForm, name: str, value: object) -> str:
    if name == "birth":
        return partial_date(value) or "–"  # type: ignore[arg-type]
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    options = dict(getattr(form.fields[name], "choices", ()) or ())
    return text_in_language(str(options.get(value, value) or "–"))
