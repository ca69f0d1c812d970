"""The file (Fallakte), who works on it, what happened, and what is due when."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lotse.accounts.models import Organisation, Team, User
from lotse.people.models import Dated, Person
from lotse.ui.ids import uuid7
from lotse.vault.fields import SealedTextField
from lotse.vault.keys import open_key


class File(models.Model):
    """One file per person (P-134). It outlives every service component and keeps the concept it was opened under."""

    class Arrival(models.TextChoices):
        """How somebody came to the town (D-05)."""

        ASSIGNED = "assigned", _("Zuweisung")
        MOVED_IN = "moved-in", _("Zuzug")
        FAMILY = "family", _("Familiennachzug")

    class CloseReason(models.TextChoices):
        GOAL_REACHED = "goal-reached", _("Ziel erreicht")
        MOVED_AWAY = "moved-away", _("weggezogen")
        OTHER_PROVIDER = "other-provider", _("anderer Träger übernimmt")
        NO_CONTACT = "no-contact", _("kein Kontakt mehr")
        DIED = "died", _("verstorben")
        MISTAKE = "mistake", _("irrtümlich angelegt")
        MERGED = "merged", _("mit anderer Akte zusammengeführt")
        OTHER = "other", _("anderer Grund")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(_("Aktennummer"), max_length=20, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="files")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    region = models.CharField(max_length=80, blank=True)  # key of the concept; empty: to be clarified
    concept = models.CharField(max_length=120)  # key of the version it was opened under
    legal_regime = models.CharField(max_length=20)
    arrival = models.CharField(_("Ankunft"), max_length=20, choices=Arrival)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    close_reason = models.CharField(max_length=20, choices=CloseReason, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", db_index=False
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["number"]
        indexes = [
            models.Index(fields=["team", "closed_on"], name="file_team"),
            models.Index(fields=["region", "closed_on"], name="file_region"),
            # of the few only: an index of nothing but NULL looks useless to SQLite, which then reads every file
            models.Index(fields=["merged_into"], name="file_merged", condition=Q(merged_into__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(merged_into__isnull=True), name="one_file_per_person"
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    @property
    def can_grow(self) -> bool:
        """A closed file is read only, and so is one brought together with another."""
        return self.is_open and self.merged_into_id is None


class FileNumber(models.Model):
    """The last file number given out in a year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Event(models.Model):
    """Something that happened out there, on a day (vocabulary of the concept). Corrected, never silently changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(File, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=60)
    on = models.DateField()
    remark = SealedTextField(key="seal_key", null=True)
    recorded_by = models.UUIDField(null=True)  # null: by the system (import)
    recorded_at = models.DateTimeField(auto_now_add=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)  # entered by mistake, or corrected by `replaced_by`
    replaced_by = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="replaces")

    class Meta:
        ordering = ["-on", "-recorded_at"]
        indexes = [models.Index(fields=["kind", "file"], name="event_kind_file")]

    fresh_key: bytes | None = None  # not a column: the file's key where it is already at hand

    def __str__(self) -> str:
        return self.kind

    def seal_key(self) -> bytes:
        return self.fresh_key or open_key(self.file_id)


class Deadline(models.Model):
    """A date the concept sets for a file, with what it was computed from. Open, done and late are computed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(File, models.CASCADE, related_name="deadlines")
    rule = models.CharField(max_length=60)
    concept = models.CharField(max_length=120)
    kind = models.CharField(max_length=10)  # deadline: an act; period: an entitlement or retention time
    starts_at = models.CharField(max_length=60)  # event of the vocabulary
    started_on = models.DateField()
    due_on = models.DateField()
    met_on = models.DateField(null=True, blank=True)
    met_by = models.UUIDField(null=True, blank=True)  # the note that did it
    superseded_at = models.DateTimeField(null=True, blank=True)  # a fact was corrected: kept, but no longer in force

    class Meta:
        ordering = ["due_on"]
        indexes = [
            models.Index(fields=["kind", "due_on"], name="deadline_open", condition=Q(met_on=None, superseded_at=None))
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["file", "rule"], condition=Q(superseded_at__isnull=True), name="one_deadline_per_rule"
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.due_on}"

    def state(self, today: date) -> str:
        """new CSS state of the design: is-done, is-overdue, is-due (within three days), is-quiet."""
        if self.superseded_at:
            return "quiet"
        if self.met_on:
            return "done"
        if self.kind == "period":
            return "done" if self.due_on < today else "quiet"
        if self.due_on < today:
            return "overdue"
        return "due"

    @property
    def is_late(self) -> bool:
        return self.met_on is not None and self.met_on > self.due_on


