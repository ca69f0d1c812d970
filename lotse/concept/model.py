"""What a concept is. The dataclasses are the schema: load.py reads their fields, so a field added here is a key allowed
in the TOML."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from typing import Literal, TypeVar

from lotse.concept import vocabulary as words
from lotse.concept.benefits import BenefitExample, BenefitRule
from lotse.concept.checklists import Checklist, RegistrationKind, within
from lotse.concept.cycle import Aspect, Attainment, Horizon, Step
from lotse.concept.entries import Entry, Named, Source, ref, table
from lotse.concept.everyday import Activity, CareGate, HealthEntitlement, OfferKind
from lotse.concept.evidence import EvidenceList
from lotse.concept.housing import Procedure, RentTable
from lotse.concept.labels import find, fold
from lotse.concept.partners import PartnerKind, Speciality
from lotse.concept.periods import Calendar, Span
from lotse.concept.places import Gazetteer, Region, RegionMatch, UnclearPlace
from lotse.concept.vocabulary import Text


@dataclass(frozen=True, slots=True)
class LegalBasis(Entry):
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class TargetGroup(Entry):
    arrivals: tuple[words.Arrival, ...] = ()
    statuses: tuple[words.StatusGroup, ...] = ()
    needs_reason: bool = False


@dataclass(frozen=True, slots=True)
class Component(Named):
    """A building block of the service. `periods` end the component, never the file."""

    arrivals: tuple[words.Arrival, ...] = ()
    periods: tuple[str, ...] = ref("deadlines", ())
    needs_approval: bool = False
    keeps_files: bool = True
    successor_of: str = ""
    tasks: tuple[Named, ...] = table("task")


@dataclass(frozen=True, slots=True)
class Deadline(Entry):
    """A rule: after `starts_at`, `within` a span, something must be done (deadline) or holds (period)."""

    kind: words.RuleKind
    starts_at: words.Event
    within: Span
    applies_to: tuple[words.Arrival, ...] = ()
    statuses: tuple[words.StatusGroup, ...] = ()
    fulfilled_by: words.FulfilledBy | None = None
    forms: tuple[str, ...] = ref("forms", ())
    at_end: words.AtEnd | None = None
    remind_days_before: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A worked case, checked whenever the concept is loaded; `expect` is a date or the word "nothing"."""

    deadline: str
    given: Mapping[words.Event, date]
    expect: date | Literal["nothing"]
    arrival: words.Arrival | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Retention(Entry):
    """How long a kind of data is kept. A fallback only proposes a date to the person who decides: no row falls due."""

    data: str
    starts_at: words.Event
    within: Span
    action: words.RetentionAction
    fallback: bool = False

    def as_rule(self) -> Deadline:
        at_end: words.AtEnd | None = "destroy" if self.action == "destroy" else None
        return Deadline(self.key, self.title, self.source, "period", self.starts_at, self.within, at_end=at_end)


@dataclass(frozen=True, slots=True)
class ThresholdField(Entry):
    """One of the fields that count for the threshold, with the fields of action it corresponds to."""

    maps_to: tuple[str, ...] = ref("fields_of_action", ())


@dataclass(frozen=True, slots=True)
class Parameter(Entry):
    value: Decimal
    unit: Text


@dataclass(frozen=True, slots=True)
class Form(Named):
    """The form of a note. `counts_as` says in which row of the statistics a contact of this form stands."""

    counts_as: words.CountsAs = "individual"
    outreach: bool = False


@dataclass(frozen=True, slots=True)
class Topic(Named):
    """`protected`: small numbers of it are shown to nobody who could not read the notes themselves."""

    field: str = ref("fields_of_action")
    protected: bool = False


@dataclass(frozen=True, slots=True)
class Role(Named):
    works_as: words.WorksAs = "social-worker"
    tandem_with: str = ref("roles")
    qualifications: tuple[str, ...] = ref("qualifications", ())
    statuses: tuple[words.StatusGroup, ...] = ()


@dataclass(frozen=True, slots=True)
class Qualification(Named):
    desirable: bool = False


