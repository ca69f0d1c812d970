"""The way to a flat of one's own. Keys, days, rents and answers stay readable; words and addresses lie under the key of
the file it is kept in. What may be taken next is no column: the gates of `concept.housing` say it from these facts."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lotse.accounts.models import User
from lotse.cases.models import File
from lotse.ui.ids import uuid7
from lotse.vault.fields import SealedTextField
from lotse.vault.keys import open_key


class HousingApplication(models.Model):
    """Entered once, in the file of one person, for everybody who is to move (`HousingPerson`, that one included).

    The reason for the decision is the authority's and read by those who counsel, too; what was learnt of criminal
    proceedings is not, and is fetched by nobody but who decides."""

    class Decision(models.TextChoices):
        OPEN = "", _("noch keine Entscheidung")
        APPROVED = "approved", _("befürwortet")
        REFUSED = "refused", _("nicht befürwortet")

    class EndReason(models.TextChoices):
        WITHDRAWN = "withdrawn", _("Die Person möchte nicht mehr umziehen")
        MOVED_AWAY = "moved-away", _("aus der Kommune fortgezogen")
        OTHER_PROCEDURE = "other-procedure", _("ein anderes Verfahren gilt")
        DONE = "done", _("abgeschlossen")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(File, models.CASCADE, related_name="housing")
    concept = models.CharField(max_length=120)  # in which the keys below stand
    procedure = models.CharField(_("Verfahren"), max_length=40)
    benefit = models.CharField(max_length=40, blank=True)  # in force when it was begun; empty: not known
    started_on = models.DateField(_("Begonnen am"))
    explained_on = models.DateField(_("Erklärt am"), null=True, blank=True)
    searching_on = models.DateField(_("Gesucht seit"), null=True, blank=True)
    applied_on = models.DateField(_("Antrag eingereicht am"), null=True, blank=True)
    decision = models.CharField(_("Entscheidung"), max_length=10, choices=Decision, blank=True, default="")
    decided_on = models.DateField(_("Entschieden am"), null=True, blank=True)
    decided_by = models.UUIDField(null=True, blank=True)
    is_told = models.BooleanField(default=False)  # entered from a letter, by those who counsel
    decision_words = SealedTextField(key="seal_key", null=True)
    proceedings = SealedTextField(key="seal_key", null=True)
    lease_on = models.DateField(_("Mietvertrag unterschrieben am"), null=True, blank=True)
    lease_offer = models.ForeignKey("HousingOffer", models.SET_NULL, null=True, related_name="+")
    ended_on = models.DateField(_("Beendet am"), null=True, blank=True)
    end_reason = models.CharField(_("Grund"), max_length=20, choices=EndReason, blank=True, default="")
    words = SealedTextField(key="seal_key", null=True)
    by = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["applied_on"], name="housing_waits", condition=Q(applied_on__isnull=False, decision="")
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="", decided_on=None) | (~Q(decision="") & Q(decided_on__isnull=False)),
                name="housing_decision_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(end_reason="", ended_on=None) | (~Q(end_reason="") & Q(ended_on__isnull=False)),
                name="housing_end_has_a_reason",
            ),
        ]

    fresh_key: bytes | None = None  # not a column: the file's key where it is already at hand

    def __str__(self) -> str:
        return self.procedure

    def seal_key(self) -> bytes:
        return self.fresh_key or open_key(self.file_id)

    @property
    def is_over(self) -> bool:
        return self.ended_on is not None


class HousingPerson(models.Model):
    """Somebody who is to move along: it is seen in her file, too."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    application = models.ForeignKey(HousingApplication, models.CASCADE, related_name="persons", db_index=False)
    file = models.ForeignKey(File, models.CASCADE, related_name="housing_in")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "file"], name="housing_once_per_file")]

    def __str__(self) -> str:
        return f"{self.application_id} in {self.file_id}"


