"""What is known of a person, in one statement: languages with level and literacy, and of which facts there are rows."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from lotse.cases.models import File, FileContent
from lotse.concept.model import Concept
from lotse.people.models import Contact, Education, Employment, FamilyTie, SpokenLanguage
from lotse.ui.prepared import prepared

GERMAN = "de"
NONE_YET = "A0"  # no level of the GER, and yet an answer
LEARNED = (Education.Kind.TRAINING, Education.Kind.STUDIES, Education.Kind.COURSE)
COLUMNS = ("language", "level", "literacy", "is_mother_tongue")

# Fields of the concept that have columns of their own; the others take free words.
STRUCTURED = {
    "personal-data", "reachability", "residence-status", "benefit", "marital-status", "language-skills",
}  # fmt: skip


@dataclass(frozen=True)
class Spoken:
    language: str
    level: str
    literacy: str
    is_mother_tongue: bool


@dataclass(frozen=True)
class Known:
    languages: list[Spoken] = field(default_factory=list)
    has_contact: bool = False
    has_tie: bool = False
    has_school: bool = False
    has_vocation: bool = False
    has_work: bool = False
    words: frozenset[str] = frozenset()  # fields of the concept somebody wrote something in

    def spoken(self, language: str) -> Spoken | None:
        return next((s for s in self.languages if s.language == language), None)


def spoken_line(known: Known, contact_language: str) -> str:
    """What whoever writes or speaks to somebody must know: "liest nicht, Deutsch A1"."""
    german, own = known.spoken(GERMAN), known.spoken(contact_language)
    own = own or next((s for s in known.languages if s.is_mother_tongue), None)
    reads = {"none": _("liest nicht"), "some": _("liest wenig")}.get(own.literacy if own else "", "")
    speaks = ""
    if german and not german.is_mother_tongue and german.level:
        speaks = (
            _("noch kein Deutsch") if german.level == NONE_YET else _("Deutsch %(level)s") % {"level": german.level}
        )
    return ", ".join(filter(None, (reads, speaks)))


def words_asked_for(concept: Concept) -> tuple[str, ...]:
    """The fields in which words may stand; whether they do in a sensitive one is nobody's business here."""
    fields = (f for f in concept.file_fields if f.enabled and not f.sensitive and f.key not in STRUCTURED)
    return tuple(entry.key for entry in fields)


def spoken_by(person: UUID) -> Known:
    """For whom no facts are to be gathered."""
    return Known([Spoken(*row) for row in _languages(person)])


def known_of(file: UUID, fields: tuple[str, ...]) -> Known:
    """`fields`: those of the concept about whose words is asked."""
    rows = _rows(file, fields)
    languages = [Spoken(*row[:4]) for row in rows if row[0]]
    (contact, tie, school, vocation, work, *has_words) = rows[0][4:]
    words = frozenset(key for key, has in zip(fields, has_words, strict=True) if has)
    return Known(languages, contact, tie, school, vocation, work, words)


@prepared
def _languages(person: UUID) -> "QuerySet[SpokenLanguage, tuple[str, str, str, bool]]":
    return SpokenLanguage.objects.filter(person=person).order_by("pk").values_list(*COLUMNS)


@prepared
def _rows(file: UUID, fields: tuple[str, ...]) -> "QuerySet[File, tuple[object, ...]]":
    """A row for each language, or one without; the facts stand in all of them."""
    person = OuterRef("person")
    facts = {
        "has_contact": Contact.objects.filter(person=person),
        "has_tie": FamilyTie.objects.filter(Q(person=person) | Q(other=person)),
        "has_school": Education.objects.filter(person=person, kind=Education.Kind.SCHOOL),
        "has_vocation": Education.objects.filter(person=person, kind__in=LEARNED),
        "has_work": Employment.objects.filter(person=person),
    }
    for number, key in enumerate(fields):
        facts[f"words_{number}"] = FileContent.objects.filter(file=OuterRef("pk"), field=key, erased_at=None)
    languages = [f"person__languages__{name}" for name in COLUMNS]
    found = File.objects.filter(pk=file).annotate(**{name: Exists(rows) for name, rows in facts.items()})
    return found.order_by("person__languages__id").values_list(*languages, *facts)