@dataclass(frozen=True, slots=True)
class Ratio:
    """`persons_per_fte`, counted over `base`, against the full-time equivalents of `staff`."""

    title: Text
    source: Source
    persons_per_fte: int
    base: words.RatioBase
    staff: words.RatioStaff
    component: str = ref("components")


@dataclass(frozen=True, slots=True)
class Level(Entry):
    """A level of the territory with the number of its nodes; `named` = false where the source gives only the number."""

    count: int
    named: bool = True
    state: words.LevelState = "in-force"
    parent: str = ref("levels")


@dataclass(frozen=True, slots=True)
class Statistic(Entry):
    definition: Text
    measure: words.Measure
    total: words.Total
    counts_as: words.CountsAs | None = None
    topic: str = ref("topics")


@dataclass(frozen=True, slots=True)
class Reporting(Entry):
    every: words.Every
    statistics: tuple[str, ...] = ref("statistics", ())


@dataclass(frozen=True, slots=True)
class FileField(Entry):
    """A datum of the file. A sensitive one is off unless the concept switches it on and says what for."""

    enabled: bool = True
    sensitive: bool = False
    purpose: Text | None = None
    fact: words.Fact | None = None  # where the answer stands; without it in free words
    asks: Text | None = None  # as one asks the person; without it nothing is missing in its absence
    from_age: int | None = None
    until_age: int | None = None

    def is_asked_at(self, age: int | None) -> bool:
        """Of whom the age is not known, everything is asked."""
        return self.asks is not None and (age is None or within(age, self.from_age, self.until_age))


@dataclass(frozen=True, slots=True)
class Paper(Named):
    """A residence paper, and how many days before its end it is brought up."""

    remind_days_before: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Status(Named):
    groups: tuple[words.StatusGroup, ...] = ()
    paper: str = ref("papers")
    legal_basis: str = ""
    benefits: tuple[str, ...] = ref("benefits", ())
    work_note: Text | None = None
    valid_until: date | None = None
    remind_days_before: tuple[int, ...] = ()  # instead of those of its paper


@dataclass(frozen=True, slots=True)
class Language(Named):
    script: str = "Latn"
    direction: words.Direction = "ltr"


@dataclass(frozen=True, slots=True)
class CourseKind(Named):
    """A kind of language course; whether passing it counts as an integration course."""

    counts_as_integration: bool = False


@dataclass(frozen=True, slots=True)
class PeriodRule(Entry):
    text: Text


K = TypeVar("K", bound=Entry)
OUR_REMINDERS = (60, 30, 14)  # where a collection adopted earlier says nothing


def by_key(entries: Iterable[K], key: str) -> K:
    return next(entry for entry in entries if entry.key == key)


@dataclass(frozen=True, eq=False)
class Rulebook:
    """What every rulebook file has at its head."""

    key: str = field(metadata={"toml": None})
    canonical: str = field(metadata={"toml": None}, repr=False)
    title: Text
    source: Source
    in_force_on: date

    @property
    def digest(self) -> str:
        return sha256(self.canonical.encode()).hexdigest()


@dataclass(frozen=True, eq=False)
class Federal(Rulebook):
    status_groups: tuple[Entry, ...] = table("status_group")
    papers: tuple[Paper, ...] = table("paper")
    benefits: tuple[Named, ...] = table("benefit")
    key_dates: tuple[Entry, ...] = table("key_date")
    benefit_rules: tuple[BenefitRule, ...] = table("benefit_rule")
    benefit_examples: tuple[BenefitExample, ...] = table("benefit_example")
    document_categories: tuple[Entry, ...] = table("document_category")
    correspondents: tuple[Entry, ...] = table("correspondent")
    vulnerabilities: tuple[Entry, ...] = table("vulnerability")
    statuses: tuple[Status, ...] = table("status")
    languages: tuple[Language, ...] = table("language")
    sexes: tuple[Named, ...] = table("sex")
    period_rules: tuple[PeriodRule, ...] = table("period_rule")
    course_kinds: tuple[CourseKind, ...] = table("course_kind")
    course_fundings: tuple[Named, ...] = table("course_funding")
    work_steps: tuple[Named, ...] = table("work_step")
    evidence_lists: tuple[EvidenceList, ...] = table("evidence_list")
    health_entitlements: tuple[HealthEntitlement, ...] = table("health_entitlement")
    partner_kinds: tuple[PartnerKind, ...] = table("partner_kind")
    specialities: tuple[Speciality, ...] = table("speciality")

    def groups_of(self, status: str) -> frozenset[str]:
        """The groups of a status key; a group word stands for itself."""
        groups: frozenset[str] = frozenset(
            group for entry in self.statuses if entry.key == status for group in entry.groups
        )
        return groups or frozenset([status])


