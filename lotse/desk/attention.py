"""Who may need attention: people nobody has spoken with for long, and appointments that keep not coming about. Each row
says why it stands here and what a useful next step is."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lotse.accounts.access import Rights
from lotse.accounts.models import in_force
from lotse.accounts.permissions import Action
from lotse.cases.access import Reach, within
from lotse.cases.mine import Mine
from lotse.cases.models import Allocation, Appointment, File
from lotse.cases.watch import Hint, Paper, Watch
from lotse.cases.words import name_of
from lotse.concept.entries import Source
from lotse.concept.model import Concept
from lotse.notes.models import NoteInFile
from lotse.people.models import Absence, Membership
from lotse.reports import access as figures
from lotse.reports.posts import Place
from lotse.ui.names import WrittenName
from lotse.ui.prepared import prepared

OUR_DAYS = 60  # where the concept names no "contact-interval-days"
IN_A_ROW = 2
BACK = timedelta(days=180)
SHOWN = 10
NOTHING = Watch([], [])


@dataclass(frozen=True)
class Row:
    file_id: UUID
    name: WrittenName
    reason: str
    seen_on: date | None
    step: str
    is_pressing: bool
    lead: str = ""  # whose it is, in the view of a team
    about: UUID | None = None  # the status whose paper runs out


@dataclass(frozen=True)
class Attention:
    rows: list[Row]
    more: int
    of: int  # households looked at
    days: int
    source: Source | None  # of the number of days; None: our own reading
    leads_are_silent: bool = False  # whose they are stands there for some provider not: it has switched that off


def interval(concept: Concept) -> tuple[int, Source | None]:
    found = next((p for p in concept.parameters if p.key == "contact-interval-days"), None)
    return (int(found.value), found.source) if found else (OUR_DAYS, None)


def attention(
    held: Rights, today: date, concept: Concept, worked_on: Sequence[Mine] | None = None, watch: Watch = NOTHING
) -> Attention:
    """The households somebody works with herself (`worked_on`), or those of her team; a fixed number of queries. A
    contact with one of a household counts for all of it; who is away is not missed."""
    days, source = interval(concept)
    mine = _of_the_team(held, today) if worked_on is None else worked_on
    if not mine:
        return Attention([], 0, 0, days, source)
    files = [row.file for row in mine]
    ids, people = tuple(f.pk for f in files), tuple(f.person_id for f in files)
    seen = _last_contacts(ids, concept)
    missed = _missed(ids, today)
    away = {row.file.person_id for row in mine if row.is_away}
    living = _living(people, today)
    home = {person: household for person, household, _is_head in living}
    is_head = {person for person, _household, is_head in living if is_head}
    together: dict[UUID, list[File]] = defaultdict(list)
    for f in files:
        together[home.get(f.person_id, f.pk)].append(f)
    paper_of = {p.file_id: p for p in watch.papers}
    hints_of: dict[UUID, list[Hint]] = defaultdict(list)
    for hint in watch.hints:
        hints_of[hint.file_id].append(hint)
    rows = []
    for household in together.values():
        household.sort(key=lambda f: (f.person_id not in is_head, f.number))
        last = max((seen[f.pk] for f in household if f.pk in seen), default=None)
        head = household[0]
        rows += [_paper(f, paper_of[f.pk], last) for f in household if f.pk in paper_of]
        rows += _benefits([(f, hint) for f in household for hint in hints_of[f.pk]], last)
        rows += [_not_kept(f, missed[f.pk], last) for f in household if missed.get(f.pk, 0) >= IN_A_ROW]
        since = max(last or head.opened_on, head.opened_on)
        if (today - since).days > days and any(f.person_id not in away for f in household):
            rows.append(_unseen(head, (today - since).days, last))
    rows.sort(key=lambda r: (not r.is_pressing, r.seen_on or date.min, str(r.file_id)))
    more = max(0, len(rows) - SHOWN)
    if worked_on is not None:
        return Attention(rows[:SHOWN], more, len(together), days, source)
    shown, are_silent = _with_leads(rows[:SHOWN], held, today)
    return Attention(shown, more, len(together), days, source, are_silent)


def _with_leads(rows: list[Row], held: Rights, today: date) -> tuple[list[Row], bool]:
    """Whose they are. Beside how long nobody was spoken with that says something about a worker (design 3.12): for the
    readers of figures by worker alone, and for nobody where the provider has switched those off."""
    reader = figures.reach_of(held)
    leads, are_silent = dict[UUID, str](), False
    for file, user, name, organisation, team in (
        Allocation.objects.filter(in_force(today), part=Allocation.Part.LEAD, file__in={r.file_id for r in rows})
        .order_by("from_on", "pk")
        .values_list("file_id", "user_id", "user__name", "file__organisation_id", "file__team_id")
    ):
        if reader and reader.names(user, Place(organisation, team)):
            leads[file] = name
        else:
            are_silent = True
    return [replace(r, lead=leads.get(r.file_id, "")) for r in rows], are_silent


def _of_the_team(held: Rights, today: date) -> list[Mine]:
    files = _led(held.user_id, today, Reach.of(held, Action.WRITE_NOTES))
    away = set(_away(tuple(f.person_id for f in files), today)) if files else set()
    return [Mine(file, True, file.person_id in away) for file in files]


@prepared
def _led(user: UUID, today: date, reach: Reach) -> QuerySet[File]:
    lead = Allocation.objects.filter(in_force(today), file=OuterRef("pk"), part=Allocation.Part.LEAD)
    open_ = {"closed_on": None, "merged_into": None, "person__died_on": None}
    files = File.objects.filter(within(user, today, reach), Exists(lead), **open_)
    return files.select_related("person").order_by("number")


@prepared
def _away(people: tuple[UUID, ...], today: date) -> QuerySet[Absence, UUID]:
    return Absence.objects.filter(in_force(today), person__in=people).values_list("person_id", flat=True)


@prepared
def _living(people: tuple[UUID, ...], today: date) -> QuerySet[Membership, tuple[UUID, UUID, bool]]:
    rows = Membership.objects.filter(in_force(today), person__in=people)
    return rows.values_list("person_id", "household_id", "is_head")


def _last_contacts(files: tuple[UUID, ...], concept: Concept) -> dict[UUID, date]:
    counted = tuple(form.key for form in concept.forms if form.counts_as != "none")
    return dict(_last(files, counted))


@prepared
def _last(files: tuple[UUID, ...], forms: tuple[str, ...]) -> QuerySet[NoteInFile, tuple[UUID, date]]:
    rows = NoteInFile.objects.filter(
        file__in=files, note__finalised_at__isnull=False, note__struck_at=None, note__form__in=forms
    )
    return rows.order_by().values("file_id").annotate(last=Max("note__on")).values_list("file_id", "last")


def _missed(files: tuple[UUID, ...], today: date) -> dict[UUID, int]:
    """How many appointments did not come about since the last that did."""
    counted: dict[UUID, int] = defaultdict(int)
    over: set[UUID] = set()
    for file, outcome in (
        Appointment.objects.filter(file__in=files, starts_at__date__gte=today - BACK)
        .exclude(outcome__in=["", Appointment.Outcome.CALLED_OFF])
        .order_by("-starts_at")
        .values_list("file_id", "outcome")
    ):
        if outcome == Appointment.Outcome.KEPT:
            over.add(file)
        elif file not in over:
            counted[file] += 1
    return counted


def _unseen(f: File, days: int, last: date | None) -> Row:
    text = _("Kein Kontakt seit %(n)s Tagen") if last else _("Seit %(n)s Tagen angelegt, noch kein Kontakt")
    return Row(f.pk, name_of(f.person, f.concept), text % {"n": days}, last, "appointment", False)


def _not_kept(f: File, count: int, last: date | None) -> Row:
    text = _("%(n)s Termine in Folge nicht zustande gekommen") % {"n": count}
    return Row(f.pk, name_of(f.person, f.concept), text, last, "appointment", True)


def _benefits(hints: list[tuple[File, Hint]], last: date | None) -> list[Row]:
    """What is said of several of one household is one row."""
    found: dict[str, list[tuple[File, Hint]]] = defaultdict(list)
    for f, hint in hints:
        found[hint.text].append((f, hint))
    rows = []
    for text, same in found.items():
        f, hint = same[0]
        others = len(same) - 1
        if others:
            text += ngettext(", mit einer weiteren Person", ", mit %(num)s weiteren Personen", others) % {"num": others}
        rows.append(Row(f.pk, hint.name, text, last, "benefit", hint.is_due))
    return rows


def _paper(f: File, paper: Paper, last: date | None) -> Row:
    return Row(f.pk, paper.name, paper.text, last, "paper", True, about=paper.status_id)
