"""What the page *Person* shows of family, languages, education and work so far. Codes and years are for everybody who
may open the file, the words for whom they are meant."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lotse.accounts.access import Rights
from lotse.accounts.permissions import Action
from lotse.cases.access import Reach, within
from lotse.cases.background import ties_of
from lotse.cases.background_forms import month_of
from lotse.cases.header import Header
from lotse.cases.models import File
from lotse.cases.words import country_title, name_of, title
from lotse.people.background import inverse
from lotse.people.models import (
    Education,
    Employment,
    FamilyTie,
    LanguageLevel,
    Membership,
    Person,
    SpokenLanguage,
)
from lotse.ui.filters import date_
from lotse.ui.names import WrittenName
from lotse.vault.box import Opener
from lotse.vault.fields import Sealed
from lotse.vault.keys import open_key


@dataclass(frozen=True)
class Relative:
    """Without `file` the reader may not open it: then no name is shown either."""

    name: WrittenName | None
    file: UUID | None
    number: str
    age: int | None
    died_on: date | None


@dataclass(frozen=True)
class TieRow:
    id: UUID
    kind: str
    relative: Relative | None  # None: without a file, in words
    words: str
    lives: str
    custody: str
    from_on: date | None
    until_on: date | None


@dataclass(frozen=True)
class Untold:
    """Somebody of the household of whom it is not said yet how they are related."""

    file: UUID
    name: WrittenName
    kind: str


@dataclass(frozen=True)
class PathRow:
    """A piece of education or work. `lines` are said in small, one below the other."""

    id: UUID
    kind: str
    period: str
    heading: str
    place: str
    lines: list[str]
    recognition: tuple[str, str, str] | None = None  # kind of state, its word, days and office


@dataclass(frozen=True)
class LevelRow:
    id: UUID
    on: date
    level: str
    how: str
    certificate: str


@dataclass(frozen=True)
class LanguageRow:
    id: UUID
    key: str
    title: str
    level: str
    is_mother_tongue: bool
    literacy_key: str
    literacy: str
    levels: list[LevelRow]

    @property
    def shown_first(self) -> dict[str, Any]:
        """What the form begins with that corrects it."""
        return {"language": self.key, "is_mother_tongue": self.is_mother_tongue, "literacy": self.literacy_key}

    @property
    def line(self) -> str:
        return ", ".join(filter(None, (_("Muttersprache") if self.is_mother_tongue else "", self.level, self.literacy)))


@dataclass
class Background:
    ties: list[TieRow] = field(default_factory=list)
    untold: list[Untold] = field(default_factory=list)
    languages: list[LanguageRow] = field(default_factory=list)
    education: list[PathRow] = field(default_factory=list)
    work: list[PathRow] = field(default_factory=list)


def background_of(head: Header, held: Rights) -> Background:
    """A fixed number of queries."""
    opened = _opener(head)
    ties, untold = _family(head, held, opened)
    return Background(ties, untold, language_rows(head, opened), _education(head, opened), _work(head, opened))


Open = Callable[[Any, str], str]  # the words of a row's sealed column, or none


def _opener(head: Header) -> Open:
    """The key is fetched once, and only if there are words to be shown."""
    kept: list[Opener] = []

    def opened(row: Any, name: str) -> str:
        sealed = row.__dict__[name]
        if not head.sees_remarks or not isinstance(sealed, Sealed):
            return ""
        if not kept:
            subject = head.person.seal_subject
            kept.append(Opener(head.keys.get(subject) or open_key(subject)))
        text: str = row._meta.get_field(name).open_text(row.pk, kept[0], sealed)
        return text

    return opened


# --- family -----------------------------------------------------------------------------------------------------------
def _family(head: Header, held: Rights, opened: Open) -> tuple[list[TieRow], list[Untold]]:
    me = head.person.pk
    rows = list(ties_of(head.file))
    home = _home(me, head.today) if head.can_change else []
    others = {row.other_id if row.person_id == me else row.person_id for row in rows} - {None}
    files = _files(others | {m.person_id for m in home}, held, head.today)
    told = {row.other_id if row.person_id == me else row.person_id for row in rows}
    ties = [_tie(head, row, files, opened) for row in rows]
    untold = [
        Untold(files[m.person_id].pk, name_of(m.person, head.file.concept), _kind_word(relation(home, me, m.person_id)))
        for m in home
        if m.person_id != me and m.person_id not in told and m.person_id in files
    ]
    return sorted(ties, key=_tie_order), untold


def _tie(head: Header, row: FamilyTie, files: dict[UUID, File], opened: Open) -> TieRow:
    is_ours = row.person_id == head.person.pk
    kind = row.kind if is_ours else inverse(row.kind)
    other = row.other if is_ours else row.person
    custody = {None: "", True: _("Sorgerecht"), False: _("kein Sorgerecht")}[row.has_custody]
    if row.has_custody is not None:
        custody = custody if kind == FamilyTie.Kind.PARENT else _own_custody(has=row.has_custody)
    return TieRow(
        row.pk, _kind_word(kind), _relative(other, files, head) if other else None,
        opened(row, "other_words") if is_ours else "", str(row.get_lives_display()) if row.lives else "",
        custody, row.from_on, row.until_on,
    )  # fmt: skip


def _own_custody(*, has: bool) -> str:
    return _("diese Person hat das Sorgerecht") if has else _("diese Person hat kein Sorgerecht")


def _tie_order(row: TieRow) -> tuple[bool, int]:
    """What holds comes first, then by closeness."""
    words = [str(label) for label in FamilyTie.Kind.labels]
    return row.until_on is not None, words.index(row.kind)


def _kind_word(kind: str) -> str:
    return str(FamilyTie.Kind(kind).label) if kind else ""


def _relative(person: Person, files: dict[UUID, File], head: Header) -> Relative:
    file = files.get(person.pk)
    if file is None:
        return Relative(None, None, "", None, None)
    return Relative(name_of(person, head.file.concept), file.pk, file.number, person.age_on(head.today), person.died_on)


def relative_of(row: FamilyTie, held: Rights, head: Header) -> Relative | None:
    """Who stands at the other end of one tie; None where it is said in words."""
    other = row.person if row.is_seen_from_there else row.other
    return _relative(other, _files({other.pk}, held, head.today), head) if other else None


def _files(people: set[Any], held: Rights, today: date) -> dict[UUID, File]:
    """By person, those one may open; a file brought together with another says so itself."""
    if not people:
        return {}
    reach = Reach.of(held, Action.OPEN_FILE)
    return {f.person_id: f for f in File.objects.filter(within(held.user_id, today, reach), person__in=people)}


def _home(person: UUID, today: date) -> list[Membership]:
    """Everybody who lives in the household now, this person included."""
    now = Membership.objects.filter(from_on__lte=today, until_on=None)
    mine = now.filter(person=person).values("household")
    return list(now.filter(household__in=mine).select_related("person").order_by("-is_head", "from_on", "pk"))


def relation_in_household(me: UUID, other: UUID, today: date) -> str:
    """What the household says the other is to me; nothing where it does not say."""
    return relation(_home(me, today), me, other)


SAID = {
    Membership.Relation.PARTNER: FamilyTie.Kind.SPOUSE, Membership.Relation.CHILD: FamilyTie.Kind.CHILD,
    Membership.Relation.PARENT: FamilyTie.Kind.PARENT, Membership.Relation.SIBLING: FamilyTie.Kind.SIBLING,
}  # fmt: skip


def relation(home: Sequence[Membership], me: UUID, other: UUID) -> str:
    """A household says how each is related to its head, and nothing of the others among each other."""
    by_person = {m.person_id: m for m in home}
    mine, theirs = by_person.get(me), by_person.get(other)
    if mine is None or theirs is None:
        return ""
    if mine.is_head:
        return SAID.get(Membership.Relation(theirs.relation), "")
    return inverse(found) if theirs.is_head and (found := SAID.get(Membership.Relation(mine.relation), "")) else ""


# --- languages --------------------------------------------------------------------------------------------------------
def language_rows(head: Header, opened: Open | None = None) -> list[LanguageRow]:
    """With their levels, the newest first."""
    opened = opened or _opener(head)
    levels: dict[str, list[LevelRow]] = defaultdict(list)
    for row in LanguageLevel.objects.filter(person=head.person).order_by("-on", "-pk"):
        words = opened(row, "certificate")
        levels[row.language].append(LevelRow(row.pk, row.on, row.level, str(row.get_how_display()), words))
    return [
        LanguageRow(
            s.pk, s.language, title(head.concept.languages, s.language), s.level, s.is_mother_tongue, s.literacy,
            str(s.get_literacy_display()) if s.literacy else "", levels[s.language],
        )
        for s in SpokenLanguage.objects.filter(person=head.person).order_by("-is_mother_tongue", "pk")
    ]  # fmt: skip


# --- education and work -----------------------------------------------------------------------------------------------
RECOGNITION = {
    "wanted": "due", "referred": "new", "applied": "new", "partly": "done", "full": "done", "refused": "quiet",
    "not-needed": "quiet",
}  # fmt: skip


def _education(head: Header, opened: Open) -> list[PathRow]:
    return [
        PathRow(
            e.pk, str(e.get_kind_display()), period_of(e), opened(e, "subject") or str(e.get_kind_display()),
            " · ".join(filter(None, (_place(e, opened(e, "institution")), _length(e)))),
            [line for line in (_outcome(e, opened(e, "certificate")), _papers(e)) if line],
            _recognition(e, opened(e, "recognised_by")),
        )
        for e in newest_first(Education.objects.filter(person=head.person))
    ]  # fmt: skip


def _work(head: Header, opened: Open) -> list[PathRow]:
    return [
        PathRow(
            w.pk, str(w.get_kind_display()), period_of(w), opened(w, "job") or str(w.get_kind_display()),
            _place(w, opened(w, "employer")), [line for line in (opened(w, "duties"),) if line],
        )
        for w in newest_first(Employment.objects.filter(person=head.person))
    ]  # fmt: skip


def newest_first(rows: Any) -> list[Any]:
    """By the end, what still lasts first, what nobody knows the time of last."""

    def order(row: Any) -> tuple[int, int, int, int]:
        lasts = getattr(row, "is_current", False) or getattr(row, "outcome", "") == Education.Outcome.RUNNING
        year, month = (row.until_year, row.until_month) if row.until_year else (row.from_year, row.from_month)
        return (1 if lasts else 0), year or 0, month or 0, row.from_year or 0

    return sorted(rows, key=order, reverse=True)


def period_of(row: Education | Employment) -> str:
    first, last = month_of(row.from_year, row.from_month), month_of(row.until_year, row.until_month)
    if getattr(row, "is_current", False):
        return _("%(first)s bis heute") % {"first": first} if first else _("bis heute")
    if first and last:
        return first if first == last else _("%(first)s bis %(last)s") % {"first": first, "last": last}
    return _("ab %(first)s") % {"first": first} if first else _("bis %(last)s") % {"last": last} if last else ""


def _place(row: Education | Employment, words: str) -> str:
    return ", ".join(filter(None, (words, country_title(row.country) if row.country else "")))


def _length(row: Education) -> str:
    if row.years == 0:
        return _("nie zur Schule gegangen") if row.kind == Education.Kind.SCHOOL else ""
    return ngettext("ein Jahr", "%(num)s Jahre", row.years) % {"num": row.years} if row.years else ""


def _outcome(row: Education, certificate: str) -> str:
    said = str(row.get_outcome_display()) if row.outcome else ""
    return ": ".join(filter(None, (said, certificate)))


def _papers(row: Education) -> str:
    return _("Unterlagen: %(papers)s") % {"papers": row.get_papers_display()} if row.papers else ""


def _recognition(row: Education, office: str) -> tuple[str, str, str] | None:
    if not row.recognition:
        return None
    days = (
        (_("vermittelt am %(day)s"), row.referred_on), (_("beantragt am %(day)s"), row.applied_on),
        (_("entschieden am %(day)s"), row.decided_on),
    )  # fmt: skip
    said = [sentence % {"day": date_(day)} for sentence, day in days if day]
    return RECOGNITION[row.recognition], str(row.get_recognition_display()), " · ".join(filter(None, (office, *said)))