@dataclass(frozen=True, eq=False)
class Concept(Rulebook):
    land: words.Land
    municipality: str
    territory: words.Territory
    authority: Text
    federal: Federal = field(metadata={"toml": "federal"})
    werktag: words.Werktag = "mon-sat"
    catholic: bool = False
    successor_of: str = ""
    ratio: Ratio | None = None
    legal_bases: tuple[LegalBasis, ...] = table("legal_basis")
    target_groups: tuple[TargetGroup, ...] = table("target_group")
    components: tuple[Component, ...] = table("component")
    deadlines: tuple[Deadline, ...] = table("deadline")
    examples: tuple[Example, ...] = table("example")
    retention: tuple[Retention, ...] = table("retention")
    fields_of_action: tuple[Named, ...] = table("field_of_action")
    threshold_fields: tuple[ThresholdField, ...] = table("threshold_field")
    parameters: tuple[Parameter, ...] = table("parameter")
    forms: tuple[Form, ...] = table("form")
    topics: tuple[Topic, ...] = table("topic")
    activities: tuple[Activity, ...] = table("activity")
    exception_reasons: tuple[Entry, ...] = table("exception_reason")
    methods: tuple[Named, ...] = table("method")
    tasks: tuple[Named, ...] = table("statutory_task")
    roles: tuple[Role, ...] = table("role")
    qualifications: tuple[Qualification, ...] = table("qualification")
    levels: tuple[Level, ...] = table("level")
    regions: tuple[Region, ...] = table("region")
    unclear_places: tuple[UnclearPlace, ...] = table("unclear_place")
    accommodation_kinds: tuple[Named, ...] = table("accommodation_kind")
    statistics: tuple[Statistic, ...] = table("statistic")
    reporting: tuple[Reporting, ...] = table("report")
    file_fields: tuple[FileField, ...] = table("file_field")
    checklists: tuple[Checklist, ...] = table("checklist")
    registration_kinds: tuple[RegistrationKind, ...] = table("registration_kind")
    steps: tuple[Step, ...] = table("step")
    interview_items: tuple[Entry, ...] = table("interview_item")
    aspects: tuple[Aspect, ...] = table("assessment_aspect")
    attainments: tuple[Attainment, ...] = table("attainment")
    goal_areas: tuple[Entry, ...] = table("goal_area")
    horizons: tuple[Horizon, ...] = table("goal_horizon")
    closing_reasons: tuple[Entry, ...] = table("closing_reason")
    survey_questions: tuple[Entry, ...] = table("survey_question")
    rent_tables: tuple[RentTable, ...] = table("rent_table")
    housing_procedures: tuple[Procedure, ...] = table("housing_procedure")
    care_gates: tuple[CareGate, ...] = table("care_gate")
    offer_kinds: tuple[OfferKind, ...] = table("offer_kind")

    @property
    def statuses(self) -> tuple[Status, ...]:
        return self.federal.statuses

    def paper_reminders(self, status: str) -> tuple[int, ...]:
        """How many days before the paper of a status ends it is brought up; ours where neither names any."""
        found = next((entry for entry in self.statuses if entry.key == status), None)
        paper = next((entry for entry in self.federal.papers if found and entry.key == found.paper), None)
        return (found and found.remind_days_before) or (paper and paper.remind_days_before) or OUR_REMINDERS

    @property
    def benefits(self) -> tuple[Named, ...]:
        return self.federal.benefits

    @property
    def languages(self) -> tuple[Language, ...]:
        return self.federal.languages

    @property
    def document_categories(self) -> tuple[Entry, ...]:
        return self.federal.document_categories

    @property
    def correspondents(self) -> tuple[Entry, ...]:
        return self.federal.correspondents

    @property
    def task_catalogues(self) -> dict[str, tuple[Named, ...]]:
        return {component.key: component.tasks for component in self.components if component.tasks}

    def items_of(self, checklist: Checklist) -> tuple[Entry, ...]:
        return checklist.items or self.task_catalogues.get(checklist.tasks_of, ())

    @cached_property
    def rules(self) -> tuple[Deadline, ...]:
        """All rules that yield rows: deadlines, and retention that is not a mere fallback."""
        return self.deadlines + tuple(rule.as_rule() for rule in self.retention if not rule.fallback)

    @cached_property
    def events(self) -> tuple[words.Event, ...]:
        """The events this concept reacts to, in the order of its rules."""
        return tuple(dict.fromkeys(rule.starts_at for rule in self.rules))

    def rule(self, key: str) -> Deadline:
        return by_key(self.rules, key)

    def parameter(self, key: str) -> Parameter | None:
        return next((entry for entry in self.parameters if entry.key == key), None)

    def enabled(self, file_field: str) -> bool:
        return any(entry.enabled for entry in self.file_fields if entry.key == file_field)

    def field_of(self, fact: words.Fact) -> FileField | None:
        """The field switched on whose answer stands there; texts from before `fact` call it by its key."""
        named = (entry for entry in self.file_fields if entry.enabled and (entry.fact or entry.key) == fact)
        return next(named, None)

    @cached_property
    def sensitive_fields(self) -> tuple[FileField, ...]:
        """What stands in the restricted compartment: the sensitive fields that are switched on."""
        return tuple(entry for entry in self.file_fields if entry.sensitive and entry.enabled)

    def is_on(self, aspect: Aspect) -> bool:
        """One about sensitive fields is off until a purpose switches one of them on."""
        return not aspect.sensitive or any(self.enabled(name) for name in aspect.file_fields)

    def calendar(self, extra_holidays: Mapping[date, str] | None = None) -> Calendar:
        return Calendar(self.land, extra_holidays or {}, self.catholic, self.werktag)

    def form_by_label(self, label: str) -> Form | None:
        return find(self.forms, label)

    def topic_by_label(self, label: str) -> Topic | None:
        return find(self.topics, label)

    def role_by_label(self, label: str) -> Role | None:
        return find(self.roles, label)

    def qualification_by_label(self, label: str) -> Qualification | None:
        return find(self.qualifications, label)

    def accommodation_kind_by_label(self, label: str) -> Named | None:
        return find(self.accommodation_kinds, label)

    def status_by_label(self, label: str) -> Status | None:
        """Lists write "Aufenthaltserlaubnis nach § 25 (2)" as well as "§ 25 Abs. 2 AufenthG": the section decides."""
        section = re.sub(r"(?i)^\W*(aufenthaltserlaubnis|aufenthaltstitel|ae)\b(.*?)(?=§|\d)", "", label)
        section = re.sub(r"\(\s*(\d+)\s*\)", r" Abs. \1", section)
        return find(self.federal.statuses, label) or find(self.federal.statuses, section)

    def benefit_by_label(self, label: str) -> Named | None:
        return find(self.federal.benefits, label)

    def language_by_label(self, label: str) -> Language | None:
        return find(self.federal.languages, label)

    def sex_by_label(self, label: str) -> Named | None:
        return find(self.federal.sexes, label)

    @staticmethod
    def arrival_by_label(label: str) -> words.Arrival | None:
        wanted = fold(label)
        for arrival, title in words.ARRIVAL_TITLES.items():
            if wanted in {fold(arrival), fold(title.de), fold(title.en)}:
                return arrival
        return None

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        return Gazetteer(self.municipality, self.territory, self.regions, self.unclear_places)

    def region_of(self, district: str | None, place: str | None) -> RegionMatch:
        """The region of an address by its district, else by its place; without a match, what must be clarified."""
        return self._gazetteer.region_of(district or "", place or "")