class Allocation(Dated):
    """Who works on a file, from one day to another: one lead, a companion in tandem (N-14), cover."""

    class Part(models.TextChoices):
        LEAD = "lead", _("zuständig")
        TANDEM = "tandem", _("Begleitung im Tandem")
        COVER = "cover", _("Vertretung")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(File, models.CASCADE, related_name="allocations")
    user = models.ForeignKey(User, models.PROTECT, related_name="allocations")
    part = models.CharField(max_length=10, choices=Part, default=Part.LEAD)
    cover = models.ForeignKey("Cover", models.CASCADE, null=True, blank=True, related_name="allocations")
    reason = SealedTextField(key="seal_key", null=True)
    by = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta(Dated.Meta):
        indexes = [models.Index(fields=["user", "until_on"], name="allocation_user")]
        constraints = [
            models.UniqueConstraint(
                fields=["file", "part"],
                condition=Q(until_on__isnull=True) & ~Q(part="cover"),
                name="one_lead_and_one_companion",
            )
        ]

    def __str__(self) -> str:
        return self.get_part_display()

    def seal_key(self) -> bytes:
        return open_key(self.file_id)


class Cover(Dated):
    """Somebody is away, somebody else stands in. Each file has its own allocation: rights end with the last day."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    absent = models.ForeignKey(User, models.PROTECT, related_name="covered")
    substitute = models.ForeignKey(User, models.PROTECT, related_name="covers")
    by = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta(Dated.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(absent=models.F("substitute")), name="cover_by_somebody_else"),
            models.CheckConstraint(condition=Q(until_on__isnull=False), name="cover_has_an_end"),
        ]

    def __str__(self) -> str:
        return f"{self.from_on} – {self.until_on}"


class Task(models.Model):
    """Something one of the people who work on a file means to do."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(File, models.CASCADE, related_name="tasks")
    user = models.ForeignKey(User, models.PROTECT, related_name="tasks", verbose_name=_("Für wen"))
    title = SealedTextField(key="seal_key")
    due_on = models.DateField(_("Bis"), null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    is_dropped = models.BooleanField(default=False)  # no longer needed: settled without having been done
    by = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["user", "due_on"], name="task_open", condition=Q(done_on=None))]

    def __str__(self) -> str:
        return str(self.due_on or "")

    def seal_key(self) -> bytes:
        return open_key(self.file_id)


