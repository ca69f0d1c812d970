"""What somebody was shown and explained, and takes part in. Dates, keys and codes stay readable; words lie under the
key of the file.

A foreign key has `db_index=False` where an index begins with it.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lotse.accounts.models import User
from lotse.cases.models import File
from lotse.notes.papers import Document
from lotse.ui.ids import uuid7
from lotse.vault.fields import SealedTextField
from lotse.vault.keys import open_key


class Tick(models.Model):
    """An item of a checklist, done for somebody. Not unique: what is explained once more is ticked once more."""

    class Outcome(models.TextChoices):
        DONE = "done", _("erledigt")
        DECLINED = "declined", _("nicht gewünscht")
        NOT_NEEDED = "not-needed", _("nicht nötig")

    class How(models.TextChoices):
        EXPLAINED = "explained", _("erklärt")
        SHOWN = "shown", _("gezeigt")
        ACCOMPANIED = "accompanied", _("begleitet")
        WRITTEN = "written", _("schriftlich gegeben")

    class StrikeReason(models.TextChoices):
        DID_NOT_HAPPEN = "did-not-happen", _("hat so nicht stattgefunden")
        WRONG_PERSON = "wrong-person", _("betrifft eine andere Person")
        TWICE = "twice", _("doppelt eingetragen")
        WRONG_DATA = "wrong-data", _("falsche Angaben")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(File, models.CASCADE, related_name="ticks", db_index=False)
    checklist = models.CharField(max_length=60)
    item = models.CharField(max_length=60)
    concept = models.CharField(max_length=120)  # in which both are keys
    on = models.DateField(_("Am"))
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("Wer hat es gemacht?"))
    outcome = models.CharField(_("Was wurde daraus?"), max_length=20, choices=Outcome, default=Outcome.DONE)
    how = models.CharField(_("Wie?"), max_length=20, choices=How, blank=True)
    language = models.CharField(_("Sprache"), max_length=10, blank=True)
    with_interpreter = models.BooleanField(_("mit Dolmetscher"), default=False)
    signed_on = models.DateField(_("Unterschrieben am"), null=True, blank=True)
    document = models.ForeignKey(Document, models.SET_NULL, null=True, related_name="+")  # the paper that was signed
    words = SealedTextField(key="seal_key", null=True)
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_by = models.UUIDField(null=True, blank=True)
    struck_reason = models.CharField(max_length=20, choices=StrikeReason, blank=True)
    by = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["on", "id"]
        indexes = [models.Index(fields=["file", "checklist"], name="tick_file")]

    fresh_key: bytes | None = None  # not a column: the file's key where it is already at hand

    def __str__(self) -> str:
        return f"{self.checklist}/{self.item} {self.on}"

    def seal_key(self) -> bytes:
        return self.fresh_key or open_key(self.file_id)


# --- rows that are kept up to date: their state follows from their dates (states.py), it is no column -----------------
class Registration(models.Model):
    """A place a child is to get: looked for, applied for, answered, taken up."""

    class Answer(models.TextChoices):
        OPEN = "", _("noch keine Antwort")
        PLACE = "place", _("Platz zugesagt")
        WAITING_LIST = "waiting-list", _("Warteliste")
        REFUSED = "refused", _("abgelehnt")
        NOT_WANTED = "not-wanted", _("von den Eltern nicht gewünscht")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(File, models.CASCADE, related_name="registrations")
    kind = models.CharField(_("Wofür?"), max_length=40)  # key of the concept
    wanted_on = models.DateField(_("Gesucht seit"), null=True, blank=True)
    applied_on = models.DateField(_("Beantragt am"), null=True, blank=True)
    answer = models.CharField(_("Antwort"), max_length=20, choices=Answer, blank=True, default=Answer.OPEN)
    answered_on = models.DateField(_("Antwort vom"), null=True, blank=True)
    starts_on = models.DateField(_("Erster Tag"), null=True, blank=True)
    ended_on = models.DateField(_("Beendet am"), null=True, blank=True)
    place = SealedTextField(key="seal_key", null=True)
    words = SealedTextField(key="seal_key", null=True)
    by = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_on=None) | (~Q(answer="") & Q(answered_on__isnull=False)),
                name="registration_answer_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(answer="place"), name="registration_starts_with_a_place"
            ),
        ]

    def __str__(self) -> str:
        return self.kind

    def seal_key(self) -> bytes:
        return open_key(self.file_id)


class Course(models.Model):
    """One person's way through one language course."""

    class Attendance(models.TextChoices):
        UNKNOWN = "", _("nicht bekannt")
        REGULAR = "regular", _("regelmäßig")
        GAPS = "gaps", _("mit Lücken")
        STOPPED = "stopped", _("kommt nicht mehr")

    class Reason(models.TextChoices):
        """Why somebody is missing: coded, and no word on health."""

        UNKNOWN = "", _("nicht bekannt")
        CHILDCARE = "childcare", _("Kinderbetreuung fehlt")
        WORK = "work", _("Arbeit")
        WAY = "way", _("Weg zu weit oder zu teuer")
        APPOINTMENTS = "appointments", _("Termine bei Behörden")
        MISFIT = "misfit", _("Kurs passt nicht")
        PREVENTED = "prevented", _("Person verhindert")
        OTHER = "other", _("anderer Grund")

    class Result(models.TextChoices):
        OPEN = "", _("noch keines")
        PASSED = "passed", _("bestanden")
        ATTENDED = "attended", _("teilgenommen, ohne Prüfung")
        FAILED = "failed", _("nicht bestanden")
        BROKEN_OFF = "broken-off", _("abgebrochen")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(File, models.CASCADE, related_name="courses")
    kind = models.CharField(_("Kursart"), max_length=40)  # key of the federal list
    target = models.CharField(_("Ziel"), max_length=4, blank=True)  # level of the GER
    tested_on = models.DateField(_("Eingestuft am"), null=True, blank=True)
    registered_on = models.DateField(_("Angemeldet am"), null=True, blank=True)
    waiting_since_on = models.DateField(_("Auf der Warteliste seit"), null=True, blank=True)
    is_blocked = models.BooleanField(_("Zulassung zurzeit gesperrt"), default=False)
    starts_on = models.DateField(_("Beginn"), null=True, blank=True)
    ends_on = models.DateField(_("Ende"), null=True, blank=True)
    funding = models.CharField(_("Kostenträger"), max_length=40, blank=True)  # key of the federal list
    attendance = models.CharField(_("Teilnahme"), max_length=10, choices=Attendance, blank=True, default="")
    attendance_on = models.DateField(_("Stand vom"), null=True, blank=True)
    absence_reason = models.CharField(_("Grund der Lücken"), max_length=20, choices=Reason, blank=True, default="")
    result = models.CharField(_("Ergebnis"), max_length=12, choices=Result, blank=True, default="")
    result_level = models.CharField(_("Erreichtes Niveau"), max_length=4, blank=True)
    result_on = models.DateField(_("Ergebnis vom"), null=True, blank=True)
    provider = SealedTextField(key="seal_key", null=True)
    words = SealedTextField(key="seal_key", null=True)
    by = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["result_on"], name="course_passed", condition=Q(result="passed"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(result="", result_on=None) | (~Q(result="") & Q(result_on__isnull=False)),
                name="course_result_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="course_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.kind

    def seal_key(self) -> bytes:
        return open_key(self.file_id)


class WorkStep(models.Model):
    """A step towards work: a visit to the agency, an application, a trial day, an internship, a job."""

    class Result(models.TextChoices):
        OPEN = "", _("noch offen")
        YES = "yes", _("hat geklappt")
        NO = "no", _("hat nicht geklappt")
        WITHDRAWN = "withdrawn", _("zurückgezogen")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(File, models.CASCADE, related_name="work_steps")
    kind = models.CharField(_("Was?"), max_length=40)  # key of the federal list
    on = models.DateField(_("Am oder ab"))
    until_on = models.DateField(_("Bis"), null=True, blank=True)
    result = models.CharField(_("Ergebnis"), max_length=10, choices=Result, blank=True, default="")
    where = SealedTextField(key="seal_key", null=True)
    words = SealedTextField(key="seal_key", null=True)
    by = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=models.F("on")), name="work_step_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return self.kind

    def seal_key(self) -> bytes:
        return open_key(self.file_id)


from lotse.programmes.applying import ApplicationPerson, BenefitApplication, Evidence  # noqa: E402, F401
from lotse.programmes.everyday import HardshipProcedure, IndividualCare  # noqa: E402, F401
from lotse.programmes.groups import GroupAttendance, GroupDate, GroupOffer  # noqa: E402, F401
from lotse.programmes.housing_models import (  # noqa: E402, F401
    EarlierAnswer,
    HousingApplication,
    HousingCost,
    HousingDeviation,
    HousingHearing,
    HousingLetter,
    HousingMark,
    HousingOffer,
    HousingPerson,
    ReportAnswer,
    SocialReport,
)
from lotse.programmes.leaving import EarlierRemark, Leaver  # noqa: E402, F401
