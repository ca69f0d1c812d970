"""What somebody was shown and explained. Dates, keys and codes stay readable; words lie under the file's key.

A foreign key has `db_index=False` where an index begins with it.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lotse.accounts.models import User
from lotse.cases.models import File
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