class OfApplication(models.Model):
    """What belongs to one application lies under the key of its file."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    by = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    application: models.ForeignKey[HousingApplication]

    def seal_key(self) -> bytes:
        return self.application.seal_key()


class HousingOffer(OfApplication):
    """One flat that could be rented."""

    class Answer(models.TextChoices):
        OPEN = "", _("noch keine Antwort")
        ASSURED = "assured", _("Übernahme der Kosten schriftlich zugesichert")
        REFUSED = "refused", _("abgelehnt")
        GONE = "gone", _("nicht mehr zu haben")

    application = models.ForeignKey(HousingApplication, models.CASCADE, related_name="offers")
    where = SealedTextField(key="seal_key", null=True)
    rent = models.DecimalField(_("Miete im Monat"), max_digits=8, decimal_places=2, null=True, blank=True)
    offered_on = models.DateField(_("Angebot vom"))
    submitted_on = models.DateField(_("Zur Prüfung eingereicht am"), null=True, blank=True)
    answer = models.CharField(_("Antwort"), max_length=10, choices=Answer, blank=True, default="")
    answered_on = models.DateField(_("Antwort vom"), null=True, blank=True)
    words = SealedTextField(key="seal_key", null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_on=None) | (~Q(answer="") & Q(answered_on__isnull=False)),
                name="offer_answer_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(answer="assured") | Q(submitted_on__isnull=False), name="offer_assured_was_submitted"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offered_on}"


class HousingCost(OfApplication):
    """An application for costs beside the offer; one of which nothing is known has no row."""

    class Answer(models.TextChoices):
        OPEN = "", _("noch keine Antwort")
        GRANTED = "granted", _("zugesichert")
        REFUSED = "refused", _("abgelehnt")
        WITHDRAWN = "withdrawn", _("zurückgezogen")

    application = models.ForeignKey(HousingApplication, models.CASCADE, related_name="costs", db_index=False)
    kind = models.CharField(max_length=40)  # key of the concept
    applied_on = models.DateField(_("Beantragt am"))
    answer = models.CharField(_("Antwort"), max_length=10, choices=Answer, blank=True, default="")
    answered_on = models.DateField(_("Antwort vom"), null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["application", "kind"], name="housing_cost_once"),
            models.CheckConstraint(
                condition=Q(answer="", answered_on=None) | (~Q(answer="") & Q(answered_on__isnull=False)),
                name="housing_cost_answer_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.kind


class HousingMark(OfApplication):
    """Done on a day: a landlord visited together, or a registration after moving in."""

    class Kind(models.TextChoices):
        LANDLORD = "landlord", _("Begleitung zum Vermieter")
        REGISTRATION = "registration", _("An- oder Ummeldung")

    application = models.ForeignKey(HousingApplication, models.CASCADE, related_name="marks")
    kind = models.CharField(max_length=20, choices=Kind)
    item = models.CharField(max_length=40, blank=True)  # key of the concept, for a registration
    on = models.DateField(_("Am"))
    words = SealedTextField(key="seal_key", null=True)

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "item"], condition=Q(kind="registration"), name="housing_registered_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.item} {self.on}"


class HousingDeviation(OfApplication):
    """A step that was taken out there although its gate was shut: what it waited for, why, and what follows."""

    application = models.ForeignKey(HousingApplication, models.CASCADE, related_name="deviations")
    step = models.CharField(max_length=20)  # word of the vocabulary
    missing = models.CharField(max_length=200)  # what the gate waited for, in words of the vocabulary
    on = models.DateField(_("Am"))
    reason = SealedTextField(key="seal_key", null=True)
    consequence = SealedTextField(key="seal_key", null=True)

    class Meta:
        ordering = ["on", "id"]

    def __str__(self) -> str:
        return f"{self.step} {self.on}"


# --- report and hearing -----------------------------------------------------------------------------------------------
class SocialReport(OfApplication):
    """Hints by criterion, no verdict. Once handed over (or given to the client to carry) it is never changed; what is
    to be said later is a report of the next number."""

    class Basis(models.TextChoices):
        CONSENT = "consent", _("Die Person hat eingewilligt: Der Bericht geht an die Stelle, die entscheidet.")
        CARRIED = "carried", _("Die Person gibt den Bericht selbst ab. In Lotse sieht ihn die Stelle nicht.")

    application = models.ForeignKey(HousingApplication, models.CASCADE, related_name="reports", db_index=False)
    number = models.PositiveSmallIntegerField()
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("Verfasst von"))
    qualification = models.CharField(_("Qualifikation"), max_length=200)  # as it was then, in words
    written_on = models.DateField(_("Bericht vom"))
    summary = SealedTextField(key="seal_key", null=True)
    client_words = SealedTextField(key="seal_key", null=True)
    basis = models.CharField(_("Grundlage"), max_length=10, choices=Basis, blank=True, default="")
    consent_on = models.DateField(_("Einwilligung vom"), null=True, blank=True)
    handed_over_on = models.DateField(_("Abgegeben am"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="social_report_number"),
            models.CheckConstraint(
                condition=Q(basis="", handed_over_on=None) | (~Q(basis="") & Q(handed_over_on__isnull=False)),
                name="social_report_handed_over_on_a_basis",
            ),
            models.CheckConstraint(
                condition=~Q(basis="consent") | Q(consent_on__isnull=False), name="social_report_consent_has_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class ReportAnswer(models.Model):
    """What the report says to one criterion; one it says nothing to has no row."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.ForeignKey(SocialReport, models.CASCADE, related_name="answers", db_index=False)
    criterion = models.CharField(max_length=40)  # key of the concept
    words = SealedTextField(key="seal_key", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "criterion"], name="report_answer_once")]

    def __str__(self) -> str:
        return self.criterion

    def seal_key(self) -> bytes:
        return self.report.seal_key()


