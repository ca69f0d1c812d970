"""What stands at the head of every page of a file: who it is, who works on it, the facts one needs at a glance."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from lotse.accounts.access import rights
from lotse.accounts.permissions import Action
from lotse.cases.access import allowed, standing_of
from lotse.cases.due import Shown, in_order
from lotse.cases.expiry import first_reminder, paper_line
from lotse.cases.known import Known, known_of, spoken_by, spoken_line, words_asked_for
from lotse.cases.models import Alert, Allocation, Answer, Deadline, File
from lotse.cases.questions import answers_in_force
from lotse.cases.words import name_of, region_title, title
from lotse.concept.model import Concept
from lotse.people.models import Benefit, Identifier, Person, ResidenceStatus, Stay
from lotse.rulebook import access as rulebook
from lotse.ui.filters import date_, partial_date
from lotse.ui.names import WrittenName
from lotse.ui.prepared import prepared
from lotse.vault.keys import open_key, open_keys

SHOWN_ACTIONS = (
    Action.EDIT_FILE, Action.READ_NOTES, Action.WRITE_NOTES, Action.ALLOCATE, Action.INTAKE, Action.READ_LOG,
    Action.RESOLVE_DUPLICATES, Action.READ_SENSITIVE,
)  # fmt: skip


@dataclass
class Header:
    """Everything the frame of a file shows; templates read it, they ask nothing."""

    file: File
    person: Person
    concept: Concept
    today: date
    may: set[Action]
    merged: list[File]
    statuses: list[ResidenceStatus]
    benefits: list[Benefit]
    stays: list[Stay]
    aktenzeichen: list[str]
    allocations: list[Allocation]  # of today
    deadlines: list[Shown]
    former: list[Deadline]  # superseded: a fact was corrected
    worked: list[Allocation]  # all of them, the earliest first
    here: str = ""
    alerts: list[Alert] = field(default_factory=list)  # all of them, for those who may read them
    facts: list[tuple[str, str, str]] = field(default_factory=list)
    there: Mapping[type[Model], bool] | None = None  # see `desk.presence`; None: nobody has asked

    def has(self, model: type[Model]) -> bool:
        """Whether there may be such rows. For a kind that was forgotten in the question it fails."""
        return self.there is None or self.there[model]

    @property
    def name(self) -> WrittenName:
        return name_of(self.person, self.file.concept)

    @property
    def file_ids(self) -> tuple[UUID, ...]:
        return (self.file.pk, *(f.pk for f in self.merged))

    @property
    def can_edit(self) -> bool:
        return Action.EDIT_FILE in self.may and self.file.merged_into_id is None

    @property
    def can_change(self) -> bool:
        return self.can_edit and self.file.can_grow

    @property
    def can_read_notes(self) -> bool:
        return Action.READ_NOTES in self.may

    @property
    def can_write_notes(self) -> bool:
        return Action.WRITE_NOTES in self.may and self.file.can_grow

    @property
    def can_allocate(self) -> bool:
        return Action.ALLOCATE in self.may and self.file.is_open

    @property
    def can_read_log(self) -> bool:
        return Action.READ_LOG in self.may

    @property
    def has_restricted(self) -> bool:
        """Whether there is a restricted compartment, and for whom."""
        return Action.READ_SENSITIVE in self.may and bool(self.concept.sensitive_fields)

    @property
    def can_merge(self) -> bool:
        return Action.RESOLVE_DUPLICATES in self.may

    @property
    def can_intake(self) -> bool:
        return Action.INTAKE in self.may

    @property
    def sees_remarks(self) -> bool:
        """What colleagues wrote beside an event is theirs, not the authority's or the management's."""
        return Action.EDIT_FILE in self.may or Action.READ_NOTES in self.may

    @property
    def sees_address(self) -> bool:
        return not self.person.is_address_protected or Action.EDIT_FILE in self.may

    @cached_property
    def stay(self) -> Stay | None:
        return next((s for s in reversed(self.stays) if _holds(s, self.today)), None)

    @cached_property
    def status(self) -> ResidenceStatus | None:
        return next((s for s in reversed(self.statuses) if _holds(s, self.today)), None)

    @cached_property
    def benefit(self) -> Benefit | None:
        return next((b for b in reversed(self.benefits) if _holds(b, self.today)), None)

    @property
    def lead(self) -> Allocation | None:
        return next((a for a in self.allocations if a.part == Allocation.Part.LEAD), None)

    @property
    def expiring(self) -> date | None:
        """The day on which the residence paper ends, when that is soon or past. Nobody sees to it in a closed file."""
        until = self.status.valid_until_on if self.status else None
        if self.status is None or until is None or self.person.died_on or not self.file.is_open:
            return None
        return until if self.today >= first_reminder(self.concept, self.status.status, until) else None

    @property
    def expiring_line(self) -> str:
        until, row = self.expiring, self.status
        assert until is not None
        assert row is not None
        return paper_line(self.concept, row.status, until, row.pending_since, self.today)

    @property
    def next_deadline(self) -> Shown | None:
        """The act that is due next."""
        return next((d for d in self.deadlines if d.is_open and not d.is_period), None)

    @property
    def ending(self) -> Shown | None:
        """A period whose end announces the hand-over."""
        return next(
            (
                d
                for d in self.deadlines
                if d.is_period and d.at_end == "hand-over" and 0 <= (d.due_on - self.today).days <= 60
            ),
            None,
        )

    @property
    def is_asked(self) -> bool:
        """Whether the reader is to be told what is still to be asked."""
        return self.can_change and self.person.died_on is None

    @cached_property
    def known(self) -> Known:
        """Languages, and for whom questions are shown of which facts there are rows. One query."""
        if self.is_asked:
            return known_of(self.file.pk, words_asked_for(self.concept))
        return spoken_by(self.person.pk)

    @cached_property
    def answers(self) -> dict[str, Answer]:
        """What holds today of what was said to questions instead of a fact."""
        return answers_in_force([self.file.pk], self.today)

    @cached_property
    def keys(self) -> dict[UUID, bytes]:
        """The keys of the file and of those brought together with it; none for whom the words are not meant."""
        return open_keys(self.file_ids) if self.sees_remarks else {}

    @cached_property
    def hidden(self) -> dict[UUID, str]:
        """Stay -> its protected address, for those who may see it: of all stays that show no words of their own."""
        silent = [s for s in self.stays if s.__dict__["protected"] is not None and not (s.accommodation or s.street)]
        if not silent or Action.EDIT_FILE not in self.may:
            return {}
        subject, sealed = self.person.seal_subject, Stay.protected.field
        key = self.keys.get(subject) or open_key(subject)
        return {s.pk: sealed.open_text(s.pk, key, s.__dict__["protected"]) for s in silent}

    @property
    def alerts_now(self) -> list[tuple[UUID, str, str, str, date | None]]:
        """What holds today, the gravest first: id, kind, its word, the words, the last day."""
        holding = [
            a for a in self.alerts if a.ended_at is None and a.from_on <= self.today <= (a.until_on or self.today)
        ]
        order, sealed = list(Alert.Kind), Alert.words.field
        return [
            (
                a.pk, a.kind, str(a.get_kind_display()),
                sealed.open_text(a.pk, self.keys[a.file_id], a.__dict__["words"]), a.until_on,
            )
            for a in sorted(holding, key=lambda a: (order.index(Alert.Kind(a.kind)), a.until_on or self.today))
            if a.file_id in self.keys
        ]  # fmt: skip

    def lead_line(self) -> str:
        """The line under the name."""
        person, parts = self.person, []
        if person.address_form:
            parts.append(_("Anrede „%(form)s“") % {"form": person.address_form})
        parts.append(born(person, self.today))
        parts.append(_("Akte %(number)s") % {"number": self.file.number})
        parts += [_("Aktenzeichen %(value)s") % {"value": value} for value in self.aktenzeichen]
        by_part = {a.part: a.user.name for a in self.allocations}
        if lead := by_part.get(Allocation.Part.LEAD):
            parts.append(_("zuständig %(name)s") % {"name": lead})
        elif self.file.is_open:
            parts.append(_("noch niemandem übergeben"))
        if tandem := by_part.get(Allocation.Part.TANDEM):
            parts.append(_("Begleitung %(name)s") % {"name": tandem})
        if cover := by_part.get(Allocation.Part.COVER):
            parts.append(_("Vertretung %(name)s") % {"name": cover})
        return " · ".join(filter(None, parts))


def _holds(row: Stay | ResidenceStatus | Benefit | Allocation, on: date) -> bool:
    return row.from_on <= on and (row.until_on is None or row.until_on >= on)


def born(person: Person, today: date) -> str:
    """ "geb. 14.03.1993 (33)"; after death with the day of death instead of the age."""
    written = partial_date(person.birth)
    if person.died_on:
        return _("geb. %(born)s, gestorben am %(died)s") % {
            "born": written or _("unbekannt"),
            "died": date_(person.died_on),
        }
    if not written:
        return _("Geburtsdatum unbekannt")
    return _("geb. %(born)s (%(age)s)") % {"born": written, "age": person.age_on(today)}


def address_line(head: Header, stay: Stay) -> str:
    """House and street, or where they are protected and the reader has no business with them, a word instead."""
    if not head.sees_address:
        return _("Anschrift geschützt")
    street = f"{stay.street} {stay.house_number}".strip()
    town = f"{stay.postcode} {stay.place}".strip()
    return head.hidden.get(stay.pk) or ", ".join(filter(None, (stay.accommodation, street, town)))


def _facts(head: Header) -> list[tuple[str, str, str]]:
    person, concept = head.person, head.concept
    language = title(concept.languages, person.contact_language) or _("nicht bekannt")
    facts = [(_("Sprache"), language, spoken_line(head.known, person.contact_language))]
    wish = person.get_interpreter_wish_display() if person.interpreter_wish else ""
    facts.append(
        (
            _("Dolmetschen"),
            _("nötig") if person.needs_interpreter else _("nicht nötig"),
            _("Wunsch: %(wish)s") % {"wish": wish} if wish else "",
        )
    )
    if head.status:
        since = _("seit %(day)s") % {"day": date_(head.status.from_on)}
        if head.status.valid_until_on:
            since += ", " + _("Papier bis %(day)s") % {"day": date_(head.status.valid_until_on)}
        if head.status.work:
            since += ", " + _("Arbeit %(how)s") % {"how": head.status.get_work_display()}
        facts.append((_("Aufenthalt"), title(concept.statuses, head.status.status), since))
    else:
        facts.append((_("Aufenthalt"), _("nicht bekannt"), ""))
    if head.benefit:
        facts.append(
            (
                _("Leistung"),
                title(concept.benefits, head.benefit.system),
                _("seit %(day)s") % {"day": date_(head.benefit.from_on)},
            )
        )
    else:
        facts.append((_("Leistung"), _("nicht bekannt"), ""))
    region = (
        _("Region %(name)s") % {"name": region_title(concept, head.file.region)}
        if head.file.region
        else _("Region zu klären")
    )
    if head.stay:
        line = address_line(head, head.stay) or title(concept.accommodation_kinds, head.stay.kind)
        where = f"{region} ({head.stay.district})" if head.stay.district else region
        facts.append((_("Unterkunft"), line or _("nicht bekannt"), where))
    else:
        facts.append((_("Unterkunft"), _("nicht bekannt"), region))
    return facts


def header(request: HttpRequest, file: File, here: str, there: Mapping[type[Model], bool] | None = None) -> Header:
    """The head of a file for the person behind the request; `here` is the tab, `there` what is known to be in the file
    and what not. A fixed number of queries."""
    held, today = rights(request), request.today
    merged = _merged(file.pk) if there is None or there[File] else []
    ids = (file.pk, *(f.pk for f in merged))
    people = (file.person_id, *(f.person_id for f in merged))
    may = allowed(held, standing_of(held, file, today), *SHOWN_ACTIONS)
    stays, worked, deadlines = _stays(file.person_id), _allocations(ids), _deadlines(ids)
    head = Header(
        file=file,
        person=file.person,
        concept=rulebook.get(file.concept),
        today=today,
        may=may,
        merged=merged,
        statuses=_statuses(file.person_id),
        benefits=_benefits(file.person_id),
        stays=stays,
        aktenzeichen=_aktenzeichen(people),
        allocations=[a for a in worked if a.file_id == file.pk and _holds(a, today)],
        deadlines=in_order((d for d in deadlines if d.superseded_at is None), today),
        former=[d for d in deadlines if d.superseded_at is not None],
        worked=worked,
        here=here,
        there=there,
    )
    head.facts = _facts(head)
    if head.sees_remarks:
        head.alerts = _alerts(ids) if head.has(Alert) else []
    return head


# --- asked on every page of a file ------------------------------------------------------------------------------------
@prepared
def _merged(file: UUID) -> QuerySet[File]:
    return File.objects.filter(merged_into=file).select_related("person")


@prepared
def _stays(person: UUID) -> QuerySet[Stay]:
    return Stay.objects.filter(person=person)


@prepared
def _statuses(person: UUID) -> QuerySet[ResidenceStatus]:
    return ResidenceStatus.objects.filter(person=person)


@prepared
def _benefits(person: UUID) -> QuerySet[Benefit]:
    return Benefit.objects.filter(person=person)


@prepared
def _aktenzeichen(people: tuple[UUID, ...]) -> QuerySet[Identifier, str]:
    return Identifier.objects.filter(person__in=people).order_by("value").values_list("value", flat=True)


@prepared
def _allocations(files: tuple[UUID, ...]) -> QuerySet[Allocation]:
    return Allocation.objects.filter(file__in=files).select_related("user").order_by("from_on", "pk")


@prepared
def _deadlines(files: tuple[UUID, ...]) -> QuerySet[Deadline]:
    return Deadline.objects.filter(file__in=files)


@prepared
def _alerts(files: tuple[UUID, ...]) -> QuerySet[Alert]:
    return Alert.objects.filter(file__in=files)