class Appointment(models.Model):
    """A time agreed with somebody. Whether it took place is said without blame."""

    class Outcome(models.TextChoices):
        OPEN = "", _("steht aus")
        KEPT = "kept", _("hat stattgefunden")
        NOT_KEPT = "not-kept", _("nicht zustande gekommen")
        CALLED_OFF = "called-off", _("vorher abgesagt")

    class Reason(models.TextChoices):
        NOT_MET = "not-met", _("zur vereinbarten Zeit nicht angetroffen")
        PREVENTED = "prevented", _("die Person war verhindert")
        OTHER_DATE = "other-date", _("anderer Termin ging vor")
        MISUNDERSTANDING = "misunderstanding", _("Ort oder Zeit missverstanden")
        NO_INTERPRETER = "no-interpreter", _("Dolmetschen fiel aus")
        OUR_SIDE = "our-side", _("von unserer Seite verhindert")
        THIRD_PARTY = "third-party", _("von der anderen Stelle verhindert")
        UNKNOWN = "unknown", _("Grund nicht bekannt")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(File, models.CASCADE, related_name="appointments")
    user = models.ForeignKey(User, models.PROTECT, related_name="appointments", verbose_name=_("Wer geht hin"))
    starts_at = models.DateTimeField(_("Beginn"))
    ends_at = models.DateTimeField(_("Ende"))
    place = SealedTextField(key="seal_key", null=True)
    partner = SealedTextField(key="seal_key", null=True)  # with whom, besides the person
    words = SealedTextField(key="seal_key", null=True)
    wants_interpreter = models.BooleanField(_("Dolmetscher gewünscht"), default=False)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True, default=Outcome.OPEN)
    reason = models.CharField(max_length=20, choices=Reason, blank=True, default="")
    settled_by = models.UUIDField(null=True, blank=True)
    by = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [models.Index(fields=["user", "starts_at"], name="appointment_user")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="appointment_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"

    def seal_key(self) -> bytes:
        return open_key(self.file_id)


class Alert(Dated):
    """What everybody who works on the file must see first. It ends by itself; a longer one is written anew."""

    class Kind(models.TextChoices):
        SAFETY = "safety", _("Sicherheit")
        CONTACT = "contact", _("Umgang und Kontakt")
        URGENT = "urgent", _("eilt")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(File, models.CASCADE, related_name="alerts")
    kind = models.CharField(_("Art"), max_length=10, choices=Kind, default=Kind.CONTACT)
    words = SealedTextField(key="seal_key")
    by = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # somebody said that it is no longer true

    class Meta(Dated.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(until_on__isnull=False), name="alert_has_an_end"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def seal_key(self) -> bytes:
        return open_key(self.file_id)


class Deferral(models.Model):
    """Somebody has seen the reminder of a deadline and wants to be asked again on a day."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    deadline = models.ForeignKey(Deadline, models.CASCADE, related_name="deferrals")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    until_on = models.DateField()
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deadline", "user"], name="one_deferral_each")]

    def __str__(self) -> str:
        return str(self.until_on)


class CalendarFeed(models.Model):
    """A secret address under which somebody's own calendar fetches times. Only a digest of the secret is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="calendar_feeds")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(ended_at__isnull=True), name="one_calendar_feed"),
        ]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"


class FileContent(models.Model):
    """Words about the person in a field the concept switches on (P-135). Former entries stay; the newest counts.

    Which sensitive field somebody has words in tells too much: there `field` is empty, and `about` has its key."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(File, models.CASCADE, related_name="contents")
    field = models.CharField(max_length=60, blank=True)
    about = SealedTextField(key="seal_key", null=True)
    text = SealedTextField(key="seal_key", null=True)  # null: erased
    recorded_by = models.UUIDField(null=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-recorded_at"]

    fresh_key: bytes | None = None  # not a column: the file's key where it is already at hand

    def __str__(self) -> str:
        return self.field

    def seal_key(self) -> bytes:
        return self.fresh_key or open_key(self.file_id)


class ContentErasure(models.Model):
    """What must not have been stored in the restricted compartment is erased by two people, as a note is: one asks,
    another one does it or refuses. It leaves a stub without content."""

    class Reason(models.TextChoices):
        WRONG_FILE = "wrong-file", _("steht in der Akte einer anderen Person")
        UNLAWFUL = "unlawful", _("durfte nicht erfasst werden")
        CONFIDED = "confided", _("nur anvertraut, nicht für die Akte")
        OTHER = "other", _("anderer Grund")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    content = models.ForeignKey(FileContent, models.CASCADE, related_name="erasures")
    reason = models.CharField(max_length=20, choices=Reason)
    words = SealedTextField(key="seal_key", null=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    is_done = models.BooleanField(default=False)

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["content"], condition=Q(decided_at=None), name="one_content_erasure_waiting"
            )
        ]

    def __str__(self) -> str:
        return self.reason

    def seal_key(self) -> bytes:
        return self.content.seal_key()


class Vulnerability(Dated):
    """A special need of protection (N-05, P-17), of the federal list. Which one is sealed like the words."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(File, models.CASCADE, related_name="vulnerabilities")
    kind = SealedTextField(key="seal_key")
    words = SealedTextField(key="seal_key", null=True)
    by = models.UUIDField()
    at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(Dated.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=models.F("from_on")),
                name="vulnerability_ends_after_it_begins",
            ),
        ]

    fresh_key: bytes | None = None  # not a column: the file's key where it is already at hand

    def __str__(self) -> str:
        return f"{self.from_on}"

    def seal_key(self) -> bytes:
        return self.fresh_key or open_key(self.file_id)


class Answer(models.Model):
    """What somebody said to a question instead of the fact: not known, declined, does not apply, ask again on a day.

    One per question; `topic` names it by key (`questions.py`). It holds no words, and none about a sensitive field.
    """

    class Kind(models.TextChoices):
        NOT_KNOWN = "not-known", _("nicht bekannt")
        DECLINED = "declined", _("möchte nichts dazu sagen")
        NOT_APPLICABLE = "not-applicable", _("trifft nicht zu")
        LATER = "later", _("später wieder fragen")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(File, models.CASCADE, related_name="answers")
    topic = models.CharField(max_length=80)  # field/<key>, benefit-rule/<key>, paper/<id of a status>
    kind = models.CharField(_("Rückmeldung"), max_length=20, choices=Kind)
    until_on = models.DateField(_("Wieder fragen am"), null=True, blank=True)
    by = models.UUIDField()
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["topic"]
        constraints = [
            models.UniqueConstraint(fields=["file", "topic"], name="one_answer_per_question"),
            models.CheckConstraint(
                condition=Q(kind="later", until_on__isnull=False) | (~Q(kind="later") & Q(until_on__isnull=True)),
                name="answer_later_names_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic}: {self.get_kind_display()}"
