"""What this room puts on *Heute*: children nobody has registered, applications without an answer, courses
without a result, rules not explained, approval periods that end, what waits on the way to a flat of one's own.

Of one's own files only. Nothing for who is away, dead, or whose file is closed. The days come from the concept; one
without these parameters reminds of nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from lotse.accounts.models import in_force
from lotse.cases.mine import Mine, led_here
from lotse.cases.models import File
from lotse.cases.words import name_of, title
from lotse.concept.checklists import RegistrationKind
from lotse.concept.entries import Source
from lotse.concept.model import Concept
from lotse.concept.vocabulary import Text
from lotse.people.models import Membership, Stay
from lotse.programmes.checklists import begins, is_for
from lotse.programmes.everyday_shown import waits_since
from lotse.programmes.housing_today import waiting
from lotse.programmes.models import ApplicationPerson, Course, HardshipProcedure, HousingPerson, Registration, Tick
from lotse.programmes.reminders import Reminder
from lotse.programmes.states import ASK_AFTER, REMIND_BEFORE, course_state, registration_state
from lotse.rulebook import access as rulebook
from lotse.ui.filters import date_
from lotse.ui.prepared import prepared
from lotse.ui.reasons import text_in_language

MOST = 10
ADULT = 18


def due_for(worked_on: Sequence[Mine], today: date) -> tuple[list[Reminder], int]:
    """The oldest first, and how many more there are; a fixed number of queries."""
    files = led_here(worked_on)
    if not files:
        return [], 0
    asking = tuple(f.pk for f in files if _names_days(rulebook.get(f.concept)))
    registered: dict[UUID, list[Registration]] = defaultdict(list)
    for row in _registered(asking) if asking else ():
        registered[row.file_id].append(row)
    found = [r for f in files for r in _children(f, registered[f.pk], today)]
    found += _without_result({f.pk: f for f in files}, today)
    found += _untold(files, today)
    ending, moving, waiting_for = _pending(files, today)
    found += _ending(ending, today) if ending else ()
    found += waiting(moving, today) if moving else ()
    found += _hardship(waiting_for, today) if waiting_for else ()
    found = _once_per_household(found, {f.pk: f.person_id for f in files}, today)
    found.sort(key=lambda r: (r.since, str(r.file_id)))
    return found[:MOST], max(0, len(found) - MOST)


def _pending(files: Sequence[File], today: date) -> list[dict[UUID, File]]:
    """Where an approval period ends, a way to a flat is open, a hardship procedure waits; one question for all."""
    by_id = {f.pk: f for f in files}
    rows = list(_has_pending(tuple(by_id), today + timedelta(days=REMIND_BEFORE)))
    return [{pk: by_id[pk] for pk, *has in rows if has[at]} for at in range(3)]


@prepared
def _has_pending(files: tuple[UUID, ...], soon: date) -> QuerySet[File, tuple[UUID, bool, bool, bool]]:
    people = ApplicationPerson.objects.filter(file=OuterRef("pk"), application__granted_until_on__lte=soon)
    housing = HousingPerson.objects.filter(file=OuterRef("pk"), application__ended_on=None)
    hardship = HardshipProcedure.objects.filter(file=OuterRef("pk"), outcome="", decision__in=("", "request"))
    rows = File.objects.filter(pk__in=files).order_by()
    return rows.values_list("pk", Exists(people), Exists(housing), Exists(hardship))


@prepared
def _registered(files: tuple[UUID, ...]) -> QuerySet[Registration]:
    return Registration.objects.filter(file__in=files).defer("place", "words")


def _names_days(concept: Concept) -> bool:
    return bool(concept.parameter("registration-within-days") or concept.parameter("registration-answer-days"))


# --- children ---------------------------------------------------------------------------------------------------------
def _children(file: File, rows: list[Registration], today: date) -> Iterable[Reminder]:
    concept, name = rulebook.get(file.concept), name_of(file.person, file.concept)
    wait, ask = concept.parameter("registration-within-days"), concept.parameter("registration-answer-days")
    titles = {kind.key: text_in_language(kind.title) for kind in concept.registration_kinds}
    if ask:
        for row in rows:
            state = registration_state(row, today, int(ask.value))
            if state.key == "unanswered" and row.applied_on:
                since = row.applied_on + timedelta(days=int(ask.value))
                words = {"kind": titles.get(row.kind, row.kind), "state": state.word}
                yield Reminder(
                    file.pk, name, since, _("%(kind)s: %(state)s") % words, ask.source,
                    ((_("beantragt am"), row.applied_on), (_("Tage bis zur Erinnerung"), int(ask.value))),
                    "anmeldung", row.pk,
                )  # fmt: skip
    kinds = _missing(file, rows, concept, today)
    if wait and kinds:
        start = max([file.opened_on, *(row.ended_on or row.answered_on for row in rows if _is_over(row, today))])
        since = start + timedelta(days=int(wait.value))
        if since <= today:
            names = _(" oder ").join(titles[kind.key] for kind in kinds)
            yield Reminder(
                file.pk, name, since, _("Noch keine Anmeldung: %(kinds)s") % {"kinds": names}, wait.source,
                ((_("gezählt ab"), start), (_("Tage bis zur Erinnerung"), int(wait.value))), "anmeldung",
            )  # fmt: skip


def _missing(file: File, rows: list[Registration], concept: Concept, today: date) -> list[RegistrationKind]:
    """What a child of this age could be registered for, while it is for none of it."""
    age = file.person.age_on(today)
    if age is None or age >= ADULT:
        return []
    kinds = [kind for kind in concept.registration_kinds if kind.fits(age)]
    standing = {row.kind for row in rows if not _is_over(row, today)}
    return [] if standing & {kind.key for kind in kinds} else kinds


def _is_over(row: Registration, today: date) -> bool:
    return registration_state(row, today).key in ("ended", "refused")


# --- courses ----------------------------------------------------------------------------------------------------------
ASKED_BY_US = Source(
    "ours",
    (),
    Text(
        "Vierzehn Tage nach dem letzten Kurstag fragt Lotse nach dem Ergebnis. Die Quellen nennen keine Frist.",
        "Fourteen days after the last day of a course Lotse asks for its result. The sources name no time.",
    ),
)


def _without_result(files: dict[UUID, File], today: date) -> Iterable[Reminder]:
    for row in _over(tuple(files), today):
        file = files[row.file_id]
        if row.ends_on and course_state(row, today).key == "no-result":
            kind = title(rulebook.get(file.concept).federal.course_kinds, row.kind)
            yield Reminder(
                file.pk, name_of(file.person, file.concept), row.ends_on + timedelta(days=ASK_AFTER),
                _("%(kind)s: Ergebnis fehlt") % {"kind": kind}, ASKED_BY_US,
                ((_("zu Ende am"), row.ends_on), (_("Tage bis zur Erinnerung"), ASK_AFTER)), "kurs", row.pk,
            )  # fmt: skip


@prepared
def _over(files: tuple[UUID, ...], today: date) -> QuerySet[Course]:
    return Course.objects.filter(file__in=files, result="", ends_on__lt=today).defer("provider", "words")


# --- what is to be explained with a new stay --------------------------------------------------------------------------
def _untold(files: list[File], today: date) -> Iterable[Reminder]:
    lists = {f.pk: [c for c in rulebook.get(f.concept).checklists if c.shown_for == "stay"] for f in files}
    concerned = [f for f in files if lists[f.pk]]
    if not concerned:
        return
    stays: dict[UUID, list[Stay]] = defaultdict(list)
    for stay in _living(tuple(f.person_id for f in concerned), today):
        stays[stay.person_id].append(stay)
    told = defaultdict(list)
    for file_id, checklist, item, on in _told(tuple(f.pk for f in concerned)):
        told[file_id, checklist].append((item, on))
    for file in concerned:
        for entry in lists[file.pk]:
            since = begins(entry, stays[file.person_id], today)
            if since is None or not is_for(entry, file, stays[file.person_id], today):
                continue
            done = {item for item, on in told[file.pk, entry.key] if on >= since}
            if any(item.key not in done for item in rulebook.get(file.concept).items_of(entry)):
                yield Reminder(
                    file.pk, name_of(file.person, file.concept), since,
                    _("%(list)s: noch offen") % {"list": text_in_language(entry.title)}, entry.source,
                    ((_("wohnt hier seit"), since),), entry.key,
                )  # fmt: skip


@prepared
def _living(people: tuple[UUID, ...], today: date) -> QuerySet[Stay]:
    return Stay.objects.filter(in_force(today), person__in=people).order_by("from_on", "pk")


@prepared
def _told(files: tuple[UUID, ...]) -> QuerySet[Tick, tuple[UUID, str, str, date]]:
    rows = Tick.objects.filter(file__in=files, struck_at=None).order_by()
    return rows.values_list("file_id", "checklist", "item", "on")


# --- approval periods -------------------------------------------------------------------------------------------------
RENEWED_BY_US = Source(
    "ours",
    (),
    Text(
        "Sechzig Tage vor dem Ende eines Bewilligungszeitraums erinnert Lotse an den Folgeantrag. Die Quellen nennen "
        "keine Frist.",
        "Sixty days before an approval period ends Lotse reminds of the next application. The sources name no time.",
    ),
)


def _ending(files: dict[UUID, File], today: date) -> Iterable[Reminder]:
    """One reminder for each application, in the file it is kept in where that is mine."""
    concerned: dict[UUID, list[tuple[UUID, UUID, str, date]]] = defaultdict(list)
    for pk, *rest in _granted(tuple(files), today + timedelta(days=REMIND_BEFORE)):
        concerned[pk].append(tuple(rest))  # type: ignore[arg-type]
    for pk, rows in concerned.items():
        kept_in, _here, kind, until = rows[0]
        file = files.get(kept_in) or files[rows[0][1]]
        what = title(rulebook.get(file.concept).federal.evidence_lists, kind)
        words = _("%(what)s: Bewilligung endete am %(day)s") if until < today else _("%(what)s: bewilligt bis %(day)s")
        yield Reminder(
            file.pk, name_of(file.person, file.concept), until - timedelta(days=REMIND_BEFORE),
            words % {"what": what, "day": date_(until)}, RENEWED_BY_US,
            ((_("bewilligt bis"), until), (_("Tage vorher"), REMIND_BEFORE)), "antrag", pk, len(rows) - 1,
        )  # fmt: skip


@prepared
def _granted(files: tuple[UUID, ...], until: date) -> QuerySet[ApplicationPerson, tuple[UUID, UUID, UUID, str, date]]:
    """Of what runs out by then and is not followed yet: by an application of the kind, begun after its decision."""
    following = ApplicationPerson.objects.filter(
        file=OuterRef("application__file"), application__kind=OuterRef("application__kind"),
        application__started_on__gt=OuterRef("application__decided_on"),
    ).exclude(application__decision="withdrawn")  # fmt: skip
    rows = ApplicationPerson.objects.filter(
        ~Exists(following), file__in=files, application__granted_until_on__lte=until, application__is_last=False
    )
    return rows.order_by("application__granted_until_on", "pk").values_list(
        "application", "application__file", "file", "application__kind", "application__granted_until_on"
    )


# --- hardship procedures ----------------------------------------------------------------------------------------------
def _hardship(files: dict[UUID, File], today: date) -> Iterable[Reminder]:
    """Who waits for the commission or for what comes after it."""
    for pk, file_id, applied_on, decision, decided_on in _waiting(tuple(files)):
        file = files[file_id]
        ask = rulebook.get(file.concept).parameter("hardship-ask-days")
        since = waits_since(decision, applied_on, decided_on, "")
        if ask is None or since is None or (today - since).days < int(ask.value):
            continue
        text = _("Härtefallverfahren: noch kein Ausgang") if decision else _("Härtefallverfahren: noch keine Antwort")
        yield Reminder(
            file.pk, name_of(file.person, file.concept), since + timedelta(days=int(ask.value)), text, ask.source,
            ((_("wartet seit"), since), (_("Tage bis zur Erinnerung"), int(ask.value))), "haertefall", pk,
        )  # fmt: skip


@prepared
def _waiting(
    files: tuple[UUID, ...],
) -> QuerySet[HardshipProcedure, tuple[UUID, UUID, date | None, str, date | None]]:
    rows = HardshipProcedure.objects.filter(file__in=files, outcome="", decision__in=("", "request"))
    return rows.order_by("pk").values_list("pk", "file_id", "applied_on", "decision", "decided_on")


def _once_per_household(found: list[Reminder], people: dict[UUID, UUID], today: date) -> list[Reminder]:
    """A list is gone through with the whole family in one form, so it is brought up once."""
    concerned = {people[r.file_id] for r in found if r.is_list}
    home = dict(_homes(tuple(concerned), today)) if concerned else {}
    kept: dict[object, Reminder] = {}
    for r in found:
        household = home.get(people[r.file_id]) if r.is_list else None
        key = (r.what, r.since, household) if household else (r.file_id, r.row, r.text)
        kept[key] = replace(kept[key], others=kept[key].others + 1) if key in kept else r
    return list(kept.values())


@prepared
def _homes(people: tuple[UUID, ...], today: date) -> QuerySet[Membership, tuple[UUID, UUID]]:
    return Membership.objects.filter(in_force(today), person__in=people).values_list("person_id", "household_id")