class HousingHearing(OfApplication):
    """A body was asked, and the answer that stands: entered by the clerk from paper, or given by the body itself
    (`is_theirs`). Its words are for who decides, and for the body that gave them."""

    class Answer(models.TextChoices):
        OPEN = "", _("noch keine Antwort")
        NONE = "none", _("keine Bedenken")
        CONCERNS = "concerns", _("Bedenken")
        SILENT = "silent", _("äußert sich nicht")

    application = models.ForeignKey(HousingApplication, models.CASCADE, related_name="hearings", db_index=False)
    body = models.CharField(max_length=40)  # key of the concept
    asked_on = models.DateField(_("Gefragt am"))
    due_on = models.DateField(_("Antwort erbeten bis"), null=True, blank=True)
    answer = models.CharField(_("Antwort"), max_length=10, choices=Answer, blank=True, default="")
    answered_on = models.DateField(_("Antwort vom"), null=True, blank=True)
    words = SealedTextField(key="seal_key", null=True)
    is_theirs = models.BooleanField(default=False)
    answered_by = models.UUIDField(null=True, blank=True)  # who entered the answer
    answered_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["body", "answered_on"], name="hearing_of_body")]
        constraints = [
            models.UniqueConstraint(fields=["application", "body"], name="hearing_once_per_body"),
            models.CheckConstraint(
                condition=Q(answer="", answered_on=None) | (~Q(answer="") & Q(answered_on__isnull=False)),
                name="hearing_answer_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.body


class HousingLetter(OfApplication):
    """What those who counsel have read in a letter of the authority. It holds until she has decided here herself; from
    then on it stands beside her decision, and where the two differ both sides see it. The newest counts."""

    application = models.ForeignKey(HousingApplication, models.CASCADE, related_name="letters")
    decision = models.CharField(_("Entscheidung"), max_length=10, choices=HousingApplication.Decision.choices[1:])
    decided_on = models.DateField(_("Entschieden am"))
    words = SealedTextField(key="seal_key", null=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.decision} {self.decided_on}"


class EarlierAnswer(models.Model):
    """An answer that was followed by a further one: it stays visible to who decides."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hearing = models.ForeignKey(HousingHearing, models.CASCADE, related_name="earlier")
    answer = models.CharField(_("Antwort"), max_length=10, choices=HousingHearing.Answer)
    answered_on = models.DateField(_("Antwort vom"))
    words = SealedTextField(key="seal_key", null=True)
    is_theirs = models.BooleanField(default=False)
    answered_by = models.UUIDField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.answer} {self.answered_on}"

    def seal_key(self) -> bytes:
        return self.hearing.seal_key()
